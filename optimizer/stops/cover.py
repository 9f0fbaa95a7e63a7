"""Few stops first, walking second: a capacitated set cover, then the shortest walks with as few stops.

Both are solved by HiGHS with a proven bound; a greedy cover stands in where the time runs out.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from optimizer.stops.seating import Flags, IntArray, Question, miles_walked, seat, with_a_place
from optimizer.stops.shifting import least_miles, shift_stops
from optimizer.travel import FloatArray

EPSILON = 1e-6


@dataclass(frozen=True)
class Answer:
    """Stops chosen for students who all find a place.

    Attributes
    ----------
    at
        [n] stop of each student.
    opened, opened_bound
        stops beyond those kept; no choice has fewer than the bound.
    miles, miles_bound
        walked by all, one way; no choice of as few stops has less than the bound.
    """

    at: IntArray
    opened: int
    opened_bound: int
    miles: float
    miles_bound: float


def answer(question: Question, seconds: float) -> Answer:
    """Choose stops for the students of ``question``, all of whom find a place if every stop is open."""
    deadline = time.monotonic() + seconds
    opened, bound = _fewest(question, deadline - seconds / 2)
    at, floor = _shortest(question, opened, deadline)
    used = np.zeros(len(question.capacity), dtype=bool)
    used[at] = True
    count = int((used & ~question.kept).sum())
    return Answer(at, count, min(bound, count), miles_walked(question, at), floor)


def _fewest(question: Question, deadline: float) -> tuple[Flags, int]:
    """Open stops, and the number of new ones that is certainly needed."""
    best = greedy(question)
    cover = _milp(_Cover(question, shared=False), deadline)
    bound = _bound_of(cover)
    if cover is not None and cover.opened is not None:
        if seat(question, cover.opened) is not None:
            best = _fewer(question, best, cover.opened)
        elif question.tight:
            best = _fewer(question, best, _with_more(question, cover.opened))
            shared = _milp(_Cover(question, shared=True), deadline)
            bound = max(bound, _bound_of(shared))
            if shared is not None and shared.opened is not None and seat(question, shared.opened) is not None:
                best = _fewer(question, best, shared.opened)
    return best, bound


def _fewer(question: Question, one: Flags, other: Flags) -> Flags:
    return other if (other & ~question.kept).sum() <= (one & ~question.kept).sum() else one


def greedy(question: Question) -> Flags:
    """Open the stop that takes most students who have none yet, again and again; then close what is spare."""
    reach, opened = question.reach, question.kept.copy()
    waiting = np.ones(len(reach), dtype=bool)
    for kept in np.flatnonzero(opened).tolist():
        waiting[_boarding(question, waiting, kept)] = False
    while waiting.any():
        gain = np.where(opened, 0, np.minimum(reach[waiting].sum(axis=0), question.capacity))
        stop = int(np.argmax(gain))
        if gain[stop] == 0:
            # Full stops in the way: with all open, everybody has a place.
            opened = question.kept | reach.any(axis=0)
            break
        opened[stop] = True
        waiting[_boarding(question, waiting, stop)] = False
    return _close_spare(question, opened)


def _with_more(question: Question, opened: Flags) -> Flags:
    """Open stops for those who find no place at a cover that is too full, then close what is spare."""
    opened = opened | question.kept
    while True:
        here = np.flatnonzero(opened)
        waiting = ~with_a_place(question.part(np.arange(len(question.walk)), here))
        if not waiting.any():
            return _close_spare(question, opened)
        gain = np.where(opened, -1, np.minimum(question.reach[waiting].sum(axis=0), question.capacity))
        more = np.zeros(len(opened), dtype=bool)
        more[int(np.argmax(gain))] = True
        opened = opened | (more if gain.max() > 0 else question.reach.any(axis=0))


def _boarding(question: Question, waiting: Flags, stop: int) -> IntArray:
    """Those of the waiting who take the stop: who has least choice, then who is nearest."""
    near = np.flatnonzero(waiting & question.reach[:, stop])
    choice = question.reach[near].sum(axis=1)
    order = np.lexsort((question.walk[near, stop], choice))
    return np.asarray(near[order][: question.capacity[stop]])


def _close_spare(question: Question, opened: Flags) -> Flags:
    for stop in np.flatnonzero(opened & ~question.kept):
        fewer = opened.copy()
        fewer[stop] = False
        if seat(question, fewer) is not None:
            opened = fewer
    return opened


def _shortest(question: Question, opened: Flags, deadline: float) -> tuple[IntArray, float]:
    """Seats with fewest miles at no more new stops than ``opened`` has, and a bound on the miles."""
    most = int((opened & ~question.kept).sum())
    _, at = shift_stops(question, opened, deadline)
    bound = least_miles(question, most, miles_walked(question, at), deadline)
    if miles_walked(question, at) <= bound + EPSILON:
        return at, bound
    found = _milp(_Walks(question, most), deadline)
    if found is not None and found.opened is not None:
        other = seat(question, found.opened)
        if other is not None and miles_walked(question, other) < miles_walked(question, at):
            at = other
    exact = 0.0 if found is None else found.bound
    return at, min(max(bound, exact), miles_walked(question, at))


@dataclass(frozen=True)
class _Found:
    opened: Flags | None
    bound: float


def _bound_of(found: _Found | None) -> int:
    return 0 if found is None else math.ceil(found.bound - EPSILON)


class _Cover:
    """Fewest new stops. ``shared`` counts the students at each stop, otherwise capacity is left out."""

    def __init__(self, question: Question, *, shared: bool) -> None:
        self.home, self.stop = np.nonzero(question.reach)
        n, m = question.walk.shape
        pairs = len(self.home) if shared else 0
        self.kept, self.stops = question.kept, m
        self.cost = np.r_[(~question.kept).astype(float), np.zeros(pairs)]
        ones = np.ones(len(self.home))
        cover = csr_array((ones, (self.home, self.stop)), shape=(n, m + pairs))
        self.rules = [LinearConstraint(cover, 1, np.inf)]
        if shared:
            self.rules += _places(question, self.home, self.stop)


class _Walks(_Cover):
    """Fewest miles at no more than ``most`` new stops."""

    def __init__(self, question: Question, most: int) -> None:
        super().__init__(question, shared=True)
        pairs, m = len(self.home), self.stops
        number = csr_array(self.cost[None, :])
        self.cost = np.r_[np.zeros(m), question.walk[self.home, self.stop]]
        each = np.arange(pairs)
        there = np.r_[np.ones(pairs), -np.ones(pairs)]
        only_open = csr_array(
            (there, (np.r_[each, each], np.r_[m + each, self.stop])), shape=(pairs, m + pairs)
        )
        self.rules += [LinearConstraint(number, 0, most), LinearConstraint(only_open, -np.inf, 0)]


def _places(question: Question, home: IntArray, stop: IntArray) -> list[LinearConstraint]:
    """Everybody has one stop, and no stop has more students than it holds."""
    n, m = question.walk.shape
    pair, each = m + np.arange(len(home)), np.arange(m)
    once = coo_array((np.ones(len(home)), (home, pair)), shape=(n, m + len(home)))
    room = np.minimum(question.capacity, n).astype(float)
    held = coo_array(
        (np.r_[np.ones(len(home)), -room], (np.r_[stop, each], np.r_[pair, each])), shape=(m, m + len(home))
    )
    return [LinearConstraint(once.tocsr(), 1, 1), LinearConstraint(held.tocsr(), -np.inf, 0)]


def _milp(asked: _Cover, deadline: float) -> _Found | None:
    """Ask HiGHS; ``None`` if no time is left to ask."""
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    size = len(asked.cost)
    whole = np.zeros(size, dtype=np.int64)
    whole[: asked.stops] = 1
    low: FloatArray = np.zeros(size)
    low[: asked.stops] = asked.kept
    result = milp(
        asked.cost,
        constraints=asked.rules,
        integrality=whole,
        bounds=Bounds(low, np.ones(size)),
        options={"time_limit": left, "mip_rel_gap": 0.0},
    )
    opened = None if result.x is None else result.x[: asked.stops] > 0.5
    bound = result.mip_dual_bound
    return _Found(opened, 0.0 if bound is None or not math.isfinite(bound) else float(bound))
