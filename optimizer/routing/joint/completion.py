"""The most a part of a run may still gain: a bound that lets hopeless labels go.

A relaxed run (it may come back to a stop, though not at once) is followed over rounded-down time. It gains
the duals of further stops less the price of the bus.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from optimizer.routing.joint.instance import TOLERANCE, FloatArray

SLOTS = 128


@nb.njit(cache=True, nogil=True)
def bound_completions(rides: Any, value: FloatArray, starts: Any, width: float) -> Any:
    """Bound what a label may still gain, for its outermost stop, load and time slot of the given width.

    Parameters are those of :func:`optimizer.routing.joint.labels.grow_runs`.

    Returns
    -------
    Three arrays of shape (stops, seats + 1, slots): the best gain, its next stop (-1: none), and the best
    gain with any other next stop.
    """
    load, board, drive, ride_limit, seats, own_boarding = rides
    n = len(value)
    best, onward, other = _stop_here(n, seats, starts, width)
    for carried in range(seats - 1, -1, -1):
        for i in range(n):
            if value[i] <= 0.0 or load[i] > carried:
                continue
            for j in range(n):
                total = carried + load[j]
                latest = ride_limit[j] + TOLERANCE - drive[j, i] - (board[j] if own_boarding else 0.0)
                if value[j] <= 0.0 or j == i or total > seats or latest < 0.0:
                    continue
                leg = int((drive[j, i] + board[j]) / width)
                for t in range(min(SLOTS - leg, int(latest / width) + 1)):
                    back = onward[j, total, t + leg] == i
                    gain = value[j] + (other[j, total, t + leg] if back else best[j, total, t + leg])
                    if gain > best[i, carried, t]:
                        other[i, carried, t] = best[i, carried, t]
                        best[i, carried, t] = gain
                        onward[i, carried, t] = j
                    elif gain > other[i, carried, t]:
                        other[i, carried, t] = gain
    return best, onward, other


@nb.njit(cache=True, nogil=True)
def bound_least(rides: Any, value: FloatArray, gain: float, bounds: Any) -> float:
    """The least reduced cost of relaxed runs, or zero: no run costs less."""
    load, board, drive, ride_limit, seats, own_boarding = rides
    best, _, _, width = bounds
    least = 0.0
    for j in range(len(value)):
        time = drive[j, len(value)] + board[j]
        ride = time if own_boarding else time - board[j]
        if value[j] < 0.0 or load[j] > seats or ride > ride_limit[j] + TOLERANCE:
            continue
        least = min(least, -value[j] - best[j, load[j], int(time / width)] - gain)
    return least


@nb.njit(cache=True, nogil=True)
def _stop_here(
    n: int, seats: int, starts: Any, width: float
) -> tuple[FloatArray, NDArray[np.int16], FloatArray]:
    """Gains of a run that begins here: minus the price of its start."""
    times, prices = starts
    best = np.empty((n, seats + 1, SLOTS))
    for i in range(n):
        at = 0
        for t in range(SLOTS):
            while at < times.shape[1] and times[i, at] < t * width - TOLERANCE:
                at += 1
            best[i, :, t] = -1.0 if at == times.shape[1] else -prices[i, at]
    return best, np.full(best.shape, -1, np.int16), best.copy()
