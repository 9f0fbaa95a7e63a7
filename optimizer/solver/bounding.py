"""Raise the proven bound on the fleet: solve the relaxation over a few arcs, price in what it lacks, repeat.

Every round's prices give a safe bound whether or not the round is the last, so it may be cut short at any
moment.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow

from optimizer.problem import FloatArray
from optimizer.solver.board import Board
from optimizer.solver.cuts import broken_cuts, tolls_of
from optimizer.solver.prices import OUT_OF_DAY, Clockwork, Worth, appraise, build_clockwork
from optimizer.solver.timespace import Program, arcs_below, first_arcs, new_arcs

# A bound of 215.0000004 is 215 and not 216: what arithmetic may have added is taken off before rounding up.
SLIP = 1e-4
FIRST_ARCS = 6
MORE_ARCS = 3
ACCURACY = 1e-4
# Once no whole bus is open, rounds that move the objective by less are not worth their time.
STALLED = 0.1


def whole_buses(bound: float) -> int:
    """The fewest whole buses that a bound allows."""
    return max(math.ceil(bound - SLIP), 0)


@dataclass(frozen=True)
class Round:
    """One round: the shares of bells that the relaxation chose, the worth of choices, and its objective."""

    share: FloatArray
    worth: Worth
    objective: float


def raise_bound(
    board: Board, allowed: Callable[[int], float], cancel: list[Callable[[], None]]
) -> Iterator[Round]:
    """Yield a round at a time until nothing is lacking, rounds stop paying, or time is up.

    ``allowed`` tells, for a round's number of columns, the seconds it may take; 0 ends the bounding.
    """
    clocks = build_clockwork(board)
    arcs = [first_arcs(clock, FIRST_ARCS) for clock in clocks]
    cuts = [np.zeros((0, 3), dtype=np.int32) for _ in clocks]
    best = before = -np.inf
    while True:
        program = Program(board, clocks, (arcs[0], arcs[1]), (cuts[0], cuts[1]))
        seconds = allowed(program.column_count)
        if seconds <= 0:
            return
        relaxed = program.solve(seconds, ACCURACY, cancel)
        if relaxed is None:
            return
        am, pm = (tolls_of(*parts) for parts in zip(clocks, cuts, relaxed.toll, strict=True))
        worth = appraise(board, clocks, relaxed.price, relaxed.weight, (am, pm))
        best = max(best, worth.bound)
        yield Round(relaxed.share, worth, relaxed.objective)
        lacking = 0
        for i, (clock, tolls) in enumerate(zip(clocks, (am, pm), strict=True)):
            below = worth.weight[i] - relaxed.ceiling[i] - ACCURACY
            more = new_arcs(clock, arcs[i], arcs_below(clock, worth.price[i], tolls, below, MORE_ARCS))
            cut = broken_cuts(board, clock, arcs[i], relaxed.flow[i], relaxed.share)
            lacking += len(more) + len(cut)
            arcs[i] = np.concatenate([arcs[i], more])
            cuts[i] = np.unique(np.concatenate([cuts[i], cut]), axis=0)
        settled = whole_buses(best) >= whole_buses(relaxed.objective)
        if not lacking or (settled and abs(relaxed.objective - before) < STALLED):
            return
        before = relaxed.objective


def optimistic_bound(board: Board) -> int:
    """Buses needed even if every connection could be had that some bells allow; milliseconds."""
    return max(_optimistic_half(board, clock) for clock in build_clockwork(board))


def _optimistic_half(board: Board, clock: Clockwork) -> int:
    half = clock.half
    schools, runs = len(clock.count), len(half.school_of_run)
    open_ = board.allowed[board.problem.group_of]
    earliest = np.where(open_, half.anchor, OUT_OF_DAY).min(axis=1)
    own = half.school_of_run
    reach = half.anchor[own][:, :, None] - half.need_by_run[half.band[own], np.arange(runs)[:, None]]
    latest = np.where(open_[own][:, :, None], reach, -OUT_OF_DAY).max(axis=1)
    head, tail = np.nonzero(latest >= earliest[None, :])
    flow = max_flow.SimpleMaxFlow()
    source, sink = schools + runs, schools + runs + 1
    flow.add_arcs_with_capacity(np.full(schools, source), np.arange(schools), clock.buses.astype(np.int64))
    flow.add_arcs_with_capacity(tail, schools + head, np.ones(len(tail), dtype=np.int64))
    flow.add_arcs_with_capacity(schools + np.arange(runs), np.full(runs, sink), np.ones(runs, dtype=np.int64))
    flow.solve(source, sink)
    return runs - int(flow.optimal_flow())
