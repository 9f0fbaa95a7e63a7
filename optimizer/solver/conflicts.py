"""Why no plan exists, in the planner's words: which rule, what it allows, and what the others need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import Problem
from optimizer.solver.bell_rules import Limits, cheapest_bells, fewest_starts
from optimizer.solver.board import Board
from optimizer.solver.measures import load_of


def find_conflicts(board: Board, seed: int) -> tuple[str, ...]:
    """Rules of bells that cannot all hold; empty if they can."""
    problem = board.problem
    windows = Limits(board.allowed)
    moved = load_of(board, "schools_moved")
    words = []
    if problem.distinct is not None:
        starts = fewest_starts(board, windows, seed)
        if starts.bound > problem.distinct:
            words.append(
                f"distinct = {problem.distinct}: windows, locks and groups need at least {starts.bound} "
                f"distinct starts. Allow {starts.bound}, or widen windows"
            )
    if problem.max_moved is not None:
        fewest = int(np.where(board.allowed, moved, moved.max(initial=0)).min(axis=1).sum())
        if fewest > problem.max_moved:
            words.append(
                f"max_moved = {problem.max_moved}: windows, locks and groups move at least {fewest} schools "
                f"from today's start. Allow {fewest}, or let them keep today's"
            )
    if not words and problem.distinct is not None and problem.max_moved is not None:
        words.extend(_clash(board, replace(windows, distinct=problem.distinct), seed))
    return tuple(words)


def _clash(board: Board, limits: Limits, seed: int) -> list[str]:
    """Distinct starts and schools moved, each possible alone, perhaps not together."""
    problem = board.problem
    answer = cheapest_bells(board, limits, load_of(board, "schools_moved"), seed)
    if problem.max_moved is None or answer.bound <= problem.max_moved:
        return []
    words = (
        f"distinct = {problem.distinct} and max_moved = {problem.max_moved} clash: with {problem.distinct} "
        f"distinct starts at least {answer.bound} schools move. Allow more of either"
    )
    return [words]


def fleet_room(problem: Problem) -> tuple[int | None, str]:
    """The most buses a plan may use, and the rule that says so."""
    room = None if None in problem.yard_buses else sum(buses or 0 for buses in problem.yard_buses)
    if problem.fleet_limit is not None and (room is None or problem.fleet_limit <= room):
        return problem.fleet_limit, f"fleet limit = {problem.fleet_limit}"
    return room, f"the yards hold {room} buses"


def fleet_conflict(problem: Problem, bound: int) -> tuple[str, ...]:
    """Words if the proven bound exceeds the room for buses."""
    room, rule = fleet_room(problem)
    if room is None or bound <= room:
        return ()
    words = f"{rule}: the other rules need at least {bound} buses. Allow {bound}, or widen windows"
    return (words,)
