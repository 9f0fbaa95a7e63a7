"""What a freed bus is worth: prices per school and bell, and the safe bound that follows from any prices.

Let a bus freed at school s under choice k be worth ``price[s, k]`` (never less than at a later choice: a
bus can wait). A run whose school takes choice k gains at most

    max(0, weight - cheapest price among the schools' buses that can be there in time)

from being joined to one. So the connections of any plan, weighted by half, are at most the sum over groups of
the best choice's worth (own buses × price + own runs' gains), and

    fleet ≥ Σ over halves weight · runs − Σ over groups max over choices worth[g, k]      (weights sum to 1)

holds for *every* price list, however it was found. Cuts (:mod:`~optimizer.solver.cuts`) add tolls: a bus that
their arcs take costs more, choices earn what the cuts allow, and waiting on where a cut counts those who
waited costs its toll, so a bus freed earlier is worth that much more. This is the only place where a bound
is made; no solver's word is taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.board import Board, Half, Need

NEVER = 1e9


@dataclass(frozen=True)
class Clockwork:
    """One half's moments.

    ``latest`` [S, M] the choice of a school that is last by minute ``m + low - 1`` (-1 if none); ``order``
    [S, K] choices by anchor, padding last; ``buses`` [S] freed by each school.
    """

    half: Half
    group_of: IntArray
    count: IntArray
    low: int
    latest: npt.NDArray[np.int16]
    order: npt.NDArray[np.int64]
    buses: FloatArray

    @cached_property
    def rank(self) -> IntArray:
        """[S, K] the place of each choice in the order of anchors."""
        rank = np.empty(self.order.shape, dtype=np.int32)
        np.put_along_axis(rank, self.order, np.arange(self.order.shape[1], dtype=np.int32)[None, :], axis=1)
        return rank

    @property
    def times(self) -> Times:
        """The same for compiled code."""
        half = self.half
        return Times(
            half.need_by_run, half.anchor, half.band, half.school_of_run, self.group_of,
            self.count, self.low, self.latest, self.rank,
        )  # fmt: skip


def build_clockwork(board: Board) -> tuple[Clockwork, Clockwork]:
    """Both halves' moments."""
    count = board.groups.options[board.problem.group_of]
    padded = ~board.allowed[board.problem.group_of]
    am, pm = (_clockwork(half, board.problem.group_of, count, padded) for half in board.halves)
    return am, pm


def _clockwork(half: Half, group_of: IntArray, count: IntArray, padded: npt.NDArray[np.bool_]) -> Clockwork:
    low, high = int(half.anchor.min()), int(half.anchor.max())
    order = np.argsort(half.anchor + np.where(padded, OUT_OF_DAY, 0), axis=1, kind="stable")
    latest = np.full((len(half.anchor), high - low + 2), -1, dtype=np.int16)
    minutes = np.arange(low, high + 1)
    for school, n in enumerate(count):
        moments = half.anchor[school, order[school, :n]]
        found = np.searchsorted(moments, minutes, side="right") - 1
        latest[school, 1:] = np.where(found >= 0, order[school, np.maximum(found, 0)], -1)
    return Clockwork(half, group_of, count, low, latest, order, np.diff(half.first).astype(np.float64))


OUT_OF_DAY = 100_000


def with_waiting(clock: Clockwork, price: FloatArray, jump: FloatArray) -> FloatArray:
    """The least prices ≥ ``price`` and ≥ 0 that lose ``jump`` [S, K] or more from a choice to the next."""
    sorted_ = np.take_along_axis(np.maximum(price, 0.0), clock.order, axis=1)
    inside = np.arange(sorted_.shape[1])[None, :] < clock.count[:, None]
    lost = np.where(inside, np.take_along_axis(jump, clock.order, axis=1), 0.0)
    later = np.cumsum(lost[:, ::-1], axis=1)[:, ::-1]
    rest = np.where(inside, sorted_, 0.0) - later
    closed = np.maximum.accumulate(rest[:, ::-1], axis=1)[:, ::-1] + later
    result: FloatArray = np.empty_like(sorted_)
    np.put_along_axis(result, clock.order, closed, axis=1)
    return result


def by_minute(clock: Clockwork, price: FloatArray) -> FloatArray:
    """[S, M] what the cheapest bus that a school can have free by each minute is worth."""
    rows = np.arange(len(price))[:, None]
    return np.where(clock.latest >= 0, price[rows, np.maximum(clock.latest, 0)], NEVER)


class Tolls(NamedTuple):
    """Prices of the cuts on joining a school to a run: entries ``begin[r]:begin[r + 1]`` are run r's.

    An entry adds ``price`` to buses of ``school`` that leave at choices ranked ``first`` to ``last`` by
    anchor, with ``door`` ≥ 0 only if the run's school takes that choice. ``income`` [S, K] is what the cuts'
    right-hand sides are worth at each choice; ``jump`` [S, K] what waiting from a choice to the next costs.
    """

    begin: npt.NDArray[np.int64]
    school: IntArray
    first: IntArray
    last: IntArray
    door: IntArray
    price: FloatArray
    income: FloatArray
    jump: FloatArray


def no_tolls(clock: Clockwork) -> Tolls:
    """No cuts."""
    empty, nothing = np.zeros(0, dtype=np.int32), np.zeros(clock.order.shape)
    begin = np.zeros(len(clock.half.school_of_run) + 1, dtype=np.int64)
    return Tolls(begin, empty, empty, empty, empty, np.zeros(0), nothing, nothing)


