"""Who starts when, and what is known of sleep: facts and one estimated range, for the levels studied only."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pandas as pd

from optimizer.district import LEVELS, SECONDARY
from optimizer.judge.change import mean_starts
from optimizer.judge.columns import table
from optimizer.judge.detail_columns import LEVEL_STARTS
from optimizer.judge.fairness import EIGHT, HALF_PAST_EIGHT, student_mean
from optimizer.judge.few import hidden
from optimizer.judge.figures import FigureValue
from optimizer.judge.service import share

NINE = 540  # no later start is counted as more sleep

# Minutes of sleep a night per minute later (high, middle), and per minute earlier (elementary): least, most.
# High: Meltzer et al. 2021 (Colorado), Dunster et al. 2018 (Seattle). Middle: Meltzer et al. 2021.
# Elementary: Meltzer et al. 2021, Bastian and Fuller 2022.
SLEEP_PER_MINUTE_LATER = MappingProxyType({"high": (0.6, 0.65), "middle": (0.5, 0.7)})
SLEEP_PER_MINUTE_EARLIER = MappingProxyType({"elementary": (-0.75, -0.2)})


def start_figures(schools: pd.DataFrame) -> dict[str, FigureValue]:
    """Count secondary students by their start, and middle and high school students before and after."""
    inside = schools[schools["level"].isin(SECONDARY)]
    total = int(inside["students"].sum())
    before_8 = int(inside.loc[inside["bell"] < EIGHT, "students"].sum())
    before_8_30 = int(inside.loc[inside["bell"] < HALF_PAST_EIGHT, "students"].sum())
    found: dict[str, FigureValue] = {
        "secondary_students": total,
        "secondary_before_8_00": before_8,
        "secondary_before_8_30": before_8_30,
        "secondary_from_8_00": total - before_8,
        "secondary_from_8_30": total - before_8_30,
        "secondary_from_8_00_share": share(total - before_8, total),
        "secondary_from_8_30_share": share(total - before_8_30, total),
    }
    for level in ("middle", "high"):
        own = _from_shares(schools[schools["level"] == level])
        found |= {f"{level}_{name}": value for name, value in own.items()}
    return found


def _from_shares(inside: pd.DataFrame) -> dict[str, float | None]:
    """Shares of students from 8:00 and from 8:30, in the plan and today where today is known."""
    known = inside[inside["bell_today"].notna()]
    return {
        "from_8_00_share": student_mean(inside["bell"] >= EIGHT, inside["students"]),
        "from_8_00_share_today": student_mean(known["bell_today"] >= EIGHT, known["students"]),
        "from_8_30_share": student_mean(inside["bell"] >= HALF_PAST_EIGHT, inside["students"]),
        "from_8_30_share_today": student_mean(known["bell_today"] >= HALF_PAST_EIGHT, known["students"]),
    }


def sleep_figures(schools: pd.DataFrame) -> dict[str, FigureValue]:
    """Estimate the sleep that the moves studied bring or cost, as a range; nothing for any other move."""
    found: dict[str, FigureValue] = {}
    estimated = 0
    for level in (*SLEEP_PER_MINUTE_LATER, *SLEEP_PER_MINUTE_EARLIER):
        least, most, students = _sleep(schools, level)
        found |= {f"sleep_{level}_least": least, f"sleep_{level}_most": most}
        estimated += students
    moved = schools["minutes_moved"].notna() & (schools["minutes_moved"] != 0)
    moving = int(schools.loc[moved, "students"].sum())
    return {**found, "sleep_students": estimated, "sleep_students_no_estimate": moving - estimated}


def _sleep(schools: pd.DataFrame, level: str) -> tuple[float | None, float | None, int]:
    """Least and most minutes of sleep, mean over the students estimated, and how many these are."""
    earlier = level in SLEEP_PER_MINUTE_EARLIER
    rates = SLEEP_PER_MINUTE_EARLIER.get(level) or SLEEP_PER_MINUTE_LATER.get(level)
    shift = schools["minutes_moved"]
    studied = ((shift < 0) if earlier else (shift > 0)).fillna(value=False).astype(bool)
    inside = schools[studied & (schools["level"] == level)]
    students = int(inside["students"].sum())
    if rates is None or not students:
        return None, None, 0
    counted = (inside["bell"].clip(upper=NINE) - inside["bell_today"].clip(upper=NINE)).abs()
    minutes = student_mean(counted, inside["students"]) or 0.0
    return rates[0] * minutes, rates[1] * minutes, students


def levels_table(schools: pd.DataFrame) -> pd.DataFrame:
    """Describe the starts of every level, before and after, and its place in the order of levels."""
    return table(LEVEL_STARTS, _levels(schools))


def _levels(schools: pd.DataFrame) -> Iterator[dict[str, Any]]:
    present = [level for level in LEVELS if (schools["level"] == level).any()]
    few = hidden([int(schools.loc[schools["level"] == level, "students"].sum()) for level in present])
    starts = mean_starts(schools)
    for level, suppressed in zip(present, few, strict=True):
        inside = schools[schools["level"] == level]
        students = int(inside["students"].sum())
        shown: dict[str, Any] = {}
        if not suppressed:
            before, after = starts.get(level, (None, None))
            least, most, _ = _sleep(schools, level)
            shown = {
                "students": students,
                "start_today": None if before is None else round(before),
                "start": _rounded(student_mean(inside["bell"], inside["students"])),
                "place_today": _place(before, [today for today, _ in starts.values()]),
                "place": _place(after, [planned for _, planned in starts.values()]),
                **_from_shares(inside),
                "sleep_least": least,
                "sleep_most": most,
            }
        yield {"level": level, "schools": len(inside), "suppressed": bool(suppressed), **shown}


def _rounded(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)


def _place(start: float | None, starts: list[float]) -> int | None:
    """1 for the level that starts first; levels that start together share a place."""
    return None if start is None else 1 + sum(other < start for other in starts)
