"""Where every bus is at every moment of a morning and an afternoon, as modelled.

Between two stops a bus is drawn on the straight line; it reaches each stop at a whole minute, so that the
length of a halt does not tell how many riders board there. A stop at a door is passed over, and so is the
moment when the bus is there: beyond the last stop that is shown, a bus is drawn as driving empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from optimizer.district import PERIODS, Period, Place
from optimizer.judge.timing import EPSILON, Connection, Driven, Half
from optimizer.outputs.doors import is_shared, runs_to_doors
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.sharing import shared_stops
from optimizer.outputs.stop_calls import stop_calls

EMPTY, STANDING = -1, -2  # what a bus does after a point, if it does not drive a run with riders
Position = tuple[float, float]


class Point(NamedTuple):
    """A bus at a minute and a place. ``then`` is the number of the run it drives next, or EMPTY, STANDING."""

    minute: int
    lat: float
    lon: float
    then: int


class Work(NamedTuple):
    """What a half day of one bus is drawn from."""

    half: Half
    yard: Position
    runs: tuple[Driven, ...]
    connections: tuple[Connection, ...]


def build_motion(opened: OpenedPlan) -> dict[str, Any]:
    """Gather the runs, and for each half of the day its buses' ways and its counts by the minute."""
    numbers = {run.time.run.id: number for number, run in enumerate(opened.timetable.driven)}
    schools = opened.district.school_index
    return {
        "doors": bool(runs_to_doors(opened.plan, opened.district)),
        "runs": [
            {
                "id": run.time.run.id,
                "school": schools[run.time.school.id],
                "also": None if run.time.also is None else schools[run.time.also.id],
                "starts": starts,
                "ends": ends,
            }
            for run in opened.timetable.driven
            for starts, ends in [_span(run, opened)]
        ],
        "halves": {period: _half_day(opened, period, numbers) for period in PERIODS},
    }


def _span(run: Driven, opened: OpenedPlan) -> tuple[int, int]:
    """Whole minutes from the beginning to the end of a run, as far as its stops are shown."""
    calls = _calls(run, opened)
    if run.period == "am":
        return (calls[0][0] if calls else run.at), math.ceil(run.ends - EPSILON)
    return math.floor(run.starts + EPSILON), _done(run, opened, calls)


def _calls(run: Driven, opened: OpenedPlan) -> list[tuple[int, str]]:
    """Minute and stop id of the halts that are shown."""
    stops = opened.district.stop_by_id
    halts = stop_calls(run, opened.scenario.service)
    return [(_whole(call.arrives), call.stop_id) for call in halts if is_shared(stops[call.stop_id])]


def _done(run: Driven, opened: OpenedPlan, calls: Sequence[tuple[int, str]]) -> int:
    """The whole minute at which an afternoon run is done with the last stop that is shown."""
    last = opened.district.stop_by_id[run.time.run.visits[-1].stop_id]
    if is_shared(last):
        return max(calls[-1][0], math.ceil(run.ends - EPSILON))
    return calls[-1][0] if calls else run.at


def _half_day(opened: OpenedPlan, period: Period, numbers: Mapping[str, int]) -> dict[str, Any]:
    shared = shared_stops(opened.plan, opened.district)
    stops = {stop_id: of.position for stop_id, of in shared.items()}
    ways = {
        work.half.bus: list(_way(work, opened, stops, numbers))
        for work in _works(opened, period)
        if work.runs
    }
    minutes = [point.minute for way in ways.values() for point in way]
    first, last = (min(minutes) - 1, max(minutes) + 1) if minutes else (0, 1)
    return {
        "first": first,
        "last": last,
        "counts": count_buses(list(ways.values()), first, last),
        "buses": [{"bus": bus, "way": [list(point) for point in way]} for bus, way in ways.items()],
    }


def _works(opened: OpenedPlan, period: Period) -> Iterator[Work]:
    yards = {yard.id: yard.place for yard in opened.district.yards}
    timetable = opened.timetable
    for half in timetable.halves:
        if half.period == period:
            runs = tuple(r for r in timetable.driven if (r.route, r.period) == (half.route, period))
            between = tuple(
                c for c in timetable.connections if (c.before.route, c.before.period) == (half.route, period)
            )
            yield Work(half, _at(yards[opened.plan.routes[half.route].yard_id]), runs, between)


def _at(place: Place) -> Position:
    return round(place.lat, 5), round(place.lon, 5)


def _way(
    work: Work, opened: OpenedPlan, stops: Mapping[str, Position], numbers: Mapping[str, int]
) -> Iterator[Point]:
    """Follow a bus from its yard through its runs and back."""
    service = opened.scenario.service
    arrives = {c.after.time.run.id: _whole(c.leaves + c.deadhead_minutes) for c in work.connections}
    yield Point(work.half.pull_out, *work.yard, EMPTY)
    for run in work.runs:
        run_id, school = run.time.run.id, _at(run.time.school.place)
        calls, number = _calls(run, opened), numbers[run_id]
        if run.period == "am":
            begins = run.time.run.visits[0].stop_id
            if run_id in arrives and begins in stops:
                yield Point(min(arrives[run_id], calls[0][0]), *stops[begins], STANDING)
            for minute, stop_id in calls:
                yield Point(minute, *stops[stop_id], number)
            yield from _at_also(run, number)
            yield Point(run.at, *school, STANDING)
            yield Point(_whole(run.at + service.unload), *school, EMPTY)
        else:
            loads = _whole(run.at - service.unload)
            yield Point(min(arrives.get(run_id, loads), loads), *school, STANDING)
            yield Point(run.at, *school, number)
            yield from _at_also(run, number)
            for minute, stop_id in calls:
                yield Point(minute, *stops[stop_id], number)
            yield Point(_done(run, opened, calls), *(stops[calls[-1][1]] if calls else school), EMPTY)
    yield Point(work.half.pull_in, *work.yard, EMPTY)


def _at_also(run: Driven, number: int) -> Iterator[Point]:
    """The stay of a combined run at its other school, riders of the first aboard."""
    if run.time.also is None:
        return
    place, met = _at(run.time.also.place), run.time.meets(run.time.also, run.at)
    stay = run.time.run.stay
    begins = met if run.period == "am" else met - stay
    yield Point(_whole(begins), *place, STANDING)
    yield Point(_whole(begins + stay), *place, number)


def buses_at(buses: Sequence[Mapping[str, Any]], minute: int) -> Iterator[tuple[float, float, int]]:
    """Where each bus is that is out of its yard, and what it does: its run's number, EMPTY or STANDING."""
    for bus in buses:
        for here, there in pairwise(bus["way"]):
            if here[0] <= minute < there[0]:
                share = (minute - here[0]) / (there[0] - here[0])
                yield here[1] + share * (there[1] - here[1]), here[2] + share * (there[2] - here[2]), here[3]


def _whole(minute: float) -> int:
    return math.floor(minute + EPSILON)


def count_buses(ways: list[list[Point]], first: int, last: int) -> dict[str, list[int]]:
    """Count the buses with riders, empty on the road, and standing at a school or stop, minute by minute."""
    counts = {name: np.zeros(last - first + 1, dtype=int) for name in ("riders", "empty", "standing")}
    names = {EMPTY: "empty", STANDING: "standing"}
    for way in ways:
        for here, there in pairwise(way):
            counts[names.get(here.then, "riders")][here.minute - first : there.minute - first] += 1
    return {name: of.tolist() for name, of in counts.items()}
