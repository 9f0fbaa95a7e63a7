"""Given runs against the stops: each run calls at its own school's stops, and carries every rider once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from optimizer.contracts import STOPS
from optimizer.district import IN_WORDS, PERIODS, Period, Run, Stop, Visit
from optimizer.errors import Fault
from optimizer.tables.cells import did_you_mean
from optimizer.tables.sheets import Row, Sheet


@dataclass(frozen=True)
class KnownStops:
    """What is known of the stops when runs are read: school of each stop, its riders and wheelchairs."""

    school_of: Mapping[str, str]
    riders: Mapping[tuple[str, Period], int]
    wheelchairs: Mapping[str, int]

    @classmethod
    def of(cls, stops: tuple[Stop, ...]) -> KnownStops:
        """Know all of some stops."""
        return cls(
            {stop.id: stop.school_id for stop in stops},
            {(stop.id, period): stop.riders(period) for stop in stops for period in PERIODS},
            {stop.id: stop.wheelchairs for stop in stops},
        )

    @classmethod
    def of_sheet(cls, sheet: Sheet) -> KnownStops:
        """Know what can be read of a table with faults; a stop listed twice has no certain school."""
        rows = [row for row in sheet.rows if sheet.table.key in row.cells]
        listed = Counter(row.cells["stop_id"] for row in rows)
        schools = {row.cells["stop_id"]: row.cells.get("school_id", "") for row in rows}
        return cls({id_: school_id if listed[id_] == 1 else "" for id_, school_id in schools.items()}, {}, {})


def visit_faults(sheet: Sheet, stops: KnownStops, school_ids: Collection[str]) -> Iterator[Fault]:
    """Faults of single visits: unknown stops, stops of another school, stops called at twice."""
    for row in sheet.rows:
        school_id = row.cells.get("school_id")
        called = [stop_id for stop_id, *_ in row.cells.get("stops", ())]
        for stop_id in dict.fromkeys(called):
            owner = stops.school_of.get(stop_id)
            if owner is None:
                remedy = did_you_mean(stop_id, stops.school_of) or "Add the stop, or correct the id."
                yield sheet.fault(row, "stops", stop_id, f"is not in {STOPS.file}", remedy)
            elif owner != school_id and owner in school_ids and school_id in school_ids:
                problem = f"is a stop of school {owner}, not of {school_id}"
                yield sheet.fault(row, "stops", stop_id, problem, "A run serves one school.")
            if called.count(stop_id) > 1:
                yield sheet.fault(row, "stops", stop_id, "is called at twice by this run", "Name it once.")


def rider_faults(sheet: Sheet, stops: KnownStops) -> Iterator[Fault]:
    """Faults of every stop and period whose riders, or wheelchairs, are not carried exactly once."""
    carried: Counter[tuple[str, Period]] = Counter()
    chairs: Counter[tuple[str, Period]] = Counter()
    last: dict[tuple[str, Period], Row] = {}
    for row in sheet.rows:
        period: Period = row.cells["period"]
        for visit in _visits(row, stops):
            key = (visit.stop_id, period)
            carried[key] += visit.riders
            chairs[key] += visit.wheelchairs
            last[key] = row
    for (stop_id, period), riders in stops.riders.items():
        key, when = (stop_id, period), IN_WORDS[period]
        if carried[key] != riders:
            problem = f"has {riders} riders in the {when} and its runs carry {carried[key]}"
            remedy = f'Share the riders out, for example "{stop_id}:{riders}" on one run.'
            if key not in last:
                remedy = f"Put the stop on a run of the {when}."
            yield sheet.fault(last.get(key), "stops", stop_id, problem, remedy)
        elif chairs[key] != stops.wheelchairs[stop_id]:
            had = stops.wheelchairs[stop_id]
            problem = f"has {had} riders in wheelchairs in the {when} and its runs carry {chairs[key]}"
            remedy = f'Say which run carries them, for example "{stop_id}:{riders}w{had}".'
            yield sheet.fault(last.get(key), "stops", stop_id, problem, remedy)


def build_runs(sheet: Sheet, stops: KnownStops) -> tuple[Run, ...]:
    """Build the runs of a sheet without faults."""
    return tuple(_build_run(row, stops) for row in sheet.rows)


def _visits(row: Row, stops: KnownStops) -> Iterator[Visit]:
    """Visits of a run; without numbers a visit takes all riders, and with all riders all wheelchairs."""
    for stop_id, riders, chairs in row.cells["stops"]:
        everybody = stops.riders[stop_id, row.cells["period"]]
        taken = everybody if riders is None else riders
        theirs = stops.wheelchairs[stop_id] if taken == everybody else 0
        yield Visit(stop_id, taken, theirs if chairs is None else chairs)


def _build_run(row: Row, stops: KnownStops) -> Run:
    cells = row.cells
    return Run(
        id=cells["run_id"],
        school_id=cells["school_id"],
        period=cells["period"],
        visits=tuple(_visits(row, stops)),
        live_minutes=cells["live_minutes"],
        live_miles=cells["live_miles"],
    )
