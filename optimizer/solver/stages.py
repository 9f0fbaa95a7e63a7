"""The stages of the objective, one after the other; each holds what the earlier ones achieved.

What is held is kept in :class:`Standing`: the fleet, sums over schools (disruption, schools moved, ...), the
largest shift (by closing choices) and the cost. Stages may come in any order.

Where runs may be off their aims, the stage of buses settles by how much; later stages move bells and leave
that as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from optimizer.plan import StageResult
from optimizer.problem import StageAim
from optimizer.solver.board import Board
from optimizer.solver.buses import last_moments, take_buses
from optimizer.solver.journal import GROWING, Journal
from optimizer.solver.lowering import lower
from optimizer.solver.measures import Load, burdens, largest_of, largest_shift, load_of, value_of
from optimizer.solver.pricing import anneal_cost, cost_floor
from optimizer.solver.smallest_slack import held_slack, slack_of, take_smallest_slack
from optimizer.solver.solution import total_cost
from optimizer.solver.standing import Origin, Standing, Turn
from optimizer.solver.tier_balance import held_spread, runs_by_tier, spread, take_tier_balance
from optimizer.solver.windows import has_windows
from optimizer.solver.worst_off import held_levels, take_largest_shift, take_minimax

# Seconds go to stages in these proportions.
WEIGHT = {"buses": 12.0, "cost": 3.0, "smallest_slack": 3.0}
# The share of the time kept for the moments of runs after the last stage.
MOMENTS = 0.05


def work_through(
    standing: Standing,
    stages: tuple[StageAim, ...],
    journal: Journal,
    seconds: float,
    seed: int,
    workers: int,
    origin: Origin | None = None,
) -> tuple[Standing, tuple[StageResult, ...]]:
    """All stages in order; each gets its part of the time that is left, and may go back to ``origin``."""
    results = []
    staged = seconds * (1 - MOMENTS) if has_windows(standing.board.problem) else seconds
    weights = [WEIGHT.get(stage.minimise, 1.0) for stage in stages]
    for i, stage in enumerate(stages):
        left = staged if workers == 1 else max(staged - journal.elapsed, 0.0)
        among = sum(weights) if workers == 1 else sum(weights[i:])
        turn = Turn(journal, left * weights[i] / among, seed + i, workers)
        began = journal.elapsed
        journal.enter(stage.minimise)
        proven = standing.bound
        before = None if origin is None else origin.under(standing)
        if before is not None and _better(stage.minimise, before, standing):
            standing = before
        standing, value, bound = _take_stage(standing, stage.minimise, turn)
        if i > 0:
            # Proven of plans that hold the earlier stages' values, so not of every plan.
            standing = replace(standing, bound=proven)
        kept = origin is not None and origin.resumed and before is not None
        standing = hold(standing, stage, value, measure(before, stage.minimise) if kept and before else None)
        results.append(StageResult(stage.minimise, value, bound, round(journal.elapsed - began, 3)))
    standing = last_moments(standing, Turn(journal, MOMENTS * seconds, seed, workers))
    # A later stage may have made an earlier one better still: every value is the final plan's.
    return standing, tuple(replace(one, value=measure(standing, one.minimise)) for one in results)


def measure(standing: Standing, objective: str) -> float:
    """The value of ``objective`` at the bells, with their cheapest routes."""
    board, pick = standing.board, standing.pick
    if objective == "buses":
        return len(standing.solution().buses)
    if objective == "cost":
        return total_cost(board.problem, standing.solution())
    if objective in {"largest_shift", "minimax_shift"}:
        return int(_size_of(board, objective)[np.arange(len(pick)), pick].max(initial=0))
    if objective == "tier_balance":
        return spread(runs_by_tier(board), pick)
    if objective == "smallest_slack":
        return slack_of(standing)
    return value_of(load_of(board, objective), pick)


def _take_stage(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    """One stage: the bells it leaves, the value it reached, and its proven bound."""
    take = TAKES.get(objective)
    return _take_sum(standing, objective, turn) if take is None else take(standing, turn)


def _better(objective: str, one: Standing, other: Standing) -> bool:
    gain = measure(other, objective) - measure(one, objective)
    return gain < 0 if objective in GROWING else gain > 0


def hold(standing: Standing, stage: StageAim, value: float, before: float | None = None) -> Standing:
    """Make later stages keep ``value`` within the stage's tolerance, and no worse than ``before``."""
    slip = max(stage.tolerance, value * stage.tolerance_percent / 100)
    if before is not None:
        slip = min(slip, max(value - before if stage.minimise in GROWING else before - value, 0.0))
    cap, limits, board = value + slip, standing.limits, standing.board
    if stage.minimise == "smallest_slack":
        return held_slack(standing, value - slip)
    if stage.minimise == "tier_balance":
        return replace(standing, limits=held_spread(board, limits, int(np.floor(cap + 1e-9))))
    if stage.minimise == "buses":
        most = int(np.floor(cap + 1e-9))
        return replace(
            standing, fleet_cap=most if standing.fleet_cap is None else min(most, standing.fleet_cap)
        )
    if stage.minimise == "cost":
        return replace(standing, cost_cap=cap)
    if stage.minimise in {"largest_shift", "minimax_shift"}:
        limits = replace(limits, open=limits.open & (_size_of(board, stage.minimise) <= cap))
        if stage.minimise == "minimax_shift" and cap <= value:
            limits = held_levels(board, standing.pick, limits)
        return replace(standing, limits=limits)
    kept = (load_of(board, stage.minimise), int(np.floor(cap + 1e-9)))
    return replace(standing, limits=replace(limits, sums=(*limits.sums, kept)))


def _size_of(board: Board, objective: str) -> Load:
    """[G, K] what the largest of counts: minutes moved, or minutes times need."""
    return largest_shift(board) if objective == "largest_shift" else largest_of(burdens(board), board)


def _take_sum(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    load = load_of(standing.board, objective)
    turn.journal.improve("start", value_of(load, standing.pick))
    standing, bound = lower(standing, load, turn)
    return standing, value_of(load, standing.pick), bound


def _take_cost(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    turn.journal.raise_bound("fewest buses and live miles", cost_floor(standing, standing.solution()))
    standing = anneal_cost(standing, turn)
    solution = standing.solution()
    return standing, total_cost(standing.board.problem, solution), cost_floor(standing, solution)


Take = Callable[[Standing, Turn], tuple[Standing, float, float | None]]

# Stages with a method of their own; all others add up over schools.
TAKES: Mapping[str, Take] = MappingProxyType(
    {
        "buses": take_buses,
        "cost": _take_cost,
        "largest_shift": take_largest_shift,
        "minimax_shift": take_minimax,
        "tier_balance": take_tier_balance,
        "smallest_slack": take_smallest_slack,
    }
)
