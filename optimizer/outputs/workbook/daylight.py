"""First pickups against sunrise and civil dawn, on the days that the judge held them against the sun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from optimizer.judge.detail_columns import LIGHT
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import LEVEL_NAMES
from optimizer.outputs.rows import rows
from optimizer.outputs.sharing import shared_schools
from optimizer.outputs.workbook.cells import Cell, Field, Kind
from optimizer.outputs.workbook.sheets import Table
from optimizer.units import clock

NIGHT, TWILIGHT = "#1F2D4D", "#C9D3EA"
ALL = "all"  # the judge's name for the riders of all levels


def light_of(opened: OpenedPlan) -> list[dict[str, Any]]:
    """List the judge's days with their light at the mean stop; a day without sunrise is left out."""
    days = rows(opened.evaluation.details["light"])
    return [day for day in days if day["level"] == ALL and None not in (day["dawn"], day["sunrise"])]


def daylight_table(opened: OpenedPlan) -> Table:
    """Each day's light for all riders and those of each level, and who is picked up and home in the dark."""

    def field(header: str, key: str, kind: Kind, width: float) -> Field:
        return Field(header, key, kind, width, LIGHT[key].meaning)

    fields = (
        field("Date", "date", "day", 17),
        field("Riders of", "level", "text", 17),
        field("Civil dawn", "dawn", "clock", 10),
        field("Sunrise", "sunrise", "clock", 10),
        field("Morning riders", "riders_am", "whole", 10),
        field("Picked up before civil dawn", "before_dawn", "share", 14),
        field("Picked up before sunrise", "before_sunrise", "share", 14),
        field("Sunset", "sunset", "clock", 10),
        field("Afternoon riders", "riders_pm", "whole", 10),
        field("Home after sunset", "after_sunset", "share", 12),
        field("Fewest minutes to sunset", "minutes_to_sunset", "number", 12),
    )
    names: dict[str, str] = {ALL: "all levels"} | dict(LEVEL_NAMES.items())
    return fields, [
        {**day, "date": date.fromisoformat(day["date"]), "level": names[day["level"]]}
        for day in rows(opened.evaluation.details["light"])
    ]


def pickup_by_date_table(opened: OpenedPlan, light: Sequence[dict[str, Any]]) -> Table:
    """Minutes from sunrise to each school's first pickup, a column per day; negative is before sunrise."""
    fields = [
        Field("School", "name", "text", 34),
        Field("Level", "level", "text", 14),
        Field("Area", "area", "text", 18),
        Field("Earliest pickup", "earliest_pickup", "clock", 10),
    ]
    fields += [_day_field(day) for day in light]
    lines = []
    for line in rows(shared_schools(opened.evaluation)):
        at = line["earliest_pickup"]
        if at is not None:
            shown = {day["date"]: Cell(at - day["sunrise"], fill=_fill(at, day)) for day in light}
            lines.append({**line, "level": LEVEL_NAMES[line["level"]], **shown})
    return tuple(fields), sorted(lines, key=lambda line: (line["earliest_pickup"], line["name"]))


def _day_field(day: dict[str, Any]) -> Field:
    rises = clock(day["sunrise"])
    when = date.fromisoformat(day["date"])
    return Field(
        f"{when:%b} {when.day}: sunrise {rises}",
        day["date"],
        "moved",
        12,
        f"Minutes from sunrise ({rises}, at the mean stop) to the first pickup on {day['date']}; "
        f"negative is before sunrise. Dark: before civil dawn ({clock(day['dawn'])}). "
        "Blue: between dawn and sunrise.",
    )


def _fill(at: int, day: dict[str, Any]) -> str | None:
    if at < day["dawn"]:
        return NIGHT
    return TWILIGHT if at < day["sunrise"] else None
