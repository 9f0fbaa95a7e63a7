"""Stages for those who bear most: the largest shift of any school, and the burdens of all from the top.

Both close choices one distance after the other while bells remain. The lexicographic minimax (Banerjee and
Smilowitz 2019) does not stop where the largest can fall no more: then as few schools as possible bear it,
then as few as possible bear the next, and so on.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board
from optimizer.solver.lowering import lower
from optimizer.solver.measures import Load, burdens, largest_of, largest_shift, schools_over, value_of
from optimizer.solver.standing import Standing, Turn

# Burdens held from the top; below them schools are too many for one more to be felt.
MOST_LEVELS = 20


def take_largest_shift(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Bring down the most minutes that any school moves."""
    return _take_largest(standing, turn, largest_shift(standing.board))


def take_minimax(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Bring down the largest burden, then the number of schools that bear it, then the next largest, ..."""
    top = largest_of(burdens(standing.board), standing.board)
    half = replace(turn, seconds=turn.seconds / 2)
    standing, value, least = _take_largest(standing, half, top)
    closed = replace(standing.limits, open=standing.limits.open & (top <= value))
    kept, level = replace(standing, limits=closed), int(value)
    for n in range(MOST_LEVELS):
        if level <= 0 or turn.journal.over():
            break
        over = schools_over(standing.board, level)
        part = replace(
            half, journal=turn.journal.quietly(), seconds=half.seconds / MOST_LEVELS, seed=turn.seed + n
        )
        trial, _ = lower(kept, over, part)
        if value_of(over, trial.pick) < value_of(over, kept.pick):
            kept = replace(trial, limits=kept.limits)
        held = (over, value_of(over, kept.pick))
        kept = replace(kept, limits=replace(kept.limits, sums=(*kept.limits.sums, held)))
        turn.journal.tick(f"schools at {level}")
        level = next_level(kept.board, kept.pick, level)
    return replace(kept, limits=standing.limits), value, least


def next_level(board: Board, pick: IntArray, below: int) -> int:
    """The largest burden below one, 0 if there is none."""
    borne = burdens(board)[np.arange(len(board.problem.group_of)), pick[board.problem.group_of]]
    return int(borne[borne < below].max(initial=0))


def held_levels(board: Board, pick: IntArray, limits: Limits) -> Limits:
    """Limits that let no more schools bear each of the largest burdens than do now."""
    sums, level = list(limits.sums), next_level(board, pick, 10**9)
    for _ in range(MOST_LEVELS):
        if level <= 0:
            break
        over = schools_over(board, level)
        sums.append((over, value_of(over, pick)))
        level = next_level(board, pick, level)
    return replace(limits, sums=tuple(sums))


def _take_largest(standing: Standing, turn: Turn, size: Load) -> tuple[Standing, float, float | None]:
    """Close the choices of the largest ``size`` [G, K], one after the other, while bells remain."""
    limits, rows = standing.limits, np.arange(len(standing.pick))
    least = int(np.where(limits.open, size, size.max(initial=0) + 1).min(axis=1).max(initial=0))
    value = int(size[rows, standing.pick].max(initial=0))
    turn.journal.improve("start", value)
    turn.journal.raise_bound("windows", least)
    sizes = sorted({int(x) for x in size[limits.open] if least <= x < value}, reverse=True)
    for n, at in enumerate(sizes):
        if at >= value:
            continue
        over = (size > at).astype(np.int64)
        part = replace(turn, journal=turn.journal.quietly(), seconds=turn.seconds / len(sizes))
        trial, _ = lower(standing, over, part)
        if value_of(over, trial.pick) > 0:
            break
        standing, value = trial, int(size[rows, trial.pick].max(initial=0))
        turn.journal.improve(f"distance {n + 1}", value)
    return standing, value, least
