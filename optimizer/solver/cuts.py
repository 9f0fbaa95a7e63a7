"""Two kinds of cuts that bring the relaxation nearer to plans with one bell per school.

* A *link*: whatever bell a school takes, it sends one bus at most to a given run. So of the buses that leave
  it at some of its choices in a row for given runs, there are no more than one for each of these runs per
  share of the choices, and those that have waited there since before. Without it, a tenth of a school with
  ten runs lends a whole bus.
* A *narrow door*: a school with few buses sends no more than them to all runs of another school together at
  one of its choices, scaled by the share of that choice.

Both count arcs out of a school, from the choices ranked ``first`` to ``last`` by anchor, into some runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.prices import Clockwork, Tolls

Longs = npt.NDArray[np.int64]

# A cut broken by less than this does not pay for its row.
BROKEN = 0.02
# Links that a school may add in a round, those broken most.
MOST_LINKS = 8
NO_DOOR = -1


class Cuts(NamedTuple):
    """C cuts; the runs of cut c are ``runs[begin[c]:begin[c + 1]]``, ascending.

    Counted are the arcs out of ``school`` from choices ranked ``first`` to ``last``, into the runs; with
    ``door`` ≥ 0 only into that choice of the runs' school.
    """

    school: IntArray
    first: IntArray
    last: IntArray
    door: IntArray
    begin: Longs
    runs: IntArray

    @property
    def many(self) -> int:
        """Number of cuts."""
        return len(self.school)

    @property
    def sizes(self) -> Longs:
        """[C] runs of each."""
        return np.diff(self.begin)

    @property
    def owner(self) -> Longs:
        """[len(runs)] the cut that each entry of ``runs`` belongs to."""
        return np.repeat(np.arange(self.many), self.sizes)

    def only(self, kept: npt.NDArray[np.bool_]) -> Cuts:
        """Those ``kept`` [C]."""
        begin = np.concatenate([[0], np.cumsum(self.sizes[kept])])
        rows = (self.school[kept], self.first[kept], self.last[kept], self.door[kept])
        return Cuts(*rows, begin.astype(np.int64), self.runs[kept[self.owner]])

    @property
    def names(self) -> list[bytes]:
        """What tells one cut from another."""
        rows = np.column_stack([self.school, self.first, self.last, self.door]).astype(np.int32)
        runs = self.runs.astype(np.int32)
        return [
            row.tobytes() + runs[low:high].tobytes()
            for row, low, high in zip(rows, self.begin[:-1], self.begin[1:], strict=True)
        ]


def no_cuts() -> Cuts:
    """None yet."""
    empty = np.zeros(0, dtype=np.int32)
    return Cuts(empty, empty, empty, empty, np.zeros(1, dtype=np.int64), empty)


def with_cuts(known: Cuts, more: Cuts) -> Cuts:
    """``known`` in their order, then those of ``more`` that are new."""
    seen = set(known.names)
    more = more.only(np.array([name not in seen for name in more.names], dtype=np.bool_))
    return Cuts(
        np.concatenate([known.school, more.school]),
        np.concatenate([known.first, more.first]),
        np.concatenate([known.last, more.last]),
        np.concatenate([known.door, more.door]),
        np.concatenate([known.begin, known.begin[-1] + more.begin[1:]]),
        np.concatenate([known.runs, more.runs]),
    )


def under_cuts(clock: Clockwork, arcs: IntArray, cuts: Cuts) -> tuple[Longs, Longs]:
    """Positions of arcs and of the cuts that count them, pair by pair."""
    runs, arcs, owner = len(clock.half.school_of_run), arcs.astype(np.int64), cuts.owner
    wanted = cuts.school.astype(np.int64)[owner] * runs + cuts.runs
    arc, entry = _pairs(arcs[:, 0] * runs + arcs[:, 2], wanted)
    cut = owner[entry]
    rank = clock.rank[arcs[arc, 0], arcs[arc, 1]]
    counted = (cuts.first[cut] <= rank) & (rank <= cuts.last[cut])
    counted &= (cuts.door[cut] == NO_DOOR) | (cuts.door[cut] == arcs[arc, 3])
    return arc[counted], cut[counted]


def _pairs(keys: Longs, wanted: Longs) -> tuple[Longs, Longs]:
    """All (position in ``keys``, position in ``wanted``) with equal values."""
    order = np.argsort(wanted, kind="stable")
    low = np.searchsorted(wanted[order], keys, side="left")
    many = np.searchsorted(wanted[order], keys, side="right") - low
    key = np.repeat(np.arange(len(keys)), many)
    step = np.arange(len(key)) - np.repeat(np.cumsum(many) - many, many)
    return key, order[low[key] + step]


def allowance(clock: Clockwork, cuts: Cuts) -> tuple[Longs, Longs, Longs, FloatArray]:
    """What shares allow, entry by entry: the cut, the school, its choice, buses per unit of share."""
    link, door = np.flatnonzero(cuts.door == NO_DOOR), np.flatnonzero(cuts.door != NO_DOOR)
    many = (cuts.last - cuts.first + 1)[link]
    cut = np.repeat(link, many)
    rank = cuts.first[cut] + np.arange(len(cut)) - np.repeat(np.cumsum(many) - many, many)
    school = cuts.school[cut].astype(np.int64)
    owner = clock.half.school_of_run[cuts.runs[cuts.begin[:-1][door]]].astype(np.int64)
    return (
        np.concatenate([cut, door]),
        np.concatenate([school, owner]),
        np.concatenate([clock.order[school, rank], cuts.door[door]]),
        np.concatenate([cuts.sizes[cut], np.minimum(clock.buses[cuts.school[door]], cuts.sizes[door])]),
    )


def waited(clock: Clockwork, cuts: Cuts) -> tuple[Longs, Longs, Longs]:
    """What waiting allows: the cut, the school, and the choice after which its buses have waited."""
    cut = np.flatnonzero(cuts.first > 0)
    school = cuts.school[cut].astype(np.int64)
    return cut, school, clock.order[school, cuts.first[cut] - 1]


def broken_cuts(
    clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray, stock: FloatArray
) -> Cuts:
    """Cuts that a solved relaxation breaks.

    ``share`` [S, K] of choices, ``flow`` of each arc, ``stock`` [S, K] buses that wait after each choice.
    """
    links = _broken_links(clock, arcs, flow, share, stock)
    return with_cuts(links, _narrow_doors(clock, arcs, flow, share))


def _broken_links(
    clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray, stock: FloatArray
) -> Cuts:
    rank = clock.rank[arcs[:, 0], arcs[:, 1]]
    order = np.lexsort((rank, arcs[:, 2], arcs[:, 0]))
    school = arcs[order, 0]
    first = np.searchsorted(school, np.arange(len(clock.count) + 1))
    rows, sizes, runs = _worst_links(
        first,
        arcs[order, 2],
        rank[order],
        flow[order],
        np.take_along_axis(share, clock.order, axis=1),
        np.take_along_axis(stock, clock.order, axis=1),
        clock.count.astype(np.int64),
    )
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    door = np.full(len(rows), NO_DOOR, dtype=np.int32)
    return Cuts(rows[:, 0], rows[:, 1], rows[:, 2], door, begin, runs)


@numba.njit(cache=True, nogil=True)
def _worst_links(
    first: Longs,
    run: IntArray,
    rank: IntArray,
    flow: FloatArray,
    share: FloatArray,
    stock: FloatArray,
    count: Longs,
) -> tuple[IntArray, Longs, IntArray]:
    """For each school the links broken most: [N, 3] (school, first, last), their sizes, all their runs.

    Arcs are sorted by school, run and rank. For given ranks a run belongs into the link exactly when its
    flow exceeds their share, so the worst link is found by looking at every pair of ranks.
    """
    schools = len(first) - 1
    rows = np.empty((schools * MOST_LINKS, 3), dtype=np.int32)
    sizes = np.empty(schools * MOST_LINKS, dtype=np.int64)
    runs = np.empty(len(run) * MOST_LINKS, dtype=np.int32)
    n = used = 0
    for school in range(schools):
        begin, end, ranks = first[school], first[school + 1], count[school]
        names, sent = _sent(run[begin:end], rank[begin:end], flow[begin:end], ranks)
        excess = np.zeros(ranks)
        until = np.zeros(ranks, dtype=np.int64)
        for a in range(ranks):
            part = 0.0
            for b in range(a, ranks):
                part += share[school, b]
                over = -stock[school, a - 1] if a > 0 else 0.0
                for i in range(len(names)):
                    over += max(sent[i, b + 1] - sent[i, a] - part, 0.0)
                if over > excess[a]:
                    excess[a], until[a] = over, b
        for a in np.argsort(-excess)[:MOST_LINKS]:
            if excess[a] <= BROKEN:
                break
            b = until[a]
            part = share[school, a : b + 1].sum()
            before = used
            for i in range(len(names)):
                if sent[i, b + 1] - sent[i, a] > part:
                    runs[used] = names[i]
                    used += 1
            rows[n, 0], rows[n, 1], rows[n, 2] = school, a, b
            sizes[n] = used - before
            n += 1
    return rows[:n].copy(), sizes[:n].copy(), runs[:used].copy()


@numba.njit(cache=True, nogil=True)
def _sent(run: IntArray, rank: IntArray, flow: FloatArray, ranks: int) -> tuple[IntArray, FloatArray]:
    """One school's runs [N], and [N, ranks + 1] the flow to each before each rank."""
    names = np.unique(run)
    sent = np.zeros((len(names), ranks + 1))
    i = -1
    for a in range(len(run)):
        if a == 0 or run[a] != run[a - 1]:
            i += 1
        sent[i, rank[a] + 1] += flow[a]
    for i in range(len(names)):
        for k in range(ranks):
            sent[i, k + 1] += sent[i, k]
    return names, sent


