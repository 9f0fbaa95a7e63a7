"""Fewest buses for fixed bells, kept up to date while bells change one by one.

For fixed bells a half of the day needs as many buses as it has runs without a predecessor. A school that
ends n runs frees n buses, each of which can go on to one run of another school: a bipartite matching of
schools (n times each) with runs. The state keeps, per run, the schools that could precede it as a row of
bits, so that a search for a better matching passes a school at most once and sixty-four schools a step.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from optimizer.problem import IntArray
from optimizer.solver.board import Half

NOBODY = -1

_ONE = np.uint64(1)
_WORD = 64
# Position of the lowest bit of a word, by multiplication with a de Bruijn sequence.
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_SHIFT = np.uint64(58)
_POSITION = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _POSITION[((0x03F79D71B4CB0A89 << _bit) & (2**64 - 1)) >> 58] = _bit


class Chains(NamedTuple):
    """Who precedes whom in one half, at some bells. W = words of 64 schools.

    ``before`` [R] the school whose bus drives the run next, or ``NOBODY``; ``spare`` [S] freed buses not
    used again; ``fits`` [R, W] bits of the schools that may precede; ``open`` [W] bits of schools with
    spare buses; ``head`` [S], ``next``, ``prev`` [R] lists of the runs that follow each school; ``anchor``,
    ``band`` [S] now; ``size`` [1] connections; the rest is scratch.
    """

    before: IntArray
    spare: IntArray
    fits: npt.NDArray[np.uint64]
    open: npt.NDArray[np.uint64]
    head: IntArray
    next: IntArray
    prev: IntArray
    anchor: IntArray
    band: IntArray
    size: IntArray
    seen: npt.NDArray[np.uint64]
    reached_by: IntArray
    queue: IntArray


def build_chains(half: Half) -> Chains:
    """Chains without any connection and without bells; follow with :func:`move_school` for every school."""
    schools, runs = len(half.anchor), len(half.school_of_run)
    words = (schools + _WORD - 1) // _WORD
    chains = Chains(
        before=np.full(runs, NOBODY, dtype=np.int32),
        spare=np.diff(half.first).astype(np.int32),
        fits=np.zeros((runs, words), dtype=np.uint64),
        open=np.zeros(words, dtype=np.uint64),
        head=np.full(schools, NOBODY, dtype=np.int32),
        next=np.full(runs, NOBODY, dtype=np.int32),
        prev=np.full(runs, NOBODY, dtype=np.int32),
        anchor=np.zeros(schools, dtype=np.int32),
        band=np.zeros(schools, dtype=np.int32),
        size=np.zeros(1, dtype=np.int32),
        seen=np.zeros(words, dtype=np.uint64),
        reached_by=np.zeros(schools, dtype=np.int32),
        queue=np.zeros(runs, dtype=np.int32),
    )
    for school in np.flatnonzero(chains.spare):
        chains.open[school // _WORD] |= _ONE << np.uint64(school % _WORD)
    return chains


@numba.njit(cache=True, nogil=True, inline="never")
def connect(chains: Chains, school: int, run: int) -> None:
    """Let a spare bus of ``school`` drive ``run`` next."""
    chains.before[run] = school
    follower = chains.head[school]
    chains.next[run] = follower
    chains.prev[run] = -1
    if follower >= 0:
        chains.prev[follower] = run
    chains.head[school] = run
    chains.spare[school] -= 1
    chains.size[0] += 1
    if chains.spare[school] == 0:
        chains.open[school >> 6] &= ~(_ONE << np.uint64(school & 63))


@numba.njit(cache=True, nogil=True, inline="never")
def disconnect(chains: Chains, run: int) -> None:
    """Take ``run`` off the bus that drives it now."""
    school = chains.before[run]
    before, after = chains.prev[run], chains.next[run]
    if before >= 0:
        chains.next[before] = after
    else:
        chains.head[school] = after
    if after >= 0:
        chains.prev[after] = before
    chains.before[run] = -1
    chains.spare[school] += 1
    chains.size[0] -= 1
    chains.open[school >> 6] |= _ONE << np.uint64(school & 63)


@numba.njit(cache=True, nogil=True)
def move_school(half: Half, chains: Chains, school: int, pick: int) -> None:
    """Give ``school`` the anchor of its choice ``pick`` and break the connections that no longer fit."""
    anchor = half.anchor[school, pick]
    band = half.band[school, pick]
    chains.anchor[school] = anchor
    chains.band[school] = band
    runs = len(half.school_of_run)
    word = school >> 6
    bit = _ONE << np.uint64(school & 63)
    if half.first[school + 1] > half.first[school]:
        for run in range(runs):
            other = half.school_of_run[run]
            if chains.anchor[other] - anchor >= half.need[chains.band[other], school, run]:
                chains.fits[run, word] |= bit
            else:
                chains.fits[run, word] &= ~bit
                if chains.before[run] == school:
                    disconnect(chains, run)
    for at in range(half.first[school], half.first[school + 1]):
        run = half.runs[at]
        for w in range(chains.fits.shape[1]):
            row = np.uint64(0)
            low = w << 6
            for other in range(low, min(low + 64, len(chains.anchor))):
                if anchor - chains.anchor[other] >= half.need_by_run[band, run, other]:
                    row |= _ONE << np.uint64(other & 63)
            chains.fits[run, w] = row
        before = chains.before[run]
        if before >= 0 and not (chains.fits[run, before >> 6] >> np.uint64(before & 63)) & _ONE:
            disconnect(chains, run)


@numba.njit(cache=True, nogil=True)
def shift_along(chains: Chains, school: int, run: int) -> None:
    """Give ``run`` a bus of ``school``; its former bus goes to the run that reached it, and so on."""
    while True:
        former = chains.before[run]
        if former >= 0:
            disconnect(chains, run)
        connect(chains, school, run)
        if former < 0:
            return
        school = former
        run = chains.reached_by[former]


@numba.njit(cache=True, nogil=True)
def search(chains: Chains) -> bool:
    """Find one more connection by passing buses on from run to run; False proves there is none."""
    words = chains.fits.shape[1]
    last = 0
    for w in range(words):
        chains.seen[w] = np.uint64(0)
    for run in range(len(chains.before)):
        if chains.before[run] < 0:
            chains.queue[last] = run
            last += 1
    at = 0
    while at < last:
        run = chains.queue[at]
        at += 1
        for w in range(words):
            row = chains.fits[run, w] & ~chains.seen[w]
            if row == np.uint64(0):
                continue
            ready = row & chains.open[w]
            if ready != np.uint64(0):
                low = ready & (~ready + _ONE)
                shift_along(chains, (w << 6) + _POSITION[(low * _DE_BRUIJN) >> _SHIFT], run)
                return True
            chains.seen[w] |= row
            while row != np.uint64(0):
                low = row & (~row + _ONE)
                row ^= low
                school = (w << 6) + _POSITION[(low * _DE_BRUIJN) >> _SHIFT]
                chains.reached_by[school] = run
                follower = chains.head[school]
                while follower >= 0:
                    chains.queue[last] = follower
                    last += 1
                    follower = chains.next[follower]
    return False


@numba.njit(cache=True, nogil=True)
def rematch(chains: Chains) -> int:
    """Make the matching a largest one again; returns the buses of this half."""
    while search(chains):
        pass
    return int(len(chains.before) - chains.size[0])
