"""Where a solve stands between stages: bells, moments, and everything that is held."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.routes import best_solution
from optimizer.solver.solution import Solution
from optimizer.solver.windows import Shifts, settled_board


@dataclass(frozen=True)
class Standing:
    """Where the solve stands: bells, the limits so far, and what earlier stages hold.

    ``shifts`` are minutes of runs off their aims, ``None`` while all are at their aims; ``clocked`` is the
    board with these shifts, on which buses are counted.
    """

    board: Board
    pick: IntArray
    limits: Limits
    fleet_cap: int | None = None
    cost_cap: float | None = None
    bound: int = 0
    shifts: Shifts | None = None
    settled: Board | None = None

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

    def solution(self) -> Solution:
        """The cheapest routes for the bells."""
        bells = self.board.bells(self.pick)
        return best_solution(self.board.problem, bells, self.fleet, self.fleet_cap, self.shifts)


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
