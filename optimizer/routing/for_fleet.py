"""Runs rebuilt for the fleet: at given bells, stops move between a school's runs until buses can be spared.

A run that starts a bus may take any time; one that follows another school's must fit between the bells. So
each run has a slot, and a school's stops are seated in its slots: far ones on runs that may be long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.routing.calls import EPSILON, Calls
from optimizer.routing.joint.instance import YARD, JointPlan, JointProblem, Run, build_run
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.rebuilding import Slots, seat_all, shorten
from optimizer.travel import FloatArray

SEAT_STEPS, SHORTEN_STEPS = 30, 60
"""Steps of rebuilding, times the calls of a school, for one try and for less driving at the end."""
SIDEWAYS = 0.5
"""Share of tries that take a connection from another run: no bus less, but a new mix."""
GREED = 0.05
"""Of the connections that may be tried, nearest to fitting first: how far down the list the mean try is."""
HOPE = 10.0
"""Minutes that another first stop may spare, when a try is judged by what it lacks."""


@dataclass(frozen=True)
class Try:
    """One more connection: run number ``run`` after a run of school ``before``, taken from run ``loser``."""

    run: int
    before: int
    loser: int | None


def fit_promise(
    problem: JointProblem,
    calls: Sequence[Calls],
    runs: Sequence[Run],
    promise: float,
    rng: np.random.Generator,
) -> JointPlan:
    """Chain runs as if each were ``promise`` minutes shorter, then seat every school so that it comes true.

    A connection that cannot be made true is given up, worst first.
    """
    eager = JointProblem(problem.schools, tuple(reach + promise for reach in problem.reach))
    chained = match_runs(eager, runs)
    fitted: list[Run] = []
    for s, at in enumerate(calls):
        numbers = [r for r, run in enumerate(chained.runs) if run.school == s]
        if numbers:
            fitted += _fit_school(problem, at, chained, numbers, rng)
    return match_runs(problem, fitted)


def _fit_school(
    problem: JointProblem, calls: Calls, plan: JointPlan, numbers: list[int], rng: np.random.Generator
) -> list[Run]:
    school = plan.runs[numbers[0]].school
    before = [_comes_from(plan, r) for r in numbers]
    while True:
        lack = [_minutes_short(problem, plan.runs[r], p) for r, p in zip(numbers, before, strict=True)]
        if max(lack) <= EPSILON:
            return [plan.runs[r] for r in numbers]
        orders = [list(plan.runs[r].stops) if lack[k] <= EPSILON else [] for k, r in enumerate(numbers)]
        slots = slots_after(problem, school, before)
        seated = seat_all(calls, orders, slots, SEAT_STEPS * len(calls.visits), rng)
        if seated is not None:
            return [build_run(problem, school, tuple(order)) for order in seated if order]
        before[int(np.argmax(lack))] = YARD


def _minutes_short(problem: JointProblem, run: Run, before: int) -> float:
    """Minutes by which a run is too long to follow a school, 0 from the yard."""
    if before == YARD:
        return 0.0
    return max(0.0, run.service - float(problem.reach[run.school][before, run.stops[0]]))


def spare_buses(
    problem: JointProblem, calls: Sequence[Calls], plan: JointPlan, tries: int, is_over: Callable[[], bool],
    rng: np.random.Generator,
) -> JointPlan:  # fmt: skip
    """Try one more connection at a time, now and then in place of another; never more buses than before."""
    for _ in range(tries):
        attempt = None if is_over() else _draw(problem, plan, rng)
        if attempt is None:
            break
        found = _seat(problem, calls, plan, attempt, rng)
        if found is not None:
            other = match_runs(problem, found)
            plan = other if other.buses <= plan.buses else plan
    return plan


def shorten_runs(
    problem: JointProblem, calls: Sequence[Calls], plan: JointPlan, rng: np.random.Generator
) -> JointPlan:
    """Less driving, every run still short enough for the connection that it has."""
    runs: list[Run] = []
    for s, at in enumerate(calls):
        numbers = [r for r, run in enumerate(plan.runs) if run.school == s]
        if numbers:
            slots = slots_after(problem, s, [_comes_from(plan, r) for r in numbers])
            orders = [list(plan.runs[r].stops) for r in numbers]
            shorter = shorten(at, orders, slots, SHORTEN_STEPS * len(at.visits), rng)
            runs += [build_run(problem, s, tuple(order)) for order in shorter if order]
    return match_runs(problem, runs)


def slots_after(problem: JointProblem, school: int, before: Sequence[int]) -> Slots:
    """What the runs of a school may take: anything from the yard, else what is left after another school."""
    reach, free = problem.reach[school], np.full(len(problem.schools[school]), np.inf)
    return Slots(np.array([free if p == YARD else reach[p] for p in before]))


def _draw(problem: JointProblem, plan: JointPlan, rng: np.random.Generator) -> Try | None:
    """A connection that is likely to fit, for few minutes are missing; ``None`` if there is none to try."""
    first = [r for r, before in enumerate(plan.before) if before == YARD]
    losers = [r for r, before in enumerate(plan.before) if before != YARD]
    loose = _loose_ends(plan)
    sideways = bool(losers) and (rng.random() < SIDEWAYS or not loose)
    ends = [_comes_from(plan, r) for r in losers] if sideways else loose
    if not ends:
        return None
    lacking = _lacking(problem, [plan.runs[r] for r in first], ends)
    possible = np.argwhere(np.isfinite(lacking))
    if len(possible) == 0:
        return None
    order = np.argsort(lacking[tuple(possible.T)], kind="stable")
    run, end = possible[order[min(int(rng.exponential(GREED) * len(order)), len(order) - 1)]]
    return Try(first[run], ends[end], losers[end] if sideways else None)


def _loose_ends(plan: JointPlan) -> list[int]:
    """Schools with a run that no other follows."""
    left = Counter(run.school for run in plan.runs)
    left.subtract(plan.runs[before].school for before in plan.before if before != YARD)
    return [school for school, count in sorted(left.items()) if count > 0]


def _lacking(problem: JointProblem, runs: Sequence[Run], ends: Sequence[int]) -> FloatArray:
    """[runs, ends] minutes by which each run is too long; infinite where not one stop could be served."""
    rows = []
    for run in runs:
        school, reach = problem.schools[run.school], problem.reach[run.school][ends]
        some = (reach - school.to_school - school.board).max(axis=1) >= 0
        room = np.maximum(reach[:, run.stops[0]], reach.max(axis=1) - HOPE)
        rows.append(np.where(some, run.service - room, np.inf))
    return np.array(rows)


def _seat(
    problem: JointProblem, calls: Sequence[Calls], plan: JointPlan, attempt: Try, rng: np.random.Generator
) -> list[Run] | None:
    """All runs of the plan with one school's calls seated anew, or ``None`` if they do not fit."""
    school = plan.runs[attempt.run].school
    numbers = [r for r, run in enumerate(plan.runs) if run.school == school]
    before = {r: _comes_from(plan, r) for r in numbers}
    before[attempt.run] = attempt.before
    if attempt.loser in before:
        before[attempt.loser] = YARD
    orders = [[] if r == attempt.run else list(plan.runs[r].stops) for r in numbers]
    slots = slots_after(problem, school, list(before.values()))
    seated = seat_all(calls[school], orders, slots, SEAT_STEPS * len(calls[school].visits), rng)
    if seated is None:
        return None
    others = [run for run in plan.runs if run.school != school]
    return [*others, *(build_run(problem, school, tuple(order)) for order in seated if order)]


def _comes_from(plan: JointPlan, run: int) -> int:
    before = plan.before[run]
    return YARD if before == YARD else plan.runs[before].school
