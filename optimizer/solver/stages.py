"""The stages of the objective, one after the other; each holds what the earlier ones achieved.

What is held is kept in :class:`Standing`: the fleet, sums over schools (disruption, schools moved, ...), the
largest shift (by closing choices) and the cost. Stages may come in any order.

Where runs may be off their aims, the stage of buses settles by how much; later stages move bells and leave
that as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.plan import StageResult
from optimizer.problem import StageAim
from optimizer.solver.board import Board
from optimizer.solver.fleet import fewest_buses, moves_per_second
from optimizer.solver.journal import Journal
from optimizer.solver.lowering import lower
from optimizer.solver.measures import Load, burdens, largest_of, largest_shift, load_of, value_of
from optimizer.solver.pricing import anneal_cost, cost_floor
from optimizer.solver.solution import total_cost
from optimizer.solver.standing import Standing, Turn
from optimizer.solver.window_fleet import Timed, fewest_with_windows, set_moments
from optimizer.solver.windows import has_windows, no_shifts
from optimizer.solver.worst_off import held_levels, take_largest_shift, take_minimax

# Seconds go to stages in these proportions.
WEIGHT = {"buses": 12.0, "cost": 3.0}
# The share of the time kept for the moments of runs after the last stage.
MOMENTS = 0.05


def work_through(
    standing: Standing,
    stages: tuple[StageAim, ...],
    journal: Journal,
    seconds: float,
    seed: int,
    workers: int,
) -> tuple[Standing, tuple[StageResult, ...]]:
    """All stages in order; each gets its part of the time that is left."""
    results = []
    staged = seconds * (1 - MOMENTS) if has_windows(standing.board.problem) else seconds
    weights = [WEIGHT.get(stage.minimise, 1.0) for stage in stages]
    for i, stage in enumerate(stages):
        left = staged if workers == 1 else max(staged - journal.elapsed, 0.0)
        among = sum(weights) if workers == 1 else sum(weights[i:])
        turn = Turn(journal, left * weights[i] / among, seed + i, workers)
        began = journal.elapsed
        journal.enter(stage.minimise)
        standing, value, bound = _take_stage(standing, stage.minimise, turn)
        standing = hold(standing, stage, value)
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
    return value_of(load_of(board, objective), pick)


def _take_stage(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    """One stage: the bells it leaves, the value it reached, and its proven bound."""
    if objective == "buses":
        return _take_buses(standing, turn)
    if objective == "cost":
        return _take_cost(standing, turn)
    if objective == "largest_shift":
        return take_largest_shift(standing, turn)
    if objective == "minimax_shift":
        return take_minimax(standing, turn)
    return _take_sum(standing, objective, turn)


def hold(standing: Standing, stage: StageAim, value: float) -> Standing:
    """Make later stages keep ``value`` within the stage's tolerance."""
    cap = value + max(stage.tolerance, value * stage.tolerance_percent / 100)
    limits, board = standing.limits, standing.board
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


def _take_buses(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    if standing.cost_cap is not None:
        return standing, len(standing.solution().buses), standing.bound or None
    standing = with_few_buses(standing, turn)
    return standing, standing.fleet, standing.bound


def with_few_buses(standing: Standing, turn: Turn, enough: int = 0) -> Standing:
    """Bells, and moments where there are windows, that need the fewest buses; ``enough`` will do."""
    board, limits, pick = standing.board, standing.limits, standing.pick
    spend = (turn.journal, turn.seconds, turn.seed, turn.workers, enough)
    if not has_windows(board.problem):
        pick, bound = fewest_buses(board, limits, pick, *spend)
        return replace(standing, pick=pick, bound=max(bound, standing.bound))
    timed = fewest_with_windows(board, limits, pick, *spend)
    standing = replace(standing, bound=max(timed.bound, standing.bound))
    if timed.fleet >= standing.fleet:
        return standing
    return replace(standing, pick=timed.pick).with_shifts(timed.shifts)


def last_moments(standing: Standing, turn: Turn) -> Standing:
    """Bells are done; whether other moments of the runs spare a bus yet."""
    board, fleet = standing.board, standing.fleet
    if not has_windows(board.problem) or fleet <= standing.bound:
        return standing
    shifts = standing.shifts or no_shifts(board.problem)
    half = replace(turn, seconds=turn.seconds / 2)
    budgets = [half.budget(moves_per_second(board)) for _ in board.problem.halves]
    timed = set_moments(board, Timed(standing.pick, shifts, fleet, 0), budgets, turn.seed, standing.bound)
    later = standing.with_shifts(timed.shifts)
    if timed.fleet >= fleet:
        return standing
    dearer = total_cost(board.problem, later.solution()) > (standing.cost_cap or np.inf)
    return standing if dearer else later


def _take_sum(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    load = load_of(standing.board, objective)
    turn.journal.improve("start", value_of(load, standing.pick))
    standing, bound = lower(standing, load, turn)
    return standing, value_of(load, standing.pick), bound


def _take_cost(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    standing = anneal_cost(standing, turn)
    solution = standing.solution()
    return standing, total_cost(standing.board.problem, solution), cost_floor(standing, solution)
