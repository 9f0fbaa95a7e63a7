"""Other plans about as good as the best: as far from every plan found so far as so many buses allow.

The distance of two plans is the minutes by which a student's bell differs, on average over all students. Each
further plan first moves its bells away from all earlier ones within the buses allowed; most of that distance
is then held while the scenario's other stages make it a good plan of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from optimizer.district import Run
from optimizer.plan import LogLine, Plan, Result
from optimizer.problem import IntArray, Problem, StageAim
from optimizer.solver.board import Board, build_board
from optimizer.solver.journal import Journal
from optimizer.solver.lowering import lowered
from optimizer.solver.measures import Load
from optimizer.solver.solve import Report, first_standing
from optimizer.solver.stages import work_through
from optimizer.solver.standing import Standing, Turn
from optimizer.solver.windows import Shifts

# The share of the distance reached that the later stages keep, and of the time that goes into it.
KEPT = 0.8
AWAY = 0.5
# How often the plans found are weighed anew, so that none of them is forgotten.
ROUNDS = 3


def find_alternative(
    problem: Problem,
    runs: Sequence[Run],
    found: Sequence[Plan],
    *,
    within: int,
    bound: int,
    seconds: float,
    seed: int = 1,
    workers: int = 2,
    progress: Callable[[LogLine], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """One more plan, far from all ``found``, with at most ``within`` buses more than the first of them.

    ``bound`` is the proven bound of the first; the other arguments are as in :func:`solve`.
    """
    journal = Journal(seconds, progress, stop)
    board = build_board(problem)
    bells = [np.array([plan.bells[school] for school in problem.school_ids]) for plan in found]
    standing = first_standing(board, bells[0].tolist(), seed).with_shifts(shifts_of(problem, found[0]))
    most = found[0].buses + within
    cap = most if standing.fleet_cap is None else min(most, standing.fleet_cap)
    standing = replace(standing, fleet_cap=cap, bound=bound)
    journal.enter("difference")
    standing = _move_away(standing, bells, Turn(journal, AWAY * seconds, seed, workers))
    others = tuple(stage for stage in problem.stages if stage.minimise != "buses")
    left = (1 - AWAY) * seconds if workers == 1 else seconds
    standing, stages = work_through(standing, others or (StageAim("cost"),), journal, left, seed, workers)
    return Report(problem, tuple(runs), journal, seed, workers).answer(standing, stages)


def distance(problem: Problem, one: Plan, other: Plan) -> float:
    """Minutes by which a student's bell differs between two plans, on average over students."""
    apart = [abs(one.bells[school] - other.bells[school]) for school in problem.school_ids]
    return float(np.average(apart, weights=_weight(problem)))


def shifts_of(problem: Problem, plan: Plan) -> Shifts:
    """Minutes of the plan's runs off their aims."""
    bells = np.array([plan.bells[school] for school in problem.school_ids], dtype=np.int32)
    at = {run.run_id: run.at for route in plan.routes for run in (*route.am, *route.pm)}
    am, pm = (
        np.array([sign * at[run] for run in half.run_ids], dtype=np.int32)
        - half.anchor(bells, problem.day)[half.school_of_run]
        for half, sign in zip(problem.halves, (1, -1), strict=True)
    )
    return am, pm


def _weight(problem: Problem) -> npt.NDArray[np.int64]:
    """[S] students; one where a school has none on record, so that its bell counts a little."""
    return np.maximum(problem.students.astype(np.int64), 1)


def _apart(board: Board, bells: IntArray) -> Load:
    """[G, K] student-minutes between each choice and ``bells`` [S]."""
    problem = board.problem
    minutes = np.abs(board.starts[problem.group_of] - bells[:, None]).astype(np.int64)
    total = np.zeros(board.starts.shape, dtype=np.int64)
    np.add.at(total, problem.group_of, minutes * _weight(problem)[:, None])
    return total


def _move_away(standing: Standing, bells: Sequence[IntArray], turn: Turn) -> Standing:
    """Bells far from all of ``bells``, the nearest of them counting most; and limits that keep most of it."""
    board = standing.board
    apart = np.array([_apart(board, one) for one in bells])
    rows = np.arange(len(standing.pick))
    weight = np.ones(len(bells))
    best, reached = standing.pick, -1
    part = replace(turn, seconds=turn.seconds / ROUNDS)
    for step in range(ROUNDS):
        likeness = _likeness(np.tensordot(weight / weight.sum(), apart, axes=1))
        trial = replace(standing, pick=best)
        pick = lowered(trial, replace(part, seed=part.seed + step), likeness, 0)
        far = apart[:, rows, pick].sum(axis=1)
        if far.min() > reached:
            best, reached = pick, int(far.min())
        weight *= np.exp(1.0 - far / max(far.mean(), 1.0))
        if len(bells) == 1 and step == 1:
            break
    return replace(
        standing,
        pick=best,
        limits=replace(standing.limits, sums=(*standing.limits.sums, *_kept(apart, rows, best))),
    )


def _likeness(apart: npt.NDArray[np.float64]) -> Load:
    """[G, K] student-minutes that a choice falls short of the farthest one of its group."""
    return np.asarray(np.rint(apart.max(axis=1, keepdims=True) - apart), dtype=np.int64)


def _kept(apart: Load, rows: npt.NDArray[np.int64], pick: IntArray) -> list[tuple[Load, int]]:
    """Limits that keep so much of the distance to each plan."""
    kept = []
    for one in apart:
        likeness = _likeness(one.astype(np.float64))
        farthest = int(one.max(axis=1).sum())
        far = int(one[rows, pick].sum())
        kept.append((likeness, farthest - int(KEPT * far)))
    return kept
