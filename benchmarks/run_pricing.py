"""Every run of one school that may be worth driving, grown backwards from the school (peers_bound.py).

A label is the end of a run: its outermost stop, load, time to the school and reduced cost. What may come
before is bounded by relaxed runs over rounded-down time, so that hopeless labels are let go.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

SLOTS = 128
"""Steps of time in the completion bounds."""
TOLERANCE = 1e-6
LAST, INSIDE, QUEUED, KEPT = range(4)
"""Whole numbers of a label: outermost stop (-1: given up), label it grew from, next of its load, or kept."""
TIME, COST = range(2)
"""Its real numbers."""

Words = NDArray[np.uint64]


@nb.njit(cache=True)
def bound_completions(school: Any, price: Any, width: float) -> Any:
    """[stop, load, slot] least cost of what may still come before; its stop; least with another stop.

    ``school``: drive [N + 1, N + 1], dwell, limit, riders, seats. ``price``: of the stops, of a run.
    """
    drive, dwell, limit, riders, seats = school
    n = len(dwell)
    best = np.zeros((n, seats + 1, SLOTS))
    other, before = best.copy(), np.full(best.shape, -1, np.int16)
    for load in range(seats - 1, -1, -1):
        for i in range(n):
            for j in range(n):
                total, latest = load + riders[j], limit[j] + TOLERANCE - drive[j, i]
                if j == i or riders[i] > load or total > seats or latest < 0.0:
                    continue
                leg = int((drive[j, i] + dwell[j]) / width)
                for t in range(min(SLOTS - leg, int(latest / width) + 1)):
                    back = before[j, total, t + leg] == i
                    rest = other[j, total, t + leg] if back else best[j, total, t + leg]
                    cost = drive[j, i] - price[0][j] + rest
                    if cost < best[i, load, t]:
                        other[i, load, t] = best[i, load, t]
                        best[i, load, t], before[i, load, t] = cost, j
                    elif cost < other[i, load, t]:
                        other[i, load, t] = cost
    return best, before, other


@nb.njit(cache=True)
def grow_runs(
    school: Any, price: Any, bounds: Any, near: Words, below: float, loose: bool, sets: bool, most: int
) -> Any:
    """Labels of runs whose reduced cost is less than ``below``, and whether the search came to its end.

    ``near``: stops that a label at a stop remembers, as bits; a run may come back to one it forgot. With
    ``sets`` a label gives way only to one of the same stops, else to one that is no later, costs no more and
    (unless ``loose``) remembers no more stops. ``most``: labels in millions, comparisons in hundreds of them.
    """
    drive, dwell, limit, riders, seats = school
    best, before, other, width = bounds
    n = len(dwell)
    whole, real = np.zeros((4096, 4), np.int32), np.zeros((4096, 2))
    seen = np.zeros((4096, near.shape[1]), np.uint64)
    queue, kept = np.full(seats + 1, -1, np.int32), np.full(n + 1, -1, np.int32)
    whole[0], queue[0], count, work = np.array([n, -1, -1, -1]), 0, 1, 0
    for load in range(seats + 1):
        here = _once_each(queue[load], whole, real, seen) if sets else queue[load]
        while here >= 0:
            if count > most * 1_000_000 or work > most * 100_000_000:
                return whole[:count], real[:count], seen[:count], False
            if count + n > len(whole):
                whole, real, seen = _double(whole), _double(real), _double(seen)
            last = whole[here, LAST]
            given_up = False
            if not sets:
                given_up, compared = _gives_way(here, kept[last], loose, whole, real, seen)
                work += compared
            if given_up:
                whole[here, LAST] = -1
            else:
                whole[here, KEPT], kept[last] = kept[last], here
            for j in range(0 if given_up else n):
                total, ride = load + riders[j], real[here, TIME] + drive[j, last]
                if _has(seen, here, j) or total > seats or ride > limit[j] + TOLERANCE:
                    continue
                cost = real[here, COST] + drive[j, last] - price[0][j]
                slot = int((ride + dwell[j]) / width)
                back = before[j, total, slot] == last
                rest = other[j, total, slot] if back else best[j, total, slot]
                if cost + rest - price[1] >= below:
                    continue
                whole[count, LAST], whole[count, INSIDE], whole[count, QUEUED] = j, here, queue[total]
                real[count, TIME], real[count, COST] = ride + dwell[j], cost
                for w in range(near.shape[1]):
                    seen[count, w] = seen[here, w] & near[j, w]
                seen[count, j // 64] |= np.uint64(1) << np.uint64(j % 64)
                queue[total] = count
                count += 1
            here = whole[here, QUEUED]
    return whole[:count], real[:count], seen[:count], True


@nb.njit(cache=True)
def _gives_way(here: int, other: int, loose: bool, whole: Any, real: Any, seen: Words) -> tuple[bool, int]:
    """Whether a kept label of no more load dominates this one, and how many were compared."""
    compared = 0
    while other >= 0:
        compared += 1
        if (
            real[other, TIME] <= real[here, TIME] + TOLERANCE
            and real[other, COST] <= real[here, COST] + 1e-12
        ):
            more = np.uint64(0)
            for w in range(seen.shape[1]):
                more |= seen[other, w] & ~seen[here, w]
            if loose or more == 0:
                return True, compared
        other = whole[other, KEPT]
    return False, compared


@nb.njit(cache=True)
def _once_each(first: int, whole: Any, real: Any, seen: Words) -> int:
    """Of labels of one load with the same stops and outermost stop keep the cheapest; the new first."""
    count, here = 0, first
    while here >= 0:
        count, here = count + 1, whole[here, QUEUED]
    size = 16
    while size < 2 * count:
        size *= 2
    table, kept, here = np.full(size, -1, np.int32), -1, first
    while here >= 0:
        onward = whole[here, QUEUED]
        mark = np.uint64(whole[here, LAST])
        for word in seen[here]:
            mark = (mark ^ word) * np.uint64(0x9E3779B97F4A7C15)
            mark ^= mark >> np.uint64(29)
        at = np.int64(mark & np.uint64(size - 1))
        while table[at] >= 0 and not _same(table[at], here, whole, seen):
            at = (at + 1) % size
        same = table[at]
        if same < 0:
            table[at], whole[here, QUEUED], kept = here, kept, here
        else:
            if real[here, COST] < real[same, COST]:
                real[same], whole[same, INSIDE] = real[here], whole[here, INSIDE]
            whole[here, LAST] = -1
        here = onward
    return kept


@nb.njit(cache=True)
def _same(one: int, other: int, whole: Any, seen: Words) -> bool:
    for w in range(seen.shape[1]):
        if seen[one, w] != seen[other, w]:
            return False
    return bool(whole[one, LAST] == whole[other, LAST])


@nb.njit(cache=True)
def _has(seen: Words, label: int, stop: int) -> bool:
    return bool((seen[label, stop // 64] >> np.uint64(stop % 64)) & np.uint64(1))


@nb.njit(cache=True)
def _double(table: Any) -> Any:
    return np.concatenate((table, np.zeros_like(table)))


def read_run(label: int, whole: NDArray[np.int32]) -> tuple[int, ...]:
    """Stops of a label's run, outermost first."""
    run = []
    while label > 0:
        run.append(int(whole[label, LAST]))
        label = int(whole[label, INSIDE])
    return tuple(run)
