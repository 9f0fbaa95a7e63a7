"""What each choice of a start costs by itself: the objectives that add up over schools."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.problem import IntArray, Problem
from optimizer.solver.board import Board

Load = npt.NDArray[np.int64]

EIGHT, HALF_PAST_EIGHT = 480, 510
ADDITIVE = (
    "disruption",
    "schools_moved",
    "secondary_before_8_00",
    "secondary_before_8_30",
    "elementary_dismissed_late",
)


def shifts(board: Board) -> Load:
    """[S, K] minutes each choice lies from today, 0 where today is unknown."""
    problem = board.problem
    today = problem.today[:, None]
    return np.where(today >= 0, np.abs(board.starts[problem.group_of] - today), 0).astype(np.int64)


def load_of(board: Board, objective: str) -> Load:
    """[G, K] what each choice adds to an additive ``objective`` (student-minutes, schools or students)."""
    by_school = _by_school(board.problem, board, objective)
    total = np.zeros(board.starts.shape, dtype=np.int64)
    np.add.at(total, board.problem.group_of, by_school.astype(np.int64))
    return total


def _by_school(problem: Problem, board: Board, objective: str) -> Load:
    starts = board.starts[problem.group_of]
    students = problem.students[:, None].astype(np.int64)
    if objective == "disruption":
        return students * shifts(board)
    if objective == "schools_moved":
        return (shifts(board) > 0).astype(np.int64)
    if objective == "secondary_before_8_00":
        return students * (problem.secondary[:, None] & (starts < EIGHT))
    if objective == "secondary_before_8_30":
        return students * (problem.secondary[:, None] & (starts < HALF_PAST_EIGHT))
    if objective == "elementary_dismissed_late":
        late = starts + problem.day[:, None] > problem.late_dismissal
        return students * (problem.elementary[:, None] & late)
    raise ValueError(f"{objective!r} does not add up over schools")


def largest_shift(board: Board) -> Load:
    """[G, K] the most minutes that any school of the group is moved by a choice."""
    return largest_of(shifts(board), board)


def largest_of(by_school: Load, board: Board) -> Load:
    """[G, K] the largest of a group's schools in [S, K]."""
    most = np.zeros(board.starts.shape, dtype=np.int64)
    np.maximum.at(most, board.problem.group_of, by_school)
    return most


def burdens(board: Board) -> Load:
    """[S, K] minutes each choice lies from today times the school's need, in whole minutes."""
    need = board.problem.need
    moved = shifts(board)
    return moved if need is None else np.rint(moved * need[:, None]).astype(np.int64)


def schools_over(board: Board, burden: int) -> Load:
    """[G, K] the group's schools that a choice gives ``burden`` or more."""
    count = np.zeros(board.starts.shape, dtype=np.int64)
    np.add.at(count, board.problem.group_of, (burdens(board) >= burden).astype(np.int64))
    return count


def value_of(load: Load, pick: IntArray) -> int:
    """Sum of ``load`` at the chosen starts."""
    return int(load[np.arange(len(pick)), pick].sum())
