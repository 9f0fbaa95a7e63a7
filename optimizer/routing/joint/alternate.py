"""Runs and bells in turn: choose bells for the runs, then runs for the bells, while the clock lasts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import monotonic

import numpy as np

from optimizer.routing.joint.bells import BellWindows, choose_bells
from optimizer.routing.joint.dive import dive
from optimizer.routing.joint.fewest import bound_fewest_runs
from optimizer.routing.joint.generation import generate_columns, whole_buses
from optimizer.routing.joint.instance import (
    IntArray,
    JointPlan,
    JointProblem,
    Run,
    find_unserved,
    leave_out,
    put_back,
)
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.search import improve
from optimizer.routing.joint.solve import JointResult, solve_joint
from optimizer.routing.joint.stages import BestPlan, Progress, build_root
from optimizer.routing.joint.start import build_start
from optimizer.routing.joint.together import Standing, Talk, helped_by

COUNT_BY = 0.08
"""Share of the time after which the fewest runs of every school must be known."""
DIVE_SHARE, BELL_SHARE, AFRESH_SHARE, SEARCH_SHARE = 0.15, 0.06, 0.15, 0.05
"""Shares of the time for the first dive, for one choice of bells, and for one choice of runs, afresh or by
neighbourhoods."""
OTHERS, MEMORY = 400, 1200
"""Runs met lately that the choice of bells may drive instead, unless the plan itself has more, and
of how many met before the last turn."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The share of the time after which the program of all bells must end, and whether it is to prove."""

    relaxed_by: float
    prove: bool = True


ALONE, WITH_HELP, HELPING = Pace(0.25), Pace(0.90), Pace(0.20, prove=False)


@dataclass(frozen=True, slots=True, eq=False)
class WindowResult:
    """The plan with its proof, and the bells (grid steps) it needs."""

    joint: JointResult
    bells: IntArray


def solve_windows(
    windows: BellWindows, seconds: float, seed: int = 1, progress: Progress = lambda _: None, workers: int = 1
) -> WindowResult:
    """Choose runs, connections and bells for the fewest buses, and prove how few any bells need.

    With more than one of ``workers``, other processes look for plans while this one proves.
    """
    started = monotonic()
    whole = JointProblem(windows.schools, windows.gap)
    unserved = tuple(find_unserved(whole))
    served = leave_out(whole, unserved)
    windows = replace(windows, schools=served.schools, gap=served.reach)
    if served.stop_count == 0:
        nothing = JointResult(JointPlan((), ()), 0, unserved, monotonic() - started, 0.0)
        return WindowResult(nothing, windows.earliest)
    best = BestPlan(build_start(windows.at(windows.earliest)), started, progress)
    fewest = bound_fewest_runs(windows.relaxed(), started + COUNT_BY * seconds)
    left = started + seconds - monotonic()
    with helped_by(workers - 1, _help, windows, fewest, best.plan, left, seed) as talk:
        turns = Turns(windows, fewest, best, seconds, np.random.default_rng(seed), talk, windows.earliest)
        turns.take(ALONE if workers == 1 else WITH_HELP)
    plan = put_back(whole, best.plan, unserved)
    result = JointResult(plan, turns.bound, unserved, monotonic() - started, best.found_at)
    return WindowResult(result, turns.best_bells)


def _help(
    talk: Talk, number: int, windows: BellWindows, fewest: IntArray, plan: JointPlan, seconds: float,
    seed: int,
) -> None:  # fmt: skip
    """Look for plans with other luck, and leave the proof to the one who asked."""
    best, rng = BestPlan(plan, monotonic(), lambda _: None), np.random.default_rng([seed, number])
    Turns(windows, fewest, best, seconds, rng, talk, windows.earliest).take(HELPING)


