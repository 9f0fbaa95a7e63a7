"""Local search among the runs of one school: the step that saves most driving, again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from optimizer.routing.calls import EPSILON, Calls, Order
from optimizer.travel import FloatArray

IntArray = npt.NDArray[np.int64]

LONGEST_SEGMENT = 3  # calls moved together


def improve(calls: Calls, runs: list[Order]) -> list[Order]:
    """Reorder runs and exchange calls between them until no step saves driving; drop emptied runs."""
    runs = [_reorder(calls, run) for run in runs]
    while (step := _best_exchange(calls, runs)) is not None:
        for run, order in step:
            runs[run] = _reorder(calls, order)
        runs = [run for run in runs if run]
    return runs


def _reorder(calls: Calls, run: Order) -> Order:
    """Move or turn segments of one run while that shortens it."""
    shortest, minutes = run, calls.minutes(run)
    for order in _reordered(run):
        if calls.minutes(order) < minutes - EPSILON and calls.rides_fit(order):
            shortest, minutes = order, calls.minutes(order)
    return run if shortest is run else _reorder(calls, shortest)


def _reordered(run: Order) -> Iterator[Order]:
    for start in range(len(run)):
        for end in range(start + 1, len(run) + 1):
            segment, rest = run[start:end], run[:start] + run[end:]
            if len(segment) > 1:
                yield run[:start] + segment[::-1] + run[end:]
            if len(segment) <= LONGEST_SEGMENT:
                yield from (rest[:at] + segment + rest[at:] for at in range(len(rest) + 1) if at != start)


@dataclass(frozen=True)
class _Cuts:
    """Segments ``runs[run][start:end]``, each with its riders and the places at and around its ends."""

    run: IntArray
    start: IntArray
    end: IntArray
    before: IntArray
    first: IntArray
    last: IntArray
    after: IntArray
    riders: IntArray


def _cuts(calls: Calls, runs: list[Order], lengths: range | None) -> _Cuts:
    """All segments of these lengths; with ``None`` all tails of runs, empty ones included."""
    rows = []
    for k, run in enumerate(runs):
        path = [calls.outside, *run, calls.school]
        riders = [0, *accumulate(calls.riders[call] for call in run)]
        for start in range(len(run) + 1):
            ends = [len(run)] if lengths is None else [start + n for n in lengths if start + n <= len(run)]
            rows += [
                (
                    k,
                    start,
                    end,
                    path[start],
                    path[start + 1],
                    path[end],
                    path[end + 1],
                    riders[end] - riders[start],
                )
                for end in ends
            ]
    return _Cuts(*np.array(rows, dtype=np.int64).reshape(-1, 8).T)


Exchange = tuple[float, _Cuts, int, _Cuts, int]


def _best_exchange(calls: Calls, runs: list[Order]) -> tuple[tuple[int, Order], tuple[int, Order]] | None:
    """Find the exchange between two runs that saves most, and say what both become.

    Moves put a segment into a gap, swaps trade two segments, crossings trade two tails.
    """
    load = np.array([calls.load(run) for run in runs], dtype=np.int64)
    segments = _cuts(calls, runs, range(1, LONGEST_SEGMENT + 1))
    gaps, tails = _cuts(calls, runs, range(1)), _cuts(calls, runs, None)
    exchanges = [
        *_saving(calls, load, segments, gaps, _saved_by_move(calls.matrix, segments, gaps)),
        *_saving(calls, load, segments, segments, _saved_by_swap(calls.matrix, segments)),
        *_saving(calls, load, tails, tails, _saved_by_crossing(calls.matrix, tails)),
    ]
    for _, ours, a, theirs, b in sorted(exchanges, key=lambda exchange: -exchange[0]):
        k, m = int(ours.run[a]), int(theirs.run[b])
        mine, yours = slice(ours.start[a], ours.end[a]), slice(theirs.start[b], theirs.end[b])
        one = runs[k][: mine.start] + runs[m][yours] + runs[k][mine.stop :]
        other = runs[m][: yours.start] + runs[k][mine] + runs[m][yours.stop :]
        if calls.rides_fit(one) and calls.rides_fit(other):
            return (k, one), (m, other)
    return None


def _saving(calls: Calls, load: IntArray, ours: _Cuts, theirs: _Cuts, saved: FloatArray) -> list[Exchange]:
    """Exchanges that save driving and leave no bus too full; ``saved`` is [ours, theirs]."""
    more = theirs.riders[None, :] - ours.riders[:, None]
    possible = (load[ours.run][:, None] + more <= calls.capacity) & (
        load[theirs.run] - more <= calls.capacity
    )
    other_run = ours.run[:, None] != theirs.run[None, :]
    found = np.argwhere((saved > EPSILON) & possible & other_run)
    return [(float(saved[a, b]), ours, int(a), theirs, int(b)) for a, b in found]


def _saved_by_move(drive: FloatArray, segment: _Cuts, gap: _Cuts) -> FloatArray:
    """Minutes saved by driving each segment in each gap, [segments, gaps]."""
    here, gone = (
        drive[segment.before, segment.first] + drive[segment.last, segment.after],
        drive[segment.before, segment.after],
    )
    there = (
        drive[gap.before[None, :], segment.first[:, None]] + drive[segment.last[:, None], gap.after[None, :]]
    )
    return (here - gone)[:, None] + drive[gap.before, gap.after][None, :] - there


def _saved_by_swap(drive: FloatArray, segment: _Cuts) -> FloatArray:
    """Minutes saved by each segment in the place of each other one, and the reverse, [segments, segments]."""
    here = drive[segment.before, segment.first] + drive[segment.last, segment.after]
    there = drive[np.ix_(segment.before, segment.first)] + drive[np.ix_(segment.last, segment.after)].T
    return here[:, None] + here[None, :] - there - there.T


def _saved_by_crossing(drive: FloatArray, tail: _Cuts) -> FloatArray:
    """Minutes saved by each tail after the other's beginning, [tails, tails]."""
    here, there = drive[tail.before, tail.first], drive[np.ix_(tail.before, tail.first)]
    return here[:, None] + here[None, :] - there - there.T
