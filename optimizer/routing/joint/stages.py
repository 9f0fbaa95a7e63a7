"""One process's way to a plan and a bound: linear program, dive, search, and what is left to prove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from optimizer.routing.joint.dive import dive
from optimizer.routing.joint.generation import generate_columns, is_decided, whole_buses
from optimizer.routing.joint.instance import YARD, IntArray, JointPlan, JointProblem, build_run
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.search import improve
from optimizer.routing.joint.together import Standing, Talk

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """Shares of the time after which the linear program, the dive and the search hand over."""

    root_by: float
    dive_by: float
    search_by: float
    prove: bool = True


ALONE = Pace(0.60, 0.85, 0.90)
WITH_HELP = Pace(0.75, 0.85, 0.90)
HELPING = Pace(0.20, 0.40, 1.00, prove=False)


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


@dataclass(slots=True, eq=False)
class Stages:
    """The stages, in the order they are gone through; ``pool`` collects good runs."""

    problem: JointProblem
    fewest: IntArray
    best: BestPlan
    seconds: float
    rng: np.random.Generator
    pool: Pool
    talk: Talk
    bound: int = 0

    def go_through(self, pace: Pace) -> int:
        """Improve the plan stage by stage; the bound on any plan that is known in the end."""
        root, pricer = build_root(self.problem, self.fewest), Pricer(self.problem)
        root.add(_columns_of(self.best.plan))
        self._prove(root, pricer, pace.root_by, pace.prove)
        is_done = not pace.prove or is_decided(self.bound, root.value)
        self.pool.add(root.columns_used())
        if self.best.plan.buses > self.bound:
            self._dive(root, pricer, pace.dive_by, rounds=3 if is_done else 1)
        search_by = self._at(1.0 if is_done else pace.search_by)
        pool = Pool(root.columns)
        improve(self.problem, pricer, self.best.plan, self.fewest, search_by, self.rng, self._exchange, pool)
        if not is_done and self.best.plan.buses > self.bound:
            root.add(_columns_of(self.best.plan))
            self._prove(root, pricer, 1.0, pace.prove)
        return self.bound

    def _at(self, share: float) -> float:
        return self.best.started + share * self.seconds

    def _prove(self, root: Master, pricer: Pricer, by: float, prove: bool) -> None:
        """Work on the linear program; the others' plans are heard meanwhile."""

        def listen() -> None:
            self._exchange(self.best.plan)

        schools = schools_with_stops(self.problem)
        proven = generate_columns(root, pricer, schools, self._at(by), prove=prove, each_round=listen)
        self.bound = max(self.bound, whole_buses(proven))
        now = monotonic() - self.best.started
        self.best.progress(f"{now:.1f} s: at least {self.bound} buses ({root.value:.3f})")
        listen()

    def _dive(self, root: Master, pricer: Pricer, by: float, rounds: int) -> None:
        """Dive in a copy of the linear program, so that its bound can still be worked on."""
        copy = build_root(self.problem, self.fewest)
        copy.add(root.columns)
        copy.solve(self._at(by) - monotonic())
        share = 0.05 * 3 / rounds
        runs = dive(copy, pricer, schools_with_stops(self.problem), self._at(by), share=share, rounds=rounds)
        if runs is not None:
            self._exchange(match_runs(self.problem, runs))

    def _exchange(self, plan: JointPlan) -> tuple[JointPlan, int]:
        """Tell of a plan; the one to go on from (itself, unless another has fewer buses) and the goal."""
        self.best.offer(plan)
        heard = self.talk.swap(Standing(self.best.plan, self.bound))
        self.best.offer(heard.plan)
        self.bound = heard.bound
        better = self.best.plan if self.best.plan.buses < plan.buses else plan
        return better, max(self.bound, 1)


def build_root(problem: JointProblem, fewest: IntArray) -> Master:
    """The linear program of every stop, with a run of its own for each."""
    stops = [np.arange(len(school)) for school in problem.schools]
    root = Master(problem, stops, np.zeros(len(problem.schools), dtype=np.int64), fewest)
    alone = [(s, i) for s, school in enumerate(problem.schools) for i in range(len(school))]
    root.add([Column(build_run(problem, s, (i,)), YARD) for s, i in alone])
    return root


def schools_with_stops(problem: JointProblem) -> list[int]:
    """Numbers of the schools that have stops to serve."""
    return [s for s, school in enumerate(problem.schools) if len(school)]


def _columns_of(plan: JointPlan) -> list[Column]:
    schools = [YARD if before == YARD else plan.runs[before].school for before in plan.before]
    return [Column(run, school) for run, school in zip(plan.runs, schools, strict=True)]
