"""Few buses by the moment of every run inside its window, bells given.

With the moments fixed the fewest buses are an exact matching, as always; so moments are annealed run by run
over such matchings, each half by itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import OUT_OF_REACH, Board, Groups, Half
from optimizer.solver.fleet import CHUNK, aim_of
from optimizer.solver.journal import Budget
from optimizer.solver.windows import offsets, shifts_between

HEAT = (0.3, 0.05)
# Shifts of single runs are tried minute by minute up to this many of them.
MOST_MOMENTS = 40


def fewer_buses(
    board: Board, bells: IntArray, which: int, shift: IntArray, budget: Budget, seed: int, enough: int
) -> tuple[IntArray, int]:
    """Shifts [R] of half ``which`` with few buses, and how many; ends early at ``enough`` buses."""
    half = board.problem.halves[which]
    if half.runs == 0:
        return shift, 0
    step = -(-(half.early + half.late) // MOST_MOMENTS) or 1
    values = shifts_between(half, step)
    runs, pick = _run_board(board, bells, which, values), _nearest(values, shift)
    walker = Walker(runs, pick, seed)
    best, fleet = pick, walker.fleet
    aim = aim_of(Limits(runs.allowed))
    while (done := budget.done) < 1 and fleet > enough:
        walker.walk(aim, CHUNK, HEAT[0] * (HEAT[1] / HEAT[0]) ** done)
        budget.spend(CHUNK)
        found, buses = walker.best
        if buses < fleet:
            best, fleet = found, buses
    return np.asarray(values[best], dtype=np.int32), fleet


def _nearest(values: IntArray, shift: IntArray) -> IntArray:
    return np.asarray(np.abs(values[None, :] - shift[:, None]).argmin(axis=1), dtype=np.int32)


def _run_board(board: Board, bells: IntArray, which: int, values: IntArray) -> Board:
    """A board on which every run of one half is a school of its own and its shifts are the choices."""
    problem = board.problem
    half = problem.halves[which]
    own, runs = half.school_of_run, half.runs
    each = np.arange(runs, dtype=np.int32)
    band = half.band(bells, problem.day)[own]
    need = half.need[band[None, :], own[:, None], each[None, :]]
    minutes = np.minimum(need, OUT_OF_REACH).astype(np.int16)[None]
    anchor = half.anchor(bells, problem.day)[own][:, None] + values[None, :]
    one_each = offsets(np.ones(runs, dtype=np.int32))
    full = Half(
        need=minutes,
        need_by_run=np.ascontiguousarray(minutes.transpose(0, 2, 1)),
        anchor=np.ascontiguousarray(anchor, dtype=np.int32),
        band=np.zeros(anchor.shape, dtype=np.int32),
        school_of_run=each,
        first=one_each,
        runs=each,
    )
    nothing = full._replace(
        need=np.zeros((1, runs, 0), dtype=np.int16),
        need_by_run=np.zeros((1, 0, runs), dtype=np.int16),
        school_of_run=np.zeros(0, dtype=np.int32),
        first=np.zeros(runs + 1, dtype=np.int32),
        runs=np.zeros(0, dtype=np.int32),
    )
    place = np.tile(np.arange(len(values), dtype=np.int32), (runs, 1))
    groups = Groups(one_each, each, np.full(runs, len(values), dtype=np.int32), place)
    return Board(replace(problem, group_of=each), place, place[0], groups, full, nothing)
