"""What every section of a scenario is made of: the kinds of its values, and no unknown key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    Strict,
    WithJsonSchema,
)

from optimizer.district import Level
from optimizer.units import clock, parse_clock


def _clock_from_text(value: Any) -> int:
    if isinstance(value, str):
        return parse_clock(value)
    raise ValueError('is not text: a time of day stands in quotation marks, "8:30"')


Clock = Annotated[
    int,
    BeforeValidator(_clock_from_text),
    PlainSerializer(clock, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["8:30"]}),
]


def _day_from_text(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError('is not a date such as "2023-11-03"') from None
    raise ValueError('is not text: a date stands in quotation marks, "2023-11-03"')


Day = Annotated[
    date,
    BeforeValidator(_day_from_text),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2023-11-03"]}),
]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is not a time zone such as "America/Denver"') from None
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


def _in_order(span: tuple[int, int]) -> tuple[int, int]:
    begin, end = span
    if begin >= end:
        raise ValueError(f"begins at {clock(begin)} and does not end after that")
    return span


Span = Annotated[tuple[Clock, Clock], AfterValidator(_in_order)]

# A number in quotation marks, or true for 1, is a slip and not a number.
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Flag = Annotated[bool, Strict()]


class Section(BaseModel):
    """A part of a scenario file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PerLevel(Section):
    """One number for each level of school."""

    elementary: Number
    k8: Number
    k12: Number
    middle: Number
    jr_sr: Number
    high: Number

    def of(self, level: Level) -> float:
        """Return the number for ``level``."""
        return float(getattr(self, level))
