"""Runs for every school. Mornings and afternoons apart, unless they are mirrored."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from optimizer.district import PERIODS, District, Period, Run, School, Stop
from optimizer.routing.calls import EPSILON, Calls, Order, build_calls, capacity_of, most_wheelchairs
from optimizer.routing.combining import combine_runs
from optimizer.routing.finding import find_runs
from optimizer.routing.mirroring import build_calls_both_ways, fullest, halves
from optimizer.routing.next_door import pairs_of
from optimizer.routing.outcomes import FarStop, Routing, Unserved
from optimizer.routing.wheelchairs import spread_wheelchairs
from optimizer.scenario import Scenario
from optimizer.travel import Travel


def build_runs(district: District, scenario: Scenario, travel: Travel) -> Routing:
    """Build runs from the stops of every school, as few as found, then as short as found.

    Each run keeps to the bus's load and to the ride limits in the worst traffic, so that it fits any bell.
    Stops without riders are left out. The same input gives the same runs.
    """
    schools = list(zip(district.schools, district.stops_of.values(), strict=True))
    if scenario.routing.mirror:
        found = [_route_mirrored(school, stops, scenario, travel) for school, stops in schools]
    else:
        found = [
            _route_school(
                school, period, tuple(stop for stop in stops if stop.riders(period) > 0), scenario, travel
            )
            for period in PERIODS
            for school, stops in schools
        ]
    return _combine(
        Routing(
            runs=tuple(run for routing in found for run in routing.runs),
            unserved=tuple(lost for routing in found for lost in routing.unserved),
            far_stops=tuple(far for routing in found for far in routing.far_stops),
            fewest=sum(routing.fewest for routing in found),
        ),
        district,
        scenario,
        travel,
    )


def _combine(routing: Routing, district: District, scenario: Scenario, travel: Travel) -> Routing:
    """The same with runs for two schools, where the scenario allows them and they save runs."""
    for pair in pairs_of(district, scenario):
        ids = {school.id for school in pair}
        for period in PERIODS:
            theirs = [run for run in routing.runs if run.period == period and run.school_id in ids]
            runs, outcome = combine_runs(pair, period, theirs, district, scenario, travel)
            # They stand where the first of their runs stood.
            at = routing.runs.index(theirs[0]) if theirs else 0
            before, after = routing.runs[:at], [run for run in routing.runs[at:] if run not in theirs]
            routing = replace(
                routing,
                runs=(*before, *runs, *after),
                fewest=routing.fewest - outcome.spare,
                combined=(*routing.combined, outcome),
            )
    return routing


def _route_mirrored(school: School, stops: tuple[Stop, ...], scenario: Scenario, travel: Travel) -> Routing:
    """One set of runs for both halves; whoever is left behind is left in both."""
    once = _route_school(school, "am", fullest(stops), scenario, travel)
    of = {stop.id: stop for stop in stops}
    lost = [
        replace(gone, period=period, riders=min(gone.riders, of[gone.stop_id].riders(period)))
        for period in PERIODS
        for gone in once.unserved
    ]
    return Routing(
        halves(once.runs, stops),
        tuple(gone for gone in lost if gone.riders),
        tuple(replace(far, period=period) for period in PERIODS for far in once.far_stops),
        fewest=len(PERIODS) * once.fewest,
    )


def _route_school(
    school: School, period: Period, stops: tuple[Stop, ...], scenario: Scenario, travel: Travel
) -> Routing:
    if not stops:
        return Routing(())
    capacity = capacity_of(school, scenario)
    if capacity < 1:
        reason = f"fleet.load.{school.level} leaves no seat on a bus"
        lost = (Unserved(stop.id, stop.riders(period), period, reason, stop.door) for stop in stops)
        return Routing((), tuple(lost))
    if any(stop.wheelchairs for stop in stops) and most_wheelchairs(capacity, scenario.fleet) < 1:
        return _without_wheelchairs(school, period, stops, scenario, travel)
    if scenario.routing.mirror:
        calls = build_calls_both_ways(school, stops, scenario, travel)
    else:
        calls = build_calls(school, stops, period, scenario, travel)
    cut_off = {v.stop_id for c, v in enumerate(calls.visits) if not isfinite(calls.drive[c][calls.school])}
    if cut_off:
        return _without_cut_off(school, period, stops, cut_off, scenario, travel)
    orders = find_runs(calls, rounds=scenario.routing.rounds)
    runs = tuple(
        _run_of(order, f"{school.id}-{period}-{number}", school, period, calls)
        for number, order in enumerate(spread_wheelchairs(calls, orders), start=1)
    )
    doors = {stop.id for stop in stops if stop.door}
    return Routing(runs, (), _far_stops(calls, school, period, scenario, doors), calls.fewest)


def _without_wheelchairs(
    school: School, period: Period, stops: tuple[Stop, ...], scenario: Scenario, travel: Travel
) -> Routing:
    """Route the others where no bus takes a wheelchair, and name those who are left."""
    reason = "fleet.wheelchair_places and wheelchair_seats leave no place for a wheelchair"
    lost = [
        Unserved(stop.id, stop.wheelchairs, period, reason, stop.door) for stop in stops if stop.wheelchairs
    ]
    others = [
        replace(
            stop,
            riders_am=stop.riders_am - stop.wheelchairs,
            riders_pm=stop.riders_pm - stop.wheelchairs,
            wheelchairs=0,
        )
        for stop in stops
    ]
    left = tuple(stop for stop in others if stop.riders(period) > 0)
    routed = _route_school(school, period, left, scenario, travel)
    return replace(routed, unserved=(*lost, *routed.unserved))


def _without_cut_off(
    school: School, period: Period, stops: tuple[Stop, ...], cut_off: set[str],
    scenario: Scenario, travel: Travel,
) -> Routing:  # fmt: skip
    """Route the others where no way leads from some stops to the school, and name those."""
    way = "from the stop to the school" if period == "am" else "from the school to the stop"
    lost = [
        Unserved(stop.id, stop.riders(period), period, f"no way leads {way}", stop.door)
        for stop in stops
        if stop.id in cut_off
    ]
    left = tuple(stop for stop in stops if stop.id not in cut_off)
    others = _route_school(school, period, left, scenario, travel)
    return replace(others, unserved=(*lost, *others.unserved))


def _run_of(order: Order, run_id: str, school: School, period: Period, calls: Calls) -> Run:
    visits = tuple(calls.visits[call] for call in order)
    return Run(run_id, school.id, period, visits if period == "am" else visits[::-1])


def _far_stops(
    calls: Calls, school: School, period: Period, scenario: Scenario, doors: set[str]
) -> tuple[FarStop, ...]:
    limit, far_limit = scenario.service.ride_limit.of(school.level), scenario.service.ride_limit_far
    direct = {visit.stop_id: calls.drive[call][calls.school] for call, visit in enumerate(calls.visits)}
    return tuple(
        FarStop(stop_id, period, minutes, limit, far_limit, stop_id in doors)
        for stop_id, minutes in direct.items()
        if minutes > limit + EPSILON
    )
