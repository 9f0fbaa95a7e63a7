"""Climb to good prices by gradient: a proven bound within seconds at any size, and almost no memory.

The bound of :mod:`prices` is concave in the prices but has edges. Here every "best choice" and "cheapest
bus" is softened by a temperature, which makes it smooth; a quasi-Newton method climbs it while the
temperature falls. Only a few arcs to each run and choice are looked at, and those that full pricing finds
lacking join in between. Softened best choices are shares of bells, softened cheapest buses are arcs: both
are what the relaxation's linear program needs to begin with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array
from threadpoolctl import ThreadpoolController

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board
from optimizer.solver.cuts import allowance, broken_cuts, no_cuts, tolls_of, under_cuts, waited, with_cuts
from optimizer.solver.prices import NEVER, Clockwork, Worth, appraise, build_clockwork
from optimizer.solver.rents import Rents
from optimizer.solver.timespace import arcs_below, first_arcs, new_arcs

Longs = npt.NDArray[np.int64]

# Temperatures in buses from which on cuts pay, and steps at each.
CUTTING = 0.012
STEPS = 120
# What arithmetic may have added to a bound: taken off before it counts.
SLIP = 1e-4
FIRST_ARCS = 6
MEMORY = 20
# Buses dearer than the cheapest by so many temperatures do not matter; by so many more they are let go.
REACH, GONE = 6.0, 40.0
# Arcs that join for each run and choice when full pricing finds some lacking.
MORE_ARCS = 4


class Fan(NamedTuple):
    """One half's arcs by run and choice: arcs ``first[i]:first[i + 1]`` lead to run i // K, choice i % K.

    ``tail`` [N] the freeing school and choice as s * K + k; ``own`` [R] each run's school.
    """

    first: Longs
    tail: Longs
    own: Longs


@numba.njit(cache=True, nogil=True, fastmath=True)
def soften(fan: Fan, cost: FloatArray, each: float, heat: float, gain: FloatArray, part: FloatArray) -> None:
    """Add every run's softened gain to ``gain`` [S, K]; ``part`` [N] is what each arc has of it."""
    width = gain.shape[1]
    for i in range(len(fan.first) - 1):
        begin, end = fan.first[i], fan.first[i + 1]
        if begin == end:
            continue
        best = each
        for a in range(begin, end):
            best = min(best, cost[a])
        total = np.exp((best - each) / heat)
        for a in range(begin, end):
            part[a] = np.exp((best - cost[a]) / heat)
            total += part[a]
        for a in range(begin, end):
            part[a] /= total
        gain[fan.own[i // width], i % width] += each - best + heat * np.log(total)


@numba.njit(cache=True, nogil=True)
def spread(fan: Fan, share: FloatArray, part: FloatArray, left: FloatArray) -> float:
    """Turn ``part`` [N] into flow, taking it from ``left`` [S * K] where arcs begin; returns all flow."""
    width = share.shape[1]
    total = 0.0
    for i in range(len(fan.first) - 1):
        weight = share[fan.own[i // width], i % width]
        for a in range(fan.first[i], fan.first[i + 1]):
            part[a] *= weight
            left[fan.tail[a]] -= part[a]
            total += part[a]
    return total


class Slope:
    """One half as a function of its prices: arcs, cuts, and how both touch schools' choices."""

    def __init__(self, board: Board, clock: Clockwork, arcs: IntArray) -> None:
        self.board, self.clock = board, clock
        self.inside = board.allowed[board.problem.group_of]
        self.arcs, self.cuts = arcs, no_cuts()
        self.stock = np.zeros(self.inside.shape)
        self.toll = np.zeros(0)
        self.lay_out()

    def lay_out(self) -> None:
        """Sort the arcs by run and choice, and find the arcs under each cut."""
        clock, width, runs = self.clock, self.inside.shape[1], len(self.clock.half.school_of_run)
        into = self.arcs[:, 2].astype(np.int64) * width + self.arcs[:, 3]
        order = np.argsort(into, kind="stable")
        self.arcs, into = self.arcs[order], into[order]
        first = np.searchsorted(into, np.arange(runs * width + 1)).astype(np.int64)
        tail = self.arcs[:, 0].astype(np.int64) * width + self.arcs[:, 1]
        self.fan = Fan(first, tail, clock.half.school_of_run.astype(np.int64))
        arc, cut = under_cuts(clock, self.arcs, self.cuts)
        self._under = csr_array((np.ones(len(arc)), (arc, cut)), shape=(len(tail), self.cuts.many))
        cut, school, choice, buses = allowance(clock, self.cuts)
        shape = (self.inside.size, self.cuts.many)
        self._income = csr_array((buses, (school * width + choice, cut)), shape=shape)
        cut, school, choice = waited(clock, self.cuts)
        self._jump = csr_array((np.ones(len(cut)), (school * width + choice, cut)), shape=shape)
        self.part = np.zeros(len(tail))

    def price(self, rise: FloatArray, toll: FloatArray) -> FloatArray:
        """[S, K] prices that lose ``rise``, and tolls on waiting, from each choice to the next later one."""
        lost = (rise + self._jump @ toll).reshape(self.inside.shape)
        inside = np.where(self.inside, lost, 0.0)
        later = np.take_along_axis(inside, self.clock.order, axis=1)
        price = np.empty_like(inside)
        np.put_along_axis(price, self.clock.order, np.cumsum(later[:, ::-1], axis=1)[:, ::-1], axis=1)
        return price

    def cost(self, price: FloatArray, toll: FloatArray) -> FloatArray:
        """[N] price and tolls of each arc."""
        return np.asarray(price.ravel()[self.fan.tail] + self._under @ toll, dtype=np.float64)

    def worth(self, rise: FloatArray, toll: FloatArray, each: float, heat: float) -> FloatArray:
        """[S, K] softened worth of choices."""
        price = self.price(rise, toll)
        worth = self.clock.buses[:, None] * price + (self._income @ toll).reshape(price.shape)
        soften(self.fan, self.cost(price, toll), each, heat, worth, self.part)
        return worth

    def gradient(self, share: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        """Of minus the bound by rise, toll and weight, at ``share`` [S, K]; ``part`` becomes flow."""
        left = np.ascontiguousarray(self.clock.buses[:, None] * share).ravel()
        total = spread(self.fan, share, self.part, left)
        sums = np.cumsum(np.take_along_axis(left.reshape(share.shape), self.clock.order, axis=1), axis=1)
        by_rise = np.empty_like(share)
        np.put_along_axis(by_rise, self.clock.order, sums, axis=1)
        self.stock = np.where(self.inside, by_rise, 0.0)
        by_toll = self._income.T @ share.ravel() + self._jump.T @ self.stock.ravel()
        return self.stock.ravel(), by_toll - self._under.T @ self.part, total - len(self.fan.own)

    def renew(self, price: FloatArray, each: float, heat: float) -> None:
        """Let arcs go that cost far too much, and let those join that cost little more than the cheapest."""
        tolls = tolls_of(self.clock, self.cuts, self.toll)
        cost = self.cost(price, self.toll)
        runs = len(self.fan.own)
        least = np.full(len(self.fan.first) - 1, each)
        filled = np.flatnonzero(np.diff(self.fan.first))
        least[filled] = np.minimum(each, np.minimum.reduceat(cost, self.fan.first[filled]))
        near = cost <= np.repeat(least, np.diff(self.fan.first)) + GONE * heat
        below = np.minimum(each, least + REACH * heat).reshape(runs, self.inside.shape[1])
        more = new_arcs(self.clock, self.arcs, arcs_below(self.clock, price, tolls, below, MORE_ARCS))
        self.arcs = np.concatenate([self.arcs[near], more])

    def cut(self, share: FloatArray) -> None:
        """Add the cuts that the flow breaks; forget those without a toll."""
        found = broken_cuts(self.clock, self.arcs, self.part, share, np.maximum(self.stock, 0.0))
        charged = self.toll > 0
        self.cuts = with_cuts(self.cuts.only(charged), found)
        self.toll = np.append(self.toll[charged], np.zeros(self.cuts.many - int(charged.sum())))


def _one_thread() -> AbstractContextManager[object]:
    """Keep linear algebra on this thread: its threads wait for each other where another worker has a core."""
    limited: AbstractContextManager[object] = _linear_algebra().limit(limits=1, user_api="blas")
    return limited


@cache
def _linear_algebra() -> ThreadpoolController:
    return ThreadpoolController()


class _OutOfTimeError(Exception):
    """Time is up in the middle of a climb."""


class Climb:
    """Prices on their way up: what a bus loses from each choice to the next later one, tolls, weight.

    ``open`` [G, K] are the choices that plans below ``ceiling`` buses can take.
    """

    def __init__(self, board: Board, limits: Limits) -> None:
        self.board, self.clocks = board, build_clockwork(board)
        self.open, self.ceiling = limits.open.copy(), math.inf
        self.rents = Rents(board, limits)
        self.rent = np.zeros(self.rents.size)
        arcs = [first_arcs(clock, FIRST_ARCS) for clock in self.clocks]
        self.slopes = [Slope(board, clock, some) for clock, some in zip(self.clocks, arcs, strict=True)]
        inside = self.slopes[0].inside
        even = np.where(inside, 0.5 / np.maximum(inside.sum(axis=1, keepdims=True), 1), 0.0).ravel()
        self.rise = [even, even]
        self.weight = 0.5
        self.share = np.zeros(board.starts.shape)
        self.steps = 0

    def _point(self) -> FloatArray:
        tolls = [slope.toll for slope in self.slopes]
        return np.concatenate([*self.rise, *tolls, self.rent, [self.weight]])

    def _parts(self, x: FloatArray) -> tuple[FloatArray, ...]:
        """Rises and tolls of both halves, rents."""
        sizes = [len(part) for part in (*self.rise, *(slope.toll for slope in self.slopes))]
        return tuple(np.split(x[:-1], np.cumsum(sizes)))

    def evaluate(self, x: FloatArray, heat: float) -> tuple[float, FloatArray]:
        """Minus the softened bound, and its gradient."""
        *rise, am_toll, pm_toll, rent = self._parts(x)
        each = (float(x[-1]), 1.0 - float(x[-1]))
        worth = np.zeros(self.slopes[0].inside.shape)
        value, by_rent = self.rents.soft_dues(rent, heat)
        for i, (slope, toll) in enumerate(zip(self.slopes, (am_toll, pm_toll), strict=True)):
            worth += slope.worth(rise[i], toll, each[i], heat)
            value -= each[i] * len(slope.fan.own)
        group = np.zeros(self.board.starts.shape)
        np.add.at(group, self.board.problem.group_of, worth)
        group = np.where(self.open, group - self.rents.rent(rent), -NEVER)
        best = group.max(axis=1, keepdims=True)
        soft = np.exp((group - best) / heat)
        total = soft.sum(axis=1, keepdims=True)
        self.share = soft / total
        value += float((best + heat * np.log(total)).sum())
        by_school = self.share[self.board.problem.group_of]
        am, pm = (slope.gradient(by_school) for slope in self.slopes)
        by_rent = by_rent - self.rents.paid(self.share)
        return value, np.concatenate([am[0], pm[0], am[1], pm[1], by_rent, [am[2] - pm[2]]])

    def step_up(self, heat: float, steps: int, going: Callable[[], bool]) -> bool:
        """Climb at one temperature; False if cut short."""

        def evaluate(x: FloatArray) -> tuple[float, FloatArray]:
            if not going():
                raise _OutOfTimeError
            self.steps += 1
            return self.evaluate(x, heat)

        x = self._point()
        bounds = [(0.0, np.inf)] * (len(x) - 1) + [(0.0, 1.0)]
        options = {"maxiter": steps, "maxfun": 2 * steps, "maxcor": MEMORY, "ftol": 1e-7, "gtol": 1e-6}
        try:
            with _one_thread():
                found = minimize(  # type: ignore[call-overload]
                    evaluate, x, jac=True, bounds=bounds, method="L-BFGS-B", options=options
                )
        except _OutOfTimeError:
            return False
        x = np.asarray(found.x)
        *self.rise, self.slopes[0].toll, self.slopes[1].toll, self.rent = self._parts(x)
        self.weight = float(x[-1])
        self.evaluate(x, heat)
        return True

    @property
    def prices(self) -> tuple[FloatArray, FloatArray]:
        """[S, K] of both halves."""
        am, pm = (slope.price(rise, slope.toll) for slope, rise in zip(self.slopes, self.rise, strict=True))
        return am, pm

    def appraise(self) -> Worth:
        """The safe worth of choices at these prices and tolls."""
        am, pm = (tolls_of(slope.clock, slope.cuts, slope.toll) for slope in self.slopes)
        weight = (self.weight, 1.0 - self.weight)
        rent, dues = self.rents.rent(self.rent), self.rents.dues(self.rent)
        return appraise(self.board, self.clocks, self.prices, weight, (am, pm), self.open, rent, dues)

    def charge(self, limits: Limits) -> None:
        """Charge rents from now on for limits on bells; none at first."""
        self.rents = Rents(self.board, limits)
        self.rent = np.zeros(self.rents.size)

    @property
    def size(self) -> int:
        """Arcs of both halves."""
        return sum(len(slope.arcs) for slope in self.slopes)

    @property
    def columns(self) -> int:
        """Columns of the linear program over the same arcs."""
        return self.size + 2 * self.slopes[0].inside.size

    def close(self, worth: Worth, fleet: int) -> None:
        """Close the choices that only plans with ``fleet`` buses or more can take.

        From then on bounds are of plans below the ``ceiling``, the fewest buses that a choice was closed for.
        """
        hopeless = self.open & (worth.bound + worth.loss > fleet - 1 + SLIP)
        self.open &= ~hopeless
        if hopeless.any():
            self.ceiling = min(self.ceiling, fleet)

    def renew(self, heat: float) -> None:
        """Renew arcs and, at low temperatures, cuts."""
        by_school = self.share[self.board.problem.group_of]
        pair = zip(self.slopes, self.prices, (self.weight, 1.0 - self.weight), strict=True)
        for slope, price, each in pair:
            before = slope.arcs
            slope.renew(price, each, heat)
            if heat <= CUTTING:
                kept, slope.arcs = slope.arcs, before
                slope.cut(by_school)
                slope.arcs = kept
            slope.lay_out()
