"""The recipe: lay out, look for contradictions, work through the stages, build routes, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

import numpy as np

from optimizer.district import Run
from optimizer.plan import LogLine, Plan, Result, StageResult, Status
from optimizer.problem import Problem
from optimizer.solver.bell_rules import Limits, admissible_bells
from optimizer.solver.board import Board, build_board
from optimizer.solver.bounding import optimistic_bound
from optimizer.solver.buses import with_few_buses
from optimizer.solver.compiling import compile_kernels
from optimizer.solver.conflicts import find_conflicts, fleet_conflict, fleet_room
from optimizer.solver.journal import Journal
from optimizer.solver.measures import load_of
from optimizer.solver.solution import Solution, routes_of
from optimizer.solver.stages import work_through
from optimizer.solver.standing import Origin, Standing, Turn
from optimizer.solver.warm_start import start_from
from optimizer.solver.windows import has_windows, relaxed_board

PACKAGES = ("belltime", "ortools", "highspy", "numpy", "scipy", "numba")
WIDENED = (
    "runs may be planned off their aims; the bound gives each connection the whole window, as if its two "
    "runs met no others, so it is weaker than one for runs at their aims"
)
# Building routes comes after the last stage: a share of the time, or seconds per cubed thousand of runs.
RESERVE, ROUTES = 0.03, 0.6
# With one worker the limit counts work; the clock ends only what takes this many times as long.
GRACE = 5.0


def solve(
    problem: Problem,
    runs: Sequence[Run],
    *,
    seconds: float,
    seed: int = 1,
    workers: int = 2,
    start: Plan | Sequence[int] | None = None,
    resumed: bool = False,
    progress: Callable[[LogLine], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Choose bells and routes for ``problem``; ``runs`` are carried into the plan as they are.

    ``start`` is a plan to begin with, or bells [S] (today's by default); ``resumed`` if these stages made it.
    ``progress`` hears of every improvement and at least every two seconds; when ``stop`` says so, the best
    plan so far is returned within two seconds. The clock starts when everything is compiled. With one worker
    ``seconds`` count work and not time, so that a busy machine takes longer and gives the same plan.
    """
    if not problem.contradictions:
        compile_kernels(progress)
    journal = Journal(seconds * (GRACE if workers == 1 else 1.0), progress, stop)
    report = Report(problem, tuple(runs), journal, seed, workers)
    if problem.contradictions:
        return report.infeasible(problem.contradictions)
    board = build_board(problem)
    conflicts = find_conflicts(board, seed)
    if conflicts:
        return report.infeasible(conflicts)
    bound = optimistic_bound(relaxed_board(problem) if has_windows(problem) else board)
    if clash := fleet_conflict(problem, bound):
        return report.infeasible(clash, bound)
    standing, origin, report.words = begin(board, problem, runs, start, seed, resumed=resumed)
    standing = _make_room(replace(standing, bound=bound), journal, seconds, seed, workers)
    spend = seconds - closing_seconds(problem, seconds)
    standing, stages = work_through(standing, problem.stages, journal, spend, seed, workers, origin)
    if clash := fleet_conflict(problem, standing.bound):
        return report.infeasible(clash, standing.bound)
    return report.answer(standing, stages)


def closing_seconds(problem: Problem, seconds: float) -> float:
    """Seconds of the limit kept for building routes, half of it at most; they grow with the cube of runs."""
    runs = max(half.runs for half in problem.halves)
    return min(max(RESERVE * seconds, ROUTES * (runs / 1000) ** 3), 0.5 * seconds)


def first_standing(board: Board, start: Sequence[int] | None, seed: int) -> Standing:
    """Bells near ``start`` (today's by default) that obey every rule of bells."""
    problem = board.problem
    sums = () if problem.max_moved is None else ((load_of(board, "schools_moved"), problem.max_moved),)
    limits = Limits(board.allowed, problem.distinct, sums)
    wanted = np.array(problem.today if start is None else start, dtype=np.int64)
    pick = admissible_bells(board, limits, board.distance(wanted), seed)
    if pick is None:
        raise AssertionError("bells that no rule forbids were not found")
    return Standing(board, pick, limits, fleet_cap=fleet_room(problem)[0])


def begin(
    board: Board,
    problem: Problem,
    runs: Sequence[Run],
    start: Plan | Sequence[int] | None,
    seed: int,
    *,
    resumed: bool,
) -> tuple[Standing, Origin | None, tuple[str, ...]]:
    """Where the solve stands at first, what it may go back to if that is a plan, and what it left of it."""
    if not isinstance(start, Plan):
        return first_standing(board, start, seed), None, ()
    taken = start_from(problem, runs, start)
    wanted = np.where(taken.bells < 0, problem.today, taken.bells)
    standing = first_standing(board, wanted.tolist(), seed).with_shifts(taken.shifts)
    standing = replace(standing, given=taken.routes)
    return standing, Origin(standing.pick, standing.shifts, resumed), taken.words


def _make_room(standing: Standing, journal: Journal, seconds: float, seed: int, workers: int) -> Standing:
    """Where buses are limited but not the first aim, find bells within the limit before anything else."""
    cap, stages = standing.fleet_cap, standing.board.problem.stages
    if cap is None or stages[0].minimise == "buses" or standing.fleet <= cap:
        return standing
    journal.enter("buses")
    return with_few_buses(standing, Turn(journal, 0.5 * seconds, seed, workers), enough=cap)


class Report:
    """Turns what was found into a Result."""

    def __init__(
        self, problem: Problem, runs: tuple[Run, ...], journal: Journal, seed: int, workers: int
    ) -> None:
        self.problem, self.runs, self.journal = problem, runs, journal
        self.seed, self.workers = seed, workers
        self.words: tuple[str, ...] = ()

    def infeasible(self, conflicts: tuple[str, ...], bound: int = 0) -> Result:
        """No plan, and why."""
        return self._result("infeasible", None, bound, conflicts=conflicts)

    def answer(self, standing: Standing, stages: tuple[StageResult, ...]) -> Result:
        """The plan, or that none was found within the buses allowed."""
        room, rule = fleet_room(self.problem)
        fleet = standing.fleet
        if room is not None and fleet > room:
            words = (
                f"{rule}: the fewest buses found are {fleet}, and no plan needs fewer than {standing.bound}"
            )
            return self._result("unknown", None, standing.bound, stages, notes=(words,))
        solution = standing.solution()
        status: Status = "optimal" if len(solution.buses) == standing.bound else "feasible"
        return self._result(status, self._plan(solution), standing.bound, stages)

    def _plan(self, solution: Solution) -> Plan:
        bells = {
            school: int(bell) for school, bell in zip(self.problem.school_ids, solution.bells, strict=True)
        }
        return Plan(self.problem.name, bells, self.runs, routes_of(self.problem, solution))

    def _result(
        self,
        status: Status,
        plan: Plan | None,
        bound: int,
        stages: tuple[StageResult, ...] = (),
        conflicts: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Result:
        if has_windows(self.problem):
            notes = (WIDENED, *notes)
        notes = (*self.words, *notes)
        return Result(
            status=status,
            plan=plan,
            bound=bound,
            seconds=round(self.journal.elapsed, 3),
            seed=self.seed,
            workers=self.workers,
            versions=versions(),
            stages=stages,
            log=tuple(self.journal.lines),
            conflicts=conflicts,
            interrupted=self.journal.stopped,
            notes=notes,
        )


def versions() -> dict[str, str]:
    """Versions of everything that decides the outcome."""
    found = {"python": python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