class Times(NamedTuple):
    """A :class:`Clockwork` as arrays for compiled code; ``rank`` [S, K] the place of a choice by anchor."""

    need_by_run: Need
    anchor: IntArray
    band: IntArray
    school_of_run: IntArray
    group_of: IntArray
    options: IntArray
    low: int
    latest: npt.NDArray[np.int16]
    rank: IntArray


@numba.njit(cache=True, nogil=True)
def _charge(times: Times, tolls: Tolls, run: int, k: int, toll: FloatArray, sign: float) -> None:
    own = times.school_of_run[run]
    there = times.anchor[own, k] - times.low + 1
    row = times.need_by_run[times.band[own, k], run]
    for entry in range(tolls.begin[run], tolls.begin[run + 1]):
        school, door = tolls.school[entry], tolls.door[entry]
        minute = there - row[school]
        if minute < 1 or (door >= 0 and door != k):
            continue
        choice = times.latest[school, minute]
        if choice >= 0 and tolls.first[entry] <= times.rank[school, choice] <= tolls.last[entry]:
            toll[school] += sign * tolls.price[entry]


@numba.njit(cache=True, nogil=True)
def list_arcs(
    times: Times, tolls: Tolls, table: FloatArray, below: FloatArray, most: int
) -> tuple[IntArray, FloatArray]:
    """For each run and choice of its school, the ``most`` cheapest schools, if below ``below``.

    Returns [N, 4] (school, its choice, run, choice of the run's school), cheapest first, and [N] costs.
    ``table`` [S, M] is the price of each school's buses by minute, ``below`` [R, K].
    """
    runs, width = below.shape
    out = np.empty((runs * width * most, 4), dtype=np.int32)
    cost = np.empty(len(out))
    n = 0
    best = np.empty(most)
    who = np.empty(most, dtype=np.int32)
    toll = np.zeros(len(times.options))
    for run in range(runs):
        own = times.school_of_run[run]
        for k in range(times.options[own]):
            _charge(times, tolls, run, k, toll, 1.0)
            there = times.anchor[own, k] - times.low + 1
            row = times.need_by_run[times.band[own, k], run]
            have = 0
            for school in range(len(row)):
                if (
                    times.group_of[school] == times.group_of[own]
                    and times.anchor[own, k] - times.anchor[school, k] < row[school]
                ):
                    continue  # they share a start, so only the same choice counts
                minute = there - row[school]
                if minute < 1 or times.latest[school, minute] < 0:
                    continue
                value = table[school, minute] + toll[school]
                if value >= below[run, k] or (have == most and value >= best[have - 1]):
                    continue
                at = have if have < most else most - 1
                while at > 0 and best[at - 1] > value:
                    best[at], who[at] = best[at - 1], who[at - 1]
                    at -= 1
                best[at], who[at] = value, school
                have = min(have + 1, most)
            for at in range(have):
                out[n, 0], out[n, 2], out[n, 3] = who[at], run, k
                out[n, 1] = times.latest[who[at], there - row[who[at]]]
                cost[n] = best[at]
                n += 1
            _charge(times, tolls, run, k, toll, -1.0)
    return out[:n].copy(), cost[:n].copy()


@dataclass(frozen=True)
class Worth:
    """Prices [S, K] of both halves, their weights, and what each group's choices are worth [G, K]."""

    price: tuple[FloatArray, FloatArray]
    weight: tuple[float, float]
    group: FloatArray
    constant: float

    @property
    def bound(self) -> float:
        """Fleet that no plan can beat."""
        return self.constant - float(self.group.max(axis=1).sum())

    @property
    def loss(self) -> FloatArray:
        """[G, K] buses by which the bound rises if a group takes a choice; inf where padded."""
        return np.asarray(self.group.max(axis=1, keepdims=True) - self.group, dtype=np.float64)


def appraise(
    board: Board,
    clocks: tuple[Clockwork, Clockwork],
    price: tuple[FloatArray, FloatArray],
    weight: tuple[float, float],
    tolls: tuple[Tolls, Tolls],
    open_: npt.NDArray[np.bool_] | None = None,
    rent: FloatArray | float = 0.0,
    dues: float = 0.0,
) -> Worth:
    """Worth of every choice under any prices (mended where negative or rising), tolls and rents ≥ 0.

    ``open_`` [G, K] are the choices that plans may take, all by default; ``rent`` [G, K] is what each pays
    under a limit on bells, ``dues`` the most that any bells within the limits pay altogether.
    """
    total = np.zeros(clocks[0].order.shape)
    closed: list[FloatArray] = []
    constant = 0.0
    for clock, raw, each, charged in zip(clocks, price, weight, tolls, strict=True):
        mended = with_waiting(clock, raw, charged.jump)
        closed.append(mended)
        runs = len(clock.half.school_of_run)
        below = np.full((runs, len(total.T)), each)
        arcs, cost = list_arcs(clock.times, charged, by_minute(clock, mended), below, 1)
        total += clock.buses[:, None] * mended
        np.add.at(total, (clock.half.school_of_run[arcs[:, 2]], arcs[:, 3]), each - cost)
        total += charged.income
        constant += each * runs
    group = np.zeros(board.starts.shape)
    np.add.at(group, board.problem.group_of, total)
    group = np.where(board.allowed if open_ is None else open_, group - rent, -np.inf)
    return Worth((closed[0], closed[1]), weight, group, constant - dues)
