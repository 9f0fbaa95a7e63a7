"""Columns worth adding, and the safe bound that their reduced costs give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.joint.completion import SLOTS, bound_completions, bound_least
from optimizer.routing.joint.instance import FloatArray, IntArray, JointProblem, Run, SchoolStops
from optimizer.routing.joint.labels import INSIDE, LAST, TIME, WORD, grow_runs
from optimizer.routing.joint.master import Column, Duals
from optimizer.routing.joint.predecessors import Steps, build_steps, cheapest_before, price_steps

PER_SCHOOL = 40
PER_FIRST_STOP = 3
ZERO = -1e-6
NEIGHBOURS = 8
ENOUGH = 60
"""Columns a round is content with, all schools together, before the search goes deeper."""
QUICK_WORK = 20_000_000
EXACT_WORK = 200_000_000
DEPTHS = (0.8, 0.6, 0.45, 0.35, 0.25, 0.15, 0.05, 0.0)
"""The search first asks for runs this near the relaxed least reduced cost: the deeper, the fewer labels."""
CLOSER, CLOSE = 12, 0.001
"""Halvings, at most, of the discount that proves a school, and how closely it is told."""


@dataclass(frozen=True, slots=True)
class Priced:
    """New columns of a school, and how much its runs may still lower the value (``inf``: unknown)."""

    columns: tuple[Column, ...]
    shortfall: float


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """One school's search: values of its stops, of a run and of its start, and how low a cost may ever be."""

    school: int
    value: FloatArray
    gain: float
    starts: tuple[FloatArray, FloatArray]
    bounds: Any
    least: float
    duals: Duals


class Pricer:
    """Finds runs of negative reduced cost, school by school."""

    def __init__(self, problem: JointProblem) -> None:
        self.problem = problem
        self.steps: list[Steps] = build_steps(problem)
        self._rides = [_rides_of(school) for school in problem.schools]
        self._enough = max(1, min(10, ENOUGH // len(problem.schools)))
        self._near = [_near_masks(school) for school in problem.schools]

    def price(self, duals: Duals, s: int) -> Priced:
        """Good runs of a school, quickly; finding none proves something only if none can exist at all."""
        task = self._prepare(s, duals, duals.stop[s])
        if task.least >= ZERO:
            return Priced((), -ZERO * _most_runs(duals, s))
        for near in self._near[s][:2]:
            columns: tuple[Column, ...] = ()
            for depth in DEPTHS:
                work = QUICK_WORK // 20 if columns else QUICK_WORK
                deeper, _, complete = self._search(task, near, work, depth)
                columns = deeper or columns
                if len(columns) >= self._enough or not complete:
                    break
            if columns:
                return Priced(columns, np.inf)
        return Priced((), np.inf)

    def price_exactly(self, duals: Duals, s: int, work: int = EXACT_WORK) -> Priced:
        """Good runs of a school and a proof of what any of its runs may still gain.

        A school has no more runs than open stops, each gaining at most the least reduced cost. Where too many
        runs tie, the value of its stops is discounted, per rider, until there is provably no such run: the
        discount is what the proof then costs.
        """
        task = self._prepare(s, duals, duals.stop[s])
        if task.least >= ZERO:
            return Priced((), -ZERO * _most_runs(duals, s))
        columns, least, complete = self._search(task, self._near[s][2], work)
        if complete:
            return Priced(columns, -min(least, ZERO) * _most_runs(duals, s))
        return Priced(columns, self.bound_shortfall(duals, s, work // 8))

    def bound_shortfall(self, duals: Duals, s: int, work: int = 0) -> float:
        """What the runs of a school may still gain: the least discount found that proves there is no more."""
        value, low, high = duals.stop[s], 0.0, 0.01
        most_runs = _most_runs(duals, s)
        while (least := self._prepare(s, duals, self._discounted(value, s, high)).least) < ZERO:
            if high > most_runs:
                return float(np.maximum(value, 0.0).sum()) - least * most_runs
            high *= 2
        for _ in range(CLOSER):
            middle = (low + high) / 2
            task = self._prepare(s, duals, self._discounted(value, s, middle))
            proven = task.least >= ZERO
            if not proven and work:
                _, found, complete = self._search(task, self._near[s][2], work)
                proven = complete and found >= ZERO
            low, high = (low, middle) if proven else (middle, high)
            if high - low < CLOSE:
                break
        spent = np.maximum(value, 0.0) - np.maximum(self._discounted(value, s, high), 0.0)
        return float(spent.sum()) - ZERO * most_runs

    def _discounted(self, value: FloatArray, s: int, discount: float) -> FloatArray:
        school = self.problem.schools[s]
        lower = np.maximum(value - discount * school.load / school.seats, 0.0)
        return np.where(value >= 0, lower, -1.0)

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

    def _prepare(self, s: int, duals: Duals, value: FloatArray) -> _Task:
        """What a search needs, and the least reduced cost of relaxed runs, below which no run's can be."""
        school = self.problem.schools[s]
        starts = price_steps(self.steps[s], duals.follow)
        width = (float((school.ride_limit + school.board).max()) + 1.0) / SLOTS
        bounds = (*bound_completions(self._rides[s], value, starts, width), width)
        gain = float(duals.gain[s])
        least = bound_least(self._rides[s], value, gain, bounds)
        return _Task(s, value, gain, starts, bounds, least, duals)

    def _search(
        self, task: _Task, near: NDArray[np.uint64], work: int, depth: float = 0.0
    ) -> tuple[tuple[Column, ...], float, bool]:
        """The best columns, the least reduced cost (at most zero), and whether the search came to its end."""
        threshold = min(depth * task.least, ZERO)
        cost, whole, real, complete = grow_runs(
            self._rides[task.school], task.value, task.gain, task.starts, task.bounds, near, work, threshold
        )
        columns = []
        for label in _pick(cost, whole):
            run = Run(task.school, _read_stops(label, whole), float(real[label, TIME]))
            columns.append(Column(run, cheapest_before(self.problem, run, task.duals.follow)[0]))
        return tuple(columns), min(float(cost.min()), 0.0), bool(complete)


def _most_runs(duals: Duals, s: int) -> float:
    """No school needs more runs than it has open stops."""
    return float(np.count_nonzero(duals.stop[s] >= 0))


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
