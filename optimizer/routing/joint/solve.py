"""From stops to runs and buses: the recipe."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np

from optimizer.routing.joint.fewest import bound_fewest_runs
from optimizer.routing.joint.generation import generate_columns, whole_buses
from optimizer.routing.joint.instance import (
    IntArray,
    JointPlan,
    JointProblem,
    Unserved,
    find_unserved,
    leave_out,
    put_back,
)
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.stages import (
    ALONE,
    HELPING,
    WITH_HELP,
    BestPlan,
    Progress,
    Stages,
    build_root,
    schools_with_stops,
)
from optimizer.routing.joint.start import build_start
from optimizer.routing.joint.together import Talk, helped_by

COUNT_BY = 0.10
"""Share of the time after which the fewest runs of every school must be known."""


@dataclass(frozen=True, slots=True)
class JointResult:
    """A plan, the buses no plan can do without, the stops no run may serve, and when the plan was found."""

    plan: JointPlan
    bound: int
    unserved: tuple[Unserved, ...]
    seconds: float
    found_at: float

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves the plan."""
        return self.plan.buses == self.bound


def solve_joint(
    problem: JointProblem, seconds: float, seed: int = 1, progress: Progress = lambda _: None,
    start: JointPlan | None = None, fewest: IntArray | None = None, pool: Pool | None = None,
    workers: int = 1,
) -> JointResult:  # fmt: skip
    """Choose runs and connections for the fewest buses, and prove how few any plan needs.

    ``start`` may name a plan of the same stops to improve on; the answer is never worse. ``fewest`` may give
    a proven least number of runs of every school, if it is known already; ``pool`` collects good runs of
    this process. With more than one of ``workers``, other processes look for plans while this one proves (a
    script that asks for them must guard its main part, as everywhere with processes).

    Raises
    ------
    ValueError
        If there are no ``workers``.
    RuntimeError
        If another process failed.
    """
    started = monotonic()
    unserved = tuple(find_unserved(problem))
    whole, problem = problem, leave_out(problem, unserved)
    if problem.stop_count == 0:
        return JointResult(JointPlan((), ()), 0, unserved, monotonic() - started, 0.0)
    best = BestPlan(build_start(problem), started, progress)
    if start is not None and not unserved:
        best.offer(match_runs(problem, start.runs))
    if fewest is None:
        fewest = bound_fewest_runs(problem, started + COUNT_BY * seconds)
    left = started + seconds - monotonic()
    with helped_by(workers - 1, find_plans, problem, fewest, best.plan, left, seed) as talk:
        pool, rng = Pool() if pool is None else pool, np.random.default_rng(seed)
        stages = Stages(problem, fewest, best, seconds, rng, pool, talk)
        bound = stages.go_through(ALONE if workers == 1 else WITH_HELP)
    plan = put_back(whole, best.plan, unserved)
    return JointResult(plan, bound, unserved, monotonic() - started, best.found_at)


def bound_buses(problem: JointProblem, seconds: float) -> int:
    """Buses that no plan can do without; 0 if nothing is proven in time, or no run may serve some stop."""
    started = monotonic()
    if problem.stop_count == 0 or find_unserved(problem):
        return 0
    fewest = bound_fewest_runs(problem, started + COUNT_BY * seconds)
    root, schools = build_root(problem, fewest), schools_with_stops(problem)
    return whole_buses(generate_columns(root, Pricer(problem), schools, started + seconds, prove=True))


def find_plans(
    talk: Talk, number: int, problem: JointProblem, fewest: IntArray, plan: JointPlan, seconds: float,
    seed: int,
) -> None:  # fmt: skip
    """Look for plans with the luck of this number, and leave the proof to the one who asked."""
    best, rng = BestPlan(plan, monotonic(), lambda _: None), np.random.default_rng([seed, number])
    Stages(problem, fewest, best, seconds, rng, Pool(), talk).go_through(HELPING)
