"""The stage of smallest slack: the connection with the least to spare gets as much as the fleet allows.

Slack is asked for by making every connection take longer: a plan whose connections all fit with ``spare``
minutes more has that much slack above the buffer, and a bound on buses above the fleet proves that no plan
has. So the stage is the one of buses again, and later stages keep the slack as they keep every other need.
"""

from __future__ import annotations

import math
from dataclasses import replace

from optimizer.problem import Problem
from optimizer.solver.bounding import optimistic_bound
from optimizer.solver.buses import with_few_buses
from optimizer.solver.solution import Solution, margins, total_cost
from optimizer.solver.standing import Standing, Turn
from optimizer.solver.windows import has_windows, relaxed_board

# More slack than this is worth no more; it is also the value where a plan has no connection.
ENOUGH = 60
# Searches for bells with more slack, each with an equal part of the time.
ATTEMPTS = 4


def smallest_slack(problem: Problem, solution: Solution, spare: int = 0) -> float:
    """Whole minutes above the buffer of the tightest connection; ``spare`` are in ``need`` already."""
    beyond = min((minutes for _, minutes in margins(problem, solution)), default=ENOUGH)
    return float(min(problem.buffer + spare + beyond, ENOUGH))


def slack_of(standing: Standing) -> float:
    """The smallest slack of the cheapest routes for the bells."""
    return smallest_slack(standing.board.problem, standing.solution(), standing.spare)


def take_smallest_slack(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Raise the smallest slack within the fleet held, or that of the bells where none is held yet.

    The bound is proven: with a minute more, every connection that any bells allow would not suffice, or
    the bound on buses is above the fleet.
    """
    journal, buffer = turn.journal, standing.board.problem.buffer
    cap = standing.fleet if standing.fleet_cap is None else standing.fleet_cap
    standing = replace(standing, fleet_cap=cap)
    journal.improve("start", slack_of(standing))
    most = _most_spare(standing, cap)
    journal.raise_bound("connections", buffer + most)
    standing = _at_these_bells(standing, most)
    journal.improve("routes", slack_of(standing))
    unsettled = standing.spare
    asked = unsettled + 1
    for attempt in range(ATTEMPTS):
        if not unsettled < asked <= most or journal.over():
            break
        part = Turn(journal.quietly(cap), turn.seconds / ATTEMPTS, turn.seed + attempt, turn.workers)
        trial = with_few_buses(standing.with_spare(asked), part, enough=cap)
        if _holds(trial):
            standing = _at_these_bells(replace(trial, bound=standing.bound), most)
            journal.improve("bells", slack_of(standing))
            unsettled = standing.spare
            asked = unsettled + 1
            continue
        if trial.bound > cap:
            most = asked - 1
            journal.raise_bound("relaxation", buffer + most)
        else:
            unsettled = asked
        # Not found: what is left of the time goes into proving that there is not much more.
        asked = (unsettled + most + 1) // 2
    value = slack_of(standing)
    return standing.with_spare(math.floor(value - buffer)), value, buffer + most


def held_slack(standing: Standing, least: float) -> Standing:
    """Let every connection keep ``least`` minutes of slack, never less than the buffer."""
    return standing.with_spare(max(math.ceil(least - standing.board.problem.buffer - 1e-9), 0))


def _most_spare(standing: Standing, cap: int) -> int:
    """Minutes above the buffer that no plan can exceed within the fleet."""
    low, high = standing.spare, max(int(ENOUGH - standing.board.problem.buffer), standing.spare)
    while low < high:
        asked = (low + high + 1) // 2
        board = standing.with_spare(asked).board
        board = relaxed_board(board.problem) if has_windows(board.problem) else board
        if optimistic_bound(board) <= cap:
            low = asked
        else:
            high = asked - 1
    return low


def _at_these_bells(standing: Standing, most: int) -> Standing:
    """As much slack as other routes give, bells and moments as they are."""
    low, high = standing.spare, most
    while low < high:
        asked = (low + high + 1) // 2
        if _holds(standing.with_spare(asked)):
            low = asked
        else:
            high = asked - 1
    return standing.with_spare(low)


def _holds(standing: Standing) -> bool:
    """Whether the bells keep the fleet and the cost held."""
    if standing.fleet_cap is not None and standing.fleet > standing.fleet_cap:
        return False
    if standing.cost_cap is None:
        return True
    return total_cost(standing.board.problem, standing.solution()) <= standing.cost_cap
