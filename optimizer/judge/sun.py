"""Civil dawn, sunrise and sunset at places, by the clock of a time zone (astral, after NOAA's formulas).

The horizon is taken as level: behind a ridge the sun is later than here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from astral import Observer
from astral.sun import dawn, sunrise, sunset

from optimizer.travel import FloatArray
from optimizer.units import MINUTES_PER_DAY

# Degrees to which a place is rounded: the sun moves less than 3 seconds across such a cell.
CELL = 0.01


@dataclass(frozen=True)
class Sun:
    """Minutes past midnight per place; NaN where the sun does not rise or set on that day."""

    dawn: FloatArray
    sunrise: FloatArray
    sunset: FloatArray


def sun_at(lat: FloatArray, lon: FloatArray, day: date, timezone: str) -> Sun:
    """When the sun is 6° below the horizon in the morning, rises and sets, at places in degrees."""
    cells = np.column_stack((lat, lon)) / CELL
    unique, place = np.unique(np.round(cells), axis=0, return_inverse=True)
    observers = [Observer(north * CELL, east * CELL) for north, east in unique.tolist()]
    zone = ZoneInfo(timezone)

    def minutes(event: Callable[..., datetime]) -> FloatArray:
        found = np.array([_minutes(event, observer, day, zone) for observer in observers], dtype=float)
        return found[place.ravel()]

    return Sun(minutes(dawn), minutes(sunrise), minutes(sunset))


def _minutes(event: Callable[..., datetime], observer: Observer, day: date, zone: ZoneInfo) -> float:
    try:
        at = event(observer, day, tzinfo=zone)
    except ValueError:  # polar day or night
        return float("nan")
    days = (at.date() - day).days
    return days * MINUTES_PER_DAY + at.hour * 60 + at.minute + at.second / 60
