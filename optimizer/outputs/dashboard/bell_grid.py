"""The bell grid: a row for every start, with its runs, its school day and the light outside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.district import LEVELS, PERIODS, Period
from optimizer.outputs.dashboard.facts import PlanFacts, Row, is_few

STEP = 5  # minutes of one step of a row's hills
HOUR = 60
WORDS = 14  # percent of the axis that the words under a run take on a phone
ROW_HEIGHT = 100  # units of the drawing; it is stretched to the row


@dataclass(frozen=True)
class Axis:
    """A clock axis from one full hour to another, both in minutes past midnight."""

    first: int
    last: int

    def percent(self, minutes: float) -> float:
        """Where on the axis a moment lies, 0 to 100."""
        inside = min(max(minutes, self.first), self.last)
        return round(100 * (inside - self.first) / (self.last - self.first), 2)

    @property
    def hours(self) -> range:
        """Full hours on the axis."""
        return range(self.first // HOUR, self.last // HOUR + 1)


def axis_of(plans: Sequence[PlanFacts]) -> Axis:
    """One axis for all plans, so that they can be compared by eye."""
    driven = [run for plan in plans for run in plan.runs if run["starts"] is not None]
    schools = [school for plan in plans for school in plan.schools]
    first = min([*(run["starts"] for run in driven), *(school["bell"] for school in schools)])
    last = max([*(run["ends"] for run in driven), *(school["dismissal"] for school in schools)])
    return Axis(HOUR * math.floor(first / HOUR), HOUR * math.ceil(last / HOUR))


def build_grid(plan: PlanFacts, axis: Axis) -> list[dict[str, Any]]:
    """Rows of the grid, earliest start first. Positions are percent of the axis."""
    runs_of: dict[str, list[Row]] = {}
    for run in plan.runs:
        if run["starts"] is not None:
            runs_of.setdefault(run["school_id"], []).append(run)
    rows = [_row(plan, bell, runs_of) for bell in sorted({school["bell"] for school in plan.schools})]
    most = max((count for row in rows for hill in row["hills"] for _, count in hill), default=0)
    for row in rows:
        row["hills"] = [_outline(hill, most, axis) for hill in row["hills"]]
        row["start"], row["end"] = axis.percent(row["bell"]), axis.percent(row["dismissals"][-1])
        row["marks"] = [axis.percent(dismissal) for dismissal in row["dismissals"][:-1]]
        row["longest"] = [
            run and _placed(run, period, axis) for run, period in zip(row["longest"], PERIODS, strict=True)
        ]
    return rows


def _row(plan: PlanFacts, bell: int, runs_of: dict[str, list[Row]]) -> dict[str, Any]:
    schools = [school for school in plan.schools if school["bell"] == bell]
    runs = {
        period: [r for s in schools for r in runs_of.get(s["school_id"], ()) if r["period"] == period]
        for period in PERIODS
    }
    shown = {school["school_id"]: school["name"] for school in schools if not school["few_riders"]}
    students = sum(school["students"] or 0 for school in schools)
    return {
        "bell": bell,
        "tier": schools[0]["tier"],
        "colour": plan.colours.get(schools[0]["tier"], "#7A7A7A"),
        "schools": len(schools),
        "students": None if is_few(students) else students,
        "levels": [(level, n) for level in LEVELS if (n := sum(s["level"] == level for s in schools))],
        "dismissals": sorted({school["dismissal"] for school in schools}),
        "runs": {period: len(runs[period]) for period in PERIODS},
        "hills": [buses_at_once(runs[period]) for period in PERIODS],
        "longest": [_longest(runs[period], shown) for period in PERIODS],
    }


def buses_at_once(runs: Iterable[Row]) -> list[tuple[int, int]]:
    """Count the runs under way in every step of five minutes: (minute, runs)."""
    counts: dict[int, int] = {}
    for run in runs:
        for step in range(run["starts"] // STEP, -(-run["ends"] // STEP)):
            counts[step] = counts.get(step, 0) + 1
    return [(step * STEP, counts[step]) for step in sorted(counts)]


def _outline(hill: list[tuple[int, int]], most: int, axis: Axis) -> str:
    """Draw a hill as a path over the axis (0 to 100 wide), a step for every five minutes."""
    parts = []
    for minute, count in hill:
        left, right = axis.percent(minute), axis.percent(minute + STEP)
        top = ROW_HEIGHT * (1 - count / most)
        parts.append(f"M{left:g} {ROW_HEIGHT}V{top:.1f}H{right:g}V{ROW_HEIGHT}Z")
    return "".join(parts)


def _placed(run: dict[str, Any], period: Period, axis: Axis) -> dict[str, Any]:
    """Place a longest run on the axis, and its words under it, where they do not leave the axis."""
    left, right = axis.percent(run["starts"]), axis.percent(run["ends"])
    if period == "am":
        words_at = f"right:{100 - right:.2f}%" if right > WORDS else "left:0"
    else:
        words_at = f"left:{left}%" if left < 100 - WORDS else "right:0"
    return {**run, "left": left, "right": right, "words_at": words_at}


def _longest(runs: list[Row], shown: dict[str, str]) -> dict[str, Any] | None:
    """The longest run with a school's name; schools with few riders are left out."""
    open_to_all = [run for run in runs if run["school_id"] in shown]
    if not open_to_all:
        return None
    run = max(open_to_all, key=lambda run: (run["ends"] - run["starts"], run["run_id"]))
    minutes = run["ends"] - run["starts"]
    return {
        "starts": run["starts"],
        "ends": run["ends"],
        "minutes": minutes,
        "school": shown[run["school_id"]],
    }
