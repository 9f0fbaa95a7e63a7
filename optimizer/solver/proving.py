"""What the methods that look for few buses tell each other, and the complete model's part in it.

Small districts: CP-SAT is asked beside annealing whether one bus fewer suffices, until it proves that not.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.bell_rules import Limits, careful_solver
from optimizer.solver.board import Board
from optimizer.solver.complete import CompleteProgram, Verdict, is_small
from optimizer.solver.journal import Budget, Journal

# Deterministic work that CP-SAT may spend on a proof beside annealing.
PROOF_WORK = 300.0
# The first go at it, before anything else: it settles most districts of fifty schools that have morning
# runs alone. With both halves only much smaller ones, and the relaxation comes first.
EARLY_WORK, EARLY_WORK_BOTH = 8.0, 1.0
# Seconds to wait for a solver that was told to stop.
PATIENCE = 2.0


@dataclass
class Findings:
    """What bounding and annealing tell each other while they go on side by side.

    ``asked`` are the buses that the complete model is asked for at the moment, -1 while it is not;
    ``offer`` are bells found beside the walk, with the name of the method: the complete model, branch and
    bound or the second walk. ``offered`` are the fewest buses that branch and bound offered.
    """

    bound: int = 0
    asked: int = -1
    rounds: int = 0
    share: FloatArray | None = None
    offer: tuple[IntArray, str] | None = None
    offered: int = sys.maxsize
    cancel: list[Callable[[], None]] = field(default_factory=list)
    ended: bool = False

    def halt(self) -> None:
        """Stop whatever solver is at work."""
        self.ended = True
        for cancel in list(self.cancel):
            cancel()

    def end(self, worker: threading.Thread) -> None:
        """Stop and wait for ``worker``, if it ever began: a solver told before it set out has not heard."""
        self.halt()
        until = time.monotonic() + PATIENCE
        while worker.is_alive() and time.monotonic() < until:
            worker.join(0.1)
            self.halt()

    def beat(self, fleet: int) -> None:
        """Stop the complete model if it looks for what is found."""
        if fleet <= self.asked:
            for cancel in list(self.cancel):
                cancel()


class Seeker(Protocol):
    """Whoever looks for bells with fewer buses, and what has been found so far."""

    board: Board
    limits: Limits
    journal: Journal
    seed: int
    best: IntArray
    fleet: int


class Prover:
    """Asks CP-SAT for one bus fewer than found, again and again, where the district is small."""

    def __init__(self, findings: Findings, search: Seeker, whole: Budget) -> None:
        self._findings, self._search, self._whole = findings, search, whole
        self._program: CompleteProgram | None = None
        self._small = is_small(search.board)
        self.early_work = EARLY_WORK if min(search.board.runs) == 0 else EARLY_WORK_BOTH

    def prove(self, work: float) -> None:
        """Ask on while deterministic ``work`` and time are left."""
        findings, search, fleet = self._findings, self._search, self._search.fleet
        while self._small and work > 0 and not findings.ended and self._whole.seconds_left > 0:
            fleet = min(fleet, search.fleet)
            if fleet <= findings.bound:
                return
            verdict, spent = self._ask(fleet - 1, work)
            work -= spent
            if verdict.impossible:
                findings.bound = max(findings.bound, fleet)
                search.journal.raise_bound("complete model", findings.bound)
            elif verdict.pick is not None:
                findings.offer, fleet = (verdict.pick, "complete model"), fleet - 1
            elif search.fleet >= fleet:
                return

    def _ask(self, buses: int, work: float) -> tuple[Verdict, float]:
        """The answer, and the work it took."""
        findings, search = self._findings, self._search
        if self._program is None:
            self._program = CompleteProgram(search.board, search.limits, buses)
        self._program.ask(buses)
        solver = careful_solver(search.seed, work, self._whole.seconds_left)
        findings.asked = buses
        findings.cancel.append(solver.stop_search)
        verdict = self._program.solve(solver, search.best)
        findings.cancel.clear()
        findings.asked = -1
        return verdict, float(solver.response_proto.deterministic_time)
