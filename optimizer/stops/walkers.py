"""Stops for the students of one school who walk to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.district import Place, School, Stop
from optimizer.scenario import StopsChoice
from optimizer.stops.candidates import Spot
from optimizer.stops.cover import answer
from optimizer.stops.eligible import homes_of, limits
from optimizer.stops.naming import named
from optimizer.stops.outcomes import Outcome, SchoolChoice
from optimizer.stops.reading import Student
from optimizer.stops.reasons import Reason
from optimizer.stops.seating import Flags, IntArray, Question, parts_of, with_a_place
from optimizer.stops.told import told_means
from optimizer.stops.walking import Walking
from optimizer.travel import FloatArray

LEAST_SECONDS = 0.5  # for a group of students that shares no stop with another


def seat_walkers(
    school: School,
    students: Sequence[Student],
    spots: Sequence[Spot],
    choice: StopsChoice,
    walking: Walking,
    taken: set[str],
) -> SchoolChoice:
    """Open few stops and send the students there; those who reach none, or find all full, are named."""
    homes, places = homes_of(students, school), [spot.place for spot in spots]
    within = limits(students, school, choice.walk_limit)
    question = Question(
        walk=walking.safe_miles(homes, places, within),
        capacity=np.array([spot.capacity for spot in spots], dtype=np.int64),
        kept=np.array([choice.keep_existing and spot.existing is not None for spot in spots], dtype=bool),
    )
    reached, seated = np.asarray(question.reach.any(axis=1)), with_a_place(question)
    cut_off = ~reached & _reached_boldly(homes, places, within, walking)
    solved = _solve(question, np.flatnonzero(seated), choice.seconds)
    used = {*solved.at.values(), *np.flatnonzero(question.kept).tolist()}
    opened = sorted(used, key=lambda k: (-places[k].lat, places[k].lon))
    ids = dict(zip(opened, named([spots[k] for k in opened], school, taken), strict=True))
    outcome: dict[str, Outcome] = {students[s].id: ids[k] for s, k in solved.at.items()}
    for s in np.flatnonzero(~seated).tolist():
        far = Reason.BEHIND_HAZARD if cut_off[s] else Reason.TOO_FAR
        outcome[students[s].id] = Reason.FULL if reached[s] else far
    riders = {k: [students[s] for s, stop in solved.at.items() if stop == k] for k in opened}
    miles = {k: sum(question.walk[s, k].item() for s, stop in solved.at.items() if stop == k) for k in opened}
    means = told_means({k: (len(riders[k]), miles[k]) for k in opened})
    return replace(
        solved.figures,
        school_id=school.id,
        stops=tuple(_stop(ids[k], spots[k], riders[k], school, means[k]) for k in opened),
        outcome=outcome,
        kept=int(question.kept.sum()),
        walkers=len(solved.at),
    )


def _reached_boldly(homes: list[Place], places: list[Place], within: FloatArray, walking: Walking) -> Flags:
    """Whether each student would reach a stop if no hazard were in the way, [n]."""
    if walking.hazards is None:
        return np.zeros(len(homes), dtype=bool)
    miles = walking.without_hazards().safe_miles(homes, places, within)
    return np.asarray(np.isfinite(miles).any(axis=1))


@dataclass(frozen=True)
class _Solved:
    """Stop of each student, both as positions, and the figures of the school."""

    at: dict[int, int]
    figures: SchoolChoice


def _solve(question: Question, seated: IntArray, seconds: float) -> _Solved:
    """Answer part by part: what shares no stop is solved apart, and the sums are exact."""
    whole = question.part(seated, np.arange(len(question.capacity)))
    at: dict[int, int] = {}
    figures = SchoolChoice("")
    for students, stops in parts_of(whole):
        share = max(LEAST_SECONDS, seconds * len(students) / len(seated))
        found = answer(whole.part(students, stops), share)
        at |= dict(zip(seated[students].tolist(), stops[found.at].tolist(), strict=True))
        figures = replace(
            figures,
            opened=figures.opened + found.opened,
            opened_bound=figures.opened_bound + found.opened_bound,
            miles=figures.miles + found.miles,
            miles_bound=figures.miles_bound + found.miles_bound,
        )
    return _Solved(at, figures)


def _stop(
    stop_id: str, spot: Spot, riders: Sequence[Student], school: School, walk_miles: float | None
) -> Stop:
    wheelchairs = sum(student.wheelchair for student in riders)
    place, count = replace(spot.place, id=stop_id), len(riders)
    return Stop(place, school.id, count, count, wheelchairs=wheelchairs, walk_miles=walk_miles)
