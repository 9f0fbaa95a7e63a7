"""The best choice among all runs that a search has met, every call once: a set partitioning (HiGHS).

A linear program over the runs gives their prices. Only runs whose reduced cost is below the gap between that
program and the best set known can be part of a better one; among those a short branch and bound chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic

import highspy
import numpy as np

from optimizer.quiet_highs import QuietHighs
from optimizer.routing.calls import EPSILON, Calls, Order
from optimizer.routing.runs_met import IntArray, RunsMet
from optimizer.travel import FloatArray

PRICED = 150
"""Runs added to the linear program at a time, those of least reduced cost."""
CHOSEN_FROM, NODES = 1000, 100
"""Runs and nodes, at most, of the branch and bound."""
PRIMAL = 4
"""HiGHS's simplex method: after new columns the last basis is still primal feasible."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prices:
    """The linear program's value, the prices of the calls, and of one run more (at most 0)."""

    value: float
    call: FloatArray
    run: float


def choose_runs(
    calls: Calls, met: RunsMet, best: list[Order], most: int, seconds: float = inf
) -> list[Order]:
    """At most ``most`` runs, each met or in ``best``, that drive least; ``best`` if nothing better is found.

    Without ``seconds`` the same input gives the same runs.
    """
    until = monotonic() + seconds
    minutes, paths = met.runs()
    program = _program(calls, most)
    _add(program, calls, [*best, *([call] for call in range(len(calls.visits)))])
    while True:
        prices = _solve(program, until - monotonic())
        reduced = minutes - np.append(prices.call, 0.0)[paths].sum(axis=1) - prices.run
        cheap = np.argsort(reduced, kind="stable")[:PRICED]
        cheap = cheap[reduced[cheap] < -EPSILON]
        if len(cheap) == 0:
            break
        if monotonic() > until:
            return best
        _add(program, calls, _orders(calls, paths[cheap]))
    gap = sum(map(calls.minutes, best)) - prices.value
    hopeful = np.argsort(reduced, kind="stable")[:CHOSEN_FROM]
    hopeful = hopeful[reduced[hopeful] < gap - EPSILON]
    if gap < EPSILON or len(hopeful) == 0:
        return best
    return _branch(calls, [*best, *_orders(calls, paths[hopeful])], best, most, until)


def _branch(calls: Calls, runs: list[Order], best: list[Order], most: int, until: float) -> list[Order]:
    """The least driving with some of ``runs``, as far as nodes and clock allow; begins with ``best``."""
    program = _program(calls, most)
    _add(program, calls, runs)
    count = len(runs)
    whole = np.full(count, highspy.HighsVarType.kInteger)
    program.changeColsIntegrality(count, np.arange(count, dtype=np.int32), whole)
    program.setOptionValue("mip_max_nodes", NODES)
    program.setOptionValue("mip_rel_gap", 0.0)
    program.setOptionValue("mip_abs_gap", EPSILON)
    start = highspy.HighsSolution()
    start.col_value = [1.0] * len(best) + [0.0] * (count - len(best))
    program.setSolution(start)
    program.setOptionValue("time_limit", max(until - monotonic(), 0.01))
    program.run()
    taken = np.array(program.getSolution().col_value) > 0.5
    found = [run for run, used in zip(runs, taken, strict=True) if used]
    serves_all = sorted(call for run in found for call in run) == list(range(len(calls.visits)))
    return min(best, found, key=lambda runs: sum(map(calls.minutes, runs))) if serves_all else best


def _program(calls: Calls, most: int) -> QuietHighs:
    """Rows: every call once, then at most so many runs."""
    n = len(calls.visits)
    program = QuietHighs()
    program.setOptionValue("simplex_strategy", PRIMAL)
    empty = np.array([], dtype=np.int32)
    lower, upper = np.append(np.ones(n), 0.0), np.append(np.ones(n), float(most))
    program.addRows(n + 1, lower, upper, 0, empty, empty, np.array([]))
    return program


def _add(program: QuietHighs, calls: Calls, runs: list[Order]) -> None:
    n, count = len(calls.visits), len(runs)
    index = np.array([row for run in runs for row in (*run, n)], dtype=np.int32)
    starts = np.cumsum([0, *(len(run) + 1 for run in runs[:-1])]).astype(np.int32)
    minutes = np.array([calls.minutes(run) for run in runs])
    most = np.full(count, highspy.kHighsInf)
    program.addCols(count, minutes, np.zeros(count), most, len(index), starts, index, np.ones(len(index)))


def _solve(program: QuietHighs, seconds: float) -> _Prices:
    program.setOptionValue("time_limit", program.getRunTime() + max(seconds, 0.01))
    program.run()
    dual = np.array(program.getSolution().row_dual)
    value = float(program.getInfo().objective_function_value)
    return _Prices(value, dual[:-1], float(dual[-1]))


def _orders(calls: Calls, paths: IntArray) -> list[Order]:
    """Runs without the N that fills short ones up."""
    return [row[row < len(calls.visits)].tolist() for row in paths]
