"""Rules on runs: no rider lost, none too many in a bus, none too long in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from optimizer.district import PERIODS, Period, Run
from optimizer.judge.case import HALF_DAY, Case, spell
from optimizer.judge.loads import Load, loads_of, share_of_bus
from optimizer.judge.run_times import RunTime
from optimizer.judge.timing import EPSILON
from optimizer.scenario import Scenario


def run_ids_unique(case: Case) -> Iterator[tuple[str, str]]:
    """Give no two runs the same id."""
    for run_id, times in Counter(run.id for run in case.plan.runs).items():
        if times > 1:
            yield f"run {run_id}", f"{times} runs have the id {run_id}."


def run_stops(case: Case) -> Iterator[tuple[str, str]]:
    """Serve only schools of the district, each run only stops of its own school (combined: of its two)."""
    stops = case.district.stop_by_id
    for run in case.plan.runs:
        where, schools = f"run {run.id}", " and ".join(run.school_ids)
        for school_id in run.school_ids:
            if school_id not in case.district.school_index:
                yield where, f"Run {run.id} serves {school_id}, a school that the district does not have."
        if not run.visits:
            yield where, f"Run {run.id} calls at no stop."
        for visit in run.visits:
            if visit.stop_id not in stops:
                yield where, f"Run {run.id} calls at {visit.stop_id}, a stop that the district does not have."
            elif stops[visit.stop_id].school_id not in run.school_ids:
                owner = case.school_name(stops[visit.stop_id].school_id)
                yield where, f"Run {run.id} of {schools} calls at {visit.stop_id}, a stop of {owner}."


def riders_carried(case: Case) -> Iterator[tuple[str, str]]:
    """Carry the riders of every stop, all of them and no more, in each half of the day; wheelchairs too."""
    carried, chairs = riders_by_stop(case), wheelchairs_by_stop(case)
    for stop in case.district.stops:
        for period in PERIODS:
            have, want = carried[period, stop.id], stop.riders(period)
            if have != want:
                who = f"Stop {stop.id} of {case.school_name(stop.school_id)}, {HALF_DAY[period]}"
                yield f"stop {stop.id}", f"{who}: {have} of {want} riders are carried."
            if chairs[period, stop.id] != stop.wheelchairs:
                have, want = chairs[period, stop.id], stop.wheelchairs
                who = f"Stop {stop.id} of {case.school_name(stop.school_id)}, {HALF_DAY[period]}"
                yield f"stop {stop.id}", f"{who}: {have} of {want} riders in wheelchairs are carried."
    for run in case.plan.runs:
        for visit in run.visits:
            if visit.riders < 0:
                yield f"run {run.id}", f"Run {run.id} has {visit.riders} riders at stop {visit.stop_id}."


def riders_by_stop(case: Case) -> Counter[tuple[Period, str]]:
    """Riders that the runs carry, by half of the day and stop."""
    carried: Counter[tuple[Period, str]] = Counter()
    for run in case.plan.runs:
        for visit in run.visits:
            carried[run.period, visit.stop_id] += visit.riders
    return carried


def wheelchairs_by_stop(case: Case) -> Counter[tuple[Period, str]]:
    """Riders in wheelchairs whom the runs carry, by half of the day and stop."""
    carried: Counter[tuple[Period, str]] = Counter()
    for run in case.plan.runs:
        for visit in run.visits:
            carried[run.period, visit.stop_id] += visit.wheelchairs
    return carried


def capacity(case: Case) -> Iterator[tuple[str, str]]:
    """Put no more riders in a run than a bus may hold at their level, and no more wheelchairs than places.

    On a combined run the riders of each school take their share of what a bus holds at that level.
    """
    fleet = case.scenario.fleet
    for run in case.plan.runs:
        if any(school_id not in case.district.school_index for school_id in run.school_ids):
            continue
        loads = loads_of(run, case.district, fleet)
        if share_of_bus(loads) > 1:
            yield f"run {run.id}", _too_full(run, loads)
        if run.wheelchairs > fleet.wheelchair_places:
            places = f"a bus has {fleet.wheelchair_places} places"
            yield f"run {run.id}", f"Run {run.id} has {run.wheelchairs} riders in wheelchairs; {places}."


def _too_full(run: Run, loads: Sequence[Load]) -> str:
    if len(loads) == 1:
        (load,) = loads
        chairs = f", {run.wheelchairs} in wheelchairs ({load.taken} seats)" if run.wheelchairs else ""
        return f"Run {run.id} has {run.riders} riders{chairs}; a bus holds {load.limit} ({load.level})."
    seats = " and ".join(f"{load.taken} of {load.limit} seats ({load.level})" for load in loads)
    return f"Run {run.id} takes {seats}: together more than a bus."


def ride_limit(case: Case) -> Iterator[tuple[str, str]]:
    """Let no rider ride too long; those who live far may ride longer, those beyond that ride straight.

    A stop is far if its direct drive in the densest traffic of the half day takes longer than the limit.
    Its riders may then ride up to ``ride_limit_far``, and if even the direct drive takes longer than that,
    the run must drive from there as directly as can be.
    """
    for time in case.timetable.runs.values():
        for k, visit in enumerate(time.run.visits):
            limit = _ride_allowed(case.scenario, time, k)
            if limit is not None and time.rides[k] > limit + EPSILON:
                who = f"Run {time.run.id}, {HALF_DAY[time.run.period]}: riders of stop {visit.stop_id}"
                words = f"{who} ride {spell(time.rides[k])} min, {spell(limit)} allowed."
                yield f"run {time.run.id}", words


def _ride_allowed(scenario: Scenario, time: RunTime, visit: int) -> float | None:
    """Minutes that riders of one visit may ride; ``None`` if they live so far that only detours count."""
    service = scenario.service
    limit = service.ride_limit.of(time.own[visit].level)
    direct = time.direct[visit] * densest(scenario, time.run.period)
    if direct <= limit + EPSILON:
        return limit
    straight = time.driven[visit] <= time.direct[visit] + EPSILON
    if direct > service.ride_limit_far + EPSILON and straight:
        return None
    return max(limit, service.ride_limit_far)


def densest(scenario: Scenario, period: Period) -> float:
    """Largest congestion factor of a half day: how far a stop is must not depend on the bell."""
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    return max(band.factor for band in bands)
