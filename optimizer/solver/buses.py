"""The stage of buses: bells, and moments where there are windows, that need the fewest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.solver.fleet import fewest_buses, moves_per_second
from optimizer.solver.solution import total_cost
from optimizer.solver.standing import Standing, Turn
from optimizer.solver.window_fleet import Timed, fewest_with_windows, set_moments
from optimizer.solver.windows import has_windows, no_shifts


def take_buses(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Bring down the buses; where a cost is held, the fleet stays as it is."""
    if standing.cost_cap is not None:
        return standing, len(standing.solution().buses), standing.bound or None
    turn.journal.improve("start", standing.fleet)
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
