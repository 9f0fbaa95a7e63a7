"""The second walk: what it offers is better and true, and it ends when told or when nothing can be gained."""

import numpy as np

from optimizer.bench.generated import generate
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import build_board
from optimizer.solver.fleet import Search, _walk_too
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.proving import Findings
from tests.solver.tiny import buses

MOVES = 2_000


def walked(findings: Findings) -> Search:
    """A search that stands at first choices while the second walk makes about ``MOVES`` moves."""
    board = build_board(generate(12, seed=3)[0])
    journal = Journal(600, None, None)
    search = Search(
        board, Limits(board.allowed), np.zeros(len(board.starts), dtype=np.int32), journal, findings, 1
    )
    _walk_too(findings, search, Budget(journal, 1.0, MOVES, counted=True), 1.0, 0)
    return search


def test_offers_better_bells() -> None:
    findings = Findings()
    search = walked(findings)
    assert findings.offer is not None
    offered = buses(search.board.problem, search.board.bells(findings.offer[0]))
    assert offered < search.fleet
    search.adopt(*findings.offer)
    assert search.fleet == offered
    assert search.journal.lines[-1].found == offered


def test_offers_nothing_once_the_solve_is_over() -> None:
    findings = Findings(ended=True)
    walked(findings)
    assert findings.offer is None


def test_offers_nothing_at_the_bound() -> None:
    findings = Findings(bound=1_000)
    walked(findings)
    assert findings.offer is None


def test_halting_the_first_halts_the_second() -> None:
    findings = Findings()
    walked(findings)
    told = [cancel.__self__ for cancel in findings.cancel]  # type: ignore[attr-defined]
    findings.halt()
    assert [second.ended for second in told] == [True]
