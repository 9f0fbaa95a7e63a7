"""What the solver builds and what it costs: bells, buses with their runs and yards, the price in cents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizer.plan import Route, TimedRun
from optimizer.problem import HalfDay, IntArray, Problem


@dataclass(frozen=True, slots=True)
class Bus:
    """One bus: its yard and its runs, as positions, in driving order."""

    yard: int
    am: tuple[int, ...]
    pm: tuple[int, ...]


@dataclass(frozen=True)
class Solution:
    """Bells [S] in minutes past midnight and the buses that drive every run once.

    ``shifts`` are the minutes [R] that each run's anchor lies from the aim, for each half; ``None`` where
    every run is at its aim.
    """

    bells: IntArray
    buses: tuple[Bus, ...]
    shifts: tuple[IntArray, IntArray] | None = None


@dataclass(frozen=True, slots=True)
class HalfWork:
    """A bus's half day: paid minutes from pull-out to pull-in and its miles."""

    minutes: int
    live_miles: float
    deadhead_miles: float


class Clocked:
    """A half of the day at fixed bells: when each run is at its school, and what driving costs there.

    ``aim`` [S] are the schools' anchors, ``anchor`` [R] the runs' own, ``band`` [S] the travel bands.
    """

    def __init__(
        self, problem: Problem, half: HalfDay, bells: IntArray, shift: IntArray | None = None
    ) -> None:
        self.half = half
        self.aim = half.anchor(bells, problem.day)
        self.band = half.band(bells, problem.day)
        self.anchor = self.aim[half.school_of_run]
        if shift is not None:
            self.anchor = self.anchor + shift

    def at(self, run: int) -> int:
        """Minutes past midnight at which the run is at its school."""
        anchor = int(self.anchor[run])
        return anchor if self.half.period == "am" else -anchor

    def out_minutes(self, yard: int, run: int) -> int:
        """From the yard to the moment at the school of the run next to it (afternoon: mirrored)."""
        band, anchor = self.band[self.half.school_of_run[run]], int(self.anchor[run])
        away = self.half.ride[band, run] + self.half.yard_run_minutes[band, yard, run]
        return anchor - math.floor(float(anchor - away) + TINY)

    def in_minutes(self, yard: int, school: int) -> int:
        """From the moment at the school back to the yard (afternoon: mirrored)."""
        away = self.half.at_school + self.half.yard_school_minutes[self.band[school], yard, school]
        return math.ceil(float(away) - TINY)

    def work(self, yard: int, runs: Sequence[int]) -> HalfWork:
        """What one bus does with ``runs`` in the order of their anchors (afternoon: driven in reverse)."""
        half = self.half
        first, last = runs[0], int(half.school_of_run[runs[-1]])
        span = int(self.anchor[runs[-1]] - self.anchor[first])
        between = sum(
            float(half.deadhead_miles[half.school_of_run[one], other]) for one, other in pairwise(runs)
        )
        return HalfWork(
            minutes=self.out_minutes(yard, first) + span + self.in_minutes(yard, last),
            live_miles=float(sum(half.live_miles[run] for run in runs)),
            deadhead_miles=float(half.yard_run_miles[yard, first] + half.yard_school_miles[yard, last])
            + between,
        )


# A leg that ends exactly on the minute must not be pushed to the next one by the last bit of a float.
TINY = 1e-9


def clock_halves(
    problem: Problem, bells: IntArray, shifts: tuple[IntArray, IntArray] | None = None
) -> tuple[Clocked, Clocked]:
    """Both halves at fixed bells, runs off their aims by ``shifts``."""
    am, pm = (None, None) if shifts is None else shifts
    return Clocked(problem, problem.am, bells, am), Clocked(problem, problem.pm, bells, pm)


def by_anchor(period: str, runs: Sequence[int]) -> Sequence[int]:
    """Runs in driving order → in the order of their anchors."""
    return runs if period == "am" else runs[::-1]


def price(problem: Problem, solution: Solution) -> dict[str, int]:
    """The plan's cost a day in cents, term by term, each rounded once."""
    book = problem.prices
    worked = topped_up = 0
    live = deadhead = 0.0
    halves = clock_halves(problem, solution.bells, solution.shifts)
    for bus in solution.buses:
        minutes = book.check_in
        for clocked, runs in zip(halves, (bus.am, bus.pm), strict=True):
            if not runs:
                continue
            work = clocked.work(bus.yard, by_anchor(clocked.half.period, runs))
            minutes += book.pre_trip + work.minutes + book.post_trip
            live += work.live_miles
            deadhead += work.deadhead_miles
        worked += minutes
        topped_up += max(book.guarantee - minutes, 0)
    return {
        "bus_day": len(solution.buses) * book.bus_day,
        "driver_hours": round(worked * book.driver_hour / 60),
        "guarantee": round(topped_up * book.driver_hour / 60),
        "miles_live": round(live * book.mile_live),
        "miles_deadhead": round(deadhead * book.mile_deadhead),
        "monitors": round(sum(map(_monitor_minutes, halves)) * book.monitor_hour / 60),
        "spares_day": round(len(solution.buses) * book.spare_share * book.spare_day),
    }


def _monitor_minutes(clocked: Clocked) -> float:
    """Minutes that monitors are paid for: the rides of their runs and the time at the school."""
    half = clocked.half
    if half.monitored is None:
        return 0.0
    runs = np.flatnonzero(half.monitored)
    rides = half.ride[clocked.band[half.school_of_run[runs]], runs]
    return float(rides.sum()) + half.at_school * len(runs)


def margins(problem: Problem, solution: Solution) -> list[tuple[int, int]]:
    """For every connection its bus, as a position, and the minutes it has beyond its ``need``."""
    found = []
    halves = clock_halves(problem, solution.bells, solution.shifts)
    for which, bus in enumerate(solution.buses):
        for clocked, driven in zip(halves, (bus.am, bus.pm), strict=True):
            half, own = clocked.half, clocked.half.school_of_run
            for one, other in pairwise(by_anchor(half.period, driven)):
                need = half.need[clocked.band[own[other]], own[one], other]
                found.append((which, int(clocked.anchor[other] - clocked.anchor[one] - need)))
    return found


def total_cost(problem: Problem, solution: Solution) -> int:
    """Cents a day, all terms."""
    return sum(price(problem, solution).values())


def routes_of(problem: Problem, solution: Solution) -> tuple[Route, ...]:
    """The buses as routes with ids, named B001…, ordered by yard and first pull-out."""
    halves = clock_halves(problem, solution.bells, solution.shifts)
    timed = []
    for bus in solution.buses:
        am, pm = (
            tuple(TimedRun(clocked.half.run_ids[run], clocked.at(run)) for run in runs)
            for clocked, runs in zip(halves, (bus.am, bus.pm), strict=True)
        )
        timed.append((problem.yard_ids[bus.yard], am, pm))
    timed.sort(key=lambda entry: (entry[0], [r.at for r in entry[1]], [r.at for r in entry[2]], entry[1:]))
    width = max(3, len(str(len(timed))))
    return tuple(Route(f"B{i + 1:0{width}d}", *entry) for i, entry in enumerate(timed))


def moved_minutes(problem: Problem, bells: IntArray) -> IntArray:
    """[S] minutes moved from today, 0 where today is unknown."""
    return np.where(problem.today >= 0, bells - problem.today, 0).astype(np.int32)
