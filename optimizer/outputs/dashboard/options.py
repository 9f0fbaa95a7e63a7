"""The options side by side: the figures that a board asks for, each against the first plan's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.outputs.dashboard.facts import PlanFacts
from optimizer.outputs.language import Language


class Line(NamedTuple):
    """A line of the table: the judge's figure, its unit if shown in another, and what it is divided by."""

    figure: str
    unit: str = ""
    per: float = 1


GROUPS: dict[str, tuple[Line, ...]] = {
    "fleet": (
        Line("buses"),
        Line("bound", "count"),
        Line("runs_per_bus"),
        Line("paid_minutes", "hours", 60),
    ),
    "cost": (Line("total"), Line("total_year"), Line("deadhead_miles")),
    "change": (
        Line("schools_moved"),
        Line("largest_shift"),
        Line("moved_within_15_share"),
        Line("students_moved_60_up"),
        Line("disruption"),
        Line("level_pairs_reversed"),
    ),
    "starts": (
        Line("distinct_bells"),
        Line("secondary_from_8_00_share"),
        Line("secondary_from_8_30_share"),
        Line("elementary_dismissed_late_share"),
        Line("elementary_dismissed_very_late_share"),
    ),
    "rides": (
        Line("earliest_pickup"),
        Line("latest_return"),
        Line("ride_median"),
        Line("ride_longest"),
        Line("slack_min"),
        Line("slack_below_desired_share"),
    ),
    "light": (
        Line("pickups_before_dawn_share"),
        Line("pickups_before_sunrise_share"),
        Line("returns_after_sunset_share"),
    ),
    "fairness": (
        Line("burden_mean"),
        Line("burden_worst_area"),
        Line("burden_best_area"),
        Line("burden_frl_gap"),
    ),
}
LATE_FIGURES = ("am_late_after_bell", "am_late_over_15", "am_late_bad_day", "schools_late_10")
LATE_UNITS = {"schools_late_10": "count"}
BARRED = ("buses", "total")  # figures whose size is also drawn


def build_options(plans: Sequence[PlanFacts], language: Language) -> list[dict[str, Any]]:
    """Groups of lines; each line holds a cell for every plan, spelled, with its difference to the first."""
    groups = [{"key": key, "lines": build_lines(lines, plans, language)} for key, lines in GROUPS.items()]
    late = [_late_line(name, plans, language) for name in LATE_FIGURES if _has_late(plans, name)]
    return [*groups, {"key": "lateness", "lines": late}] if late else groups


def build_lines(
    lines: Sequence[Line], plans: Sequence[PlanFacts], language: Language
) -> list[dict[str, Any]]:
    """Lines with a cell for every plan, spelled, with its difference to the first."""
    return [_line(line, plans, language) for line in lines]


def _line(line: Line, plans: Sequence[PlanFacts], language: Language) -> dict[str, Any]:
    unit = line.unit or FIGURES[line.figure].unit
    values = [plan.figure(line.figure) for plan in plans]
    shown = [None if value is None else value / line.per for value in values]
    return {"figure": line.figure, "cells": _cells(shown, unit, language, barred=line.figure in BARRED)}


def _has_late(plans: Sequence[PlanFacts], name: str) -> bool:
    return any(plan.lateness.get("figures", {}).get(name) is not None for plan in plans)


def _late_line(name: str, plans: Sequence[PlanFacts], language: Language) -> dict[str, Any]:
    values = [plan.lateness.get("figures", {}).get(name) for plan in plans]
    return {"figure": name, "cells": _cells(values, LATE_UNITS.get(name, "share"), language)}


def _cells(
    values: Sequence[FigureValue], unit: str, language: Language, *, barred: bool = False
) -> list[dict[str, Any]]:
    first = values[0]
    known = [value for value in values if value is not None]
    decimals = 0 if all(float(value).is_integer() for value in known) else 1
    most = max(known, default=0)
    return [
        {
            "value": language.spell(value, unit, decimals),
            "difference": language.difference(_less(value, first), unit, decimals) if i else "",
            "width": round(100 * (value or 0) / most, 2) if barred and most else None,
        }
        for i, value in enumerate(values)
    ]


def _less(value: FigureValue, first: FigureValue) -> FigureValue:
    return None if value is None or first is None else value - first


def build_bus_bars(plans: Sequence[PlanFacts]) -> list[dict[str, Any]]:
    """Buses of each plan and the fewest that are proven to be needed, in percent of the longest bar."""
    most = max((plan.figures["buses"] or 0) for plan in plans) or 1
    return [
        {
            "letter": plan.letter,
            "name": plan.name,
            "buses": plan.figures["buses"] or 0,
            "width": round(100 * (plan.figures["buses"] or 0) / most, 2),
            "bound": plan.result["bound"],
            "bound_at": round(100 * plan.result["bound"] / most, 2),
        }
        for plan in plans
    ]
