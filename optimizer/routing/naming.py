"""How stops and schools are named in a sentence: the first ten, never a stop at a child's door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from optimizer.district import PERIODS, District, Stop

NAMED = 10
"""Stops or schools that one sentence names; the others are counted."""


def counted(count: int, noun: str) -> str:
    """``1 stop``, ``1,200 stops``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def name_first(names: Sequence[str]) -> str:
    """``a, b``; of more than ten the first ten and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def name_stops(door_of: Mapping[str, bool]) -> str:
    """``s1, s2; 3 at a door``: stop id → whether it is at a door, where the id may tell whose it is."""
    ids = [stop_id for stop_id, door in door_of.items() if not door]
    doors = len(door_of) - len(ids)
    return "; ".join(([name_first(ids)] if ids else []) + ([f"{doors:,} at a door"] if doors else []))


def idle_notes(district: District) -> tuple[str, ...]:
    """Schools without stops and stops without riders, where no bus goes: one sentence each, if any."""
    lines = []
    if schools := [school.name for school in district.schools if not district.stops_of[school.id]]:
        have = "has" if len(schools) == 1 else "have"
        lines.append(f"{counted(len(schools), 'school')} {have} no stops: {name_first(schools)}")
    if stops := {stop.id: stop.door for stop in district.stops if not has_riders([stop])}:
        have = "has" if len(stops) == 1 else "have"
        lines.append(f"{counted(len(stops), 'stop')} {have} no riders: {name_stops(stops)}")
    return tuple(lines)


def has_riders(stops: Iterable[Stop]) -> bool:
    """Whether anybody boards or alights at any of the stops."""
    return any(stop.riders(period) > 0 for stop in stops for period in PERIODS)
