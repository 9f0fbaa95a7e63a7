"""Branch and bound: where the relaxation over all bells leaves a bus open, ask it of parts of the windows.

A part is settled once its safe bound exceeds the buses that would beat the best plan; else a window of it
is halved and both halves are asked. When all parts are settled, no bells beat the best plan. Nothing but the
safe bounds of :mod:`prices` closes a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.ascent import SLIP
from optimizer.solver.board import Board
from optimizer.solver.tightening import Open, Tightened, Tightening

# A part is halved once another program raises its objective by less.
SLOW = 0.01
# Shares below this count for nothing when a window is halved.
TRACE = 1e-3
# Minutes beyond which it does not matter how far apart the two halves of a window are.
FAR_APART = 30.0


@dataclass
class Branching:
    """The parts still to settle, deepest last. ``done`` is the share of the tree that is settled."""

    tight: Tightening
    found: Callable[[], int]
    offer: Callable[[IntArray], None]
    allowed: Callable[[int], float]
    parts: list[tuple[Open, float]] = field(default_factory=list)
    done: float = 0.0
    sure: bool = True

    @property
    def proven(self) -> bool:
        """Whether no bells beat the best plan."""
        return self.sure and not self.parts

    def settle(self, open_: Open) -> Iterator[Tightened]:
        """Settle ``open_`` part by part; yields the last program of each part, ends early without time."""
        self.parts = [(open_, 1.0)]
        while self.parts:
            part, size = self.parts[-1]
            last = self._tighten(part)
            if last is None:
                return
            yield last
            self.parts.pop()
            halves = None if self._settled(last) else halve(self.tight.board, part, last.share)
            if halves is not None:
                self.parts.extend((half, size / 2) for half in halves)
                continue
            if not self._settled(last):
                # Bells that are whole are a plan; if they do not settle the part, the program was not exact.
                self.offer(last.share.argmax(axis=1).astype(np.int32))
                self.sure = self.sure and self._settled(last)
            self.done += size

    def _settled(self, one: Tightened) -> bool:
        """Whether no bells of a part beat the best plan."""
        return one.worth.bound > self.found() - 1 + SLIP

    def _tighten(self, part: Open) -> Tightened | None:
        """Programs of one part until it is settled or they say little more."""
        before = -np.inf
        while True:
            one = self.tight.solve(part, self.allowed)
            if one is None:
                return None
            hopeful = one.objective > self.found() - 1 + SLIP
            if self._settled(one) or not one.lacking or (one.objective - before < SLOW and not hopeful):
                return one
            before = one.objective


def halve(board: Board, part: Open, share: FloatArray) -> tuple[Open, Open] | None:
    """The part with one window halved, the likelier half last; ``None`` if all bells are whole.

    Halved is the window of the group with many runs whose share lies on both sides, and far apart.
    """
    best, halves = 0.0, None
    runs = _runs_of_groups(board)
    for group in range(len(part)):
        choices = np.flatnonzero(part[group])
        shares, starts = share[group, choices], board.starts[group, choices]
        before, total = np.cumsum(shares), shares.sum()
        moments = np.cumsum(shares * starts)
        for at in range(len(choices) - 1):
            early, late = before[at], total - before[at]
            if min(early, late) < TRACE:
                continue
            apart = (moments[-1] - moments[at]) / late - moments[at] / early
            score = runs[group] * min(early, late) * min(apart, FAR_APART)
            if score > best:
                best, halves = score, (group, choices[: at + 1], choices[at + 1 :], early > late)
    if halves is None:
        return None
    group, first, second, early_last = halves
    parts = (_only(part, group, second), _only(part, group, first))
    return parts if early_last else parts[::-1]


def _runs_of_groups(board: Board) -> FloatArray:
    runs = np.zeros(len(board.starts))
    for half in board.halves:
        np.add.at(runs, board.problem.group_of[half.school_of_run], 1.0)
    return runs


def _only(part: Open, group: int, choices: np.ndarray) -> Open:
    kept = part.copy()
    kept[group] = False
    kept[group, choices] = True
    return kept
