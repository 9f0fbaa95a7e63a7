"""Neighbourhoods: take the runs of a few related schools apart and choose them anew, over and over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from optimizer.routing.joint.dive import dive, serve_once, surface
from optimizer.routing.joint.generation import DECIDED, generate_columns, whole_buses
from optimizer.routing.joint.instance import FloatArray, IntArray, JointPlan, JointProblem, Run
from optimizer.routing.joint.master import Master
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.part import Part, build_master, free_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer

Exchange = Callable[[JointPlan], tuple[JointPlan, int]]

SMALLEST, LARGEST = 130, 1000
FIRST_SHARE = 0.3
"""Stops freed at least, at most, and at first as a share of all."""
GROWTH, SHRINKAGE, HOPELESS = 1.3, 0.75, 4
"""Factors on the stops freed: after so many neighbourhoods without hope in a row, and after one cut short."""
PATIENCE, ROUNDS, DIVES = 15.0, 25, 2
"""Seconds for a neighbourhood, its rounds of pricing, and its dives."""
WHOLE_SECONDS = 4.0
"""For the choice of whole runs after dives that failed."""
SIDEWAYS = 0.1
"""Share of neighbourhoods without hope of a bus less that are chosen anew all the same, to move on."""


@dataclass(slots=True)
class Reach:
    """How many stops to free: more while nothing shows hope, fewer when the clock is not enough."""

    size: float
    most: float
    hopeless: int = 0

    def draw(self, rng: np.random.Generator) -> int:
        """Stops to free this time."""
        return int(self.size * rng.uniform(0.7, 1.3))

    def learn(self, hopeful: bool, late: bool) -> None:
        """Adapt to what a neighbourhood showed."""
        self.hopeless = 0 if hopeful else self.hopeless + 1
        if late:
            self.size = max(SMALLEST, self.size * SHRINKAGE)
        elif self.hopeless >= HOPELESS:
            self.size, self.hopeless = min(self.most, self.size * GROWTH), 0


def improve(
    problem: JointProblem, pricer: Pricer, plan: JointPlan, fewest: IntArray, until: float,
    rng: np.random.Generator, exchange: Exchange, pool: Pool | None = None,
) -> JointPlan:  # fmt: skip
    """Fewer buses, until the goal or the clock.

    ``exchange`` hears of the plan after every neighbourhood and answers with the one to go on from (the
    same, unless somebody knows of fewer buses) and the goal; ``pool`` lends columns to the neighbourhoods
    and takes theirs.
    """
    kinship = relate_schools(problem)
    pool = Pool() if pool is None else pool
    reach = Reach(max(SMALLEST, FIRST_SHARE * problem.stop_count), min(LARGEST, problem.stop_count))
    plan, goal = exchange(plan)
    while monotonic() < until and plan.buses > goal:
        size = reach.draw(rng)
        schools = pick_schools(problem, kinship, size, rng)
        numbers = [r for r, run in enumerate(plan.runs) if run.school in schools]
        part = free_runs(problem, plan, _thin(plan, numbers, size, rng))
        limit = min(until, monotonic() + PATIENCE)
        hopeful, runs = _choose_anew(problem, pricer, part, fewest, limit, rng, pool)
        reach.learn(hopeful, monotonic() > limit)
        other = plan if runs is None else match_runs(problem, [*part.kept, *runs])
        plan, goal = exchange(other if other.buses <= plan.buses else plan)
    return plan


def relate_schools(problem: JointProblem) -> FloatArray:
    """How many stops decide whether runs of two schools can follow each other, shape (schools, schools)."""
    kinship = np.zeros((len(problem.schools), len(problem.schools)))
    for s, school in enumerate(problem.schools):
        room = problem.reach[s] - (school.to_school + school.board)[None, :]
        kinship[s] = ((room >= 0) & (room <= school.ride_limit[None, :])).sum(axis=1)
    return np.asarray(kinship + kinship.T + 1e-6, dtype=np.float64)


def pick_schools(
    problem: JointProblem, kinship: FloatArray, size: int, rng: np.random.Generator
) -> list[int]:
    """A random school with stops, and related ones; twice the stops that are freed in the end."""
    with_stops = [s for s, school in enumerate(problem.schools) if len(school)]
    picked = [int(rng.choice(with_stops))]
    stops = len(problem.schools[picked[0]])
    while stops < 2 * size and len(picked) < len(with_stops):
        weight = kinship[picked].sum(axis=0)
        weight[[s for s in range(len(weight)) if s in picked or s not in with_stops]] = 0.0
        picked.append(int(rng.choice(len(weight), p=weight / weight.sum())))
        stops += len(problem.schools[picked[-1]])
    return picked


def _thin(plan: JointPlan, numbers: list[int], size: int, rng: np.random.Generator) -> list[int]:
    """Half the time whole schools, as many as fit; otherwise any of their runs."""
    order = list(rng.permutation(numbers))
    if rng.random() < 0.5:
        schools = list(dict.fromkeys(plan.runs[r].school for r in order))
        order.sort(key=lambda r: schools.index(plan.runs[r].school))
    stops = np.cumsum([len(plan.runs[r].stops) for r in order])
    return [int(r) for r in order[: max(1, int(np.searchsorted(stops, size)))]]


def _choose_anew(
    problem: JointProblem,
    pricer: Pricer,
    part: Part,
    fewest: IntArray,
    until: float,
    rng: np.random.Generator,
    pool: Pool,
) -> tuple[bool, list[Run] | None]:
    """Whether a bus less seems possible; new runs that save one, or now and then as many, or nothing."""
    schools = sorted({run.school for run in part.freed})
    master = build_master(problem, part, fewest)
    master.add(pool.within(master))
    generate_columns(master, pricer, schools, until, ROUNDS)
    pool.add(master.columns_used())
    hopeful = whole_buses(master.value) < part.buses
    if not hopeful and rng.random() > SIDEWAYS:
        return False, None
    return hopeful, _dive_again_and_again(master, pricer, schools, until, part.buses - hopeful, rng)


def _dive_again_and_again(
    master: Master, pricer: Pricer, schools: list[int], until: float, most: int, rng: np.random.Generator
) -> list[Run] | None:
    """The best of a few dives of at most so many buses, each from runs that the last one left in place.

    If they all fail, whole runs are chosen at once among the columns that they left.
    """
    best, goal = None, most
    for _ in range(DIVES):
        runs = dive(master, pricer, schools, until, share=0.2, rounds=3, most=most + DECIDED, jitter=rng)
        if runs is not None:
            best, most = runs, whole_buses(master.value) - 1
        if monotonic() > until:
            return best
        surface(master, pricer, schools, until, rng)
    return _choose_whole(master, goal, until) if best is None else best


def _choose_whole(master: Master, most: int, until: float) -> list[Run] | None:
    for run in master.kept_runs():
        master.release(run)
    is_open = master.open_stops()
    chosen = master.whole_runs(most, min(WHOLE_SECONDS, until - monotonic()))
    return None if chosen is None else serve_once(chosen, is_open, master.problem)
