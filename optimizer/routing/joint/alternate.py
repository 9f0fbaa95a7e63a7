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
from optimizer.routing.joint.stages import BestPlan, Progress, build_root, schools_with_stops
from optimizer.routing.joint.start import build_start
from optimizer.routing.joint.together import Standing, Talk, helped_by

COUNT_BY = 0.08
"""Share of the time after which the fewest runs of every school must be known."""
ALONE, WITH_HELP, HELPING = 0.25, 0.90, 0.20
"""Shares of the time after which the program of all bells must end."""
DIVE_SHARE, BELL_SHARE, AFRESH_SHARE, SEARCH_SHARE = 0.15, 0.06, 0.15, 0.05
"""Shares of the time for the first dive, for one choice of bells, and for one choice of runs, afresh or by
neighbourhoods."""
OTHERS, MEMORY = 400, 1200
"""Runs met lately that the choice of bells may drive instead, unless the plan itself has more, and
of how many met before the last turn."""


@dataclass(frozen=True, slots=True, eq=False)
class WindowResult:
    """The plan with its proof, and the bells (grid steps) it needs."""

    joint: JointResult
    bells: IntArray


def solve_windows(
    windows: BellWindows, seconds: float, seed: int = 1, progress: Progress = lambda _: None, workers: int = 1
) -> WindowResult:
    """Choose runs, connections and bells for the fewest buses, and prove how few any bells need.

    With more than one of ``workers``, other processes look for plans while this one proves (a script that
    asks for them must guard its main part). Errors as of ``solve_joint``.
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
    with helped_by(workers - 1, find_plans_and_bells, windows, fewest, best.plan, left, seed) as talk:
        turns = Turns(windows, fewest, best, seconds, np.random.default_rng(seed), talk, windows.earliest)
        turns.take(ALONE if workers == 1 else WITH_HELP, prove=True)
    plan = put_back(whole, best.plan, unserved)
    result = JointResult(plan, turns.bound, unserved, monotonic() - started, best.found_at)
    return WindowResult(result, turns.best_bells)


def find_plans_and_bells(
    talk: Talk, number: int, windows: BellWindows, fewest: IntArray, plan: JointPlan, seconds: float,
    seed: int,
) -> None:  # fmt: skip
    """Look for plans with the luck of this number, and leave the proof to the one who asked."""
    best, rng = BestPlan(plan, monotonic(), lambda _: None), np.random.default_rng([seed, number])
    Turns(windows, fewest, best, seconds, rng, talk, windows.earliest).take(HELPING, prove=False)


@dataclass(slots=True, eq=False)
class Turns:
    """One process's way: bells for the runs, runs for the bells; the best plan is never lost."""

    windows: BellWindows
    fewest: IntArray
    best: BestPlan
    seconds: float
    rng: np.random.Generator
    talk: Talk
    best_bells: IntArray
    bound: int = 0
    met: list[Run] = field(default_factory=list)

    def take(self, relaxed_by: float, prove: bool) -> None:
        """Take turns until the clock or the bound ends them, beginning with the runs that all bells allow.

        Every third turn the runs are chosen afresh for the bells, else by neighbourhoods of the plan.
        """
        until, turn = self.best.started + self.seconds, 0
        relaxed = self._relax(relaxed_by, prove, until)
        plan, bells = self.best.plan, self.best_bells
        if relaxed is not None:
            plan = match_runs(self.windows.at(bells), relaxed)
        while not self._is_over(until):
            bells, chosen = self._choose_bells(plan, bells, until)
            self._offer(chosen, bells)
            plan, pool = self._choose_runs(chosen, bells, until, afresh=turn % 3 == 0)
            self._offer(plan, bells)
            self.met = [*self.met[-MEMORY:], *plan.runs, *pool.runs()]
            turn += 1
            if self._hear():
                plan, bells = self.best.plan, self.best_bells

    def _relax(self, by: float, prove: bool, until: float) -> list[Run] | None:
        """Bound all bells, and find runs that would suit if every connection had the bells it likes.

        Nothing if no time for a dive is left, or no bus to save.
        """
        problem = self.windows.relaxed()
        schools = schools_with_stops(problem)
        pricer, root = Pricer(problem), build_root(problem, self.fewest)
        stop = self.best.started + by * self.seconds
        proven = generate_columns(root, pricer, schools, stop, prove=prove, each_round=self._hear)
        self.bound = max(self.bound, whole_buses(proven))
        now = monotonic() - self.best.started
        self.best.progress(f"{now:.1f} s: at least {self.bound} buses, whatever the bells")
        self._hear()
        moment = DIVE_SHARE * self.seconds
        if self._is_over(until - moment):
            return None
        return dive(root, pricer, schools, monotonic() + moment, share=0.05, rounds=3)

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
