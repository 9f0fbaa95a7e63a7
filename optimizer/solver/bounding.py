"""Raise the proven bound on the fleet: climb by prices, solve the relaxation, halve windows where it pays.

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

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.ascent import SLIP, STEPS, Climb
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board
from optimizer.solver.branching import Branching
from optimizer.solver.prices import OUT_OF_DAY, Clockwork, Worth, build_clockwork
from optimizer.solver.tightening import Tightening

# Once no whole bus is open, rounds that move the objective by less are not worth their time.
STALLED = 0.1

# Temperatures of the climb in buses; the last ones over and over, until they raise the bound by too little.
TEMPERATURES = (0.08, 0.04, 0.02, 0.01, 0.006, 0.004, 0.003, 0.002, 0.0015, 0.001, 0.0007, 0.0005)
AGAIN = (0.0005, 0.00035, 0.00025)
FLAT = 1e-4
# Limits on bells join when the climb without them is done, and start it anew from where it stands.
LIMITED = (0.02, 0.01, 0.006, 0.004, 0.003, 0.002, 0.0015, 0.001, 0.0007, 0.0005)
# Shares of bells hotter than this say nothing to annealing.
TELLING = 0.01
# A step of the climb in columns of the linear program, for the same seconds: fixed, and per arc.
STEP_COLUMNS, STEP_ARC = 15.0, 8e-4
# Most columns of a linear program that ends before a planner's patience; beyond it the climb goes on.
MOST_COLUMNS = 160_000
# Most arcs up to which windows are halved until all is proven (about 60 schools).
MOST_BRANCHED = 40_000


def whole_buses(bound: float) -> int:
    """The fewest whole buses that a bound allows: 215.0000004 is 215 and not 216."""
    return max(math.ceil(bound - SLIP), 0)


@dataclass(frozen=True)
class Round:
    """One round: the shares of bells that the relaxation chose, the worth of choices, and its objective.

    ``ceiling`` is the number of buses found that the closed choices depend on: the bound holds up to it.
    ``proven`` is what was proven otherwise. ``telling`` is False where shares are no guide to good bells.
    """

    share: FloatArray
    worth: Worth
    objective: float
    ceiling: float = math.inf
    telling: bool = True
    proven: int = 0

    @property
    def bound(self) -> int:
        """Fewest whole buses of any plan."""
        return max(whole_buses(min(self.worth.bound, self.ceiling)), self.proven)

    @property
    def method(self) -> str:
        """What the solver's log calls it."""
        return "branch and bound" if self.proven else "relaxation"


def raise_bound(
    board: Board,
    allowed: Callable[[int], float],
    cancel: list[Callable[[], None]],
    limits: Limits | None = None,
    found: Callable[[], int] | None = None,
    offer: Callable[[IntArray], None] | None = None,
) -> Iterator[Round]:
    """Yield a round at a time until nothing is lacking, rounds stop paying, or time is up.

    ``allowed`` tells, for a round's number of columns, the seconds it may take; 0 ends the bounding.
    ``limits`` on bells sharpen the bound; so does ``found``, the fewest buses found so far. ``offer`` takes
    bells that branch and bound comes upon; ``found`` must know of them at once.
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
    if camp.rents.size > 0 or camp.columns > MOST_COLUMNS:
        return
    tight = Tightening(camp, cancel)
    yield from _solve_programs(tight, camp, best, allowed)
    if found is not None and offer is not None and tight.size <= MOST_BRANCHED:
        yield from _branch(tight, camp, allowed, found, offer)


def _climb(
    camp: Climb,
    allowed: Callable[[int], float],
    found: Callable[[], int] | None,
    temperatures: tuple[float, ...],
) -> Iterator[Round]:
    """Climb while it pays; ``camp`` stays where it ends."""
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
        yield Round(camp.share, worth, worth.bound, camp.ceiling, heat <= TELLING)
        if found is not None:
            camp.close(worth, found())
        if whole_buses(best) >= camp.ceiling:
            return
        camp.renew(heat)
        if not heats and best > before + FLAT * max(best, 1.0):
            before, heats = best, list(AGAIN)


def _solve_programs(
    tight: Tightening, camp: Climb, best: float, allowed: Callable[[int], float]
) -> Iterator[Round]:
    """Rounds of the linear program over the climb's arcs and cuts."""
    before = -np.inf
    while (one := tight.solve(camp.open, allowed)) is not None:
        best = max(best, one.worth.bound)
        yield Round(one.share, one.worth, one.objective, camp.ceiling)
        settled = whole_buses(best) >= min(whole_buses(one.objective), camp.ceiling)
        if not one.lacking or (settled and abs(one.objective - before) < STALLED):
            return
        before = one.objective


def _branch(
    tight: Tightening,
    camp: Climb,
    allowed: Callable[[int], float],
    found: Callable[[], int],
    offer: Callable[[IntArray], None],
) -> Iterator[Round]:
    """Rounds of branch and bound. Each is of a part of the bells, no guide; the last may be a proof."""
    tree = Branching(tight, found, offer, allowed)
    one = None
    for one in tree.settle(camp.open):
        yield Round(one.share, one.worth, one.objective, ceiling=0.0, telling=False)
    if one is not None and tree.proven:
        yield Round(one.share, one.worth, one.objective, 0.0, telling=False, proven=found())


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
