"""The clock of a plan: when each run begins and ends, what each connection leaves over, when a bus is home.

Everything follows from the district, the scenario, the travel source and the plan. What cannot be timed
(an unknown school, stop, run or yard; a run in the wrong half of the day) is left out here and reported
by the rule that concerns it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizer.district import PERIODS, District, Period, Place
from optimizer.judge.run_times import RunTime, far_end, time_runs
from optimizer.plan import Plan, Route, TimedRun
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

# A connection that fits to the second must not be refused because 0.1 + 0.2 > 0.3.
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Driven:
    """A run in its place in a route. ``order`` counts from 1 in its half of the day."""

    route: int
    bus: str
    period: Period
    order: int
    at: int
    time: RunTime

    @property
    def starts(self) -> float:
        """When the bus begins the run: at the first stop (am) or leaving the school (pm)."""
        return self.at - self.time.live_minutes if self.period == "am" else float(self.at)

    @property
    def ends(self) -> float:
        """When the run is over: at the school (am) or done with the last stop (pm)."""
        return float(self.at) if self.period == "am" else self.at + self.time.live_minutes


@dataclass(frozen=True, slots=True)
class Connection:
    """Two runs that one bus drives in a row.

    ``leaves`` is when it leaves the end of the first, ``due`` when it must be at the beginning of the
    second; ``slack`` is what the deadhead leaves over of the time between, the buffer included.
    """

    before: Driven
    after: Driven
    leaves: float
    due: float
    deadhead_minutes: float
    deadhead_miles: float

    @property
    def slack(self) -> float:
        """Minutes left over after unloading and deadhead; negative where the bus comes too late."""
        return self.due - self.leaves - self.deadhead_minutes


@dataclass(frozen=True, slots=True)
class Half:
    """One bus away from its yard for one half of the day; deadhead here is only from and to the yard."""

    route: int
    bus: str
    period: Period
    pull_out: int
    pull_in: int
    deadhead_minutes: float
    deadhead_miles: float

    @property
    def minutes(self) -> int:
        """Minutes away from the yard."""
        return self.pull_in - self.pull_out


@dataclass(frozen=True)
class Timetable:
    """All of a plan that can be timed, in the order of its runs and routes."""

    runs: dict[str, RunTime]
    driven: tuple[Driven, ...]
    connections: tuple[Connection, ...]
    halves: tuple[Half, ...]


@dataclass(frozen=True, slots=True)
class _Leg:
    """One drive without riders. Legs of one ``hub`` (a school or a yard) are measured together."""

    origin: Place
    destination: Place
    hub: str
    factor: float


def time_plan(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> Timetable:
    """Time every run, connection and half day of ``plan``."""
    runs = time_runs(district, scenario, travel, plan)
    halves = list(_driven_halves(plan, runs))
    driven = tuple(run for _, _, inside in halves for run in inside)
    return Timetable(
        runs=runs,
        driven=driven,
        connections=_time_connections(district, scenario, travel, [inside for _, _, inside in halves]),
        halves=_time_halves(district, scenario, travel, halves),
    )


def _driven_halves(
    plan: Plan, runs: dict[str, RunTime]
) -> Iterator[tuple[Route, Period, tuple[Driven, ...]]]:
    for number, route in enumerate(plan.routes):
        for period in PERIODS:
            timed = [r for r in route.of(period) if _belongs(r, period, runs)]
            inside = tuple(
                Driven(number, route.bus, period, order, r.at, runs[r.run_id])
                for order, r in enumerate(timed, 1)
            )
            if inside:
                yield route, period, inside


def _belongs(timed: TimedRun, period: Period, runs: dict[str, RunTime]) -> bool:
    return timed.run_id in runs and runs[timed.run_id].run.period == period


def _time_connections(
    district: District, scenario: Scenario, travel: Travel, halves: Sequence[tuple[Driven, ...]]
) -> tuple[Connection, ...]:
    pairs = [pair for inside in halves for pair in pairwise(inside)]
    minutes, miles = _measure(travel, [_deadhead(district, before, after) for before, after in pairs])
    unload = scenario.service.unload
    return tuple(
        Connection(
            before,
            after,
            leaves=before.ends + (unload if before.period == "am" else 0),
            due=after.starts - (unload if after.period == "pm" else 0),
            deadhead_minutes=float(minutes[k]),
            deadhead_miles=float(miles[k]),
        )
        for k, (before, after) in enumerate(pairs)
    )


def _deadhead(district: District, before: Driven, after: Driven) -> _Leg:
    """Drive from school to the next run's first stop (am), or from the last stop to the next school (pm)."""
    if before.period == "am":
        return _Leg(
            before.time.school.place,
            far_end(district, after.time.run),
            before.time.school.id,
            after.time.factor,
        )
    return _Leg(
        far_end(district, before.time.run), after.time.school.place, after.time.school.id, before.time.factor
    )


def _time_halves(
    district: District,
    scenario: Scenario,
    travel: Travel,
    halves: Sequence[tuple[Route, Period, tuple[Driven, ...]]],
) -> tuple[Half, ...]:
    yards = {yard.id: yard.place for yard in district.yards}
    unload = scenario.service.unload
    known = [half for half in halves if half[0].yard_id in yards]
    legs = [leg for route, _, inside in known for leg in _yard_legs(district, yards[route.yard_id], inside)]
    minutes, miles = _measure(travel, legs)
    found = []
    for k, (route, period, inside) in enumerate(known):
        out, home = float(minutes[2 * k]), float(minutes[2 * k + 1])
        leaves = inside[0].starts - (unload if period == "pm" else 0) - out
        returns = inside[-1].ends + (unload if period == "am" else 0) + home
        found.append(
            Half(
                inside[0].route,
                route.bus,
                period,
                pull_out=math.floor(leaves + EPSILON),
                pull_in=math.ceil(returns - EPSILON),
                deadhead_minutes=out + home,
                deadhead_miles=float(miles[2 * k] + miles[2 * k + 1]),
            )
        )
    return tuple(found)


def _yard_legs(district: District, yard: Place, inside: tuple[Driven, ...]) -> tuple[_Leg, _Leg]:
    """From the yard to the first run, and from the last run to the yard."""
    first, last = inside[0].time, inside[-1].time
    if inside[0].period == "am":
        begin, end = far_end(district, first.run), last.school.place
    else:
        begin, end = first.school.place, far_end(district, last.run)
    return _Leg(yard, begin, yard.id, first.factor), _Leg(end, yard, yard.id, last.factor)


def _measure(travel: Travel, legs: Sequence[_Leg]) -> tuple[FloatArray, FloatArray]:
    """Minutes (in traffic) and miles of every leg, asked of the travel source once per hub."""
    minutes, miles = np.zeros(len(legs)), np.zeros(len(legs))
    of_hub: dict[str, list[int]] = defaultdict(list)
    for k, leg in enumerate(legs):
        of_hub[leg.hub].append(k)
    for inside in of_hub.values():
        origins = {legs[k].origin.id: legs[k].origin for k in inside}
        destinations = {legs[k].destination.id: legs[k].destination for k in inside}
        row = {id_: i for i, id_ in enumerate(origins)}
        column = {id_: i for i, id_ in enumerate(destinations)}
        rows = [row[legs[k].origin.id] for k in inside]
        columns = [column[legs[k].destination.id] for k in inside]
        here, there = tuple(origins.values()), tuple(destinations.values())
        minutes[inside] = travel.minutes(here, there)[rows, columns] * [legs[k].factor for k in inside]
        miles[inside] = travel.miles(here, there)[rows, columns]
    return minutes, miles
