"""Sunrise, sunset and civil twilight at a place on a day.

Source: NOAA Global Monitoring Laboratory, "General Solar Position Calculations", good to about a minute.
Civil twilight begins and ends with the sun 6° below the horizon: outlines can be told without lamps.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUNRISE, CIVIL = 90.833, 96.0  # degrees from the zenith; the first with refraction and the sun's half disc
MONDAY, WEDNESDAY, SUNDAY = 0, 2, 6
DEGREES_PER_HOUR = 15
FARTHEST_FROM_ZONE = 1.5  # hours between a place's own noon and its zone's; further apart the zone is wrong


ZONE = "America/Denver"
FALLBACK_YEAR = 2023  # of a district whose name states no school year; sunrise differs by a minute a year


@dataclass(frozen=True, slots=True)
class Daylight:
    """One day's light, in minutes past local midnight."""

    day: date
    dawn: int
    sunrise: int
    sunset: int
    dusk: int


def daylight(day: date, lat: float, lon: float, zone: str) -> Daylight | None:
    """Compute the light of ``day``.

    ``None`` where the sun does not rise or set, or where ``zone`` cannot be the place's.
    """
    offset = datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() or timedelta()
    standard = offset - (datetime.combine(day, time(12), ZoneInfo(zone)).dst() or timedelta())
    if abs(lon / DEGREES_PER_HOUR - standard / timedelta(hours=1)) > FARTHEST_FROM_ZONE:
        return None
    declination, equation = _sun(day)
    angles = [_hour_angle(zenith, lat, declination) for zenith in (SUNRISE, CIVIL)]
    if None in angles:
        return None
    sun, civil = (float(angle or 0) for angle in angles)
    noon = 720 - 4 * lon - equation + offset / timedelta(minutes=1)
    dawn, sunrise, sunset, dusk = (round(noon + 4 * angle) for angle in (-civil, -sun, sun, civil))
    return Daylight(day, dawn, sunrise, sunset, dusk)


def _sun(day: date) -> tuple[float, float]:
    """Declination of the sun in radians and equation of time in minutes, at noon."""
    turn = 2 * math.pi / 365 * (day.timetuple().tm_yday - 1)
    sin, cos = math.sin, math.cos
    equation = 229.18 * (
        0.000075 + 0.001868 * cos(turn) - 0.032077 * sin(turn)
        - 0.014615 * cos(2 * turn) - 0.040849 * sin(2 * turn)
    )  # fmt: skip
    declination = (
        0.006918 - 0.399912 * cos(turn) + 0.070257 * sin(turn) - 0.006758 * cos(2 * turn)
        + 0.000907 * sin(2 * turn) - 0.002697 * cos(3 * turn) + 0.00148 * sin(3 * turn)
    )  # fmt: skip
    return declination, equation


def _hour_angle(zenith: float, lat: float, declination: float) -> float | None:
    """Degrees that the earth turns between noon and the sun's passing of ``zenith``."""
    place = math.radians(lat)
    cosine = math.cos(math.radians(zenith)) / (math.cos(place) * math.cos(declination))
    cosine -= math.tan(place) * math.tan(declination)
    return math.degrees(math.acos(cosine)) if -1 <= cosine <= 1 else None


def telling_days(first_year: int) -> tuple[date, ...]:
    """Days of a school year that start darkest, and one in May: clocks change as in the United States.

    The last school day before the autumn clock change has the latest sunrise of the year, the first Monday
    after the holidays the latest on winter time, the Monday after the spring change again a late one.
    """
    autumn = _first(date(first_year, 11, 1), SUNDAY) - timedelta(days=2)
    winter = _first(date(first_year + 1, 1, 5), MONDAY)
    spring = _first(date(first_year + 1, 3, 8), SUNDAY) + timedelta(days=1)
    return (autumn, winter, spring, _first(date(first_year + 1, 5, 13), MONDAY))


def days_of_the_year(first_year: int) -> tuple[date, ...]:
    """A Wednesday in the middle of every month of a school year, and its darkest days, in order."""
    months = [(first_year, month) for month in range(8, 13)]
    months += [(first_year + 1, month) for month in range(1, 6)]
    middles = {_first(date(year, month, 13), WEDNESDAY) for year, month in months}
    return tuple(sorted(middles | set(telling_days(first_year))))


def school_year_in(name: str) -> int:
    """The year in which the school year begins that a district's name states, else a typical one."""
    found = re.search(r"20\d\d", name)
    return int(found[0]) if found else FALLBACK_YEAR


def _first(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def daylights(days: Sequence[date], lat: float, lon: float, zone: str) -> tuple[Daylight, ...]:
    """Compute the light of each of ``days`` that has some."""
    found = (daylight(day, lat, lon, zone) for day in days)
    return tuple(light for light in found if light is not None)
