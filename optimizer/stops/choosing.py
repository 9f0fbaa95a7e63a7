"""Stops for the students of every school: who gets one, where it is, and what is proven of the choice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from optimizer.district import School
from optimizer.scenario import Scenario
from optimizer.stops.candidates import Spot, points, spots_of
from optimizer.stops.doors import door_stops
from optimizer.stops.eligible import homes_of, limits, walks_to_school
from optimizer.stops.outcomes import Outcome, SchoolChoice, StopChoice
from optimizer.stops.reading import Student, Town
from optimizer.stops.reasons import Reason
from optimizer.stops.walkers import seat_walkers
from optimizer.stops.walking import Walking, build_walking
from optimizer.travel import Travel


def choose_stops(town: Town, scenario: Scenario, travel: Travel) -> StopChoice:
    """Choose stops for all students of a district: few stops first, walking second.

    Students who live in the walk zone get none; nobody walks farther than ``stops.walk_limit`` or across a
    hazard. The district that comes back has these stops in place of its own.
    """
    district, walking = town.district, build_walking(scenario.travel, travel, town.hazards)
    of_school: dict[str, list[Student]] = {school.id: [] for school in district.schools}
    for student in town.students:
        of_school[student.school_id].append(student)
    lasting = [stop.id for stop in district.stops if not stop.door]
    taken = {*district.school_index, *lasting, *(yard.id for yard in district.yards)}
    chosen = tuple(
        _choose(school, of_school[school.id], town, scenario, travel, walking, taken)
        for school in district.schools
    )
    stops = tuple(stop for choice in chosen for stop in choice.stops)
    return StopChoice(replace(district, stops=stops, runs=()), chosen)


def _choose(
    school: School,
    students: Sequence[Student],
    town: Town,
    scenario: Scenario,
    travel: Travel,
    walking: Walking,
    taken: set[str],
) -> SchoolChoice:
    begin = time.monotonic()
    placed = [student for student in students if student.home is not None]
    walks = walks_to_school(placed, school, scenario.stops, walking)
    outcome: dict[str, Outcome] = {s.id: Reason.NO_POSITION for s in students if s.home is None}
    outcome |= {s.id: Reason.WALKS for s, near in zip(placed, walks, strict=True) if near}
    served = [student for student, near in zip(placed, walks, strict=True) if not near]
    walkers = [student for student in served if not student.door_to_door]
    spots = _spots(school, walkers, town, scenario, travel)
    choice = seat_walkers(school, walkers, spots, scenario.stops, walking, taken)
    doors, at_door = door_stops(school, [s for s in served if s.door_to_door], taken)
    return replace(
        choice,
        stops=(*choice.stops, *doors),
        outcome={**outcome, **choice.outcome, **at_door},
        doors=len(doors),
        seconds=time.monotonic() - begin,
    )


def _spots(
    school: School, students: Sequence[Student], town: Town, scenario: Scenario, travel: Travel
) -> list[Spot]:
    choice = scenario.stops
    return spots_of(
        school,
        points(homes_of(students, school)),
        stops=[stop for stop in town.district.stops_of[school.id] if not stop.door],
        given=town.candidates,
        travel=travel,
        reach=float(limits(students, school, choice.walk_limit).max(initial=0.0)),
        lattice=choice.lattice * choice.walk_limit.of(school.level),
        capacity=choice.capacity,
    )
