"""Joint problems small enough to solve by trying everything."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np

from optimizer.routing.joint.instance import (
    TOLERANCE,
    JointPlan,
    JointProblem,
    Run,
    SchoolStops,
    build_run,
    find_unserved,
    is_allowed,
)
from optimizer.routing.joint.matching import match_runs


def line_school(
    places: list[float], load: list[int], *, ride: float = 100, seats: int = 10, own: bool = False
) -> SchoolStops:
    """A school at 0 on a line, driven at speed 1; boarding takes 2 per stop."""
    at = np.array(places, dtype=np.float64)
    return SchoolStops(
        name="S",
        stops=tuple(f"p{i}" for i in range(len(places))),
        load=np.array(load, dtype=np.int64),
        board=np.full(len(places), 2.0),
        drive=np.abs(at[:, None] - at[None, :]),
        to_school=np.abs(at),
        ride_limit=np.full(len(places), ride),
        seats=seats,
        counts_own_boarding=own,
    )


def random_problem(seed: int, schools: int = 3, most_stops: int = 3) -> JointProblem:
    """Schools and stops in a square of 40, bells 45 apart, so that some connections hold and some do not."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, most_stops + 1, schools)
    places = rng.uniform(0, 40, (schools, 2))
    bells = np.sort(rng.integers(0, 46, schools)) + np.arange(schools) * 20.0
    made, reach = [], []
    for s in range(schools):
        stops = rng.uniform(0, 40, (counts[s], 2))
        made.append(
            SchoolStops(
                name=f"S{s}",
                stops=tuple(f"{s}.{i}" for i in range(counts[s])),
                load=rng.integers(1, 7, counts[s]),
                board=rng.uniform(1, 4, counts[s]),
                drive=_distance(stops, stops),
                to_school=_distance(stops, places[s : s + 1])[:, 0],
                ride_limit=np.full(counts[s], 75.0),
                seats=10,
                counts_own_boarding=bool(seed % 2),
            )
        )
        reach.append(bells[s] - bells[:, None] - 1.0 - _distance(places, stops))
    return JointProblem(tuple(made), tuple(reach))


def all_runs(problem: JointProblem, s: int) -> list[Run]:
    """Every allowed run of a school."""
    school = problem.schools[s]
    orders = [p for k in range(1, len(school) + 1) for p in permutations(range(len(school)), k)]
    return [build_run(problem, s, order) for order in orders if is_allowed(school, order)]


def routings(runs: list[Run], left: frozenset[int]) -> list[list[Run]]:
    """Every way to serve the stops left, each by one run."""
    if not left:
        return [[]]
    first = min(left)
    return [
        [run, *rest]
        for run in runs
        if first in run.stops and left.issuperset(run.stops)
        for rest in routings(runs, left - set(run.stops))
    ]


def fewest_buses(problem: JointProblem) -> int:
    choices = [
        routings(all_runs(problem, s), frozenset(range(len(school))))
        for s, school in enumerate(problem.schools)
    ]
    return min(
        match_runs(problem, [run for routing in chosen for run in routing]).buses
        for chosen in product(*choices)
    )


def within_reach(seed: int, most_stops: int = 3) -> JointProblem:
    """A random case in which every stop can be served."""
    seeds = range(seed * 100, seed * 100 + 100)
    return next(p for p in (random_problem(k, most_stops=most_stops) for k in seeds) if not find_unserved(p))


def faults(problem: JointProblem, plan: JointPlan) -> list[str]:
    """What is wrong with a plan; written apart from the solver."""
    found = []
    for s, school in enumerate(problem.schools):
        served = [stop for run in plan.runs if run.school == s for stop in run.stops]
        if sorted(served) != list(range(len(school))):
            found.append(f"school {s} serves {served}")
    used = [before for before in plan.before if before >= 0]
    if len(used) != len(set(used)):
        found.append("two runs follow the same run")
    for run, before in zip(plan.runs, plan.before, strict=True):
        if not is_allowed(problem.schools[run.school], run.stops):
            found.append(f"{run} is not allowed")
        if abs(build_run(problem, run.school, run.stops).service - run.service) > TOLERANCE:
            found.append(f"{run} is measured wrongly")
        if before >= 0:
            room = problem.reach[run.school][plan.runs[before].school, run.stops[0]]
            if run.service > room + TOLERANCE:
                found.append(f"{run} cannot follow {plan.runs[before]}")
    return found


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(a[:, None, :] - b[None, :, :]).sum(axis=2))
