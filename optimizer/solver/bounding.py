"""Raise the proven bound on the fleet: climb by prices, then, where it is worth it, solve the relaxation.

Every round's prices give a safe bound whether or not the round is the last, so it may be cut short at any
moment. What no plan with fewer buses than already found can take is closed on the way: a choice whose bound
reaches the buses found. From then on the bound is of plans that beat those found, so it ends at their number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from ortools.graph.python import max_flow

from optimizer.problem import FloatArray
from optimizer.solver.ascent import SLIP, STEPS, Climb
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board
from optimizer.solver.cuts import broken_cuts, tolls_of
from optimizer.solver.prices import OUT_OF_DAY, Clockwork, Worth, appraise, build_clockwork
from optimizer.solver.timespace import Program, arcs_below, new_arcs

MORE_ARCS = 3
ACCURACY = 1e-4
# Once no whole bus is open, rounds that move the objective by less are not worth their time.
STALLED = 0.1

# Temperatures of the climb in buses; the last ones over and over, until they raise the bound by too little.
TEMPERATURES = (0.08, 0.04, 0.02, 0.01, 0.006, 0.004, 0.003, 0.002, 0.0015, 0.001)
AGAIN = (0.002, 0.0012, 0.0008)
FLAT = 2e-4
# Limits on bells join when the climb without them is done, and start it anew from where it stands.
LIMITED = (0.02, 0.01, 0.006, 0.004, 0.002, 0.001)
# Shares of bells hotter than this say nothing to annealing.
TELLING = 0.01
# A step of the climb in columns of the linear program, for the same seconds: fixed, and per arc.
STEP_COLUMNS, STEP_ARC = 15.0, 8e-4
# Most columns of a linear program that ends before a planner's patience; beyond it the climb goes on.
MOST_COLUMNS = 160_000


def whole_buses(bound: float) -> int:
    """The fewest whole buses that a bound allows: 215.0000004 is 215 and not 216."""
    return max(math.ceil(bound - SLIP), 0)


@dataclass(frozen=True)
class Round:
    """One round: the shares of bells that the relaxation chose, the worth of choices, and its objective.

    ``ceiling`` is the number of buses found that the closed choices depend on: the bound holds up to it.
    ``telling`` is False while shares are too even to guide anyone.
    """

    share: FloatArray
    worth: Worth
    objective: float
    ceiling: float = math.inf
    telling: bool = True

    @property
    def bound(self) -> int:
        """Fewest whole buses of any plan."""
        return whole_buses(min(self.worth.bound, self.ceiling))


def raise_bound(
    board: Board,
    allowed: Callable[[int], float],
    cancel: list[Callable[[], None]],
    limits: Limits | None = None,
    found: Callable[[], int] | None = None,
) -> Iterator[Round]:
    """Yield a round at a time until nothing is lacking, rounds stop paying, or time is up.

    ``allowed`` tells, for a round's number of columns, the seconds it may take; 0 ends the bounding.
    ``limits`` on bells sharpen the bound; so does ``found``, the fewest buses found so far.
    """
    limits = limits or Limits(board.allowed)
    camp = Climb(board, replace(limits, distinct=None, sums=()))
    best = -math.inf
    for one in _climb(camp, allowed, found, TEMPERATURES):
        best = max(best, one.worth.bound)
        yield one
    camp.charge(limits)
    if camp.rents.size > 0:
        yield from _climb(camp, allowed, found, LIMITED)
    if camp.rents.size == 0 and camp.columns <= MOST_COLUMNS:
        yield from _solve_programs(camp, best, allowed, cancel)


def _climb(
    camp: Climb,
    allowed: Callable[[int], float],
    found: Callable[[], int] | None,
    temperatures: tuple[float, ...],
) -> Iterator[Round]:
    """Climb while it pays; ``camp`` stays where it ends."""
    ceiling = math.inf
    best = before = -math.inf
    heats = list(temperatures)
    while heats:
        heat = heats.pop(0)
        if allowed(round(STEPS * (STEP_COLUMNS + STEP_ARC * camp.size))) <= 0:
            return
        if not camp.step_up(heat, STEPS, lambda: allowed(0) > 0):
            return
        worth = camp.appraise()
        best = max(best, worth.bound)
        yield Round(camp.share, worth, worth.bound, ceiling, heat <= TELLING)
        if found is not None:
            fleet = found()
            ceiling = min(ceiling, fleet) if camp.close(worth, fleet) else ceiling
        if whole_buses(best) >= ceiling:
            return
        camp.renew(heat)
        if not heats and best > before + FLAT * max(best, 1.0):
            before, heats = best, list(AGAIN)


def _solve_programs(
    camp: Climb, best: float, allowed: Callable[[int], float], cancel: list[Callable[[], None]]
) -> Iterator[Round]:
    """Rounds of the linear program over the climb's arcs and cuts."""
    board, clocks = camp.board, camp.clocks
    arcs = [slope.arcs for slope in camp.slopes]
    cuts = [slope.cuts for slope in camp.slopes]
    before = -np.inf
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


def possible_connections(board: Board, clock: Clockwork) -> npt.NDArray[np.bool_]:
    """[R, S] whether some bells let a bus of the school go on to the run."""
    half = clock.half
    open_ = board.allowed[board.problem.group_of]
    earliest = np.where(open_, half.anchor, OUT_OF_DAY).min(axis=1)
    own, runs = half.school_of_run, len(half.school_of_run)
    latest = np.full((runs, len(clock.count)), -OUT_OF_DAY)
    for k in range(open_.shape[1]):
        reach = half.anchor[own, k, None] - half.need_by_run[half.band[own, k], np.arange(runs)]
        latest = np.maximum(latest, np.where(open_[own, k, None], reach, -OUT_OF_DAY))
    return np.asarray(latest >= earliest[None, :])


def _optimistic_half(board: Board, clock: Clockwork) -> int:
    schools, runs = len(clock.count), len(clock.half.school_of_run)
    head, tail = np.nonzero(possible_connections(board, clock))
    flow = max_flow.SimpleMaxFlow()
    source, sink = schools + runs, schools + runs + 1
    flow.add_arcs_with_capacity(np.full(schools, source), np.arange(schools), clock.buses.astype(np.int64))
    flow.add_arcs_with_capacity(tail, schools + head, np.ones(len(tail), dtype=np.int64))
    flow.add_arcs_with_capacity(schools + np.arange(runs), np.full(runs, sink), np.ones(runs, dtype=np.int64))
    flow.solve(source, sink)
    return runs - int(flow.optimal_flow())
