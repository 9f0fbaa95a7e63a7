"""Who bears what: groups of schools before and after, in three pictures and one table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.district import LEVELS
from optimizer.judge.fairness import GROUPED_BY
from optimizer.outputs.dashboard.facts import PlanFacts, Row

# Measures of the judge whose best and worst off group are named, and the one whose range is told.
GAPS = ("minutes_moved", "burden", "share_before_8_00", "pickup", "share_before_sunrise", "ride")
RANGED = "minutes_moved"
ORDER = {level: str(rank) for rank, level in enumerate(LEVELS)}
QUARTER_HOUR = 15


@dataclass(frozen=True)
class Measure:
    """One picture: the judge's column, its unit, and whether its axis holds zero."""

    name: str
    unit: str
    from_zero: bool


MEASURES = (
    Measure("minutes_later", "minutes", from_zero=True),
    Measure("earliest_pickup", "clock", from_zero=False),
    Measure("share_before_8_00", "share", from_zero=True),
)


def build_fairness(plan: PlanFacts, first: PlanFacts) -> list[dict[str, Any]]:
    """Groups of each kind with their figures in ``first`` and in ``plan``; the suppressed hold none."""
    before = {(row["by"], row["group"]): row for row in first.groups}
    ranges = {(row["by"], row["group"]): row for row in plan.fairness if row["figure"] == RANGED}
    kinds = []
    for by in GROUPED_BY:
        rows = sorted((row for row in plan.groups if row["by"] == by), key=_rank)
        if rows and not (by == "option" and len(rows) == 1):
            pairs = [
                {
                    "after": row,
                    "before": before.get((by, row["group"]), {}),
                    "range": ranges.get((by, str(row["group"])), {}),
                }
                for row in rows
            ]
            kinds.append({"by": by, "rows": pairs})
    return kinds


def build_gaps(plan: PlanFacts) -> list[dict[str, Any]]:
    """For each kind of group, the best and the worst off by the measures that a board asks for."""
    kinds: list[dict[str, Any]] = []
    for by in (*GROUPED_BY, "terrain"):
        rows: list[Row] = [
            row for row in plan.gaps if row["by"] == by and row["figure"] in GAPS and row["worst"]
        ]
        if rows:
            kinds.append({"by": by, "rows": sorted(rows, key=lambda row: GAPS.index(row["figure"]))})
    return kinds


def _rank(row: Row) -> str:
    return ORDER.get(row["group"]) or str(row["group"])


def build_pictures(kinds: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each measure, the axis over all groups and the percent places of every group, before and after."""
    return [_picture(measure, kinds) for measure in MEASURES]


def _picture(measure: Measure, kinds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = [
        pair[side].get(measure.name)
        for kind in kinds
        for pair in kind["rows"]
        for side in ("before", "after")
    ]
    least, most = _limits([value for value in found if value is not None], measure)

    def percent(value: float) -> float:
        return round(100 * (value - least) / (most - least), 2)

    groups = [
        {"by": kind["by"], "rows": [_places(pair, measure, percent) for pair in kind["rows"]]}
        for kind in kinds
    ]
    return {
        "name": measure.name,
        "unit": measure.unit,
        "ticks": [{"value": value, "at": percent(value)} for value in _ticks(least, most, measure)],
        "zero": percent(0) if measure.name == "minutes_later" else None,
        "kinds": groups,
    }


def _places(pair: dict[str, Row], measure: Measure, percent: Callable[[float], float]) -> dict[str, Any]:
    before, after = (pair[side].get(measure.name) for side in ("before", "after"))
    if measure.name == "minutes_later":
        before = 0 if after is not None else None  # minutes later than today: today itself is the zero
    known = [percent(value) for value in (before, after) if value is not None]
    return {
        "group": pair["after"]["group"],
        "suppressed": pair["after"]["suppressed"],
        "before": None if before is None else percent(before),
        "after": None if after is None else percent(after),
        "left": min(known, default=0),
        "width": round(max(known, default=0) - min(known, default=0), 2),
        "values": (before, after),
    }


def _limits(values: Sequence[float], measure: Measure) -> tuple[float, float]:
    if measure.unit == "share":
        return 0, 1
    step = 2 * QUARTER_HOUR
    least, most = min(values, default=0), max(values, default=0)
    if measure.from_zero:
        least, most = min(least, 0), max(most, 0)
    low, high = step * math.floor(least / step), step * math.ceil(most / step)
    return low, max(high, low + step)


def _ticks(least: float, most: float, measure: Measure) -> list[float]:
    if measure.unit == "share":
        return [0, 0.5, 1]
    step = 2 * QUARTER_HOUR * max(1, math.ceil((most - least) / (2 * QUARTER_HOUR) / 3))
    first = step * math.ceil(least / step)
    return [first + step * i for i in range(int((most - first) / step) + 1)]
