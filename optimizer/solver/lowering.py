"""Sums over schools brought down while the fleet stays: by CP-SAT where buses allow, else by annealing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import WORK, Limits, careful_solver, cheapest_bells
from optimizer.solver.complete import CompleteProgram, is_small
from optimizer.solver.fleet import CHUNK, aim_of, moves_per_second
from optimizer.solver.measures import Load, value_of
from optimizer.solver.pricing import descend
from optimizer.solver.standing import Standing, Turn

# One bus outweighs every sum over schools.
BUS = 1e9


def lower(standing: Standing, load: Load, turn: Turn) -> tuple[Standing, int]:
    """Bring a sum over schools down within all that is held; the proven bound on it, whatever the buses."""
    journal = turn.journal
    answer = cheapest_bells(standing.board, standing.limits, load, turn.seed, standing.pick)
    journal.raise_bound("bell rules", answer.bound)
    if standing.cost_cap is not None:
        return descend(standing, turn, partial(value_of, load)), answer.bound
    if answer.pick is not None:
        free = replace(standing, pick=answer.pick)
        if standing.fleet_cap is None or free.fleet <= standing.fleet_cap:
            journal.improve("bell rules", value_of(load, answer.pick))
            return free, answer.bound
    if standing.settled is None and standing.fleet_cap is not None and is_small(standing.board):
        worth, within = partial(value_of, load), partial(_capped, standing.limits, load)
        standing = replace(standing, pick=bisected(standing, turn, worth, within, answer.bound))
    return replace(standing, pick=lowered(standing, turn, load, answer.bound)), answer.bound


def _capped(limits: Limits, load: Load, cap: int) -> Limits:
    """The limits and one more."""
    return replace(limits, sums=(*limits.sums, (load, cap)))


def bisected(
    standing: Standing,
    turn: Turn,
    worth: Callable[[IntArray], int],
    within: Callable[[int], Limits],
    least: int,
) -> IntArray:
    """Small districts: ask CP-SAT for half of what is left to gain, until it has the least or no answer.

    ``worth`` values bells, ``within`` gives the limits that keep them at a value.
    """
    pick, cap = standing.pick, standing.fleet_cap
    most = worth(pick)
    if cap is None:
        return pick
    while least < most and not turn.journal.over():
        asked = (least + most) // 2
        solver = careful_solver(turn.seed, WORK, turn.journal.left)
        verdict = CompleteProgram(standing.board, within(asked), cap).solve(solver, pick)
        if verdict.pick is not None:
            pick, most = verdict.pick, worth(verdict.pick)
            turn.journal.improve("complete model", most)
        elif verdict.impossible:
            least = asked + 1
        else:
            break
    return pick


def lowered(standing: Standing, turn: Turn, load: Load, bound: int) -> IntArray:
    """Bells of least ``load`` that need no more buses than the cap."""
    board = standing.board
    budget = turn.budget(moves_per_second(board))
    walker = Walker(standing.clocked, standing.pick, turn.seed)
    cap = walker.fleet if standing.fleet_cap is None else max(standing.fleet_cap, walker.fleet)
    aim = aim_of(standing.limits)._replace(
        cost=load.astype(np.float64), bus=BUS, floor=float(cap), lesser=0.0
    )
    best, value = standing.pick, value_of(load, standing.pick)
    scale = float(np.median(load[load > 0])) if (load > 0).any() else 1.0
    while (done := budget.done) < 1 and value > bound:
        walker.walk(aim, CHUNK, scale * 0.5 * 0.005 ** (done * 3 % 1.0))
        budget.spend(CHUNK)
        pick, fleet = walker.best
        if fleet <= cap and value_of(load, pick) < value:
            best, value = pick, value_of(load, pick)
            turn.journal.improve("annealing", value)
        turn.journal.tick("annealing")
    return best
