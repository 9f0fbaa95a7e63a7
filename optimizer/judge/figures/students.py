"""The figures of students and their families: bells, change, starts, sleep, childcare, burden."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.judge.figures.figure import Figure, Part

BELLS: Part = MappingProxyType(
    {
        "distinct_bells": Figure("count", "different starts in the district", "neither"),
        "schools_outside_tiers": Figure("count", "schools whose start lies in no named tier", "neither"),
        "tier_balance": Figure(
            "count", "runs of a day in the named tier with most, minus those in the one with fewest", "lower"
        ),
    }
)

_DIRECTIONS: Part = MappingProxyType(
    {
        f"students_{way}_{name}": Figure("count", f"students whose school starts {words} {way}", "neither")
        for way in ("earlier", "later")
        for name, words in (
            ("under_10", "1 to 9 min"),
            ("10_to_30", "10 to 29 min"),
            ("30_to_60", "30 to 59 min"),
            ("60_up", "60 min or more"),
        )
    }
)

# From today, where today's bell is known.
CHANGE: Part = MappingProxyType(
    {
        "schools_moved": Figure("count", "schools whose start differs from today's", "lower"),
        "schools_earlier": Figure("count", "schools that start earlier than today", "neither"),
        "schools_later": Figure("count", "schools that start later than today", "neither"),
        "schools_unknown": Figure("count", "schools whose start today is unknown", "neither"),
        "largest_shift": Figure("minutes", "most minutes that any school moves, either way", "lower"),
        "disruption": Figure(
            "student-minutes", "students × minutes moved, either way, over schools", "lower"
        ),
        "students_moved_0": Figure("count", "students whose school does not move", "higher"),
        "students_moved_under_10": Figure("count", "students whose school moves 1 to 9 min", "neither"),
        "students_moved_10_to_30": Figure("count", "students whose school moves 10 to 29 min", "neither"),
        "students_moved_30_to_60": Figure("count", "students whose school moves 30 to 59 min", "neither"),
        "students_moved_60_up": Figure("count", "students whose school moves 60 min or more", "lower"),
        "students_moved_unknown": Figure(
            "count", "students whose school's start today is unknown", "neither"
        ),
        **_DIRECTIONS,
        "moved_within_15_share": Figure(
            "share", "students who move 15 min or less ÷ students whose start today is known", "higher"
        ),
        "moved_median": Figure("minutes", "half of the students move no more, either way", "lower"),
        "moved_p90": Figure("minutes", "nine students in ten move no more, either way", "lower"),
        "secondary_minutes_later": Figure(
            "minutes",
            "mean over secondary students of minutes later than today (negative: earlier)",
            "neither",
        ),
        "elementary_minutes_later": Figure(
            "minutes",
            "mean over elementary students of minutes later than today (negative: earlier)",
            "neither",
        ),
        "level_pairs_reversed": Figure(
            "count",
            "pairs of levels of which the one that starts earlier today, in the mean over students, starts "
            "later in the plan",
            "neither",
        ),
    }
)

# Facts only. 8:30 is the norm of the American Academy of Pediatrics (2014) for middle and high schools;
# 8:00 is California's floor for middle schools (SB 328).
STARTS: Part = MappingProxyType(
    {
        "secondary_students": Figure(
            "count", "students of middle, junior-senior and high schools", "neither"
        ),
        "secondary_before_8_00": Figure("count", "secondary students who start before 8:00", "lower"),
        "secondary_before_8_30": Figure("count", "secondary students who start before 8:30", "lower"),
        "secondary_from_8_00": Figure("count", "secondary students who start at 8:00 or later", "higher"),
        "secondary_from_8_30": Figure("count", "secondary students who start at 8:30 or later", "higher"),
        "secondary_from_8_00_share": Figure("share", "secondary_from_8_00 ÷ secondary_students", "higher"),
        "secondary_from_8_30_share": Figure("share", "secondary_from_8_30 ÷ secondary_students", "higher"),
        **{
            f"{level}_from_8_{minutes}_share{when}": Figure(
                "share",
                f"students of {level} schools who start at 8:{minutes} or later"
                + (" today, where today is known" if when else ""),
                "higher",
            )
            for level in ("middle", "high")
            for minutes in ("00", "30")
            for when in ("", "_today")
        },
    }
)


def _sleep(who: str, rate: str, source: str) -> str:
    return (
        f"estimate: mean minutes of sleep a night that {who} than today gain (negative: lose), {rate}, "
        f"nothing counted beyond 9:00. Source: {source}"
    )


_HIGH = ("high school students who start later", "Meltzer et al. 2021; Dunster et al. 2018")
_MIDDLE = ("middle school students who start later", "Meltzer et al. 2021")
_ELEMENTARY = (
    "elementary school students who start earlier",
    "Meltzer et al. 2021; Bastian and Fuller 2022",
)

# Always a range, and only for the moves that the studies measured.
SLEEP: Part = MappingProxyType(
    {
        "sleep_high_least": Figure("minutes", _sleep(_HIGH[0], "0.6 per minute", _HIGH[1]), "higher"),
        "sleep_high_most": Figure("minutes", _sleep(_HIGH[0], "0.65 per minute", _HIGH[1]), "higher"),
        "sleep_middle_least": Figure("minutes", _sleep(_MIDDLE[0], "0.5 per minute", _MIDDLE[1]), "higher"),
        "sleep_middle_most": Figure("minutes", _sleep(_MIDDLE[0], "0.7 per minute", _MIDDLE[1]), "higher"),
        "sleep_elementary_least": Figure(
            "minutes", _sleep(_ELEMENTARY[0], "-0.75 per minute", _ELEMENTARY[1]), "higher"
        ),
        "sleep_elementary_most": Figure(
            "minutes", _sleep(_ELEMENTARY[0], "-0.2 per minute", _ELEMENTARY[1]), "higher"
        ),
        "sleep_students": Figure("count", "students whose sleep these estimates are about", "neither"),
        "sleep_students_no_estimate": Figure(
            "count",
            "students whose school moves and for whom nothing is estimated: the other way, or another level",
            "neither",
        ),
    }
)

FAMILIES: Part = MappingProxyType(
    {
        "elementary_students": Figure("count", "students of elementary schools", "neither"),
        "elementary_dismissed_late": Figure(
            "count", "elementary students dismissed after the first time of late_dismissal (15:30)", "lower"
        ),
        "elementary_dismissed_very_late": Figure(
            "count", "elementary students dismissed after the second time of late_dismissal (16:00)", "lower"
        ),
        "elementary_dismissed_late_share": Figure(
            "share", "elementary_dismissed_late ÷ elementary_students", "lower"
        ),
        "elementary_dismissed_very_late_share": Figure(
            "share", "elementary_dismissed_very_late ÷ elementary_students", "lower"
        ),
        "dismissed_in_rush": Figure(
            "count", "students dismissed from the begin of evaluation.rush_hour until before its end", "lower"
        ),
        "dismissed_in_rush_share": Figure("share", "dismissed_in_rush ÷ students", "lower"),
        "childcare_am": Figure(
            "minutes",
            "modelled: mean over elementary students of minutes from the begin of evaluation.work_day to the "
            "bell, 0 if school begins first",
            "lower",
        ),
        "childcare_am_today": Figure("minutes", "childcare_am at today's bells, where known", "lower"),
        "childcare_pm": Figure(
            "minutes",
            "modelled: mean over elementary students of minutes from dismissal to the end of "
            "evaluation.work_day, 0 if school ends later",
            "lower",
        ),
        "childcare_pm_today": Figure("minutes", "childcare_pm at today's bells, where known", "lower"),
        "sibling_gap": Figure(
            "minutes",
            "modelled: mean over elementary students of minutes from their dismissal until the first older "
            "sibling is home by bus (negative: the sibling is home first). Siblings attend the feeder middle "
            "and high school, else the area's secondary schools, and are home as their mean afternoon rider",
            "lower",
        ),
        "sibling_gap_today": Figure(
            "minutes", "sibling_gap at today's bells, the way home as long as in the plan", "lower"
        ),
        "sibling_home_first_share": Figure(
            "share", "elementary students with a sibling_gap of 0 or less ÷ those with one", "higher"
        ),
        "sibling_home_first_share_today": Figure(
            "share", "sibling_home_first_share at today's bells", "higher"
        ),
    }
)

FAIRNESS: Part = MappingProxyType(
    {
        "burden": Figure(
            "student-minutes",
            "students × minutes moved either way × need, over schools; need is evaluation.need.base + "
            "evaluation.need.frl_share × frl_share. Where today and frl_share are known",
            "lower",
        ),
        "burden_mean": Figure("minutes", "mean over students of minutes moved × need, where known", "lower"),
        "burden_worst_area": Figure(
            "minutes",
            "burden_mean of the area where it is largest, of areas of 10 students or more",
            "lower",
        ),
        "burden_best_area": Figure("minutes", "burden_mean of the area where it is smallest", "lower"),
        "burden_frl_gap": Figure(
            "minutes",
            "mean minutes moved either way in the neediest quarter of schools (frl_quartile 4) minus in the "
            "least needy (1)",
            "lower",
        ),
    }
)
