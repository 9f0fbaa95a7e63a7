"""Who moves, how far and which way: from today's bells, or from another plan's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from optimizer.district import SECONDARY
from optimizer.judge.columns import table
from optimizer.judge.detail_columns import BASELINES
from optimizer.judge.fairness import most, student_mean
from optimizer.judge.figures import FigureValue
from optimizer.judge.rides import covering
from optimizer.judge.timing import EPSILON
from optimizer.plan import Plan

BINS = {"under_10": (1, 10), "10_to_30": (10, 30), "30_to_60": (30, 60), "60_up": (60, float("inf"))}
NEAR = 15  # minutes that boards hear of: "90 % move 15 minutes or less"
TODAY = "today"


def change_figures(schools: pd.DataFrame) -> dict[str, FigureValue]:
    """Count who moves by ``minutes_moved`` of the table of schools, and how far."""
    shift, students = schools["minutes_moved"], schools["students"]
    moved = shift.abs()
    known = bool(moved.notna().any())
    return {
        "schools_moved": int((moved > 0).sum()) if known else None,
        "schools_earlier": int((shift < 0).sum()) if known else None,
        "schools_later": int((shift > 0).sum()) if known else None,
        "schools_unknown": int(moved.isna().sum()),
        "largest_shift": most(moved),
        "disruption": int((moved * students).sum()) if known else None,
        "students_moved_0": _between(moved, students, (0, 1)),
        **{f"students_moved_{name}": _between(moved, students, bounds) for name, bounds in BINS.items()},
        "students_moved_unknown": int(students[moved.isna()].sum()),
        **{f"students_earlier_{name}": _between(-shift, students, bounds) for name, bounds in BINS.items()},
        **{f"students_later_{name}": _between(shift, students, bounds) for name, bounds in BINS.items()},
        **_spread(moved, students),
        "secondary_minutes_later": _later(schools, schools["level"].isin(SECONDARY)),
        "elementary_minutes_later": _later(schools, schools["level"] == "elementary"),
        "level_pairs_reversed": _pairs_reversed(schools),
    }


def _between(minutes: pd.Series[Any], students: pd.Series[Any], bounds: tuple[float, float]) -> int:
    low, high = bounds
    return int(students[((minutes >= low) & (minutes < high)).fillna(value=False)].sum())


def _spread(moved: pd.Series[Any], students: pd.Series[Any]) -> dict[str, FigureValue]:
    known = moved.notna()
    minutes, counts = moved[known].to_numpy(dtype=float), students[known].to_numpy(dtype="int64")
    return {
        "moved_within_15_share": student_mean(moved[known] <= NEAR, students[known]),
        "moved_median": covering(minutes, counts, 0.5),
        "moved_p90": covering(minutes, counts, 0.9),
    }


def _later(schools: pd.DataFrame, of: pd.Series[Any]) -> float | None:
    inside = of & schools["minutes_moved"].notna()
    return student_mean(schools.loc[inside, "minutes_moved"], schools.loc[inside, "students"])


def mean_starts(schools: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Level → mean start over students before and after, of the schools whose start before is known."""
    known = schools[schools["minutes_moved"].notna()]
    found = {}
    for level, inside in known.groupby("level", observed=True):
        after = student_mean(inside["bell"], inside["students"])
        before = student_mean(inside["bell"] - inside["minutes_moved"], inside["students"])
        if after is not None and before is not None:
            found[str(level)] = (before, after)
    return found


def _pairs_reversed(schools: pd.DataFrame) -> int | None:
    """Pairs of levels that change their order, ``None`` of fewer than two levels."""
    starts = mean_starts(schools)
    if len(starts) < 2:
        return None
    pairs = combinations(starts.values(), 2)
    return sum(
        (a_before - b_before) * (a_after - b_after) < -EPSILON
        for (a_before, a_after), (b_before, b_after) in pairs
    )


def baselines_table(
    schools: pd.DataFrame,
    figures: dict[str, FigureValue],
    baselines: Sequence[tuple[Plan, dict[str, FigureValue]]],
) -> pd.DataFrame:
    """Describe the change of bells from today and from each further plan, one row each."""
    return table(BASELINES, _rows(schools, figures, baselines))


def _rows(
    schools: pd.DataFrame,
    figures: dict[str, FigureValue],
    baselines: Sequence[tuple[Plan, dict[str, FigureValue]]],
) -> Iterator[dict[str, Any]]:
    yield {"baseline": TODAY, **figures, "buses": None, "total": None}
    for plan, before in baselines:
        shift = schools["bell"] - schools["school_id"].map(plan.bells).astype("Int64")
        change = change_figures(schools.assign(minutes_moved=shift))
        yield {"baseline": plan.name, **change, "buses": before["buses"], "total": before["total"]}
