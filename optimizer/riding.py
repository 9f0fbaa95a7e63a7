"""How long runs live and their riders ride, at any congestion: driving and dwelling kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.district import District, Place, Run, Visit
from optimizer.scenario import Service
from optimizer.travel import FloatArray, Travel


@dataclass(frozen=True)
class RunMeasures:
    """What runs take, [R] in the order asked.

    Attributes
    ----------
    dwell_minutes
        halts and boarding at all stops of the run, and the stay at the other school of a combined one.
    leg_minutes
        free-flow driving from the first stop to the school (afternoon: from the school to the last stop).
    live_miles
        miles of the same legs, or the miles that the run itself states.
    """

    dwell_minutes: FloatArray
    leg_minutes: FloatArray
    live_miles: FloatArray


def dwell_minutes(visits: Sequence[Visit], service: Service) -> FloatArray:
    """Minutes that a bus stands at each stop, [visits]."""
    riders = np.array([visit.riders for visit in visits], dtype=np.float64)
    wheelchairs = np.array([visit.wheelchairs for visit in visits], dtype=np.float64)
    seconds = service.stop_seconds + service.rider_seconds * riders + service.wheelchair_seconds * wheelchairs
    return np.asarray(seconds / 60, dtype=np.float64)


def measure_runs(runs: Sequence[Run], district: District, travel: Travel, service: Service) -> RunMeasures:
    """Measure many runs, asking ``travel`` once per school."""
    legs = _legs(runs, district, travel)
    given = [run.live_miles for run in runs]
    return RunMeasures(
        dwell_minutes=np.array([_standing(run, service) for run in runs], dtype=np.float64),
        leg_minutes=np.array([minutes.sum() for minutes, _ in legs], dtype=np.float64),
        live_miles=np.array(
            [
                miles.sum() if stated is None else stated
                for stated, (_, miles) in zip(given, legs, strict=True)
            ],
            dtype=np.float64,
        ),
    )


def _standing(run: Run, service: Service) -> float:
    """Minutes that a run stands: at its stops, and at the other school of a combined run."""
    return float(dwell_minutes(run.visits, service).sum()) + run.stay


def leg_minutes(run: Run, district: District, travel: Travel) -> FloatArray:
    """Free-flow minutes of each leg, [stops], in driving order between first stop and school (pm: back).

    The leg next to the school holds both drives of a combined run: by way of its other school.
    """
    ((minutes, _),) = _legs([run], district, travel)
    return minutes


def ride_minutes(run: Run, district: District, travel: Travel, service: Service, factor: float) -> float:
    """Live minutes of a run at congestion ``factor``; a time that the run states is used as it is."""
    if run.live_minutes is not None:
        return run.live_minutes
    driven = factor * leg_minutes(run, district, travel).sum()
    return float(_standing(run, service) + driven)


def live_miles(run: Run, district: District, travel: Travel) -> float:
    """Miles of a run between its first stop and its school; stated miles are used as they are."""
    if run.live_miles is not None:
        return run.live_miles
    ((_, miles),) = _legs([run], district, travel)
    return float(miles.sum())


def rider_rides(run: Run, district: District, travel: Travel, service: Service, factor: float) -> FloatArray:
    """Minutes that the riders of each stop sit in the bus, [stops] in driving order.

    A morning ride begins when the bus leaves the stop, an afternoon ride ends when it gets there: the
    dwell at a rider's own stop is no part of it. On a combined run those of the other school are spared
    the stay there and the drive between the schools. If the run states its live minutes, they are shared
    out in proportion to the modelled ones.
    """
    drive = factor * leg_minutes(run, district, travel)
    dwell = dwell_minutes(run.visits, service)
    if run.period == "am":
        rides = np.cumsum((drive + dwell)[::-1])[::-1] - dwell
    else:
        rides = np.cumsum(drive + dwell) - dwell
    if run.also is not None:
        theirs = [district.stop_by_id[visit.stop_id].school_id == run.also for visit in run.visits]
        between = factor * _between_schools(run, run.also, district, travel)
        rides = rides + np.where(theirs, -between, run.stay)
    modelled = float(drive.sum()) + _standing(run, service)
    if run.live_minutes is None or modelled == 0:
        return rides
    return np.asarray(rides * (run.live_minutes / modelled), dtype=np.float64)


def _between_schools(run: Run, also: str, district: District, travel: Travel) -> float:
    """Free-flow minutes between the two schools of a combined run, in the direction that it drives."""
    here, there = district.school(run.school_id).place, district.school(also).place
    way = ([there], [here]) if run.period == "am" else ([here], [there])
    return float(travel.minutes(*way)[0, 0])


def _legs(runs: Sequence[Run], district: District, travel: Travel) -> list[tuple[FloatArray, FloatArray]]:
    """Free-flow minutes and miles of each run's legs, in driving order."""
    of_schools: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for k, run in enumerate(runs):
        of_schools[run.school_ids].append(k)
    legs: dict[int, tuple[FloatArray, FloatArray]] = {}
    for school_ids, positions in of_schools.items():
        schools = [district.school(school_id).place for school_id in reversed(school_ids)]
        ids = dict.fromkeys(visit.stop_id for k in positions for visit in runs[k].visits)
        places: list[Place] = [*schools, *(district.stop_by_id[stop_id].place for stop_id in ids)]
        row = {place.id: n for n, place in enumerate(places)}
        minutes, miles = travel.minutes(places, places), travel.miles(places, places)
        for k in positions:
            morning = runs[k].period == "am"
            called = [row[visit.stop_id] for visit in runs[k].visits]
            met = range(len(schools))  # as a morning meets them
            path = [*called, *met] if morning else [*reversed(met), *called]
            legs[k] = (
                _joined(minutes[path[:-1], path[1:]], len(called), morning=morning),
                _joined(miles[path[:-1], path[1:]], len(called), morning=morning),
            )
    return [legs[k] for k in range(len(runs))]


def _joined(legs: FloatArray, stops: int, *, morning: bool) -> FloatArray:
    """One leg for each stop: the drive between two schools is added to the one next to it."""
    if len(legs) > stops:
        between, near = (-1, -2) if morning else (0, 1)
        legs[near] += legs[between]
        legs = np.delete(legs, between)
    return legs
