"""Shorter walks at the same number of stops, and a bound on them without a solver."""

from __future__ import annotations

import time

import numpy as np

from optimizer.stops.seating import Flags, IntArray, Question, miles_walked, seat

ROUNDS = 300  # of prices; more gain less than 0.1 % of the walk
PATIENCE = 15  # rounds without a better bound before the step is halved
SHIFTS_TRIED = 5  # for each stop, the most promising first


def shift_stops(question: Question, opened: Flags, deadline: float) -> tuple[Flags, IntArray]:
    """Move one new stop after another to where fewest miles are walked, until no move helps or time is up."""
    at = seat(question, opened)
    assert at is not None  # these stops were chosen because they hold everybody
    better = True
    while better:
        better = False
        for stop in np.flatnonzero(opened & ~question.kept).tolist():
            if time.monotonic() > deadline:
                return opened, at
            found = _shifted(question, opened, stop, miles_walked(question, at))
            if found is not None:
                opened, at = found
                better = True
    return opened, at


def _shifted(question: Question, opened: Flags, stop: int, miles: float) -> tuple[Flags, IntArray] | None:
    """The best place for one stop while the others stay, ``None`` if it stands there already."""
    others = opened.copy()
    others[stop] = False
    near = np.where(others, question.walk, np.inf).min(axis=1)
    # What would be walked if no stop were ever full: the real miles are no less.
    hoped = np.where(opened, np.inf, np.minimum(near[:, None], question.walk).sum(axis=0))
    for place in np.argsort(hoped)[:SHIFTS_TRIED].tolist():
        if not hoped[place] < miles - 1e-9:
            return None
        moved = others.copy()
        moved[place] = True
        at = seat(question, moved)
        if at is not None and miles_walked(question, at) < miles - 1e-9:
            return moved, at
    return None


def least_miles(question: Question, new_stops: int, found: float, deadline: float) -> float:
    """Miles that every choice of ``new_stops`` walks at least, from Lagrangian prices (Held and Karp 1970).

    Every student offers a price for being fetched; a stop earns what its students pay beyond their walks.
    The prices that leave the best stops least to earn give the bound. Capacities are left out.
    """
    walk, free = question.walk, ~question.kept
    prices = walk.min(axis=1) * 1.5 + 1e-3
    best, step, waited = float(walk.min(axis=1).sum()), 1.0, 0
    for _ in range(ROUNDS):
        if time.monotonic() > deadline:
            break
        saved = np.minimum(walk - prices[:, None], 0.0)
        earned = saved.sum(axis=0)
        chosen = np.flatnonzero(free)[np.argsort(earned[free], kind="stable")[:new_stops]]
        chosen = np.r_[chosen, np.flatnonzero(question.kept)]
        bound = float(prices.sum() + earned[chosen].sum())
        best, waited = (bound, 0) if bound > best + 1e-9 else (best, waited + 1)
        if waited > PATIENCE:
            step, waited = step / 2, 0
        wanted = 1 - (saved[:, chosen] < 0).sum(axis=1)
        size = float((wanted**2).sum())
        if size == 0 or found - bound < 1e-9:
            break
        prices = np.maximum(prices + step * (found - bound) / size * wanted, 0.0)
    return min(best, found)
