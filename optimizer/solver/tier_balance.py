"""The stage of tier balance: as many runs of the day in every named tier as can be.

The fullest tier decides how many buses are out at once, the emptiest one when they stand idle. Annealing
pulls runs out of full tiers into empty ones; what it pays for each choice is renewed every few moves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits, evenest_bells
from optimizer.solver.board import Board
from optimizer.solver.complete import is_small
from optimizer.solver.fleet import aim_of, moves_per_second
from optimizer.solver.lowering import BUS, bisected
from optimizer.solver.measures import Load
from optimizer.solver.pricing import descend
from optimizer.solver.standing import Standing, Turn

# Moves between two looks at the tiers.
FEW_MOVES = 25
# Annealing starts at so many runs of difference times a group's runs, and cools to this share three times.
HEAT, COOL = 20.0, 0.005


def runs_by_tier(board: Board) -> Load:
    """[T, G, K] runs of the day that each choice of a group puts into each tier."""
    problem, tiers = board.problem, board.problem.tiers
    schools = len(problem.school_ids)
    runs = sum(np.bincount(half.school_of_run, minlength=schools) for half in problem.halves)
    starts = board.starts[problem.group_of]
    tier = np.full(starts.shape, -1)
    for t, (first, last) in enumerate(tiers):
        tier = np.where((tier < 0) & (first <= starts) & (starts <= last), t, tier)
    total = np.zeros((len(tiers), *board.starts.shape), dtype=np.int64)
    for t in range(len(tiers)):
        np.add.at(total[t], problem.group_of, np.asarray(runs)[:, None] * (tier == t))
    return total


def spread(by_tier: Load, pick: IntArray) -> int:
    """Runs in the fullest tier minus runs in the emptiest."""
    counts = _counts(by_tier, pick)
    return int(counts.max(initial=0) - counts.min(initial=counts.max(initial=0)))


def held_spread(board: Board, limits: Limits, cap: int) -> Limits:
    """Limits that keep the tiers within ``cap`` runs of each other."""
    by_tier = runs_by_tier(board)
    pairs = tuple((one - other, cap) for one in by_tier for other in by_tier if one is not other)
    return replace(limits, sums=(*limits.sums, *pairs))


def take_tier_balance(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Bring the tiers nearer to each other; the bound is CP-SAT's for bells alone, whatever the buses."""
    board, limits, journal = standing.board, standing.limits, turn.journal
    by_tier = runs_by_tier(board)
    worth = partial(spread, by_tier)
    journal.improve("start", worth(standing.pick))
    answer = evenest_bells(board, limits, by_tier, turn.seed, standing.pick)
    journal.raise_bound("bell rules", answer.bound)
    if standing.cost_cap is not None:
        standing = descend(standing, turn, worth)
        return standing, worth(standing.pick), answer.bound
    even = answer.pick
    if even is not None and standing.allows(even) and worth(even) <= worth(standing.pick):
        standing = replace(standing, pick=even)
        journal.improve("bell rules", worth(even))
    elif standing.settled is None and standing.fleet_cap is not None and is_small(board):
        within = partial(held_spread, board, limits)
        standing = replace(standing, pick=bisected(standing, turn, worth, within, answer.bound))
    standing = replace(standing, pick=_evened(standing, turn, by_tier, answer.bound))
    return standing, worth(standing.pick), answer.bound


def _counts(by_tier: Load, pick: IntArray) -> npt.NDArray[np.int64]:
    return np.asarray(by_tier[:, np.arange(len(pick)), pick].sum(axis=1), dtype=np.int64)


def _evened(standing: Standing, turn: Turn, by_tier: Load, bound: int) -> IntArray:
    """Bells with the tiers as near to each other as annealing brings them within the fleet."""
    budget = turn.budget(moves_per_second(standing.board))
    walker = Walker(standing.clocked, standing.pick, turn.seed)
    cap = walker.fleet if standing.fleet_cap is None else max(standing.fleet_cap, walker.fleet)
    aim = aim_of(standing.limits)._replace(bus=BUS, floor=float(cap), lesser=0.0)
    best, value = standing.pick, spread(by_tier, standing.pick)
    runs = by_tier.sum(axis=0).max(axis=1)
    unit = float(np.median(runs[runs > 0])) if runs.any() else 1.0
    while (done := budget.done) < 1 and value > bound:
        counts = _counts(by_tier, walker.pick).astype(np.float64)
        cost = np.tensordot(counts - counts.mean(), by_tier.astype(np.float64), axes=1)
        walker.walk(aim._replace(cost=cost), FEW_MOVES, HEAT * unit * COOL ** (done * 3 % 1.0))
        budget.spend(FEW_MOVES)
        pick = walker.pick
        if walker.fleet <= cap and spread(by_tier, pick) < value:
            best, value = pick, spread(by_tier, pick)
            turn.journal.improve("annealing", value)
        turn.journal.tick("annealing")
    return best
