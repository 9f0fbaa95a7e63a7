"""How few buses with windows? Bells and shifts are found in turns, each knowing what the other can do.

First whole schools: annealing over bells with a shift for each half, guided by the relaxation that gives
every connection the whole window. Small districts then go to CP-SAT as a whole. In others single runs follow:
their moments at fixed bells, bells at fixed moments, in turns. Every fleet is an exact matching of what can
really be driven; only the bound is of a relaxed problem.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits, careful_solver
from optimizer.solver.board import Board
from optimizer.solver.bounding import raise_bound
from optimizer.solver.complete import is_small
from optimizer.solver.complete_windows import WindowProgram
from optimizer.solver.fleet import COLUMNS_PER_SECOND, Search, moves_per_second
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.moments import fewer_buses
from optimizer.solver.proving import Findings
from optimizer.solver.windows import (
    ShiftedChoices,
    Shifts,
    relaxed_board,
    settled_board,
)

# Shares of the time: bells with shifts of whole schools, then each turn of moments and of bells.
WHOLE_SCHOOLS = 0.6
TURN = 0.08
BOUNDING = 0.3
PROOF_WORK = 20.0
COOL = (0.15, 0.05)


@dataclass(frozen=True)
class Timed:
    """Bells [G] with the shifts of all runs, the buses they need, and the bound proven on the way."""

    pick: IntArray
    shifts: Shifts
    fleet: int
    bound: int


def fewest_with_windows(
    board: Board,
    limits: Limits,
    pick: IntArray,
    journal: Journal,
    seconds: float,
    seed: int,
    workers: int,
    enough: int = 0,
) -> Timed:
    """Bells and moments with few buses and a proven bound; ends early when they meet or at ``enough``."""
    findings = Findings()
    rate = moves_per_second(board)
    whole = Budget(journal, seconds, rate, counted=workers == 1)
    choices = ShiftedChoices(board)
    bounding = threading.Thread(
        target=lambda: _bound(findings, choices, journal, _allowance(whole, workers, journal)), daemon=True
    )
    bounding.start()
    if workers == 1:
        _wait(bounding, findings, journal)
        whole.spend(BOUNDING * seconds * rate)
    search = Search(choices.build(), choices.limits(limits), choices.at_aim(pick), journal, findings, seed)
    while whole.done < WHOLE_SCHOOLS and search.fleet > max(findings.bound, enough):
        search.continue_(whole, 0.8 * seconds)
    found = Timed(*choices.split(search.best), search.fleet, findings.bound)
    answers: list[Timed] = []
    proving = threading.Thread(
        target=lambda: answers.append(_prove(findings, board, limits, found, seed, whole.seconds_left)),
        daemon=True,
    )
    proving.start()
    _wait(proving, findings, journal)
    found = answers[0]
    journal.raise_bound("complete model", findings.bound)
    journal.improve("complete model", found.fleet)
    turn = _Turns(board, limits, journal, whole, seed, counted=workers == 1)
    while whole.done < 1 and found.fleet > max(findings.bound, enough):
        found = turn.take(found, max(findings.bound, enough))
    findings.halt()
    _wait(bounding, findings, journal)
    return Timed(found.pick, found.shifts, found.fleet, findings.bound)


def _allowance(whole: Budget, workers: int, journal: Journal) -> Callable[[int], float]:
    """Seconds that a round of so many columns may take."""
    spent = 0.0

    def allowed(columns: int) -> float:
        nonlocal spent
        spent += columns / COLUMNS_PER_SECOND
        if workers > 1:
            return whole.seconds_left
        return journal.left if spent <= BOUNDING * whole.seconds else 0.0

    return allowed


def _bound(
    findings: Findings, choices: ShiftedChoices, journal: Journal, allowed: Callable[[int], float]
) -> None:
    """Raise the bound of the relaxed problem; its shares of bells guide the search."""
    relaxed = relaxed_board(choices.board.problem)
    for found in raise_bound(relaxed, lambda n: 0.0 if findings.ended else allowed(n), findings.cancel):
        if found.bound > findings.bound:
            findings.bound = found.bound
            journal.raise_bound("relaxation", found.bound)
        if found.telling:
            findings.share = np.ascontiguousarray(found.share[:, choices.plain]) / len(choices.shift)
            findings.rounds += 1


def _wait(thread: threading.Thread, findings: Findings, journal: Journal) -> None:
    while thread.is_alive():
        thread.join(0.1)
        journal.tick("relaxation")
        if journal.over():
            findings.halt()


def _prove(
    findings: Findings, board: Board, limits: Limits, found: Timed, seed: int, seconds: float
) -> Timed:
    """Small districts: CP-SAT over bells and moments together, for the answer and its proof."""
    if not is_small(board) or found.fleet <= findings.bound:
        return found
    solver = careful_solver(seed, PROOF_WORK, seconds)
    findings.cancel.append(solver.stop_search)
    answer = WindowProgram(board, limits).solve(solver, found.pick)
    findings.cancel.clear()
    if answer is None:
        return found
    pick, shifts, bound = answer
    findings.bound = max(findings.bound, bound)
    fleet = Walker(settled_board(board, shifts), pick, seed).fleet
    return Timed(pick, shifts, fleet, findings.bound) if fleet < found.fleet else found


class _Turns:
    """Moments of single runs at fixed bells, then bells at fixed moments."""

    def __init__(
        self, board: Board, limits: Limits, journal: Journal, whole: Budget, seed: int, *, counted: bool
    ) -> None:
        self._board, self._limits, self._journal, self._whole = board, limits, journal, whole
        self._seed, self._counted = seed, counted

    def take(self, found: Timed, enough: int) -> Timed:
        """One turn; never worse than ``found``."""
        self._seed += 1
        timed = set_moments(self._board, found, [self._part(), self._part()], self._seed, enough)
        self._journal.improve("moments", timed.fleet)
        settled = settled_board(self._board, timed.shifts)
        search = Search(settled, self._limits, timed.pick, self._journal, Findings(bound=enough), self._seed)
        search.anneal(self._part(), TURN * self._whole.seconds, COOL)
        return Timed(search.best, timed.shifts, search.fleet, found.bound)

    def _part(self) -> Budget:
        rate = moves_per_second(self._board)
        seconds = TURN * self._whole.seconds
        self._whole.spend(seconds * rate)
        return Budget(self._journal, seconds, rate, counted=self._counted)


def set_moments(board: Board, found: Timed, budgets: list[Budget], seed: int, enough: int) -> Timed:
    """The same bells with the moments of single runs annealed."""
    bells = board.bells(found.pick)
    halves = [
        fewer_buses(board, bells, which, found.shifts[which], budget, seed, enough)
        for which, budget in enumerate(budgets)
    ]
    (am, am_buses), (pm, pm_buses) = halves
    return Timed(found.pick, (am, pm), max(am_buses, pm_buses), found.bound)
