"""The plan as a GTFS feed: each school is a route of GTFS, each run one of its trips, each bus a block.

A run for two schools is a trip of the school where it ends (afternoon: begins) and stops at both.

Times are whole minutes, so that the length of a halt does not tell how many riders board there. Stops at a
door are passed over, and a run without other stops is left out. Drives without riders are not part of GTFS.
Source of the format: gtfs.org/documentation/schedule/reference.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from optimizer.district import School
from optimizer.judge.timing import EPSILON, Driven
from optimizer.outputs.contrast import ink_on
from optimizer.outputs.doors import is_shared, shared_visits
from optimizer.outputs.exports.school_year import SchoolYear
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import tier_colours
from optimizer.outputs.sharing import shared_stops
from optimizer.outputs.stop_calls import stop_calls

AGENCY, SERVICE = "district", "school-days"
BUS = 3  # route_type; the extended type 712, school bus, is unknown to many readers
STOPPED = (1980, 1, 1, 0, 0, 0)  # the time of every file inside: equal plans make equal bytes
YES, NO = 0, 1  # pickup_type, drop_off_type

Rows = Iterable[Mapping[str, Any]]


def write_gtfs(opened: OpenedPlan, folder: Path, year: SchoolYear) -> list[Path]:
    """Write ``gtfs.zip``."""
    path = folder / "gtfs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as feed:
        for name, rows in build_feed(opened, year).items():
            text = _csv(rows)
            if text:
                feed.writestr(zipfile.ZipInfo(f"{name}.txt", STOPPED), text, zipfile.ZIP_DEFLATED)
    return [path]


def build_feed(opened: OpenedPlan, year: SchoolYear) -> dict[str, Rows]:
    """File name without ``.txt`` → its rows."""
    told = [run for run in opened.timetable.driven if shared_visits(run.time.run, opened.district)]
    driven = sorted(told, key=lambda run: (run.time.school.id, run.period, run.at))
    first, last = _day(year.first_day), _day(year.last_day)
    publisher = opened.district.name or opened.scenario.district
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return {
        "agency": [
            {
                "agency_id": AGENCY,
                "agency_name": publisher,
                "agency_url": year.website,
                "agency_timezone": year.timezone,
                "agency_lang": "en",
            }
        ],
        "feed_info": [
            {
                "feed_publisher_name": publisher,
                "feed_publisher_url": year.website,
                "feed_lang": "en",
                "feed_start_date": first,
                "feed_end_date": last,
                "feed_version": opened.plan.name,
            }
        ],
        "calendar": [
            {
                "service_id": SERVICE,
                **{name: int(number < 5) for number, name in enumerate(weekdays)},
                "start_date": first,
                "end_date": last,
            }
        ],
        "calendar_dates": [
            {"service_id": SERVICE, "date": _day(day), "exception_type": 2} for day in year.closed_weekdays()
        ],
        "stops": _stops(opened, driven),
        "routes": _routes(opened, driven),
        "trips": [_trip(run) for run in driven],
        "stop_times": (row for run in driven for row in _stop_times(opened, run)),
    }


def _stops(opened: OpenedPlan, driven: list[Driven]) -> Iterator[dict[str, Any]]:
    """Schools with buses, then the stops."""
    served = {school.id for run in driven for school in run.time.schools}
    for school in opened.district.schools:
        if school.id in served:
            yield _stop(school.id, school.name, (round(school.place.lat, 5), round(school.place.lon, 5)))
    called = {visit.stop_id for run in driven for visit in run.time.run.visits}
    for stop_id, shared in shared_stops(opened.plan, opened.district).items():
        if stop_id in called:
            yield _stop(stop_id, f"Stop {stop_id}", shared.position)


def _stop(stop_id: str, name: str, position: tuple[float, float]) -> dict[str, Any]:
    return {"stop_id": stop_id, "stop_name": name, "stop_lat": position[0], "stop_lon": position[1]}


def _routes(opened: OpenedPlan, driven: list[Driven]) -> Iterator[dict[str, Any]]:
    served = {run.time.school.id for run in driven}
    colours = tier_colours([tier.name for tier in opened.scenario.bells.tiers])
    schools = opened.evaluation.schools
    tiers = dict(zip(schools["school_id"], schools["tier"], strict=True))
    for school in opened.district.schools:
        if school.id in served:
            colour = colours[tiers[school.id]]
            yield {
                "route_id": school.id,
                "agency_id": AGENCY,
                "route_long_name": school.name,
                "route_type": BUS,
                "route_color": colour.removeprefix("#"),
                "route_text_color": ink_on(colour).removeprefix("#"),
            }


def _trip(run: Driven) -> dict[str, Any]:
    school: School = run.time.school
    morning = run.period == "am"
    names = " and ".join(served.name for served in _in_order(run))
    return {
        "route_id": school.id,
        "service_id": SERVICE,
        "trip_id": run.time.run.id,
        "trip_headsign": names if morning else f"Home from {names}",
        "direction_id": int(not morning),
        "block_id": run.bus,
    }


def _in_order(run: Driven) -> tuple[School, ...]:
    """The schools of a run as it is driven; a combined one has two."""
    return run.time.schools[::-1] if run.period == "am" else run.time.schools


def _stop_times(opened: OpenedPlan, run: Driven) -> Iterator[dict[str, Any]]:
    morning = run.period == "am"
    halts = [
        (call.stop_id, math.floor(call.arrives + EPSILON), 0, *((YES, NO) if morning else (NO, YES)))
        for call in stop_calls(run, opened.scenario.service)
        if is_shared(opened.district.stop_by_id[call.stop_id])
    ]
    # The moment at the school where the run ends is planned, that at another is computed from it.
    at_schools = [
        (school.id, math.floor(run.time.meets(school, run.at) + EPSILON), int(school is run.time.school))
        + ((NO, YES) if morning else (YES, NO))
        for school in _in_order(run)
    ]
    for number, (stop_id, minute, exact, on, off) in enumerate(
        [*halts, *at_schools] if morning else [*at_schools, *halts], 1
    ):
        yield {
            "trip_id": run.time.run.id,
            "arrival_time": _time(minute),
            "departure_time": _time(minute),
            "stop_id": stop_id,
            "stop_sequence": number,
            "pickup_type": on,
            "drop_off_type": off,
            "timepoint": exact,
        }


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _day(day: Any) -> str:
    return f"{day:%Y%m%d}"


def _csv(rows: Rows) -> str:
    listed = list(rows)
    if not listed:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()
