"""Whether a run can serve two schools: the bus must meet both inside their windows.

A morning bus is at the other school first: its stay there and the drive between the schools come on top of
the aim. An afternoon bus is there last; where that school has the longer day, the bus waits until its riders
may leave, but no longer than the window is far, for riders sit in the bus meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import ceil, isfinite

from optimizer.bell_choices import day_length
from optimizer.district import IN_WORDS, PERIODS, District, Period, School
from optimizer.routing.calls import EPSILON
from optimizer.routing.naming import has_riders
from optimizer.scenario import Scenario
from optimizer.travel import Travel


@dataclass(frozen=True, slots=True)
class Way:
    """How a combined run meets two schools: it ends (afternoon: begins) at ``last``, with ``also`` between.

    ``stay`` are the minutes that the bus stands at ``also``. ``refused`` says which window it would miss,
    ``missed`` by how many minutes; empty and 0 if none.
    """

    last: School
    also: School
    stay: float = 0.0
    refused: str = ""
    missed: float = 0.0


def ways_between(
    pair: Sequence[School], period: Period, scenario: Scenario, travel: Travel
) -> tuple[Way, Way]:
    """Both orders of two schools, the one that fits better first."""
    tried = [_try(last, also, period, scenario, travel) for last, also in permutations(pair, 2)]
    first, second = sorted(tried, key=lambda way: way.missed)
    return first, second


def _try(last: School, also: School, period: Period, scenario: Scenario, travel: Travel) -> Way:
    service = scenario.service
    here, there = (also, last) if period == "am" else (last, also)
    drive = float(travel.minutes([here.place], [there.place])[0, 0])
    if not isfinite(drive):
        words = f"no way leads from {here.name} to {there.name}"
        return Way(last, also, refused=words, missed=drive)
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    driven = [band.factor * drive for band in bands]  # bells are chosen later, so a run must fit any band
    window = service.arrival if period == "am" else service.departure
    stay, longer = service.unload, 0
    if period == "pm":
        longer = day_length(also, scenario) - day_length(last, scenario)
        # Whole minutes, so that a timetable can state it.
        stay = max(stay, float(ceil(window.near + longer - window.aim - min(driven) - EPSILON)))
    met = window.aim + max(driven) + stay - longer
    if max(met, stay) <= window.far + EPSILON:
        return Way(last, also, stay)
    return Way(last, also, stay, _refused(also, period, met, stay, window.far), max(met, stay) - window.far)


def _refused(also: School, period: Period, met: float, stay: float, far: int) -> str:
    """Why a bus cannot meet ``also``: too many minutes from its bell, or too many of standing there."""
    if period == "am":
        words, key = f"reach {also.name} {met:.1f} min before the bell", "arrival"
    elif met > far:
        words, key = f"leave {also.name} {met:.1f} min after dismissal", "departure"
    else:
        words, key = f"wait {stay:.1f} min at {also.name} for its dismissal", "departure"
    return f"in the {IN_WORDS[period]} a bus would {words}, {far} are allowed (service.{key}.far)"


def pairs_of(district: District, scenario: Scenario) -> list[tuple[School, School]]:
    """The pairs of schools that the scenario combines, each in the order of the schools' table."""
    index = district.school_index
    return [
        (district.schools[min(places)], district.schools[max(places)])
        for places in ([index[school_id] for school_id in pair] for pair in scenario.routing.combine)
    ]


def pair_faults(district: District, scenario: Scenario, travel: Travel) -> list[tuple[int, str]]:
    """Pairs, by their place in the scenario, that can be combined in neither half of the day, and why."""
    faults = []
    for place, pair in enumerate(pairs_of(district, scenario)):
        best = [ways_between(pair, period, scenario, travel)[0] for period in PERIODS]
        if all(way.refused for way in best):
            names = " and ".join(school.name for school in pair)
            faults.append((place, f"{names} cannot be combined: {'; '.join(way.refused for way in best)}"))
    return faults


def idle_members(district: District, scenario: Scenario) -> list[tuple[int, int, str]]:
    """Schools to combine where nobody rides: place of the pair, of the school in it, and what is missing."""
    return [
        (place, which, "has no stop with riders" if district.stops_of[school_id] else "has no stops")
        for place, pair in enumerate(scenario.routing.combine)
        for which, school_id in enumerate(pair)
        if not has_riders(district.stops_of[school_id])
    ]
