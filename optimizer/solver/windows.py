"""Arrival windows: the same problem seen with every run's moment free to move a little around its aim.

A *shift* is how many minutes a run's anchor lies from the aim: -early (away from the bell) to late (towards
it). Shifts are one array [R] for each half. Three boards show what they are worth:

* :func:`relaxed_board` gives every connection the whole window, as if its two runs met no others: nothing
  that a plan with windows can do is left out, so its bound holds for all of them;
* :func:`shifted_board` lets a choice be a bell *and* a shift for all runs of the school, so that bells are
  chosen knowing what windows can do for them;
* :func:`settled_board` keeps given shifts, run by run, and moves bells only.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer.problem import HalfDay, IntArray, Problem
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board, Groups, Half, build_board
from optimizer.solver.measures import Load

Shifts = tuple[IntArray, IntArray]

# Shifts of a whole school are tried in steps of so many minutes, as bells are.
STEP = 5
MOST_SHIFTS = 5


def has_windows(problem: Problem) -> bool:
    """Whether any run may be planned off its aim."""
    return any(half.early + half.late > 0 for half in problem.halves)


def no_shifts(problem: Problem) -> Shifts:
    """Every run at its aim."""
    am, pm = (np.zeros(half.runs, dtype=np.int32) for half in problem.halves)
    return am, pm


def shifts_between(half: HalfDay, step: int) -> IntArray:
    """Shifts to try, the aim first, then by distance; both ends of the window are among them."""
    steps = np.arange(-(half.early // step) * step, half.late + 1, step)
    values = np.unique(np.concatenate([[-half.early, 0, half.late], steps]))
    return np.asarray(values[np.argsort(np.abs(values), kind="stable")], dtype=np.int32)


def relaxed_board(problem: Problem) -> Board:
    """Every connection with the whole window to itself; for bounds only."""
    am, pm = (replace(half, need=half.need - half.early - half.late) for half in problem.halves)
    board = build_board(replace(problem, am=am, pm=pm))
    least = min((int(half.need.min()) for half in (am, pm) if half.need.size), default=0)
    return board if least >= 0 else _with_room(board, -least)


def _with_room(board: Board, minutes: int) -> Board:
    """One more position, no choice, to run the clock on by ``minutes``: a bus may be due before it left."""

    def later(half: Half) -> Half:
        end = np.full((len(half.anchor), 1), half.anchor.max(initial=0) + minutes, dtype=np.int32)
        return half._replace(
            anchor=np.ascontiguousarray(np.hstack([half.anchor, end])),
            band=np.ascontiguousarray(np.hstack([half.band, half.band[:, -1:]])),
        )

    value = np.hstack([board.groups.value, board.groups.value[:, -1:]])
    return Board(
        board.problem,
        np.hstack([board.starts, board.starts[:, -1:]]),
        board.values,
        board.groups._replace(value=np.ascontiguousarray(value)),
        later(board.am),
        later(board.pm),
    )


class ShiftedChoices:
    """Choices that are a bell with a shift for each half: how they and plain choices turn into each other."""

    def __init__(self, board: Board) -> None:
        self.board = board
        am, pm = (_few(shifts_between(half, STEP)) for half in board.problem.halves)
        pairs = np.array(sorted(product(am, pm), key=lambda pair: (abs(pair[0]) + abs(pair[1]), pair)))
        self.shift = pairs.astype(np.int32)
        self.plain = np.repeat(np.arange(board.starts.shape[1]), len(pairs))
        self._pair = np.tile(np.arange(len(pairs)), board.starts.shape[1])

    def build(self) -> Board:
        """The board over these choices."""
        board, plain = self.board, self.plain

        def widen(half: Half, shift: IntArray) -> Half:
            return half._replace(
                anchor=np.ascontiguousarray(half.anchor[:, plain] + shift[self._pair]),
                band=np.ascontiguousarray(half.band[:, plain]),
            )

        groups = board.groups._replace(
            options=(board.groups.options * len(self.shift)).astype(np.int32),
            value=np.ascontiguousarray(board.groups.value[:, plain]),
        )
        am, pm = (widen(half, shift) for half, shift in zip(board.halves, self.shift.T, strict=True))
        return Board(
            board.problem, np.ascontiguousarray(board.starts[:, plain]), board.values, groups, am, pm
        )

    def limits(self, limits: Limits) -> Limits:
        """The same limits over these choices."""
        sums: tuple[tuple[Load, int], ...] = tuple((load[:, self.plain], cap) for load, cap in limits.sums)
        return Limits(np.ascontiguousarray(limits.open[:, self.plain]), limits.distinct, sums)

    def at_aim(self, pick: IntArray) -> IntArray:
        """Plain choices with every school at its aim."""
        return np.asarray(pick * len(self.shift), dtype=np.int32)

    def split(self, pick: IntArray) -> tuple[IntArray, Shifts]:
        """The plain choices, and the shifts run by run."""
        by_group = self.shift[self._pair[pick]]
        problem = self.board.problem
        am, pm = (
            by_group[problem.group_of[half.school_of_run], i].astype(np.int32)
            for i, half in enumerate(problem.halves)
        )
        return self.plain[pick].astype(np.int32), (am, pm)


def _few(shifts: IntArray) -> IntArray:
    """At most so many of ``shifts``, evenly, the aim among them."""
    if len(shifts) <= MOST_SHIFTS:
        return shifts
    ordered = np.sort(shifts)
    even = ordered[np.linspace(0, len(ordered) - 1, MOST_SHIFTS).round().astype(int)]
    return np.unique(np.append(even, 0))


def settled_board(board: Board, shifts: Shifts) -> Board:
    """Bells may move, shifts stay. Runs of one school with different shifts count as schools of their own."""
    problem = board.problem
    schools = len(problem.school_ids)
    labels = [_labels(half, shift) for half, shift in zip(problem.halves, shifts, strict=True)]
    parts = np.ones(schools, dtype=np.int64)
    for half, label in zip(problem.halves, labels, strict=True):
        np.maximum.at(parts, half.school_of_run, label + 1)
    first = np.concatenate([[0], np.cumsum(parts)])
    school = np.repeat(np.arange(schools, dtype=np.int32), parts)
    am, pm = (
        _settle(half, (first[day.school_of_run] + label).astype(np.int32), school, shift)
        for half, day, label, shift in zip(board.halves, problem.halves, labels, shifts, strict=True)
    )
    group_of = problem.group_of[school]
    return Board(
        replace(problem, group_of=group_of), board.starts, board.values, _grouped(board, group_of), am, pm
    )


def _labels(half: HalfDay, shift: IntArray) -> IntArray:
    """[R] each run's part of its school: 0, 1, ... by shift."""
    label = np.zeros(half.runs, dtype=np.int32)
    for school in np.unique(half.school_of_run):
        own = half.school_of_run == school
        label[own] = np.unique(shift[own], return_inverse=True)[1]
    return label


def _settle(half: Half, part_of_run: IntArray, school: IntArray, shift: IntArray) -> Half:
    by_part = np.zeros(len(school), dtype=np.int32)
    by_part[part_of_run] = shift
    need = half.need[:, school, :]
    return Half(
        need=np.ascontiguousarray(need),
        need_by_run=np.ascontiguousarray(need.transpose(0, 2, 1)),
        anchor=np.ascontiguousarray(half.anchor[school] + by_part[:, None]),
        band=np.ascontiguousarray(half.band[school]),
        school_of_run=part_of_run,
        first=offsets(np.bincount(part_of_run, minlength=len(school))),
        runs=np.argsort(part_of_run, kind="stable").astype(np.int32),
    )


def _grouped(board: Board, group_of: IntArray) -> Groups:
    sizes = np.bincount(group_of, minlength=len(board.groups.options))
    return board.groups._replace(
        first=offsets(sizes), schools=np.argsort(group_of, kind="stable").astype(np.int32)
    )


def offsets(sizes: npt.NDArray[np.integer[Any]]) -> IntArray:
    """Where each of several lists of ``sizes`` begins when they are laid end to end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
