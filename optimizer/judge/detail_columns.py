"""The tables beside the plan's own: cost by group, daylight, levels, siblings, baselines, fairness.

What tells of fewer than ten students or riders is blank in them. Only ``baselines`` counts students as the
figures do, in the whole district.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from optimizer.judge.columns import TABLES, Column, Kind
from optimizer.judge.figures import PARTS, Figure

Columns = MappingProxyType[str, Column]

SUPPRESSED = Column("yes_no", "fewer than 10 students or riders, or the only other cell of a sum: not shown")

COSTS: Columns = MappingProxyType(
    {
        "by": Column("text", "what cost is split among: route, school, level or area; each adds up to total"),
        "group": Column("text", "bus, id of the school, level or area"),
        "name": Column("text", "name of the school"),
        "bus_day": Column("whole", "cents; one bus a route, within it by live minutes of its runs"),
        "driver_hours": Column("whole", "cents; by worked minutes of routes, then live minutes of runs"),
        "guarantee": Column("whole", "cents; by topped-up minutes of routes, then live minutes of runs"),
        "miles_live": Column("whole", "cents; by live miles of routes, then of runs"),
        "miles_deadhead": Column("whole", "cents; by deadhead miles of routes, then live minutes of runs"),
        "monitors": Column("whole", "cents; by monitors' minutes of routes, then of runs"),
        "spares_day": Column("whole", "cents; equally by route, within it by live minutes of its runs"),
        "total": Column("whole", "cents; sum of the seven terms, per school day"),
        "cents_per_ride": Column("number", "total ÷ riders, mornings plus afternoons; blank under 10 riders"),
    }
)

LIGHT: Columns = MappingProxyType(
    {
        "date": Column("text", "school day, of evaluation.dates"),
        "level": Column("text", "level, or all"),
        "suppressed": SUPPRESSED,
        "dawn": Column("clock", "civil dawn at the mean stop: the sun 6° below a level horizon"),
        "sunrise": Column("clock", "sunrise at the mean stop"),
        "sunset": Column("clock", "sunset at the mean stop"),
        "riders_am": Column("whole", "morning riders of driven runs"),
        "before_dawn": Column("number", "share of them picked up before civil dawn at their stop"),
        "before_sunrise": Column("number", "share of them picked up before sunrise there"),
        "riders_pm": Column("whole", "afternoon riders of driven runs"),
        "after_sunset": Column("number", "share of them who alight after sunset at their stop"),
        "minutes_to_sunset": Column("number", "fewest minutes from alighting to sunset; negative: after it"),
    }
)

LEVEL_STARTS: Columns = MappingProxyType(
    {
        "level": Column("text", "level"),
        "schools": Column("whole", "its schools"),
        "suppressed": SUPPRESSED,
        "students": Column("whole", "their students"),
        "start_today": Column("clock", "mean start over students today, where known"),
        "start": Column("clock", "mean start over students in the plan"),
        "place_today": Column("whole", "1 for the level that starts first today, in the mean"),
        "place": Column("whole", "the same in the plan, of schools whose start today is known"),
        "from_8_00_share": Column("number", "share of students who start at 8:00 or later"),
        "from_8_00_share_today": Column("number", "the same today, where known"),
        "from_8_30_share": Column("number", "share of students who start at 8:30 or later"),
        "from_8_30_share_today": Column("number", "the same today, where known"),
        "sleep_least": Column(
            "number", "estimate, as sleep_LEVEL_least of the figures; blank for other levels and moves"
        ),
        "sleep_most": Column("number", "the other end of the range"),
    }
)

SIBLINGS: Columns = MappingProxyType(
    {
        "school_id": Column("text", "elementary school"),
        "name": Column("text", "its name"),
        "students": Column("whole", "its students"),
        "older_school_id": Column("text", "school of older siblings, modelled by catchment"),
        "older_name": Column("text", "its name"),
        "link": Column("text", "feeder (feeder_middle, feeder_high) or area, where there is no feeder"),
        "dismissal": Column("clock", "dismissal of the elementary school"),
        "older_home": Column(
            "clock", "dismissal of the older school plus the mean way home by bus, of 10 riders or more"
        ),
        "gap": Column("number", "minutes from dismissal until the older sibling is home; negative: before"),
        "gap_today": Column("number", "the same at today's bells, the way home as long as in the plan"),
    }
)

_KINDS: Mapping[str, Kind] = MappingProxyType({"count": "whole", "student-minutes": "whole"})


def _figure_column(figure: Figure) -> Column:
    return Column(_KINDS.get(figure.unit, "number"), figure.definition)


BASELINES: Columns = MappingProxyType(
    {
        "baseline": Column(
            "text", "what the bells are held against: today, or the bells of another plan in today's place"
        ),
        "buses": Column("whole", "buses of that plan"),
        "total": Column("whole", "cents; its cost of a school day"),
        **{name: _figure_column(figure) for name, figure in PARTS["Change from today"].items()},
    }
)

FAIRNESS: Columns = MappingProxyType(
    {
        "by": Column("text", "level, area, frl_quartile, option or terrain"),
        "group": Column("text", "the group; unknown where the district does not say"),
        "figure": Column("text", "the measure"),
        "unit": Column("text", "its unit; clock is minutes past midnight, and its differences are minutes"),
        "schools": Column("whole", "schools of the group that it is known of"),
        "suppressed": SUPPRESSED,
        "before": Column(
            "number", "in the baseline plan; without one at today's bells, blank where buses decide"
        ),
        "after": Column("number", "in the plan"),
        "change": Column("number", "after minus before"),
        "rest": Column("number", "in the plan, of all schools outside the group"),
        "apart": Column("number", "after minus rest"),
        "low": Column(
            "number", "95 % of 1000 drawings of schools with replacement (seed 1) keep apart from here"
        ),
        "high": Column("number", "to here; blank where either side has fewer than 5 schools"),
        "meaningful": Column("yes_no", "low to high leaves out 0; no where it is blank"),
    }
)

GAPS: Columns = MappingProxyType(
    {
        "by": Column("text", "level, area, frl_quartile, option or terrain"),
        "figure": Column("text", "the measure"),
        "unit": Column("text", "its unit; clock is minutes past midnight, and its differences are minutes"),
        "best": Column("text", "group that is best off, of those shown; blank if all are alike"),
        "best_value": Column("number", "its value"),
        "worst": Column("text", "group that is worst off"),
        "worst_value": Column("number", "its value"),
        "gap_before": Column("number", "largest minus smallest value before, as before of fairness"),
        "gap": Column("number", "largest minus smallest value in the plan"),
        "chance": Column(
            "number",
            "share of 1000 shuffles of the schools among the groups (seed 1) with a gap at least as large",
        ),
        "meaningful": Column("yes_no", "chance is 0.05 or less: not the play of a few schools"),
    }
)

DETAILS: MappingProxyType[str, Columns] = MappingProxyType(
    {
        "costs": COSTS,
        "light": LIGHT,
        "levels": LEVEL_STARTS,
        "siblings": SIBLINGS,
        "baselines": BASELINES,
        "fairness": FAIRNESS,
        "gaps": GAPS,
    }
)

ALL_TABLES: MappingProxyType[str, Mapping[str, Column]] = MappingProxyType({**TABLES, **DETAILS})
