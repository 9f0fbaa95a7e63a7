"""Compile once, before any test that stops a solve by its own clock; a solve itself never counts it."""

import pytest

from optimizer.solver.compiling import compile_kernels


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    compile_kernels()
