"""The relaxation's linear program over the arcs and cuts met so far, solved again with what it lacked.

Each solution suggests prices, prices give a safe bound, and what both lack joins the next program: arcs that
cost less than a run gains by them, and cuts that the flow breaks. Arcs and cuts hold for all choices of
bells, so they serve any part of the choices that is asked for later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.ascent import Climb
from optimizer.solver.cuts import broken_cuts, tolls_of, with_cuts
from optimizer.solver.prices import Clockwork, Tolls, Worth, appraise
from optimizer.solver.timespace import Program, Relaxed, arcs_below, new_arcs

Open = npt.NDArray[np.bool_]

MORE_ARCS = 8
ACCURACY = 1e-4


@dataclass(frozen=True)
class Tightened:
    """What one program says: shares [G, K] of bells, the safe worth of choices, and the program's objective.

    ``lacking`` counts the arcs and cuts that the next program has beyond this one.
    """

    share: FloatArray
    worth: Worth
    objective: float
    lacking: int


class Tightening:
    """Arcs and cuts of both halves, growing with every program."""

    def __init__(self, camp: Climb, cancel: list[Callable[[], None]]) -> None:
        self.board, self._clocks, self._cancel = camp.board, camp.clocks, cancel
        self._arcs = [slope.arcs for slope in camp.slopes]
        self._cuts = [slope.cuts for slope in camp.slopes]

    @property
    def size(self) -> int:
        """Arcs of both halves."""
        return sum(len(arcs) for arcs in self._arcs)

    def solve(self, open_: Open, allowed: Callable[[int], float]) -> Tightened | None:
        """Solve over the choices ``open_`` [G, K]; ``None`` if time, as ``allowed`` by columns, is up."""
        arcs = [self._open_arcs(i, open_) for i in (0, 1)]
        program = Program(self.board, self._clocks, (arcs[0], arcs[1]), (self._cuts[0], self._cuts[1]), open_)
        seconds = allowed(program.column_count)
        relaxed = program.solve(seconds, ACCURACY, self._cancel) if seconds > 0 else None
        if relaxed is None:
            return None
        am, pm = (tolls_of(*parts) for parts in zip(self._clocks, self._cuts, relaxed.toll, strict=True))
        worth = appraise(self.board, self._clocks, relaxed.price, relaxed.weight, (am, pm), open_)
        lacking = sum(self._extend(i, arcs[i], relaxed, worth, tolls) for i, tolls in enumerate((am, pm)))
        return Tightened(relaxed.share, worth, relaxed.objective, lacking)

    def _open_arcs(self, half: int, open_: Open) -> IntArray:
        """Arcs into open choices; out of closed ones too, for buses may wait there."""
        clock, arcs = self._clocks[half], self._arcs[half]
        return arcs[open_[clock.group_of[clock.half.school_of_run[arcs[:, 2]]], arcs[:, 3]]]

    def _extend(self, half: int, arcs: IntArray, relaxed: Relaxed, worth: Worth, tolls: Tolls) -> int:
        """Take in what this half lacked; returns how many arcs and cuts."""
        clock: Clockwork = self._clocks[half]
        below = worth.weight[half] - relaxed.ceiling[half] - ACCURACY
        cheap = arcs_below(clock, worth.price[half], tolls, below, MORE_ARCS)
        more = new_arcs(clock, self._arcs[half], cheap)
        by_school = relaxed.share[clock.group_of]
        broken = broken_cuts(clock, arcs, relaxed.flow[half], by_school, relaxed.stock[half])
        known = self._cuts[half].many
        self._arcs[half] = np.concatenate([self._arcs[half], more])
        self._cuts[half] = with_cuts(self._cuts[half], broken)
        return len(more) + self._cuts[half].many - known
