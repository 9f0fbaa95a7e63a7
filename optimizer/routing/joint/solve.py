"""From stops to runs and buses: the recipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from optimizer.routing.joint.dive import dive
from optimizer.routing.joint.fewest import bound_fewest_runs
from optimizer.routing.joint.generation import generate_columns, is_decided, whole_buses
from optimizer.routing.joint.instance import (
    YARD,
    IntArray,
    JointPlan,
    JointProblem,
    Run,
    Unserved,
    build_run,
    find_unserved,
    leave_out,
    put_back,
)
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.search import improve
from optimizer.routing.joint.start import build_start

Progress = Callable[[str], None]
COUNT_BY, ROOT_BY, DIVE_BY, SEARCH_BY = 0.10, 0.60, 0.85, 0.90
"""Shares of the time after which each stage hands over to the next."""


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


@dataclass(slots=True)
class BestPlan:
    """The best plan so far and when it came."""

    plan: JointPlan
    started: float
    progress: Progress
    found_at: float = field(default=0.0)

    def offer(self, plan: JointPlan) -> None:
        """Keep the plan if it needs fewer buses."""
        if plan.buses < self.plan.buses:
            self.plan, self.found_at = plan, monotonic() - self.started
            self.progress(f"{self.found_at:.1f} s: {plan.buses} buses")


def solve_joint(
    problem: JointProblem, seconds: float, seed: int = 1, progress: Progress = lambda _: None,
    start: JointPlan | None = None, fewest: IntArray | None = None, pool: Pool | None = None,
) -> JointResult:  # fmt: skip
    """Choose runs and connections for the fewest buses, and prove how few any plan needs.

    ``start`` may name a plan of the same stops to improve on; the answer is never worse. ``fewest`` may give
    a proven least number of runs of every school, if it is known already; ``pool`` collects good runs.
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
    pool = Pool() if pool is None else pool
    bound = _solve_served(problem, best, fewest, seconds, np.random.default_rng(seed), pool)
    plan = put_back(whole, best.plan, unserved)
    return JointResult(plan, bound, unserved, monotonic() - started, best.found_at)


def _solve_served(
    problem: JointProblem, best: BestPlan, fewest: IntArray, seconds: float, rng: np.random.Generator,
    pool: Pool,
) -> int:  # fmt: skip
    """Improve the plan stage by stage; the bound proven."""
    by = {share: best.started + share * seconds for share in (ROOT_BY, DIVE_BY, SEARCH_BY, 1.0)}
    schools = [s for s, school in enumerate(problem.schools) if len(school)]
    pricer = Pricer(problem)
    root = build_root(problem, fewest)
    root.add(_columns_of(best.plan))
    bound = whole_buses(generate_columns(root, pricer, schools, by[ROOT_BY], prove=True))
    is_done = is_decided(bound, root.value)
    pool.add(root.columns_used())
    best.progress(f"{monotonic() - best.started:.1f} s: at least {bound} buses ({root.value:.3f})")
    runs = _dive_from(root, pricer, fewest, schools, by[DIVE_BY], rounds=3 if is_done else 1)
    if runs is not None:
        best.offer(match_runs(problem, runs))
    search_by = by[1.0 if is_done else SEARCH_BY]
    improve(problem, pricer, best.plan, fewest, max(bound, 1), search_by, rng, best.offer, Pool(root.columns))
    if not is_done and best.plan.buses > bound:
        root.add(_columns_of(best.plan))
        bound = max(bound, whole_buses(generate_columns(root, pricer, schools, by[1.0], prove=True)))
    return bound


def _dive_from(
    root: Master, pricer: Pricer, fewest: IntArray, schools: list[int], until: float, rounds: int
) -> list[Run] | None:
    """Dive in a copy of the linear program, so that its bound can still be worked on."""
    copy = build_root(root.problem, fewest)
    copy.add(root.columns)
    copy.solve(until - monotonic())
    return dive(copy, pricer, schools, until, share=0.05 * 3 / rounds, rounds=rounds)


def build_root(problem: JointProblem, fewest: IntArray) -> Master:
    """The linear program of every stop, with a run of its own for each."""
    stops = [np.arange(len(school)) for school in problem.schools]
    root = Master(problem, stops, np.zeros(len(problem.schools), dtype=np.int64), fewest)
    alone = [(s, i) for s, school in enumerate(problem.schools) for i in range(len(school))]
    root.add([Column(build_run(problem, s, (i,)), YARD) for s, i in alone])
    return root


def _columns_of(plan: JointPlan) -> list[Column]:
    schools = [YARD if before == YARD else plan.runs[before].school for before in plan.before]
    return [Column(run, school) for run, school in zip(plan.runs, schools, strict=True)]
