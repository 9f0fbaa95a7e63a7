"""Clock times, money and their spelling. Inside belltime a time is whole minutes past midnight."""

from __future__ import annotations

import re

MINUTES_PER_DAY = 1440

_CLOCK = re.compile(r"^\s*(\d{1,2}):?(\d{2})(?::00)?\s*([ap])?\.?\s*(m)?\.?\s*$", re.IGNORECASE)
_FRACTION = re.compile(r"^\s*0?\.\d+\s*$")


def parse_clock(text: str) -> int:
    """Read a time of day as minutes past midnight.

    Understands ``7:46``, ``07:46``, ``746``, ``0746``, ``7:46 AM``, ``2:35pm``, ``14:35:00`` and the
    fraction of a day that a spreadsheet stores (``0.323611``).

    Raises
    ------
    ValueError
        If the text is not a time of day.
    """
    if _FRACTION.match(text):
        return _minutes_of_fraction(float(text))
    match = _CLOCK.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time of day")
    hour, minute, half, m = int(match[1]), int(match[2]), match[3], match[4]
    if (half is None) != (m is None) or minute > 59:
        raise ValueError(f"{text!r} is not a time of day")
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError(f"{text!r} is not a time of day")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour > 23 and (hour, minute) != (24, 0):
        raise ValueError(f"{text!r} is not a time of day")
    return hour * 60 + minute


def _minutes_of_fraction(fraction: float) -> int:
    minutes = round(fraction * MINUTES_PER_DAY)
    if minutes >= MINUTES_PER_DAY:
        raise ValueError(f"{fraction} of a day is not a time of day")
    return minutes


def clock(minutes: int) -> str:
    """Spell minutes past midnight as ``7:45`` (24-hour clock, as in the district's tables).

    Minutes before midnight keep their sign (``-0:05``): a first pickup that early is a fault to see,
    not to hide.
    """
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"


def dollars(cents: int) -> str:
    """Spell whole cents as whole dollars, ``$1,234``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${round(abs(cents) / 100):,}"


def cents(dollar_amount: float) -> int:
    """Whole cents of a dollar amount."""
    return round(dollar_amount * 100)
