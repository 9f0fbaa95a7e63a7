"""Runs and bells in turn: bells for the runs, runs for the bells, each never worse, then the whole solve.

Bells chosen for runs as they are leave the runs nothing to gain. So each turn promises: the bells take every
run to be a few minutes shorter than it is, and the runs are rebuilt to make that come true, far stops moved
to the runs that begin a bus's day. What they are then worth, bells chosen for the real runs tell. Where the
district is small enough for the clock, column generation then chooses among all runs at the best bells, and
proves how many buses any runs need at them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optimizer.build import build_problem
from optimizer.district import IN_WORDS, PERIODS, District, Run
from optimizer.plan import LogLine, Plan, Result
from optimizer.problem import HalfDay, Problem
from optimizer.routing import choose_of_all_runs, rebuild_runs
from optimizer.scenario import Scenario, Stage
from optimizer.solver import solve as solve_problem
from optimizer.travel import Travel

PROMISES = (2, 3)
"""Minutes that each turn takes a run to be shorter."""
FIRST, PROMISED, REBUILT, AGAIN, ALL_RUNS = 0.20, 0.06, 0.08, 0.06, 0.10
"""Shares of the time: the first bells; then in each turn promised bells, runs, and bells for those runs; then
the choice of all runs."""
TURNS = FIRST + len(PROMISES) * (PROMISED + REBUILT + AGAIN)
"""Share of the time that all turns take."""

Progress = Callable[[LogLine], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Turns:
    """Runs as the turns left them, the bells to begin the whole solve from, and what was gained, in words.

    ``share`` of the time is taken; the rest is for the whole solve.
    """

    runs: tuple[Run, ...]
    start: Plan | None
    words: str
    share: float = TURNS


@dataclass(frozen=True)
class _Task:
    """What every solve of a turn shares: only buses count until the runs are settled."""

    district: District
    scenario: Scenario
    travel: Travel
    seconds: float
    seed: int
    workers: int
    progress: Progress | None
    stop: Stop | None

    def choose_bells(
        self, runs: tuple[Run, ...], share: float, start: Plan | Sequence[int] | None, promise: int = 0
    ) -> Result:
        """Bells for the fewest buses, if every run took ``promise`` minutes less."""
        only_buses = self.scenario.model_copy(update={"stages": (Stage(minimise="buses"),)})
        problem = build_problem(replace(self.district, runs=runs), only_buses, self.travel)
        return solve_problem(
            _promise(problem, promise),
            runs,
            seconds=share * self.seconds,
            seed=self.seed,
            workers=self.workers,
            start=start,
            progress=self.progress,
            stop=self.stop,
        )


def choose_runs_and_bells(
    district: District, scenario: Scenario, travel: Travel, *, seconds: float, seed: int, workers: int,
    start: Plan | None = None, progress: Progress | None = None, stop: Stop | None = None,
) -> Turns:  # fmt: skip
    """Rebuild ``district.runs`` and choose bells in turn; ``seconds`` are those of the whole solve."""
    task = _Task(district, scenario, travel, seconds, seed, workers, progress, stop)
    first = task.choose_bells(district.runs, FIRST, start)
    runs, best = district.runs, first.plan
    for turn, promise in enumerate(PROMISES):
        if best is None or (stop is not None and stop()):
            break
        runs, best = _take_turn(task, runs, best, promise, seed + turn)
    if first.plan is None or best is None:
        return Turns(district.runs, None, "")
    runs, best, proof = _choose_of_all(task, runs, best)
    words = (
        f"runs rebuilt for the fleet: {first.plan.buses:,} buses for the first runs became {best.buses:,} "
        f"before the whole solve{proof}"
    )
    return Turns(runs, best, words, TURNS + (ALL_RUNS + AGAIN if proof else 0.0))


def _choose_of_all(task: _Task, runs: tuple[Run, ...], best: Plan) -> tuple[tuple[Run, ...], Plan, str]:
    """Runs and a plan of no more buses than ``best``, and what is proven of all runs (if at all)."""
    if task.stop is not None and task.stop():
        return runs, best, ""
    chosen = choose_of_all_runs(
        replace(task.district, runs=runs), task.scenario, task.travel, best.bells,
        seconds=ALL_RUNS * task.seconds, seed=task.seed,
    )  # fmt: skip
    halves = [
        f"{bound:,} in the {IN_WORDS[period]} (found {after:,})"
        for period, bound, after in zip(PERIODS, chosen.bounds, chosen.after, strict=True)
        if bound
    ]
    if not halves:
        return runs, best, ""
    fewest = " and ".join(halves)
    proof = f"; at the bells then, every bus at its aim, no runs at all need fewer buses than {fewest}"
    if sum(chosen.after) == sum(chosen.before):
        return runs, best, proof
    found = task.choose_bells(chosen.runs, AGAIN, _bells(task, best)).plan
    if found is None or found.buses > best.buses:
        return runs, best, proof
    return chosen.runs, found, proof


def _take_turn(
    task: _Task, runs: tuple[Run, ...], best: Plan, promise: int, seed: int
) -> tuple[tuple[Run, ...], Plan]:
    """Runs and a plan of no more buses than ``best``."""
    # Routes of other runs, or of longer ones, are no start: only the bells are handed on.
    hoped = task.choose_bells(runs, PROMISED, _bells(task, best), promise).plan
    if hoped is None:
        return runs, best
    rebuilt = rebuild_runs(
        replace(task.district, runs=runs), task.scenario, task.travel, hoped.bells,
        promise=promise, seconds=REBUILT * task.seconds, seed=seed, stop=task.stop,
    )  # fmt: skip
    found = task.choose_bells(rebuilt.runs, AGAIN, _bells(task, hoped)).plan
    return (runs, best) if found is None or found.buses > best.buses else (rebuilt.runs, found)


def _bells(task: _Task, plan: Plan) -> list[int]:
    return [plan.bells[school.id] for school in task.district.schools]


def _promise(problem: Problem, minutes: int) -> Problem:
    """The same problem with every connection a few minutes easier."""

    def easier(half: HalfDay) -> HalfDay:
        return replace(half, need=half.need - minutes)

    return replace(problem, am=easier(problem.am), pm=easier(problem.pm))
