"""First pickups against sunrise and civil dawn, on days through the school year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import LEVEL_NAMES
from optimizer.outputs.rows import rows
from optimizer.outputs.sharing import shared_schools
from optimizer.outputs.sun import Daylight, daylights, days_of_the_year, school_year_in
from optimizer.outputs.workbook.cells import Cell, Field
from optimizer.outputs.workbook.sheets import Table
from optimizer.units import clock

NIGHT, TWILIGHT = "#1F2D4D", "#C9D3EA"


def daylight_of(opened: OpenedPlan, zone: str, days: Sequence[date] | None = None) -> tuple[Daylight, ...]:
    """Compute the light of the school year's days amid the schools; none where ``zone`` is not theirs."""
    schools = opened.district.schools
    lat = sum(school.place.lat for school in schools) / len(schools)
    lon = sum(school.place.lon for school in schools) / len(schools)
    chosen = days_of_the_year(school_year_in(opened.district.name)) if days is None else days
    return daylights(chosen, lat, lon, zone)


def daylight_table(opened: OpenedPlan, light: Sequence[Daylight]) -> Table:
    """Each day's light, and how many first pickups and morning runs lie before it."""
    fields = (
        Field("Date", "day", "day", 14),
        Field("Civil dawn", "dawn", "clock", 10, "the sun is 6° below the horizon"),
        Field("Sunrise", "sunrise", "clock", 10),
        Field("Sunset", "sunset", "clock", 10),
        Field("Civil dusk", "dusk", "clock", 10, "the sun is 6° below the horizon"),
        Field("Schools with first pickup before civil dawn", "schools_dawn", "whole", 17),
        Field("Schools with first pickup before sunrise", "schools_sunrise", "whole", 17),
        Field("Schools whose first pickup is told", "schools", "whole", 15),
        Field("Morning runs that start before civil dawn", "runs_dawn", "whole", 17),
        Field("Morning runs that start before sunrise", "runs_sunrise", "whole", 17),
        Field("Morning runs", "runs", "whole", 10),
    )
    pickups = [line["earliest_pickup"] for line in _schools(opened)]
    starts = [
        r["starts"] for r in rows(opened.evaluation.runs) if r["period"] == "am" and r["starts"] is not None
    ]
    return fields, [
        {
            "day": day.day,
            "dawn": day.dawn,
            "sunrise": day.sunrise,
            "sunset": day.sunset,
            "dusk": day.dusk,
            "schools_dawn": sum(at < day.dawn for at in pickups),
            "schools_sunrise": sum(at < day.sunrise for at in pickups),
            "schools": len(pickups),
            "runs_dawn": sum(at < day.dawn for at in starts),
            "runs_sunrise": sum(at < day.sunrise for at in starts),
            "runs": len(starts),
        }
        for day in light
    ]


def pickup_by_date_table(opened: OpenedPlan, light: Sequence[Daylight]) -> Table:
    """Minutes from sunrise to each school's first pickup, a column per day; negative is before sunrise."""
    fields = [
        Field("School", "name", "text", 34),
        Field("Level", "level", "text", 14),
        Field("Area", "area", "text", 18),
        Field("Earliest pickup", "earliest_pickup", "clock", 10),
    ]
    fields += [
        Field(
            f"{day.day:%b} {day.day.day}: sunrise {clock(day.sunrise)}",
            day.day.isoformat(),
            "moved",
            12,
            f"Minutes from sunrise ({clock(day.sunrise)}) to the first pickup on {day.day.isoformat()}; "
            f"negative is before sunrise. Dark: before civil dawn ({clock(day.dawn)}). "
            "Blue: between dawn and sunrise.",
        )
        for day in light
    ]
    lines = []
    for line in _schools(opened):
        at = line["earliest_pickup"]
        shown = {day.day.isoformat(): Cell(at - day.sunrise, fill=_fill(at, day)) for day in light}
        lines.append({**line, "level": LEVEL_NAMES[line["level"]], **shown})
    return tuple(fields), sorted(lines, key=lambda line: (line["earliest_pickup"], line["name"]))


def _schools(opened: OpenedPlan) -> list[dict[str, Any]]:
    schools = rows(shared_schools(opened.evaluation))
    return [line for line in schools if line["earliest_pickup"] is not None]


def _fill(at: int, day: Daylight) -> str | None:
    if at < day.dawn:
        return NIGHT
    return TWILIGHT if at < day.sunrise else None
