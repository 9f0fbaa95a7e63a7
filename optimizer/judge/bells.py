"""Which starts a scenario allows a school, read again from the scenario by the judge itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from optimizer.district import District, School
from optimizer.scenario import Group, Scenario, WindowChange

OUTSIDE_TIERS = "outside tiers"


@dataclass(frozen=True, slots=True)
class BellRules:
    """What the scenario says about one school's start; ``None`` where it says nothing.

    Times are minutes past midnight, ``day_minutes`` and ``max_shift`` minutes. A school with a ``lock``
    keeps that start whatever the other rules say; ``lock_reason`` tells who asked for it.
    """

    day_minutes: int
    earliest: int | None = None
    latest: int | None = None
    choices: tuple[int, ...] | None = None
    tiers: tuple[str, ...] | None = None
    max_shift: int | None = None
    lock: int | None = None
    lock_reason: str = ""


def bell_rules(school: School, scenario: Scenario) -> BellRules:
    """Resolve the rules for one school: its own win over its area's, those over its level's."""
    windows = _windows(school, scenario)
    shifts = (_nearest("max_shift", windows), scenario.bells.max_shift)
    lock, reason = _lock(school, scenario)
    return BellRules(
        day_minutes=day_minutes(school, scenario),
        earliest=_nearest("earliest", windows),
        latest=_nearest("latest", windows),
        choices=_nearest("choices", windows),
        tiers=_nearest("tiers", windows),
        max_shift=min((shift for shift in shifts if shift is not None), default=None),
        lock=lock,
        lock_reason=reason,
    )


def day_minutes(school: School, scenario: Scenario) -> int:
    """Minutes from start to dismissal; the district's own table wins over the level's length.

    Raises
    ------
    ValueError
        If neither the district nor the scenario states one.
    """
    *narrow, level = _windows(school, scenario)
    for minutes in (_nearest("day_minutes", narrow), school.day_minutes, level.day_minutes):
        if minutes is not None:
            return int(minutes)
    raise ValueError(
        f"neither schools.csv nor the scenario states day_minutes of {school.name} ({school.id})"
    )


def dismissal(school: School, scenario: Scenario, bell: int) -> int:
    """When school is out, in minutes past midnight, if it starts at ``bell``."""
    return bell + day_minutes(school, scenario)


def tier_of(bell: int, scenario: Scenario) -> str:
    """Name of the first tier that holds ``bell``, or ``outside tiers``."""
    for tier in scenario.bells.tiers:
        if tier.earliest <= bell <= tier.latest:
            return tier.name
    return OUTSIDE_TIERS


def group_members(group: Group, district: District) -> tuple[School, ...]:
    """Schools in a group: those listed, and those of its level and area."""

    def described(school: School) -> bool:
        if group.level is None and group.area is None:
            return False
        return group.level in (None, school.level) and group.area in (None, school.area)

    return tuple(school for school in district.schools if school.id in group.schools or described(school))


def minutes_moved(school: School, bell: int) -> int | None:
    """Minutes that ``bell`` is later than today's start (negative: earlier); ``None`` if unknown."""
    return None if school.bell_today is None else bell - school.bell_today


def _windows(school: School, scenario: Scenario) -> list[WindowChange]:
    """Windows that concern a school, narrowest first; the level's is always there, and last."""
    bells = scenario.bells
    level: WindowChange = getattr(bells, school.level)
    found = (bells.schools.get(school.id), bells.areas.get(school.area, {}).get(school.level))
    return [window for window in found if window is not None] + [level]


def _nearest(key: str, windows: Iterable[WindowChange]) -> Any:
    stated = (getattr(window, key) for window in windows)
    return next((value for value in stated if value is not None), None)


def _lock(school: School, scenario: Scenario) -> tuple[int | None, str]:
    bells = scenario.bells
    if school.id in bells.locks:
        return bells.locks[school.id], "the scenario locks it"
    if bells.lock_adopted and school.bell_adopted is not None:
        return school.bell_adopted, "its adopted bell is locked"
    if bells.lock_today and school.bell_today is not None:
        return school.bell_today, "today's bell is locked"
    return None, ""
