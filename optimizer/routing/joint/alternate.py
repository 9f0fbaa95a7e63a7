"""Runs and bells in turn: choose bells for the runs, then runs for the bells, while the clock lasts."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from optimizer.routing.joint.solve import BestPlan, JointResult, Progress, build_root, solve_joint
from optimizer.routing.joint.start import build_start

COUNT_BY, RELAXED_BY, DIVE_BY = 0.08, 0.25, 0.40
"""Shares of the time after which the bounds and the relaxed runs must be there."""
BELL_SHARE, AFRESH_SHARE, SEARCH_SHARE = 0.06, 0.15, 0.05
"""Shares of the time for one choice of bells, and for one choice of runs, afresh or by neighbourhoods."""
OTHERS, MEMORY = 400, 1200
"""Runs met lately that the choice of bells may drive instead, unless the plan itself has more, and
of how many met before the last turn."""


@dataclass(frozen=True, slots=True, eq=False)
class WindowResult:
    """The plan with its proof, and the bells (grid steps) it needs."""

    joint: JointResult
    bells: IntArray


def solve_windows(
    windows: BellWindows, seconds: float, seed: int = 1, progress: Progress = lambda _: None
) -> WindowResult:
    """Choose runs, connections and bells for the fewest buses, and prove how few any bells need."""
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
    bound, runs = _relax(windows, fewest, started, seconds)
    progress(f"{monotonic() - started:.1f} s: at least {bound} buses, whatever the bells")
    bells = _alternate(windows, runs, fewest, bound, best, seconds, np.random.default_rng(seed))
    plan = put_back(whole, best.plan, unserved)
    return WindowResult(JointResult(plan, bound, unserved, monotonic() - started, best.found_at), bells)


def _relax(
    windows: BellWindows, fewest: IntArray, started: float, seconds: float
) -> tuple[int, list[Run] | None]:
    """A bound for all bells, and runs that would suit if every connection could have the bells it likes."""
    problem = windows.relaxed()
    schools = [s for s, school in enumerate(problem.schools) if len(school)]
    pricer = Pricer(problem)
    root = build_root(problem, fewest)
    bound = whole_buses(generate_columns(root, pricer, schools, started + RELAXED_BY * seconds, prove=True))
    return bound, dive(root, pricer, schools, started + DIVE_BY * seconds, share=0.05, rounds=3)


def _alternate(
    windows: BellWindows, relaxed: list[Run] | None, fewest: IntArray, goal: int, best: BestPlan,
    seconds: float, rng: np.random.Generator,
) -> IntArray:  # fmt: skip
    """Bells for the runs, runs for the bells, each never worse than before; the bells of the best plan.

    Every third turn the runs are chosen afresh for the bells, else by neighbourhoods of the plan.
    """
    until = best.started + seconds
    plan, bells, turn = best.plan, windows.earliest, 0
    best_bells = bells
    met: list[Run] = []
    if relaxed is not None:
        plan = match_runs(windows.at(bells), relaxed)
    while monotonic() < until and best.plan.buses > goal:
        moment = min(BELL_SHARE * seconds, until - monotonic())
        others = _some_of(met, rng) if len(plan.runs) <= OTHERS else []
        bells, runs = choose_bells(windows, plan.runs, bells, moment, int(rng.integers(2**31)), others=others)
        problem = windows.at(bells)
        chosen = match_runs(problem, runs)
        best.offer(chosen)
        pool = Pool()
        if turn % 3 == 0:
            left = min(AFRESH_SHARE * seconds, until - monotonic())
            again = int(rng.integers(2**31))
            plan = solve_joint(problem, left, again, start=chosen, fewest=fewest, pool=pool).plan
        else:
            stop = min(until, monotonic() + SEARCH_SHARE * seconds)
            plan = improve(problem, Pricer(problem), chosen, fewest, goal, stop, rng, pool=pool)
        best.offer(plan)
        if best.plan is chosen or best.plan is plan:
            best_bells = bells
        met = [*met[-MEMORY:], *plan.runs, *pool.runs()]
        turn += 1
    return best_bells


def _some_of(met: list[Run], rng: np.random.Generator) -> list[Run]:
    """Runs met lately, any of them, as many as the choice of bells can weigh."""
    different = list(dict.fromkeys(met))
    return [different[k] for k in rng.permutation(len(different))[:OTHERS]]
