"""One half of a district's day as a joint question: which stops share a run, which runs share a bus.

An afternoon is the morning read backwards: every drive the other way, the departure in place of the arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizer.bell_choices import day_length
from optimizer.district import District, Period, Run, School, Visit
from optimizer.riding import dwell_minutes
from optimizer.routing.calls import Calls, Order, capacity_of, ride_limit, seats_taken, worst_factor
from optimizer.routing.joint.instance import JointPlan, JointProblem, SchoolStops, build_run
from optimizer.routing.joint.instance import Run as JointRun
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel


@dataclass(frozen=True)
class HalfDay:
    """Runs taken apart into their calls, [schools] each; nothing here depends on the bells.

    Attributes
    ----------
    orders
        the runs as they are, as positions of calls.
    deadhead
        [schools, calls] free-flow minutes from every school to each call (afternoon: from call to school).
    worst
        congestion in which ``calls`` are told.
    """

    period: Period
    schools: tuple[School, ...]
    calls: tuple[Calls, ...]
    orders: tuple[list[Order], ...]
    deadhead: tuple[FloatArray, ...]
    worst: float


@dataclass(frozen=True)
class HalfDayAt:
    """The same at certain bells: the joint problem, and the calls in its driving times and ride limits."""

    problem: JointProblem
    calls: tuple[Calls, ...]
    runs: tuple[JointRun, ...]


def build_half_day(period: Period, district: District, scenario: Scenario, travel: Travel) -> HalfDay:
    """Take the runs of one half of the day apart."""
    runs = [run for run in district.runs if run.period == period]
    schools = [school.place for school in district.schools]
    calls, orders, deadhead = [], [], []
    for school in district.schools:
        driven = [
            run.visits if period == "am" else run.visits[::-1] for run in runs if run.school_id == school.id
        ]
        visits = tuple(visit for run in driven for visit in run)
        ends = np.cumsum([0, *map(len, driven)])
        orders.append([list(range(a, b)) for a, b in pairwise(ends.tolist())])
        calls.append(_calls_of(visits, school, period, district, scenario, travel))
        stops = [district.stop_by_id[visit.stop_id].place for visit in visits]
        there = travel.minutes(schools, stops) if period == "am" else travel.minutes(stops, schools).T
        deadhead.append(there)
    return HalfDay(
        period, district.schools, tuple(calls), tuple(orders), tuple(deadhead), worst_factor(scenario, period)
    )


def _calls_of(
    visits: tuple[Visit, ...], school: School, period: Period,
    district: District, scenario: Scenario, travel: Travel,
) -> Calls:  # fmt: skip
    places = [*(district.stop_by_id[visit.stop_id].place for visit in visits), school.place]
    minutes = worst_factor(scenario, period) * travel.minutes(places, places)
    drive = minutes if period == "am" else minutes.T
    return Calls(
        visits=visits,
        drive=[*drive.tolist(), [0.0] * len(places)],
        dwell=dwell_minutes(visits, scenario.service).tolist(),
        limit=[ride_limit(direct, school, scenario) for direct in drive[:-1, -1].tolist()],
        riders=[seats_taken(visit, scenario.fleet) for visit in visits],
        capacity=capacity_of(school, scenario),
        places=scenario.fleet.wheelchair_places,
    )


def pose_at(half: HalfDay, bells: Mapping[str, int], scenario: Scenario) -> HalfDayAt:
    """The joint question at these bells (minutes past midnight, by school id), every bus at its aim.

    Driving is that of each school's own band, so limits are scaled from the worst traffic to it: a ride that
    keeps to the scaled limit keeps to the real one in any band, for its dwell is scaled along.
    """
    service, travel = scenario.service, scenario.travel
    start = np.array([bells[school.id] for school in half.schools])
    if half.period == "am":
        rings, anchor, bands = start, start - service.arrival.aim, travel.bands_am
    else:
        rings = start + np.array([day_length(school, scenario) for school in half.schools])
        anchor, bands = -(rings + service.departure.aim), travel.bands_pm
    factor = [next((band.factor for band in bands if band.until > ring), bands[-1].factor) for ring in rings]
    calls = tuple(_eased(at, f / half.worst) for at, f in zip(half.calls, factor, strict=True))
    reach = tuple(
        (anchor[s] - anchor)[:, None] - service.unload - service.buffer - factor[s] * deadhead
        for s, deadhead in enumerate(half.deadhead)
    )
    problem = JointProblem(tuple(map(_stops_of, half.schools, calls)), reach)
    runs = [build_run(problem, s, tuple(order)) for s, orders in enumerate(half.orders) for order in orders]
    return HalfDayAt(problem, calls, tuple(runs))


def runs_of(half: HalfDay, plan: JointPlan) -> tuple[Run, ...]:
    """The plan's runs as a district has them, numbered within each school."""
    found: list[Run] = []
    for s, (school, calls) in enumerate(zip(half.schools, half.calls, strict=True)):
        orders = sorted((run.stops for run in plan.runs if run.school == s), key=min)
        for number, order in enumerate(orders, start=1):
            visits = tuple(calls.visits[call] for call in order)
            driven = visits if half.period == "am" else visits[::-1]
            found.append(Run(f"{school.id}-{half.period}-{number}", school.id, half.period, driven))
    return tuple(found)


def _eased(calls: Calls, ease: float) -> Calls:
    return Calls(
        visits=calls.visits,
        drive=(ease * calls.matrix).tolist(),
        dwell=calls.dwell,
        limit=[ease * limit for limit in calls.limit],
        riders=calls.riders,
        capacity=calls.capacity,
        places=calls.places,
    )


def _stops_of(school: School, calls: Calls) -> SchoolStops:
    n = len(calls.visits)
    return SchoolStops(
        name=school.id,
        stops=tuple(visit.stop_id for visit in calls.visits),
        load=np.array(calls.riders, dtype=np.int64),
        board=np.array(calls.dwell, dtype=np.float64),
        drive=np.ascontiguousarray(calls.matrix[:n, :n]),
        to_school=calls.matrix[:n, n],
        ride_limit=np.array(calls.limit, dtype=np.float64),
        seats=calls.capacity,
        counts_own_boarding=False,
    )
