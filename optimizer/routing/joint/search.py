"""Neighbourhoods: take the runs of a few related schools apart and choose them anew, over and over."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import numpy as np

from optimizer.routing.joint.dive import dive
from optimizer.routing.joint.generation import generate_columns, whole_buses
from optimizer.routing.joint.instance import FloatArray, IntArray, JointPlan, JointProblem, Run
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.part import Part, build_master, free_runs
from optimizer.routing.joint.pricing import Pricer

STOPS_FREED = 130
PATIENCE = 10.0
SIDEWAYS = 0.1
"""Share of neighbourhoods without hope of a bus less that are chosen anew all the same, to move on."""


def improve(
    problem: JointProblem, pricer: Pricer, plan: JointPlan, fewest: IntArray, goal: int, until: float,
    rng: np.random.Generator, found: Callable[[JointPlan], None] = lambda _: None,
) -> JointPlan:  # fmt: skip
    """Fewer buses, until ``goal`` or the clock; ``found`` hears of every better plan."""
    kinship = relate_schools(problem)
    while monotonic() < until and plan.buses > goal:
        schools = pick_schools(problem, kinship, rng)
        numbers = [r for r, run in enumerate(plan.runs) if run.school in schools]
        numbers = _thin(plan, numbers, rng)
        part = free_runs(problem, plan, numbers)
        runs = _choose_anew(problem, pricer, part, fewest, min(until, monotonic() + PATIENCE), rng)
        if runs is None:
            continue
        other = match_runs(problem, [*part.kept, *runs])
        if other.buses <= plan.buses:
            if other.buses < plan.buses:
                found(other)
            plan = other
    return plan


def relate_schools(problem: JointProblem) -> FloatArray:
    """How many stops decide whether runs of two schools can follow each other, shape (schools, schools)."""
    kinship = np.zeros((len(problem.schools), len(problem.schools)))
    for s, school in enumerate(problem.schools):
        room = problem.reach[s] - (school.to_school + school.board)[None, :]
        kinship[s] = ((room >= 0) & (room <= school.ride_limit[None, :])).sum(axis=1)
    return np.asarray(kinship + kinship.T + 1e-6, dtype=np.float64)


def pick_schools(problem: JointProblem, kinship: FloatArray, rng: np.random.Generator) -> list[int]:
    """A random school with stops, and related ones; twice the stops that are freed in the end."""
    with_stops = [s for s, school in enumerate(problem.schools) if len(school)]
    picked = [int(rng.choice(with_stops))]
    stops = len(problem.schools[picked[0]])
    while stops < 2 * STOPS_FREED and len(picked) < len(with_stops):
        weight = kinship[picked].sum(axis=0)
        weight[[s for s in range(len(weight)) if s in picked or s not in with_stops]] = 0.0
        picked.append(int(rng.choice(len(weight), p=weight / weight.sum())))
        stops += len(problem.schools[picked[-1]])
    return picked


def _thin(plan: JointPlan, numbers: list[int], rng: np.random.Generator) -> list[int]:
    """Half the time whole schools, as many as fit; otherwise any of their runs."""
    order = list(rng.permutation(numbers))
    if rng.random() < 0.5:
        schools = list(dict.fromkeys(plan.runs[r].school for r in order))
        order.sort(key=lambda r: schools.index(plan.runs[r].school))
    stops = np.cumsum([len(plan.runs[r].stops) for r in order])
    return [int(r) for r in order[: max(1, int(np.searchsorted(stops, STOPS_FREED)))]]


def _choose_anew(
    problem: JointProblem,
    pricer: Pricer,
    part: Part,
    fewest: IntArray,
    until: float,
    rng: np.random.Generator,
) -> list[Run] | None:
    """New runs in place of the freed ones that need fewer buses, or now and then as many; else nothing."""
    schools = sorted({run.school for run in part.freed})
    master = build_master(problem, part, fewest)
    generate_columns(master, pricer, schools, until)
    hopeful = whole_buses(master.value) < part.buses
    if not hopeful and rng.random() > SIDEWAYS:
        return None
    most = part.buses - hopeful + 1e-4
    return dive(master, pricer, schools, until, share=0.1, rounds=2, most=most, jitter=rng)
