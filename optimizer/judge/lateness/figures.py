"""Every figure of a lateness simulation: its unit, what it counts, and which way is better."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.judge.figures import Figure

SIMULATED = "simulated (modelled)"

# Minutes after the bell (am) or after the planned departure (pm) that make a run late, by definition.
AM_LIMITS = MappingProxyType({"late_after_bell": 0, "late_after_bell_5": -5, "late_over_15": 15})
PM_LIMITS = MappingProxyType({"leave_over_5": 5, "leave_over_15": 15})


def _figure(unit: str, definition: str) -> Figure:
    return Figure(unit, f"{SIMULATED}: {definition}", "lower")


LATENESS_FIGURES: MappingProxyType[str, Figure] = MappingProxyType(
    {
        # Mornings. A run that is not driven counts as late, by give_up minutes.
        "am_late_after_bell": _figure("share", "morning runs that arrive after the bell"),
        "am_late_after_bell_5": _figure("share", "morning runs that arrive after bell - 5 min"),
        "am_late_over_15": _figure("share", "morning runs that arrive more than 15 min after the bell"),
        "am_minutes_late": _figure(
            "minutes", "mean over morning runs of minutes after the bell, 0 if in time"
        ),
        "am_late_riders": _figure("count", "riders who arrive after the bell, on a mean morning"),
        "am_late_student_minutes": _figure(
            "student-minutes", "riders × minutes after the bell, on a mean morning"
        ),
        "am_late_bad_day": _figure(
            "share", "morning runs that arrive after the bell, on the worst day in twenty"
        ),
        "am_not_driven": _figure("share", "morning runs that are not driven for want of a driver"),
        "am_late_inherited": _figure(
            "share", "part of am_late_student_minutes that would vanish if each run began on time"
        ),
        "schools_late_10": _figure(
            "count", "schools of which more than one morning rider in ten arrives after the bell"
        ),
        # Afternoons, with the parameters of the morning: no afternoon was measured
        "pm_leave_over_5": _figure("share", "afternoon runs that leave more than 5 min after their time"),
        "pm_leave_over_15": _figure("share", "afternoon runs that leave more than 15 min after their time"),
        "pm_minutes_late": _figure("minutes", "mean over afternoon runs of minutes that they leave late"),
        "pm_late_student_minutes": _figure(
            "student-minutes", "riders × minutes that their run leaves late, on a mean afternoon"
        ),
        "pm_not_driven": _figure("share", "afternoon runs that are not driven for want of a driver"),
    }
)
