"""Runs for every school: savings, then fewer runs, then less driving. Mornings and afternoons apart."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.district import PERIODS, District, Period, Run, School, Stop
from optimizer.routing.calls import EPSILON, Calls, Order, build_calls, capacity_of
from optimizer.routing.dropping import drop_runs
from optimizer.routing.improvement import improve
from optimizer.routing.savings import join_by_savings
from optimizer.scenario import Scenario
from optimizer.travel import Travel

WEIGHTS = (1.0, 0.7, 1.4)  # of nearness among stops against nearness to school, in the savings tried


@dataclass(frozen=True, slots=True)
class Unserved:
    """Riders of a stop that no run could take, and why."""

    stop_id: str
    riders: int
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class FarStop:
    """A stop whose direct drive, in the worst traffic, is longer than ``limit`` minutes.

    Beyond the level's limit its riders get the far limit; beyond that they are driven directly.
    """

    stop_id: str
    period: Period
    direct: float
    limit: float


@dataclass(frozen=True)
class Routing:
    """Runs built from stops. Riders of the district = riders of ``runs`` + riders ``unserved``.

    ``fewest`` is what the riders alone need, each school by itself: runs ÷ fewest shows what rides and
    distances cost.
    """

    runs: tuple[Run, ...]
    unserved: tuple[Unserved, ...] = ()
    far_stops: tuple[FarStop, ...] = ()
    fewest: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know of the routing, one sentence each."""
        riders = sum(run.riders for run in self.runs)
        lines = [f"{len(self.runs):,} runs built for {riders:,} riders; seats alone need {self.fewest:,}"]
        if self.unserved:
            count = sum(lost.riders for lost in self.unserved)
            first = self.unserved[0]
            lines.append(f"{count:,} riders are on no run, first at stop {first.stop_id}: {first.reason}")
        if self.far_stops:
            stops = len({far.stop_id for far in self.far_stops})
            longest = max(far.direct for far in self.far_stops)
            lines.append(f"stops beyond the ride limit: {stops:,}, up to {longest:.0f} minutes direct")
        return tuple(lines)


def build_runs(district: District, scenario: Scenario, travel: Travel) -> Routing:
    """Build runs from the stops of every school, as few as found, then as short as found.

    Each run keeps to the bus's load and to the ride limits in the worst traffic, so that it fits any bell.
    Stops without riders are left out. The same input gives the same runs.
    """
    found = [
        _route_school(
            school, period, tuple(stop for stop in stops if stop.riders(period) > 0), scenario, travel
        )
        for period in PERIODS
        for school, stops in zip(district.schools, district.stops_of.values(), strict=True)
    ]
    return Routing(
        runs=tuple(run for routing in found for run in routing.runs),
        unserved=tuple(lost for routing in found for lost in routing.unserved),
        far_stops=tuple(far for routing in found for far in routing.far_stops),
        fewest=sum(routing.fewest for routing in found),
    )


def _route_school(
    school: School, period: Period, stops: tuple[Stop, ...], scenario: Scenario, travel: Travel
) -> Routing:
    if not stops:
        return Routing(())
    if capacity_of(school, scenario) < 1:
        reason = f"fleet.load.{school.level} leaves no seat on a bus"
        return Routing((), tuple(Unserved(stop.id, stop.riders(period), period, reason) for stop in stops))
    calls = build_calls(school, stops, period, scenario, travel)
    runs = tuple(
        _run_of(order, f"{school.id}-{period}-{number}", school, period, calls)
        for number, order in enumerate(find_runs(calls), start=1)
    )
    return Routing(runs, (), _far_stops(calls, school, period, scenario), calls.fewest)


def find_runs(calls: Calls) -> list[Order]:
    """Orders of all calls, every call once; sorted by the first of their calls in the stops' table."""
    best = min(
        (join_by_savings(calls, weight) for weight in WEIGHTS),
        key=lambda runs: (len(runs), sum(map(calls.minutes, runs))),
    )
    fewer = drop_runs(calls, improve(calls, best))
    return sorted(improve(calls, fewer), key=min)


def _run_of(order: Order, run_id: str, school: School, period: Period, calls: Calls) -> Run:
    visits = tuple(calls.visits[call] for call in order)
    return Run(run_id, school.id, period, visits if period == "am" else visits[::-1])


def _far_stops(calls: Calls, school: School, period: Period, scenario: Scenario) -> tuple[FarStop, ...]:
    limit = scenario.service.ride_limit.of(school.level)
    direct = {visit.stop_id: calls.drive[call][calls.school] for call, visit in enumerate(calls.visits)}
    return tuple(
        FarStop(stop_id, period, minutes, limit)
        for stop_id, minutes in direct.items()
        if minutes > limit + EPSILON
    )
