"""Compile the solver once, before any test with a clock of its own."""

import pytest

from optimizer.solver import solve
from tests.solver.tiny import runs_of, tiny


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    for workers in (1, 2):
        problem = tiny(1)
        solve(problem, runs_of(problem), seconds=30, seed=1, workers=workers)
