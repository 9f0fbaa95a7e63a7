"""Everything is compiled before the clock: a solve adds no kernel, and a person hears of a long wait."""

import threading
from dataclasses import replace

import pytest

from optimizer.plan import LogLine
from optimizer.solver import annealing, ascent, compiling, matching, prices, solve
from tests.solver.tiny import runs_of, tiny

KERNELS = (
    annealing.anneal,
    matching.move_school,
    matching.rematch,
    prices.list_arcs,
    ascent.soften,
    ascent.spread,
)


@pytest.mark.parametrize("early", [0, 10])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_solve_compiles_nothing_more(early: int, workers: int) -> None:
    compiling.compile_kernels()
    before = [len(kernel.signatures) for kernel in KERNELS]
    problem = tiny(3, schools=6)
    problem = replace(problem, am=replace(problem.am, early=early), pm=replace(problem.pm, early=early))
    solve(problem, runs_of(problem), seconds=1, seed=1, workers=workers)
    assert min(before) > 0
    assert [len(kernel.signatures) for kernel in KERNELS] == before


def test_a_long_wait_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told, heard = threading.Event(), list[LogLine]()

    def progress(line: LogLine) -> None:
        heard.append(line)
        told.set()

    monkeypatch.setattr(compiling, "SILENCE", 0.01)
    monkeypatch.setattr(compiling, "_touch_kernels", told.wait)
    compiling.compile_kernels(progress)
    assert heard[0].stage == "compiling"
