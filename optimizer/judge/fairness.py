"""Who bears what: the main figures by level, area, need and kind of school."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.judge.columns import GROUPS, table
from optimizer.judge.few import FEWEST
from optimizer.judge.rides import Rides

GROUPED_BY = ("level", "area", "frl_quartile", "option")
UNKNOWN = "unknown"
FEWEST_STUDENTS = FEWEST  # of fewer nothing is shown, so that no child can be recognised

# Norms for secondary schools (SB 328; American Academy of Pediatrics 2014), in minutes past midnight.
EIGHT, HALF_PAST_EIGHT = 480, 510


def groups_table(schools: pd.DataFrame, rides: Rides) -> pd.DataFrame:
    """Gather schools by each of ``GROUPED_BY`` and describe every group, in long form."""
    return table(GROUPS, _groups(schools, rides))


def _groups(schools: pd.DataFrame, rides: Rides) -> Iterator[dict[str, Any]]:
    for by in GROUPED_BY:
        names = _names(schools[by])
        # Known groups in alphabetical order, the unknown last.
        for name in sorted(set(names), key=lambda text: (text == UNKNOWN, text)):
            inside = schools[names == name]
            yield {"by": by, "group": name, "schools": len(inside), **_describe(inside, rides)}


def _names(values: pd.Series[Any]) -> pd.Series[str]:
    if values.name == "option":
        return values.map({True: "option", False: "neighborhood"})
    return values.astype("string").fillna(UNKNOWN)


def _describe(inside: pd.DataFrame, rides: Rides) -> dict[str, Any]:
    students = int(inside["students"].sum())
    if students < FEWEST_STUDENTS:
        return {"suppressed": True}
    known = inside[inside["minutes_moved"].notna()]
    moved = known["minutes_moved"]
    own = rides.of(inside["school_id"])
    return {
        "suppressed": False,
        "students": students,
        "minutes_moved": student_mean(moved.abs(), known["students"]),
        "minutes_later": student_mean(moved, known["students"]),
        "share_moved_30": student_mean(moved.abs() >= 30, known["students"]),
        "share_before_8_00": student_mean(inside["bell"] < EIGHT, inside["students"]),
        "share_before_8_30": student_mean(inside["bell"] < HALF_PAST_EIGHT, inside["students"]),
        "earliest_pickup": least(inside["earliest_pickup"]),
        "latest_return": most(inside["latest_return"]),
        "ride_median": own.within(0.5),
        "ride_p90": own.within(0.9),
        "ride_longest": own.longest,
    }


def student_mean(values: pd.Series[Any], students: pd.Series[Any]) -> float | None:
    """Mean of schools' values weighted by their students, ``None`` without students."""
    total = int(students.sum())
    return float((values.astype("Float64") * students).sum()) / total if total else None


def least(values: pd.Series[Any]) -> int | None:
    """Smallest known whole value, ``None`` if there is none."""
    return int(values.min()) if values.notna().any() else None


def most(values: pd.Series[Any]) -> int | None:
    """Largest known whole value, ``None`` if there is none."""
    return int(values.max()) if values.notna().any() else None
