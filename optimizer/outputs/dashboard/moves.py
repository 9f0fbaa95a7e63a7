"""Who starts earlier or later, and by how much: columns of ten minutes either side of no change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.judge.figures import FigureValue
from optimizer.outputs.dashboard.facts import PlanFacts, Row, is_few
from optimizer.outputs.palette import CHANGE_BINS, bin_of

WIDTH = 10  # minutes of a column; the limits 10, 30 and 60 of the palette fall between columns


def column_of(minutes: int) -> int:
    """Column of a change: 0 for none, 1 for 1 to 9 minutes later, -1 for 1 to 9 earlier, and so on."""
    if minutes == 0:
        return 0
    return (1 if minutes > 0 else -1) * (abs(minutes) // WIDTH + 1)


def reach(plans: Sequence[PlanFacts]) -> int:
    """Columns either side that hold every change of every plan."""
    moved = [s["minutes_moved"] for plan in plans for s in plan.schools if s["minutes_moved"] is not None]
    return max((abs(column_of(minutes)) for minutes in moved), default=0) or 1


def build_moves(plan: PlanFacts, side: int) -> dict[str, Any]:
    """Columns from ``-side`` to ``side`` with schools and students, and how far most students move."""
    known = [school for school in plan.schools if school["minutes_moved"] is not None]
    columns = [_column(number, known) for number in range(-side, side + 1)]
    most = {key: max((c[key] or 0 for c in columns), default=0) or 1 for key in ("schools", "students")}
    for column in columns:
        for key, top in most.items():
            column[f"{key}_height"] = round(100 * (column[key] or 0) / top, 2)
    return {"columns": columns, "most": most, "unknown": len(plan.schools) - len(known), **_judged(plan)}


def _column(number: int, known: Sequence[Row]) -> dict[str, Any]:
    inside = [school for school in known if column_of(school["minutes_moved"]) == number]
    students = sum(school["students"] or 0 for school in inside)
    least, most = _limits(number)
    return {
        "least": least,
        "most": most,
        "colour": bin_of(least).colour,
        "schools": len(inside),
        "students": None if is_few(students) else students,
    }


def _limits(number: int) -> tuple[int, int]:
    if number == 0:
        return 0, 0
    near, far = max(1, WIDTH * (abs(number) - 1)), WIDTH * abs(number) - 1
    return (near, far) if number > 0 else (-far, -near)


def _judged(plan: PlanFacts) -> dict[str, FigureValue]:
    """Take the minutes that half and nine in ten of the students move at most, and who moves little."""
    names = {"half": "moved_median", "nine_in_ten": "moved_p90", "near_share": "moved_within_15_share"}
    return {name: plan.figures[figure] for name, figure in names.items()}


def legend() -> list[dict[str, Any]]:
    """The palette's spans of change with the colours that the columns wear."""
    return [{"least": s.least, "most": s.most, "colour": s.colour} for s in CHANGE_BINS]
