"""Every school: the lines of the searchable table, and what a school's card and locator map show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from optimizer.outputs.dashboard.bell_grid import Axis
from optimizer.outputs.dashboard.facts import PlanFacts, Row
from optimizer.outputs.ground import area_shapes
from optimizer.outputs.language import UNKNOWN, Language

MAP_WIDTH = 240  # units of the locator map
MARGIN = 10


def build_table(plan: PlanFacts) -> list[dict[str, Any]]:
    """The schools of a plan, by name."""
    return sorted(
        ({**school, "colour": plan.colours.get(school["tier"], "#7A7A7A")} for school in plan.schools),
        key=lambda school: (school["name"].casefold(), school["school_id"]),
    )


def build_cards(plans: Sequence[PlanFacts], language: Language, axis: Axis) -> dict[str, dict[str, Any]]:
    """School id → its card: who it is, where it lies, and a column for each plan that has it, spelled.

    Nothing on a card tells of fewer than ten students or riders, and no stop is named.
    """
    locate = _Locator(plans)
    late = [{row["school_id"]: row for row in plan.lateness.get("schools", ())} for plan in plans]
    cards: dict[str, dict[str, Any]] = {}
    for plan, late_of in zip(plans, late, strict=True):
        for school in plan.schools:
            card = cards.setdefault(school["school_id"], _who(school, language, locate))
            column = _column(school, language, axis) | {"colour": plan.colours.get(school["tier"], "#7A7A7A")}
            if late_of:
                column["on_time"] = _on_time(late_of.get(school["school_id"], {}), language)
            card["plans"][plan.letter] = column
    return cards


def _who(school: Row, language: Language, locate: _Locator) -> dict[str, Any]:
    students = school["students"] or 0
    if school["few_students"]:
        counted = language.texts["schools.few_students"]
    else:
        counted = language.count("students", students) if students else ""
    kind = [language.name("levels", school["level"]), school["area"] or "", counted]
    if school["option"]:
        kind.append(language.texts["schools.option"])
    today = language.spell(school["bell_today"], "clock")
    if school["bell_today"] is not None and school["bell_today_basis"] == "modelled":
        today += f" ({language.texts['schools.modelled']})"
    return {
        "name": school["name"],
        "kind": [word for word in kind if word],
        "today": today,
        "at": locate(school),
        "few": school["few_riders"],
        "plans": {},
    }


def _column(school: Row, language: Language, axis: Axis) -> dict[str, Any]:
    few = school["few_riders"]
    rides = [school["ride_median"], school["ride_longest"]]
    ride = " / ".join(language.number(minutes) for minutes in rides if minutes is not None)
    riders = language.texts["schools.few"] if few else language.number(school["riders_am"] or 0)
    return {
        "start": language.clock(school["bell"]),
        "end": language.clock(school["dismissal"]),
        "moved": language.moved(school["minutes_moved"]),
        "tier": language.name("tiers", school["tier"]),
        "pickup": language.spell(school["earliest_pickup"], "clock"),
        "back": language.spell(school["latest_return"], "clock"),
        "ride": language.texts["format.minutes"].format(n=ride) if ride else UNKNOWN,
        "riders": riders,
        "bar": [axis.percent(school["bell"]), axis.percent(school["dismissal"])],
    }


def _on_time(late: Row, language: Language) -> str:
    share = late.get("late_after_bell")
    return UNKNOWN if share is None or late.get("suppressed") else language.spell(1 - share, "share")


class _Locator:
    """Places a school on the locator map, in the map's units."""

    def __init__(self, plans: Sequence[PlanFacts]) -> None:
        schools = [school for plan in plans for school in plan.schools]
        self.west = min(school["lon"] for school in schools)
        self.north = max(school["lat"] for school in schools)
        self.narrow = math.cos(math.radians(self.north))
        east, south = max(s["lon"] for s in schools), min(s["lat"] for s in schools)
        self.scale = MAP_WIDTH / (max((east - self.west) * self.narrow, (self.north - south)) or 1)
        self.height = max(60, round((self.north - south) * self.scale))
        self.width = max(60, round((east - self.west) * self.narrow * self.scale))

    def place(self, lat: float, lon: float) -> list[float]:
        across = (lon - self.west) * self.narrow * self.scale
        return [round(MARGIN + across, 1), round(MARGIN + (self.north - lat) * self.scale, 1)]

    def __call__(self, school: Row) -> list[float]:
        return self.place(school["lat"], school["lon"])


def build_locator(plans: Sequence[PlanFacts]) -> dict[str, Any]:
    """Draw the ground of the locator map: soft outlines of the areas, and a dot for every school."""
    locate = _Locator(plans)
    schools = {school["school_id"]: school for plan in plans for school in plan.schools}
    facts = [{**school, "area": school["area"] or ""} for school in schools.values()]
    areas = [
        "M" + "L".join("{} {}".format(*locate.place(lat, lon)) for lat, lon in shape["ring"]) + "Z"
        for shape in area_shapes(facts)
    ]
    return {
        "width": locate.width + 2 * MARGIN,
        "height": locate.height + 2 * MARGIN,
        "areas": areas,
        "dots": [locate(school) for school in schools.values()],
    }
