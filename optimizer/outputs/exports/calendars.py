"""Bell schedules as iCalendar: one calendar per school for families, and one of all schools."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from optimizer.district import School
from optimizer.outputs.exports.school_year import SchoolYear
from optimizer.outputs.file_names import file_names
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.rows import rows

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
MAKER = "-//belltime//bell schedules//EN"


def write_calendars(opened: OpenedPlan, folder: Path, year: SchoolYear) -> list[Path]:
    """Write ``bells.ics`` and a folder ``bells`` with a calendar per school."""
    schools = opened.district.schools
    inside = folder / "bells"
    inside.mkdir(exist_ok=True)
    written = {folder / "bells.ics": build_calendar(opened, schools, year, opened.title)}
    names = file_names([school.id for school in schools], ".ics")
    for school in schools:
        written[inside / names[school.id]] = build_calendar(opened, [school], year, school.name)
    for path, calendar in written.items():
        path.write_bytes(calendar)
    return list(written)


def build_calendar(opened: OpenedPlan, schools: Iterable[School], year: SchoolYear, name: str) -> bytes:
    """Build a calendar of school days, an event from bell to dismissal for each of ``schools``."""
    times = {row["school_id"]: (row["bell"], row["dismissal"]) for row in rows(opened.evaluation.schools)}
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for school in schools:
        calendar.add_component(_event(opened, school, times[school.id], year))
    calendar.add_missing_timezones(first_date=year.first_day, last_date=year.last_day)
    made: bytes = calendar.to_ical()
    return made


def _event(opened: OpenedPlan, school: School, minutes: tuple[int, int], year: SchoolYear) -> Event:
    zone = zoneinfo.ZoneInfo(year.timezone)
    starts, ends = (time(of // 60, of % 60) for of in minutes)
    days = list(year.days())
    event = Event()
    # The same school and plan are the same event, so that a new file replaces an old one.
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{year.website}#{opened.plan.name}#{school.id}")))
    event.add("dtstamp", datetime.combine(year.first_day, time(), UTC))
    event.add("summary", f"{school.name}: school day")
    event.add("dtstart", datetime.combine(days[0], starts, zone))
    event.add("dtend", datetime.combine(days[0], ends, zone))
    until = datetime.combine(days[-1], starts, zone).astimezone(UTC)
    event.add("rrule", {"freq": "weekly", "byday": WEEKDAYS, "until": until})
    for day in year.closed_weekdays():
        if days[0] < day < days[-1]:
            event.add("exdate", datetime.combine(day, starts, zone))
    event.add("url", year.website)
    event.add("transp", "TRANSPARENT")
    return event
