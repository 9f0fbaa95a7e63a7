"""Two kinds of cuts that bring the relaxation nearer to plans with one bell per school.

* A *link*: a school sends one bus at most to a given run, so by any of its choices no more of it than the
  school's own share of choices by then. Without it, a tenth of a school with ten runs lends a whole bus.
* A *narrow door*: a school with few buses sends no more than them to all runs of another school together at
  one of its choices, scaled by the share of that choice.

A cut is a row (school, other, at): a link with ``at`` ≥ 0 has the run as ``other`` and counts arcs out of the
school's first ``at + 1`` choices by anchor; a narrow door with ``at`` < 0 has the school of the runs as
``other`` and counts arcs into its choice ``-1 - at``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.board import Board
from optimizer.solver.prices import Clockwork, Tolls

Longs = npt.NDArray[np.int64]

# A cut broken by less than this does not pay for its row.
BROKEN = 0.02


def under_cuts(clock: Clockwork, arcs: IntArray, cuts: IntArray) -> tuple[Longs, Longs]:
    """Positions of arcs and of the cuts that count them, pair by pair."""
    runs, schools, width = len(clock.half.school_of_run), len(clock.count), clock.order.shape[1]
    arcs, at = arcs.astype(np.int64), cuts[:, 2].astype(np.int64)
    own = clock.half.school_of_run[arcs[:, 2]]
    link, door = np.flatnonzero(at >= 0), np.flatnonzero(at < 0)
    arc, cut = _pairs(arcs[:, 0] * runs + arcs[:, 2], cuts[link, 0].astype(np.int64) * runs + cuts[link, 1])
    early = clock.rank[arcs[arc, 0], arcs[arc, 1]] <= at[link[cut]]
    into = (arcs[:, 0] * schools + own) * width + arcs[:, 3]
    through = (cuts[door, 0].astype(np.int64) * schools + cuts[door, 1]) * width - 1 - at[door]
    other, narrow = _pairs(into, through)
    return np.concatenate([arc[early], other]), np.concatenate([link[cut[early]], door[narrow]])


def _pairs(keys: Longs, wanted: Longs) -> tuple[Longs, Longs]:
    """All (position in ``keys``, position in ``wanted``) with equal values."""
    order = np.argsort(wanted, kind="stable")
    low = np.searchsorted(wanted[order], keys, side="left")
    many = np.searchsorted(wanted[order], keys, side="right") - low
    key = np.repeat(np.arange(len(keys)), many)
    step = np.arange(len(key)) - np.repeat(np.cumsum(many) - many, many)
    return key, order[low[key] + step]


def allowance(clock: Clockwork, cuts: IntArray) -> tuple[Longs, Longs, Longs, FloatArray]:
    """Right-hand sides of cuts, entry by entry: the cut, the school, its choice, buses per unit of share."""
    link, door = np.flatnonzero(cuts[:, 2] >= 0), np.flatnonzero(cuts[:, 2] < 0)
    many = cuts[link, 2].astype(np.int64) + 1
    cut = np.repeat(link, many)
    place = np.arange(len(cut)) - np.repeat(np.cumsum(many) - many, many)
    owner = cuts[door, 1].astype(np.int64)
    most = np.minimum(clock.buses[cuts[door, 0]], clock.buses[owner])
    return (
        np.concatenate([cut, door]),
        np.concatenate([cuts[cut, 0].astype(np.int64), owner]),
        np.concatenate([clock.order[cuts[cut, 0], place], -1 - cuts[door, 2].astype(np.int64)]),
        np.concatenate([np.ones(len(cut)), most]),
    )


def broken_cuts(
    board: Board, clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray
) -> IntArray:
    """[C, 3] cuts that a solved relaxation breaks, for each pair the one broken most."""
    by_school = share[board.problem.group_of]
    return np.concatenate(
        [_broken_links(clock, arcs, flow, by_school), _narrow_doors(clock, arcs, flow, by_school)]
    )


def _broken_links(clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray) -> IntArray:
    rank = clock.rank[arcs[:, 0], arcs[:, 1]]
    runs = len(clock.half.school_of_run)
    pair = arcs[:, 0].astype(np.int64) * runs + arcs[:, 2]
    order = np.lexsort((rank, pair))
    total = np.cumsum(flow[order])
    begins = np.flatnonzero(np.diff(pair[order], prepend=-1))
    before = np.repeat(total[begins] - flow[order][begins], np.diff(np.append(begins, len(order))))
    rung = np.cumsum(np.take_along_axis(share, clock.order, axis=1), axis=1)
    excess = total - before - rung[arcs[order, 0], rank[order]]
    return _worst(pair[order], excess, np.column_stack([arcs[order, 0], arcs[order, 2], rank[order]]))


def _narrow_doors(clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray) -> IntArray:
    own = clock.half.school_of_run[arcs[:, 2]].astype(np.int64)
    width = share.shape[1]
    key = (arcs[:, 0].astype(np.int64) * len(clock.count) + own) * width + arcs[:, 3]
    found, at = np.unique(key, return_inverse=True)
    total = np.bincount(at, weights=flow, minlength=len(found))
    school, owner, choice = (
        found // width // len(clock.count),
        found // width % len(clock.count),
        found % width,
    )
    most = np.minimum(clock.buses[school], clock.buses[owner])
    return _worst(found, total - most * share[owner, choice], np.column_stack([school, owner, -1 - choice]))


def _worst(key: npt.NDArray[np.int64], excess: FloatArray, cuts: npt.NDArray[np.integer]) -> IntArray:
    """Of the cuts with equal ``key`` the one broken most, if it is broken enough."""
    broken = np.flatnonzero(excess > BROKEN)
    order = broken[np.lexsort((-excess[broken], key[broken]))]
    chosen = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
    return cuts[chosen].astype(np.int32)


def tolls_of(clock: Clockwork, cuts: IntArray, toll: FloatArray) -> Tolls:
    """The cuts' prices, run by run."""
    entries: list[tuple[int, int, int, float]] = []
    for (school, other, at), price in zip(cuts.tolist(), toll.tolist(), strict=True):
        if price <= 0.0:
            continue
        half = clock.half
        runs = [other] if at >= 0 else half.runs[half.first[other] : half.first[other + 1]].tolist()
        entries.extend((run, school, at, price) for run in runs)
    entries.sort()
    run = np.array([entry[0] for entry in entries], dtype=np.int64)
    first = np.searchsorted(run, np.arange(len(clock.half.school_of_run) + 1))
    return Tolls(
        first.astype(np.int64),
        np.array([entry[1] for entry in entries], dtype=np.int32),
        np.array([entry[2] for entry in entries], dtype=np.int32),
        np.array([entry[3] for entry in entries], dtype=np.float64),
    )
