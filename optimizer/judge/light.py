"""Pickups in the dark and returns after sunset, on chosen dates through the school year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import LEVELS
from optimizer.judge.case import Case
from optimizer.judge.columns import table
from optimizer.judge.detail_columns import LIGHT
from optimizer.judge.few import Cells, hidden, hidden_each
from optimizer.judge.figures import FigureValue
from optimizer.judge.halts import Halts
from optimizer.judge.sun import Sun, sun_at
from optimizer.travel import FloatArray

ALL = "all"


def skies_of(case: Case, halts: Halts) -> dict[str, Sun]:
    """Date (ISO) → the sun at every halt, for the dates that the scenario chooses."""
    choice = case.scenario.evaluation
    return {day.isoformat(): sun_at(halts.lat, halts.lon, day, choice.timezone) for day in choice.dates}


def light_table(case: Case, halts: Halts, skies: Mapping[str, Sun]) -> pd.DataFrame:
    """Describe every date for all riders and for those of each level."""
    return table(LIGHT, (row for day, sun in skies.items() for row in _day(case, halts, day, sun)))


def _day(case: Case, halts: Halts, day: str, sun: Sun) -> Iterator[dict[str, Any]]:
    level_of = np.array([LEVELS.index(school.level) for school in case.district.schools])[halts.school]
    inside = {ALL: np.ones(len(halts.riders), dtype=bool)}
    inside |= {LEVELS[k]: level_of == k for k in np.unique(level_of)}
    morning, evening = (_too_few(halts, half, inside) for half in (halts.morning, ~halts.morning))
    for name, chosen in inside.items():
        found: dict[str, Any] = {"date": day, "level": name}
        found["suppressed"] = name in morning or name in evening
        found |= _sky(sun)
        if name not in morning:
            found |= _mornings(halts, sun, chosen & halts.morning)
        if name not in evening:
            found |= _afternoons(halts, sun, chosen & ~halts.morning)
        yield found


def _too_few(halts: Halts, half: Cells, inside: dict[str, Cells]) -> set[str]:
    """Which levels have too few riders in this half of the day to be shown."""
    names = [name for name in inside if name != ALL]
    counts = [int(halts.riders[inside[name] & half].sum()) for name in names]
    few = {name for name, hide in zip(names, hidden(counts), strict=True) if hide}
    return few | ({ALL} if hidden_each(sum(counts)) else set())


def _sky(sun: Sun) -> dict[str, Any]:
    """The day's light at the mean stop."""
    moments = {"dawn": sun.dawn, "sunrise": sun.sunrise, "sunset": sun.sunset}
    return {name: _whole_mean(minutes) for name, minutes in moments.items()}


def _whole_mean(minutes: FloatArray) -> int | None:
    return None if not len(minutes) or np.isnan(minutes).any() else round(float(minutes.mean()))


def _mornings(halts: Halts, sun: Sun, chosen: Cells) -> dict[str, Any]:
    own = halts.only(chosen)
    return {
        "riders_am": own.total,
        "before_dawn": own.mean(_before(own.minute, sun.dawn[chosen])),
        "before_sunrise": own.mean(_before(own.minute, sun.sunrise[chosen])),
    }


def _afternoons(halts: Halts, sun: Sun, chosen: Cells) -> dict[str, Any]:
    own, sets = halts.only(chosen), sun.sunset[chosen]
    unknown = not own.total or np.isnan(sets).any()
    return {
        "riders_pm": own.total,
        "after_sunset": own.mean(_before(sets, own.minute)),
        "minutes_to_sunset": None if unknown else float((sets - own.minute).min()),
    }


def _before(first: FloatArray, then: FloatArray) -> FloatArray:
    """1 where ``first`` is earlier, else 0; NaN where either is unknown."""
    return np.where(np.isnan(first) | np.isnan(then), np.nan, first < then)


def darkest_day(light: pd.DataFrame) -> str | None:
    """Date with the latest sunrise, ``None`` if the sun does not rise."""
    return _extreme(light, "sunrise", latest=True)


def _extreme(light: pd.DataFrame, moment: str, *, latest: bool) -> str | None:
    days = light[(light["level"] == ALL) & light[moment].notna()]
    if days.empty:
        return None
    return str(days.sort_values(moment, ascending=not latest, kind="stable")["date"].iloc[0])


def light_figures(light: pd.DataFrame) -> dict[str, FigureValue]:
    """Shares of riders in the dark on the darkest morning and the shortest afternoon of the dates."""
    morning = _row(light, darkest_day(light))
    evening = _row(light, _extreme(light, "sunset", latest=False))
    return {
        "pickups_before_dawn_share": morning.get("before_dawn"),
        "pickups_before_sunrise_share": morning.get("before_sunrise"),
        "returns_after_sunset_share": evening.get("after_sunset"),
        "latest_return_to_sunset": evening.get("minutes_to_sunset"),
    }


def _row(light: pd.DataFrame, day: str | None) -> dict[str, Any]:
    found = light[(light["level"] == ALL) & (light["date"] == day)] if day is not None else light[:0]
    lines = found.to_dict("records")
    known = {str(name): value for name, value in lines[0].items()} if lines else {}
    return {name: None if pd.isna(value) else value for name, value in known.items()}
