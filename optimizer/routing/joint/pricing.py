"""Columns worth adding, and the safe bound that their reduced costs give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.joint.completion import SLOTS, bound_completions
from optimizer.routing.joint.instance import FloatArray, IntArray, JointProblem, Run, SchoolStops
from optimizer.routing.joint.labels import INSIDE, LAST, TIME, WORD, grow_runs
from optimizer.routing.joint.master import Column, Duals
from optimizer.routing.joint.predecessors import Steps, build_steps, cheapest_before, price_steps

PER_SCHOOL = 40
PER_FIRST_STOP = 3
ZERO = -1e-6
NEIGHBOURS = 8
QUICK_WORK = 10_000_000
EXACT_WORK = 200_000_000
DISCOUNTS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


@dataclass(frozen=True, slots=True)
class Priced:
    """New columns of a school, and how much its runs may still lower the value (``inf``: unknown)."""

    columns: tuple[Column, ...]
    shortfall: float


class Pricer:
    """Finds runs of negative reduced cost, school by school."""

    def __init__(self, problem: JointProblem) -> None:
        self.problem = problem
        self.steps: list[Steps] = build_steps(problem)
        self._rides = [_rides_of(school) for school in problem.schools]
        self._near = [_near_masks(school) for school in problem.schools]

    def price(self, duals: Duals, s: int) -> Priced:
        """Good runs of a school, quickly; finding none proves nothing."""
        columns: tuple[Column, ...] = ()
        for near in self._near[s][:2]:
            columns, _, _ = self._search(s, duals, duals.stop[s], near, QUICK_WORK)
            if columns:
                break
        return Priced(columns, np.inf)

    def price_exactly(self, duals: Duals, s: int) -> Priced:
        """Good runs of a school and a proof of what any of its runs may still gain.

        A school has no more runs than open stops, each gaining at most the least reduced cost. Where too many
        runs tie, the value of its stops is discounted, per rider, until the search ends without any run: the
        discount is what the proof then costs.
        """
        school = self.problem.schools[s]
        everyone = self._near[s][2]
        columns, least, complete = self._search(s, duals, duals.stop[s], everyone, EXACT_WORK)
        if complete:
            return Priced(columns, -least * float(np.count_nonzero(duals.stop[s] >= 0)))
        for discount in DISCOUNTS:
            lower = np.maximum(duals.stop[s] - discount * school.load / school.seats, 0.0)
            lower = np.where(duals.stop[s] >= 0, lower, -1.0)
            _, least, complete = self._search(s, duals, lower, everyone, EXACT_WORK // 8)
            if complete and least >= ZERO:
                return Priced(columns, float((np.maximum(duals.stop[s], 0.0) - np.maximum(lower, 0.0)).sum()))
        return Priced(columns, np.inf)

    def reprice_fixed(self, fixed: Sequence[Run], duals: Duals) -> tuple[list[Column], float]:
        """Cheaper predecessors of the fixed runs, and the sum of their negative reduced costs."""
        columns, shortfall = [], 0.0
        for run, price in zip(fixed, duals.fixed, strict=True):
            before, cost = cheapest_before(self.problem, run, duals.follow)
            reduced = cost - float(duals.gain[run.school] + price)
            if reduced < ZERO:
                columns.append(Column(run, before))
                shortfall -= reduced
        return columns, shortfall

    def _search(
        self, s: int, duals: Duals, value: FloatArray, near: NDArray[np.uint64], work: int
    ) -> tuple[tuple[Column, ...], float, bool]:
        """The best columns, the least reduced cost (at most zero), and whether the search came to its end."""
        school = self.problem.schools[s]
        starts = price_steps(self.steps[s], duals.follow)
        width = (float((school.ride_limit + school.board).max()) + 1.0) / SLOTS
        bounds = (*bound_completions(self._rides[s], value, starts, width), width)
        cost, whole, real, complete = grow_runs(
            self._rides[s], value, float(duals.gain[s]), starts, bounds, near, work, ZERO
        )
        columns = []
        for label in _pick(cost, whole):
            run = Run(s, _read_stops(label, whole), float(real[label, TIME]))
            columns.append(Column(run, cheapest_before(self.problem, run, duals.follow)[0]))
        return tuple(columns), min(float(cost.min()), 0.0), bool(complete)


def _rides_of(school: SchoolStops) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, int, bool]:
    """What the search needs to know of a school; driving times end with the way to the school itself."""
    drive = np.column_stack((school.drive, school.to_school))
    return school.load, school.board, drive, school.ride_limit, school.seats, school.counts_own_boarding


def _pick(cost: FloatArray, whole: NDArray[np.int32]) -> list[int]:
    """The cheapest labels, a few for every first stop."""
    taken: dict[int, int] = {}
    picked: list[int] = []
    good = np.flatnonzero(cost < ZERO)
    for label in good[np.argsort(cost[good])]:
        first = int(whole[label, LAST])
        if taken.get(first, 0) < PER_FIRST_STOP:
            taken[first] = taken.get(first, 0) + 1
            picked.append(int(label))
            if len(picked) == PER_SCHOOL:
                break
    return picked


def _read_stops(label: int, whole: NDArray[np.int32]) -> tuple[int, ...]:
    stops = []
    while label > 0:
        stops.append(int(whole[label, LAST]))
        label = int(whole[label, INSIDE])
    return tuple(stops)


def _near_masks(school: SchoolStops) -> tuple[NDArray[np.uint64], ...]:
    """Stops that matter when labels are compared: none, the nearest few, all; as bits, (stops, words)."""
    n = len(school)
    closest = np.argsort(school.drive, axis=1)[:, :NEIGHBOURS] if n else np.zeros((0, 0), dtype=np.int64)
    masks = []
    for chosen in (closest[:, :0], closest, np.tile(np.arange(n), (n, 1))):
        mask = np.zeros((n, max(1, -(-n // WORD))), dtype=np.uint64)
        for i, stops in enumerate(chosen):
            for j in stops:
                mask[i, j // WORD] |= np.uint64(1) << np.uint64(j % WORD)
        masks.append(mask)
    return tuple(masks)
