"""The tables of a lateness simulation, of cancellations and of buffers: every column and what it means.

All shares, minutes and student-minutes are simulated (modelled). An unknown value is ``<NA>``. Where several
runs are gathered (schools, groups), probabilities and minutes are those of a mean rider.
"""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from optimizer.judge.columns import Column

Columns = MappingProxyType[str, Column]

SUPPRESSED = Column("yes_no", "fewer than 10 riders: blank in anything shared")

SHARES: Columns = MappingProxyType(
    {
        "late_after_bell": Column("number", "probability to arrive after the bell (am)"),
        "late_after_bell_5": Column("number", "probability to arrive after bell - 5 min (am)"),
        "late_over_15": Column("number", "probability to arrive more than 15 min after the bell (am)"),
        "am_minutes": Column("number", "expected minutes after the bell, 0 if in time (am)"),
        "am_student_minutes": Column("number", "riders × expected minutes after the bell, a morning"),
        "leave_over_5": Column("number", "probability to leave more than 5 min after the planned time (pm)"),
        "leave_over_15": Column(
            "number", "probability to leave more than 15 min after the planned time (pm)"
        ),
        "pm_minutes": Column("number", "expected minutes after the planned departure (pm)"),
        "pm_student_minutes": Column(
            "number", "riders × expected minutes that they leave late, an afternoon"
        ),
        "not_driven": Column("number", "probability not to be driven for want of a driver; counted as late"),
    }
)

RUNS: Columns = MappingProxyType(
    {
        "run_id": Column("text", "id"),
        "school_id": Column("text", "its school"),
        "period": Column("text", "am or pm"),
        "bus": Column("text", "the bus that drives it"),
        "tier_of_route": Column("whole", "its place in the bus's half day: 1st, 2nd, 3rd run"),
        "riders": Column("whole", "riders on the run"),
        "suppressed": SUPPRESSED,
        **SHARES,
        "own_minutes": Column("number", "expected minutes late had the bus begun the run on time"),
    }
)

CONNECTIONS: Columns = MappingProxyType(
    {
        "bus": Column("text", "the bus"),
        "period": Column("text", "am or pm"),
        "from_run": Column("text", "the earlier run"),
        "to_run": Column("text", "the later run"),
        "slack": Column("number", "planned minutes left over after unloading and deadhead, buffer included"),
        "riders": Column("whole", "riders of the later run"),
        "suppressed": SUPPRESSED,
        "missed": Column("number", "probability that the later run begins late"),
        "minutes_passed_on": Column("number", "expected minutes late of the later run that come from there"),
        "student_minutes": Column("number", "riders of the later run × minutes_passed_on"),
    }
)

SCHOOLS: Columns = MappingProxyType(
    {
        "school_id": Column("text", "id"),
        "name": Column("text", "name"),
        "level": Column("text", "level"),
        "area": Column("text", "articulation area or other area of the district"),
        "frl_quartile": Column("whole", "1 (lowest frl_share) to 4 (highest) among the schools with a share"),
        "bell": Column("clock", "start in the plan"),
        "riders": Column("whole", "morning riders, or afternoon riders where there are more"),
        "suppressed": SUPPRESSED,
        **SHARES,
        "any_late": Column("number", "probability that at least one of its morning runs is after the bell"),
        "from_own_runs": Column("number", "share of its morning student-minutes that its own drives cause"),
        "from_connections": Column("number", "share of them that late earlier runs pass on"),
        "from_yard": Column(
            "number", "share of them from the drive out of the yard, late pull-outs and missing drivers"
        ),
        "hangs_on_bus": Column(
            "text", "bus of the connection that passes most student-minutes on to it (am)"
        ),
        "hangs_on_from": Column("text", "the earlier run of that connection"),
        "hangs_on_to": Column("text", "the later run of that connection"),
    }
)

GROUPS: Columns = MappingProxyType(
    {
        "by": Column(
            "text", "what runs are grouped by: tier, tier_of_route, level, area, frl_quartile or option"
        ),
        "group": Column("text", "the group; unknown where the district does not say"),
        "runs": Column("whole", "runs in the group, both halves of the day"),
        "riders": Column("whole", "their riders, both halves of the day"),
        "suppressed": SUPPRESSED,
        **SHARES,
    }
)

LATENESS_TABLES: MappingProxyType[str, Columns] = MappingProxyType(
    {"schools": SCHOOLS, "runs": RUNS, "connections": CONNECTIONS, "groups": GROUPS}
)

BUFFERS: Columns = MappingProxyType(
    {
        "bus": Column("text", "the bus"),
        "period": Column("text", "am or pm"),
        "from_run": Column("text", "the earlier run"),
        "to_run": Column("text", "the later run"),
        "slack": Column("number", "planned minutes left over, buffer included"),
        "room": Column(
            "whole",
            "minutes of slack that the windows at both schools still allow, bells and other runs as they are",
        ),
        "saved_by_uniform": Column("number", "late student-minutes a day that the uniform buffer saves here"),
        "suggested": Column("whole", "minutes of buffer to add here, of the same sum as the uniform buffer"),
        "saved_by_suggested": Column("number", "late student-minutes a day that the suggested buffer saves"),
        "saved_per_minute": Column(
            "number", "late student-minutes a day saved per minute, of the first minutes"
        ),
    }
)

CANCELLED: Columns = MappingProxyType(
    {
        "day": Column("whole", "school day, from 1"),
        "bus": Column("text", "the route that is not driven"),
        "schools": Column("text", "ids of the schools that it serves"),
        "rides": Column("whole", "rides lost that day, mornings plus afternoons"),
        "needed": Column("number", "rides lost × need of the schools (1 + frl_share ÷ mean frl_share)"),
        "repeats": Column("whole", "schools hit again before all were hit once"),
    }
)

LOST: Columns = MappingProxyType(
    {
        "by": Column("text", "school, area or frl_quartile"),
        "group": Column("text", "the group; for a school its id"),
        "name": Column("text", "name of the school"),
        "riders": Column("whole", "rides of a school day, mornings plus afternoons"),
        "suppressed": Column("yes_no", "fewer than 10 riders: blank in anything shared"),
        "times": Column("whole", "routes cancelled that serve it, over all days"),
        "rides_lost": Column("whole", "rides lost over all days"),
        "share_of_rides": Column("number", "its rides ÷ all rides"),
        "share_of_lost": Column("number", "its rides lost ÷ all rides lost"),
        "days_lost": Column("number", "rides lost ÷ riders: school days without a bus for its mean rider"),
    }
)

CANCELLATION_TABLES: MappingProxyType[str, Columns] = MappingProxyType({"cancelled": CANCELLED, "lost": LOST})

# Who a row is about, and how many: shown however few they are.
IDENTITY = frozenset(
    {"run_id", "school_id", "name", "level", "area", "frl_quartile", "bell", "period", "bus", "tier_of_route"}
    | {"from_run", "to_run", "slack", "by", "group", "runs", "suppressed"}
)


def blank_small(frame: pd.DataFrame) -> pd.DataFrame:
    """Blank what is said of fewer than 10 riders, their number included."""
    blanked = frame.copy()
    for name in frame.columns.difference(list(IDENTITY)):
        blanked[name] = frame[name].mask(frame["suppressed"])
    return blanked
