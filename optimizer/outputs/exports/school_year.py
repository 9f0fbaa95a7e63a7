"""The dates and the publisher that GTFS and calendars need and no plan knows."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.errors import Fault, refuse_if_any

SCHOOL_WEEK = range(5)  # Monday to Friday


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """First and last day of school, Mondays to Fridays but for the ``closed`` days.

    ``timezone`` is an IANA name (``America/Denver``), ``website`` the district's own address.

    Raises
    ------
    InputError
        if the days are out of order, the timezone is unknown, or the website is no address.
    """

    first_day: date
    last_day: date
    timezone: str
    website: str
    closed: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        refuse_if_any(self._faults())

    def _faults(self) -> Iterator[Fault]:
        where = "school year"
        if self.first_day > self.last_day:
            problem = f"is before the first day, {self.first_day}"
            yield Fault(where, problem, column="last day", value=str(self.last_day))
        elif not any(True for _ in self.days()):
            yield Fault(where, "holds no school day", value=f"{self.first_day} to {self.last_day}")
        if self.timezone not in zoneinfo.available_timezones():
            remedy = 'Give its IANA name, such as "America/Denver".'
            yield Fault(where, "is not a timezone", column="timezone", value=self.timezone, remedy=remedy)
        if not self.website.startswith(("https://", "http://")):
            remedy = "Begin it with https://."
            yield Fault(where, "is not an address", column="website", value=self.website, remedy=remedy)

    def days(self) -> Iterator[date]:
        """Every school day, in order."""
        span = (self.last_day - self.first_day).days
        for day in (self.first_day + timedelta(n) for n in range(span + 1)):
            if day.weekday() in SCHOOL_WEEK and day not in self.closed:
                yield day

    def closed_weekdays(self) -> tuple[date, ...]:
        """Closed days that would be school days otherwise, in order."""
        inside = (day for day in set(self.closed) if self.first_day <= day <= self.last_day)
        return tuple(sorted(day for day in inside if day.weekday() in SCHOOL_WEEK))