def _narrow_doors(clock: Clockwork, arcs: IntArray, flow: FloatArray, share: FloatArray) -> Cuts:
    own = clock.half.school_of_run[arcs[:, 2]].astype(np.int64)
    schools, width = share.shape
    key = (arcs[:, 0].astype(np.int64) * schools + own) * width + arcs[:, 3]
    found, at = np.unique(key, return_inverse=True)
    total = np.bincount(at, weights=flow, minlength=len(found))
    school, owner, choice = found // width // schools, found // width % schools, found % width
    most = np.minimum(clock.buses[school], clock.buses[owner])
    broken = total - most * share[owner, choice] > BROKEN
    school, owner, choice = school[broken], owner[broken], choice[broken]
    first = clock.half.first.astype(np.int64)
    sizes = first[owner + 1] - first[owner]
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    place = np.arange(begin[-1]) - np.repeat(begin[:-1], sizes)
    runs = clock.half.runs[np.repeat(first[owner], sizes) + place]
    return Cuts(
        school.astype(np.int32),
        np.zeros(len(school), dtype=np.int32),
        clock.count[school].astype(np.int32) - 1,
        choice.astype(np.int32),
        begin,
        runs,
    )


def tolls_of(clock: Clockwork, cuts: Cuts, toll: FloatArray) -> Tolls:
    """The cuts' prices, run by run, and what they mean for freed buses and for choices."""
    cuts, toll = cuts.only(toll > 0.0), toll[toll > 0.0]
    owner = cuts.owner
    order = np.argsort(cuts.runs, kind="stable")
    owner = owner[order]
    first = np.searchsorted(cuts.runs[order], np.arange(len(clock.half.school_of_run) + 1))
    income, jump = np.zeros(clock.order.shape), np.zeros(clock.order.shape)
    cut, school, choice, buses = allowance(clock, cuts)
    np.add.at(income, (school, choice), buses * toll[cut])
    cut, school, choice = waited(clock, cuts)
    np.add.at(jump, (school, choice), toll[cut])
    return Tolls(
        first.astype(np.int64),
        cuts.school[owner],
        cuts.first[owner],
        cuts.last[owner],
        cuts.door[owner],
        toll[owner],
        income,
        jump,
    )
