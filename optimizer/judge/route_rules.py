"""Rules on routes: every run driven once, in time, by buses and from yards that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.district import PERIODS, Period
from optimizer.judge.case import HALF_DAY, Case, spell
from optimizer.judge.timing import EPSILON, Connection, Driven
from optimizer.plan import Route, TimedRun
from optimizer.scenario import LeadWindow
from optimizer.units import clock


def runs_driven_once(case: Case) -> Iterator[tuple[str, str]]:
    """Drive every run of the plan exactly once, and no other."""
    known = {run.id for run in case.plan.runs}
    driven = Counter(timed.run_id for _, _, timed in _timed_runs(case))
    for run_id in sorted(known - driven.keys()):
        yield f"run {run_id}", f"No bus drives run {run_id}."
    for run_id, times in driven.items():
        if run_id not in known:
            yield f"run {run_id}", f"A bus drives run {run_id}, which the plan does not have."
        elif times > 1:
            buses = ", ".join(route.bus for route, _, timed in _timed_runs(case) if timed.run_id == run_id)
            yield f"run {run_id}", f"Run {run_id} is driven {times} times (bus {buses})."


def half_day(case: Case) -> Iterator[tuple[str, str]]:
    """Drive morning runs in the morning and afternoon runs in the afternoon."""
    period_of = {run.id: run.period for run in case.plan.runs}
    for route, period, timed in _timed_runs(case):
        if period_of.get(timed.run_id, period) != period:
            proper = HALF_DAY[period_of[timed.run_id]]
            yield (
                f"bus {route.bus}",
                f"Bus {route.bus}, {HALF_DAY[period]}: run {timed.run_id} belongs to the {proper}.",
            )


def arrival_window(case: Case) -> Iterator[tuple[str, str]]:
    """Reach the school neither too long nor too short before the bell."""
    window = case.scenario.service.arrival
    near, far = window.allowed
    for driven in case.timetable.driven:
        before = driven.time.rings - driven.at
        if driven.period == "am" and not near <= before <= far:
            moment = f"{before} min before the {clock(driven.time.rings)} bell"
            words = (
                f"reaches {driven.time.school.name} at {clock(driven.at)}, {moment}; {_span(window)} allowed."
            )
            yield f"bus {driven.bus}", f"{_who(driven)} {words}"


def departure_window(case: Case) -> Iterator[tuple[str, str]]:
    """Leave the school neither too soon nor too long after dismissal."""
    window = case.scenario.service.departure
    near, far = window.allowed
    for driven in case.timetable.driven:
        after = driven.at - driven.time.rings
        if driven.period == "pm" and not near <= after <= far:
            moment = f"{after} min after the {clock(driven.time.rings)} dismissal"
            words = (
                f"leaves {driven.time.school.name} at {clock(driven.at)}, {moment}; {_span(window)} allowed."
            )
            yield f"bus {driven.bus}", f"{_who(driven)} {words}"


def runs_in_order(case: Case) -> Iterator[tuple[str, str]]:
    """List the runs of a route in the order that they are driven."""
    for connection in case.timetable.connections:
        before, after = connection.before, connection.after
        if not _in_order(connection):
            words = f"is listed before run {after.time.run.id} at {clock(after.at)}."
            yield f"bus {before.bus}", f"{_who(before)} at {clock(before.at)} {words}"


def connection_time(case: Case) -> Iterator[tuple[str, str]]:
    """Leave a bus time to unload, drive to the next run and keep the buffer."""
    buffer = case.scenario.service.buffer
    for c in case.timetable.connections:
        if _in_order(c) and c.slack < buffer - EPSILON:
            yield f"bus {c.before.bus}", _late(c, buffer)


def _late(c: Connection, buffer: float) -> str:
    run, school = c.after.time.run.id, c.after.time.school.name
    start = f"run {run} cannot begin at {_moment(c.due)}"
    if c.before.period == "pm":
        start = f"the bus cannot be at {school} for run {run} at {_moment(c.due)}"
    last = c.before.time.run.visits[-1].stop_id
    place = c.before.time.school.name if c.before.period == "am" else f"stop {last}"
    return (
        f"Bus {c.before.bus}, {HALF_DAY[c.before.period]}: {start} – the bus leaves {place} at "
        f"{_moment(c.leaves)} and needs {spell(c.deadhead_minutes)} min plus {spell(buffer)} min buffer."
    )


def midday(case: Case) -> Iterator[tuple[str, str]]:
    """Bring a bus home from its morning before it leaves for its afternoon."""
    home = {half.route: half for half in case.timetable.halves if half.period == "am"}
    for half in case.timetable.halves:
        if half.period == "pm" and half.route in home and home[half.route].pull_in > half.pull_out:
            back = f"Bus {half.bus} is home from the morning at {clock(home[half.route].pull_in)}"
            yield f"bus {half.bus}", f"{back} but leaves for the afternoon at {clock(half.pull_out)}."


def yard_known(case: Case) -> Iterator[tuple[str, str]]:
    """Start every bus from a yard of the district."""
    known = {yard.id for yard in case.district.yards}
    for route in case.plan.routes:
        if route.yard_id not in known:
            yield (
                f"bus {route.bus}",
                f"Bus {route.bus} starts from {route.yard_id}, which is no yard of the district.",
            )


def yard_capacity(case: Case) -> Iterator[tuple[str, str]]:
    """Park no more buses in a yard than it has places."""
    parked = Counter(route.yard_id for route in case.plan.routes)
    for yard in case.district.yards:
        if yard.buses is not None and parked[yard.id] > yard.buses:
            yield f"yard {yard.id}", f"{yard.name} has {parked[yard.id]} buses and places for {yard.buses}."


def fleet_limit(case: Case) -> Iterator[tuple[str, str]]:
    """Use no more buses than the district has."""
    limit = case.scenario.fleet.limit
    if limit is not None and case.plan.buses > limit:
        yield "fleet", f"{case.plan.buses} buses, {limit} allowed."


def bus_ids_unique(case: Case) -> Iterator[tuple[str, str]]:
    """Give each bus one route."""
    for bus, times in Counter(route.bus for route in case.plan.routes).items():
        if times > 1:
            yield f"bus {bus}", f"Bus {bus} has {times} routes."


def route_with_work(case: Case) -> Iterator[tuple[str, str]]:
    """Send out no bus without a run."""
    for route in case.plan.routes:
        if not route.am and not route.pm:
            yield f"bus {route.bus}", f"Bus {route.bus} has no run to drive."


def _timed_runs(case: Case) -> Iterator[tuple[Route, Period, TimedRun]]:
    for route in case.plan.routes:
        for period in PERIODS:
            for timed in route.of(period):
                yield route, period, timed


def _in_order(connection: Connection) -> bool:
    return connection.before.at < connection.after.at


def _who(driven: Driven) -> str:
    return f"Bus {driven.bus}, {HALF_DAY[driven.period]}: run {driven.time.run.id}"


def _span(window: LeadWindow) -> str:
    near, far = window.allowed
    return f"{near} to {far} min" if near < far else f"{far} min"


def _moment(minutes: float) -> str:
    """Spell a moment that need not be a whole minute."""
    whole = int(minutes // 1)
    seconds = round((minutes - whole) * 60)
    if seconds == 60:
        whole, seconds = whole + 1, 0
    return clock(whole) + (f":{seconds:02d}" if seconds else "")
