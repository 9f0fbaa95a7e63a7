"""Where a solve stands between stages: bells, moments, and everything that is held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board, build_board
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.routes import best_solution
from optimizer.solver.solution import Solution, margins, total_cost
from optimizer.solver.windows import Shifts, no_shifts, settled_board


@dataclass(frozen=True)
class Standing:
    """Where the solve stands: bells, the limits so far, and what earlier stages hold.

    ``shifts`` are minutes of runs off their aims, ``None`` while all are at their aims; ``clocked`` is the
    board with these shifts, on which buses are counted. ``spare`` are minutes above the buffer that every
    connection keeps; they are part of the board's ``need``. ``given`` are routes that a start brought.
    """

    board: Board
    pick: IntArray
    limits: Limits
    fleet_cap: int | None = None
    cost_cap: float | None = None
    bound: int = 0
    shifts: Shifts | None = None
    settled: Board | None = None
    spare: int = 0
    given: Solution | None = None

    @property
    def clocked(self) -> Board:
        """The board on which buses are counted."""
        return self.board if self.settled is None else self.settled

    @property
    def fleet(self) -> int:
        """Buses that the bells need."""
        return Walker(self.clocked, self.pick, 0).fleet

    def with_shifts(self, shifts: Shifts) -> Standing:
        """The same bells with other moments for the runs."""
        if not any(shift.any() for shift in shifts):
            return replace(self, shifts=None, settled=None)
        return replace(self, shifts=shifts, settled=settled_board(self.board, shifts))

    def with_spare(self, minutes: int) -> Standing:
        """The same bells and moments with ``minutes`` above the buffer kept free in every connection."""
        if minutes == self.spare:
            return self
        more, problem = minutes - self.spare, self.board.problem
        am, pm = (replace(half, need=half.need + np.int32(more)) for half in problem.halves)
        board = build_board(replace(problem, am=am, pm=pm))
        settled = None if self.shifts is None else settled_board(board, self.shifts)
        return replace(self, board=board, settled=settled, spare=minutes)

    def allows(self, pick: IntArray) -> bool:
        """Whether other bells, at these moments, keep the fleet held."""
        return self.fleet_cap is None or replace(self, pick=pick).fleet <= self.fleet_cap

    def solution(self) -> Solution:
        """The cheapest routes for the bells; those given, where they are of these bells and cost no more."""
        return self._solution

    @cached_property
    def _solution(self) -> Solution:
        problem, bells, given = self.board.problem, self.board.bells(self.pick), self.given
        found = best_solution(problem, bells, self.fleet, self.fleet_cap, self.shifts)
        if given is None or not np.array_equal(bells, given.bells) or not self._keeps(given):
            return found
        return given if total_cost(problem, given) <= total_cost(problem, found) else found

    def _keeps(self, routes: Solution) -> bool:
        """Whether routes are within the fleet and the slack held."""
        within = self.fleet_cap is None or len(routes.buses) <= self.fleet_cap
        return within and all(minutes >= 0 for _, minutes in margins(self.board.problem, routes))


@dataclass(frozen=True)
class Turn:
    """What one stage may spend."""

    journal: Journal
    seconds: float
    seed: int
    workers: int

    def budget(self, rate: float) -> Budget:
        """The stage's time as a budget of work at ``rate`` a second."""
        return Budget(self.journal, self.seconds, rate, counted=self.workers == 1)


@dataclass(frozen=True)
class Origin:
    """The plan that a solve began from: every stage may go back to it, if it obeys what is held by then.

    ``resumed``: the same stages made it, so what they let slip is not granted a second time.
    """

    pick: IntArray
    shifts: Shifts | None
    resumed: bool = False

    def under(self, standing: Standing) -> Standing | None:
        """The plan under all that ``standing`` holds; ``None`` if it breaks any of it."""
        if not standing.limits.allow(self.pick, standing.board):
            return None
        shifts = no_shifts(standing.board.problem) if self.shifts is None else self.shifts
        back = replace(standing, pick=self.pick).with_shifts(shifts)
        if back.fleet_cap is not None and back.fleet > back.fleet_cap:
            return None
        dear = back.cost_cap is not None and (
            total_cost(back.board.problem, back.solution()) > back.cost_cap + 1e-6
        )
        return None if dear else back