@dataclass(slots=True, eq=False)
class Turns:
    """Bells for the runs, runs for the bells, each never worse than before."""

    windows: BellWindows
    fewest: IntArray
    best: BestPlan
    seconds: float
    rng: np.random.Generator
    talk: Talk
    best_bells: IntArray
    bound: int = 0
    met: list[Run] = field(default_factory=list)

    def take(self, pace: Pace) -> None:
        """Take turns until the clock or the bound ends them.

        Every third turn the runs are chosen afresh for the bells, else by neighbourhoods of the plan.
        """
        until, bells, turn = self.best.started + self.seconds, self.windows.earliest, 0
        relaxed = self._relax(pace)
        plan = self.best.plan if relaxed is None else match_runs(self.windows.at(bells), relaxed)
        while not self._is_over(until):
            bells, chosen = self._choose_bells(plan, bells, until)
            self._offer(chosen, bells)
            plan, pool = self._choose_runs(chosen, bells, until, afresh=turn % 3 == 0)
            self._offer(plan, bells)
            self.met = [*self.met[-MEMORY:], *plan.runs, *pool.runs()]
            turn += 1
            if self._hear():
                plan, bells = self.best.plan, self.best_bells

    def _relax(self, pace: Pace) -> list[Run] | None:
        """Bound all bells, and find runs that would suit if every connection had the bells it likes."""
        problem = self.windows.relaxed()
        schools = [s for s, school in enumerate(problem.schools) if len(school)]
        pricer, root = Pricer(problem), build_root(problem, self.fewest)
        by = self.best.started + pace.relaxed_by * self.seconds
        self.bound = whole_buses(generate_columns(root, pricer, schools, by, prove=pace.prove))
        now = monotonic() - self.best.started
        self.best.progress(f"{now:.1f} s: at least {self.bound} buses, whatever the bells")
        self._hear()
        until = monotonic() + DIVE_SHARE * self.seconds
        return dive(root, pricer, schools, until, share=0.05, rounds=3)

    def _choose_bells(self, plan: JointPlan, bells: IntArray, until: float) -> tuple[IntArray, JointPlan]:
        moment = min(BELL_SHARE * self.seconds, until - monotonic())
        others = self._some_met() if len(plan.runs) <= OTHERS else []
        luck = int(self.rng.integers(2**31))
        bells, runs = choose_bells(self.windows, plan.runs, bells, moment, luck, others=others)
        return bells, match_runs(self.windows.at(bells), runs)

    def _choose_runs(
        self, plan: JointPlan, bells: IntArray, until: float, afresh: bool
    ) -> tuple[JointPlan, Pool]:
        problem, pool = self.windows.at(bells), Pool()
        if afresh:
            left = min(AFRESH_SHARE * self.seconds, until - monotonic())
            luck = int(self.rng.integers(2**31))
            return solve_joint(problem, left, luck, start=plan, fewest=self.fewest, pool=pool).plan, pool
        stop = min(until, monotonic() + SEARCH_SHARE * self.seconds)
        goal = max(self.bound, 1)
        improved = improve(
            problem, Pricer(problem), plan, self.fewest, stop, self.rng, lambda mine: (mine, goal), pool
        )
        return improved, pool

    def _offer(self, plan: JointPlan, bells: IntArray) -> None:
        self.best.offer(plan)
        if self.best.plan is plan:
            self.best_bells = bells

    def _hear(self) -> bool:
        """Tell how far this process is and hear of the others; whether one of them has fewer buses."""
        heard = self.talk.swap(Standing(self.best.plan, self.bound, self.best_bells))
        self.bound = heard.bound
        if heard.bells is None or heard.plan.buses >= self.best.plan.buses:
            return False
        self._offer(heard.plan, heard.bells)
        return True

    def _is_over(self, until: float) -> bool:
        return monotonic() >= until or self.best.plan.buses <= self.bound

    def _some_met(self) -> list[Run]:
        """Runs met lately, any of them, as many as the choice of bells can weigh."""
        different = list(dict.fromkeys(self.met))
        return [different[k] for k in self.rng.permutation(len(different))[:OTHERS]]
