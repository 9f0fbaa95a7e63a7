"""Pricing: the most valuable runs of one school, grown backwards from it stop by stop.

A label is the end of a run, from some stop to the school: its outermost stop, load, service time, worth (the
duals of its stops) and the stops it has seen; label 0 is the bare school. Labels leave a queue in order of
load, so whatever may dominate a label has left it before. Dominated: another label ends at the same stop, no
later, worth no less, and has seen no stop that this one could still visit.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from optimizer.routing.joint.instance import TOLERANCE, FloatArray

WORD = 64
ONE = np.uint64(1)
NONE = np.uint64(0)
LAST, INSIDE, LOAD, QUEUED, KEPT = range(5)
"""Columns of the whole numbers: stop, label it grew from, load, next in the queue, next kept at its stop."""
TIME, WORTH = range(2)
"""Columns of the real numbers."""


@nb.njit(cache=True, nogil=True)
def grow_runs(
    rides: Any, value: FloatArray, gain: float, starts: Any, bounds: Any, near: NDArray[np.uint64],
    most_work: int, threshold: float,
) -> Any:  # fmt: skip
    """Grow labels whose reduced cost can fall below ``threshold``.

    Parameters
    ----------
    rides
        Loads, boarding times, driving times (stops, stops + school), ride limits, seats, and whether a ride
        counts its own boarding.
    value, gain
        Dual of each stop (negative: not open) and of one more run.
    starts
        Price of the run's start as a step function of its service time: times and prices, (stops, steps).
    bounds
        From :func:`optimizer.routing.joint.completion.bound_completions`, and the width of its slots.
    near
        For each stop the stops (as bits) whose visit matters when labels ending there are compared; the
        search is exact when it is all of them.
    most_work
        Comparisons after which the search gives up.

    Returns
    -------
    The reduced cost of every label's run (infinite unless below the threshold), the labels' whole and real
    numbers, and whether the search came to its end.
    """
    n = len(value)
    whole = np.empty((4096, 5), np.int32)
    real = np.zeros((4096, 2), np.float64)
    seen = np.zeros((4096, near.shape[1]), np.uint64)
    cost = np.full(4096, np.inf)
    queue = np.full(rides[4] + 1, -1, np.int32)
    kept = np.full(n + 1, -1, np.int32)
    whole[0] = np.array([n, -1, 0, -1, -1], np.int32)
    queue[0] = 0
    can_see = np.zeros(near.shape[1], np.uint64)
    count = 1
    work = 0
    for level in range(len(queue)):
        here = queue[level]
        while here >= 0 and work <= most_work:
            if count + n > len(whole):
                whole, real, seen, cost = _double(whole), _double(real), _double(seen), _double(cost)
            _mark_reachable(here, rides, value, near, whole, real, seen, can_see)
            dominator, compared = _find_dominator(here, kept, can_see, whole, real, seen)
            work += compared
            if dominator < 0:
                whole[here, KEPT] = kept[whole[here, LAST]]
                kept[whole[here, LAST]] = here
                reduced = _price_start(here, starts, whole, real) - real[here, WORTH] - gain
                cost[here] = reduced if here > 0 and reduced < threshold else np.inf
                count = _extend(here, count, rides, value, gain, bounds, threshold, queue, whole, real, seen)
            here = whole[here, QUEUED]
    return cost[:count], whole[:count], real[:count], work <= most_work


@nb.njit(cache=True, nogil=True)
def _extend(
    here: int, count: int, rides: Any, value: FloatArray, gain: float, bounds: Any, threshold: float,
    queue: NDArray[np.int32], whole: NDArray[np.int32], real: FloatArray, seen: NDArray[np.uint64],
) -> int:  # fmt: skip
    """Put in the queue every label one stop longer that may still fall below the threshold; their new count.

    A stop of no value only ever serves as a run's only stop: to have one more run.
    """
    load, board, drive, ride_limit, seats, own_boarding = rides
    best, onward, other, width = bounds
    last = whole[here, LAST]
    for j in range(len(value)):
        if value[j] < 0.0 or (value[j] == 0.0 and here > 0) or _has_seen(seen, here, j):
            continue
        carried = whole[here, LOAD] + load[j]
        time = real[here, TIME] + drive[j, last] + board[j]
        ride = time if own_boarding else time - board[j]
        if carried > seats or ride > ride_limit[j] + TOLERANCE:
            continue
        slot = int(time / width)
        rest = other[j, carried, slot] if onward[j, carried, slot] == last else best[j, carried, slot]
        if -real[here, WORTH] - value[j] - rest - gain >= threshold:
            continue
        whole[count, LAST], whole[count, INSIDE], whole[count, LOAD] = j, here, carried
        whole[count, QUEUED] = queue[carried]
        real[count, TIME] = time
        real[count, WORTH] = real[here, WORTH] + value[j]
        for w in range(seen.shape[1]):
            seen[count, w] = seen[here, w]
        seen[count, j // WORD] |= ONE << np.uint64(j % WORD)
        queue[carried] = count
        count += 1
    return count


@nb.njit(cache=True, nogil=True)
def _mark_reachable(
    here: int, rides: Any, value: FloatArray, near: NDArray[np.uint64],
    whole: NDArray[np.int32], real: FloatArray, seen: NDArray[np.uint64], can_see: NDArray[np.uint64],
) -> None:  # fmt: skip
    """Set the bits of the stops that the label could visit next; what it cannot visit now it never can."""
    load, board, drive, ride_limit, seats, own_boarding = rides
    last = whole[here, LAST]
    can_see[:] = NONE
    if here == 0:
        return
    for j in range(len(value)):
        ride = real[here, TIME] + drive[j, last] + (board[j] if own_boarding else 0.0)
        fits = whole[here, LOAD] + load[j] <= seats and ride <= ride_limit[j] + TOLERANCE
        if fits and value[j] > 0.0:
            can_see[j // WORD] |= ONE << np.uint64(j % WORD)
    for w in range(len(can_see)):
        can_see[w] &= near[last, w] & ~seen[here, w]


@nb.njit(cache=True, nogil=True)
def _find_dominator(
    here: int, kept: NDArray[np.int32], can_see: NDArray[np.uint64],
    whole: NDArray[np.int32], real: FloatArray, seen: NDArray[np.uint64],
) -> tuple[int, int]:  # fmt: skip
    """A kept label that dominates this one, or -1, and how many were compared."""
    time, worth = real[here, TIME] + TOLERANCE, real[here, WORTH] - 1e-12
    compared = 0
    other = kept[whole[here, LAST]]
    while other >= 0:
        compared += 1
        if real[other, TIME] <= time and real[other, WORTH] >= worth:
            blocked = NONE
            for w in range(len(can_see)):
                blocked |= seen[other, w] & can_see[w]
            if blocked == NONE:
                break
        other = whole[other, KEPT]
    return other, compared


@nb.njit(cache=True, nogil=True)
def _price_start(here: int, starts: Any, whole: NDArray[np.int32], real: FloatArray) -> float:
    times, prices = starts
    stop = whole[here, LAST]
    if here == 0:
        return 0.0
    at = np.searchsorted(times[stop], real[here, TIME] - TOLERANCE)
    return 1.0 if at == times.shape[1] else float(prices[stop, at])


@nb.njit(cache=True, nogil=True)
def _has_seen(seen: NDArray[np.uint64], label: int, stop: int) -> bool:
    return bool((seen[label, stop // WORD] >> np.uint64(stop % WORD)) & ONE)


@nb.njit(cache=True, nogil=True)
def _double(table: Any) -> Any:
    """Twice the room, the new half empty."""
    return np.concatenate((table, np.zeros_like(table)))
