"""How few buses? The relaxation bounds from below and shows where good bells are; annealing goes there.

With two workers both go on side by side: the relaxation in HiGHS and the annealing in compiled code each
leave the interpreter free. Once the bound rises no more, its worker walks too, with other random numbers.
With one worker they take turns, by work done and not by the clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Aim, Walker, even_proposals, proposals
from optimizer.solver.bell_rules import Limits, admissible_bells
from optimizer.solver.board import Board
from optimizer.solver.bounding import raise_bound
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.proving import PROOF_WORK, Findings, Prover

CHUNK = 500
# Moves a second and run, columns a second: what two busy cores manage at worst, measured and halved.
MOVES_PER_RUN = 2.5e7
COLUMNS_PER_SECOND = 5_000.0

# Guided moves for each group in one cooling.
MOVES_PER_GROUP = 2_000

BLIND_HEAT = (0.5, 0.05)
GUIDED_HEAT = (0.3, 0.08)


def moves_per_second(board: Board) -> float:
    """Moves that annealing makes in a second, at worst."""
    return MOVES_PER_RUN / (sum(board.runs) + 200)


def fewest_buses(
    board: Board,
    limits: Limits,
    pick: IntArray,
    journal: Journal,
    seconds: float,
    seed: int,
    workers: int,
    enough: int = 0,
) -> tuple[IntArray, int]:
    """Bells with few buses and a proven bound; ends early when they meet or ``enough`` is reached."""
    findings = Findings()
    whole = Budget(journal, seconds, moves_per_second(board), counted=workers == 1)
    search = Search(board, limits, pick, journal, findings, seed)

    prover = Prover(findings, search, whole)

    def bound_and_prove() -> None:
        prover.prove(prover.early_work)
        for _ in _bound(findings, search, lambda _: 0.0 if findings.ended else whole.seconds_left):
            pass
        prover.prove(PROOF_WORK)
        _walk_too(findings, search, whole, seconds, enough)

    # No daemon: a solver that is still at work when the interpreter ends would take the process down with it.
    bounder = threading.Thread(target=bound_and_prove)
    if workers > 1:
        bounder.start()
    else:
        search.anneal(whole, 0.2 * seconds, BLIND_HEAT)
        _wait_for(lambda: prover.prove(min(prover.early_work, 0.1 * seconds)), findings, journal)
        _wait_for(lambda: _bound_by_count(findings, search, 0.4 * seconds), findings, journal)
        whole.spend(0.4 * seconds * moves_per_second(board))
        _wait_for(lambda: prover.prove(0.2 * seconds), findings, journal)
    try:
        while whole.done < 1 and search.fleet > max(findings.bound, enough):
            search.continue_(whole, seconds)
    finally:
        findings.end(bounder)
    if findings.offer is not None:
        search.adopt(*findings.offer)
    return search.best, findings.bound


def _walk_too(findings: Findings, search: Search, whole: Budget, seconds: float, enough: int) -> None:
    """A second walk from the best bells; those it ends with are offered if they are better.

    It reports its improvements itself, so that the log knows of them before the first walk takes them over.
    """
    told = Findings(bound=findings.bound, rounds=findings.rounds, share=findings.share)
    findings.cancel.append(told.halt)
    second = Search(search.board, search.limits, search.best, search.journal, told, search.seed + 1)
    second.listen()
    goal = max(findings.bound, enough)
    while whole.done < 1 and not findings.ended and min(search.fleet, second.fleet) > goal:
        second.continue_(whole, seconds)
    if second.fleet < search.fleet:
        findings.offer = second.best, "annealing"


class Search:
    """Annealing, from where the relaxation points once it has spoken, else from where it stands."""

    def __init__(
        self, board: Board, limits: Limits, pick: IntArray, journal: Journal, findings: Findings, seed: int
    ) -> None:
        self.board, self.limits, self.journal, self.findings = board, limits, journal, findings
        self._walker = Walker(board, pick, seed)
        self.seed = seed
        self._rounds = 0
        self._aim = aim_of(limits)
        # Long enough for the relaxation to get a word in; where starts are few, most moves cost nothing.
        self._chunk = max(round(0.02 * moves_per_second(board)), 100) * (1 if limits.distinct is None else 10)
        self.best, self.fleet = pick, self._walker.fleet
        journal.improve("start", self.fleet)

    def continue_(self, whole: Budget, seconds: float) -> None:
        """One more stretch: blind until the relaxation speaks, guided afterwards."""
        findings = self.findings
        if findings.offer is not None:
            self.adopt(*findings.offer)
            findings.offer = None
        if findings.share is None:
            self.anneal(whole, 0.2 * seconds, BLIND_HEAT)
            return
        if self.listen():
            wanted = np.rint((1.0 - findings.share) * 10_000).astype(np.int64)
            near = admissible_bells(self.board, self.limits, wanted, self.seed, whole.seconds_left)
            if near is not None:
                self._walker.restart(near)
        self.anneal(whole, max(0.15 * seconds, self._one_cooling(whole)), GUIDED_HEAT)

    def _one_cooling(self, whole: Budget) -> float:
        """Seconds that a cooling takes which gives every group its due, if they are there."""
        due = MOVES_PER_GROUP * len(self.best) / moves_per_second(self.board)
        return min(due, (1.0 - whole.done) * whole.seconds)

    def listen(self) -> bool:
        """Take up new shares from the relaxation; whether there were any."""
        findings = self.findings
        if findings.share is None or findings.rounds == self._rounds:
            return False
        self._rounds = findings.rounds
        self._aim = self._aim._replace(share=proposals(self.limits.open, findings.share))
        return True

    def adopt(self, pick: IntArray, method: str) -> None:
        """Go on from bells that another method found."""
        self._walker.restart(pick)
        if self._walker.fleet < self.fleet:
            self.best, self.fleet = pick, self._walker.fleet
            self.journal.improve(method, self.fleet)

    def anneal(self, whole: Budget, seconds: float, heat: tuple[float, float]) -> None:
        """Cool once over about ``seconds``, or until the relaxation says something new."""
        hot, cold = heat
        began, length = whole.done, max(seconds / whole.seconds, 1e-6)
        blind = self._rounds == 0
        while whole.done < 1 and (passed := (whole.done - began) / length) < 1:
            self._walker.walk(self._aim, self._chunk, hot * (cold / hot) ** passed)
            whole.spend(self._chunk)
            pick, fleet = self._walker.best
            if fleet < self.fleet:
                self.best, self.fleet = pick, fleet
                self.journal.improve("annealing", fleet)
                self.findings.beat(fleet)
            self.journal.tick("annealing")
            if self.fleet <= self.findings.bound or (blind and self.findings.share is not None):
                return
            if self.findings.offer is not None or self.findings.ended:
                return
            self.listen()


def aim_of(limits: Limits) -> Aim:
    """The aim of few buses within ``limits``."""
    loads = [load for load, _ in limits.sums]
    shape = (len(loads), *limits.open.shape)
    return Aim(
        cost=np.zeros(limits.open.shape),
        share=even_proposals(limits.open),
        load=np.array(loads, dtype=np.int64).reshape(shape),
        cap=np.array([cap for _, cap in limits.sums], dtype=np.int64),
        distinct=limits.open.size if limits.distinct is None else limits.distinct,
    )


def _wait_for(work: Callable[[], None], findings: Findings, journal: Journal) -> None:
    """Wait for work in a solver, reporting and ready to stop it."""
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
        journal.tick("relaxation")
        if journal.over():
            findings.halt()


def _bound_by_count(findings: Findings, search: Search, seconds: float) -> None:
    """As many rounds as fit by the number of their columns; the clock only as a safety net."""
    spent = 0.0

    def allowed(columns: int) -> float:
        nonlocal spent
        spent += columns / COLUMNS_PER_SECOND
        return search.journal.left if spent <= seconds and not findings.ended else 0.0

    for _ in _bound(findings, search, allowed):
        pass


def _bound(findings: Findings, search: Search, allowed: Callable[[int], float]) -> Iterator[None]:
    """Tell the findings of each round."""

    def found_so_far() -> int:
        return min(search.fleet, findings.offered)

    def offer(pick: IntArray) -> None:
        fleet = Walker(search.board, pick, search.seed).fleet
        if fleet < found_so_far():
            findings.offered = fleet
            findings.offer = pick, "branch and bound"

    rounds = raise_bound(search.board, allowed, findings.cancel, search.limits, found_so_far, offer)
    for found in rounds:
        if found.bound > findings.bound:
            findings.bound = found.bound
            search.journal.raise_bound(found.method, found.bound)
        if found.telling:
            findings.share = found.share
            findings.rounds += 1
        yield
        if search.fleet <= findings.bound:
            return
