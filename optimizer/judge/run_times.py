"""How long a run lives and each of its riders rides, from its stops, the travel source and the traffic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from optimizer.district import District, Period, Place, Run, School, Visit
from optimizer.judge.bells import dismissal
from optimizer.plan import Plan
from optimizer.scenario import Scenario, Service
from optimizer.travel import FloatArray, Travel


@dataclass(frozen=True, slots=True)
class RunTime:
    """One run on the road, whoever drives it.

    Attributes
    ----------
    rings
        the school's bell (am) or dismissal (pm), minutes past midnight.
    factor
        of congestion at that bell.
    live_minutes, live_miles
        from the first stop to the school (pm: from the school to the last stop), dwell included.
    rides
        per visit, minutes that its riders sit in the bus.
    dwell
        per visit, minutes that the bus halts there.
    driven, direct
        per visit, free-flow minutes between stop and school: along the run, and straight there.
    """

    run: Run
    school: School
    rings: int
    factor: float
    live_minutes: float
    live_miles: float
    rides: tuple[float, ...]
    dwell: tuple[float, ...]
    driven: tuple[float, ...]
    direct: tuple[float, ...]


def band_factor(period: Period, rings: int, scenario: Scenario) -> float:
    """Congestion factor of a run whose school's bell (pm: dismissal) rings at ``rings``."""
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    return next((band.factor for band in bands if band.until > rings), bands[-1].factor)


@dataclass(frozen=True, slots=True)
class _Path:
    """The way of one run: free-flow minutes of each leg, its miles, and the straight drive of each stop."""

    legs: FloatArray
    miles: float
    direct: FloatArray


def time_runs(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> dict[str, RunTime]:
    """Run id → its time on the road, travel measured once per school."""
    of_school: dict[str, list[Run]] = defaultdict(list)
    for run in plan.runs:
        known = run.school_id in district.school_index and run.school_id in plan.bells
        if known and run.visits and all(visit.stop_id in district.stop_by_id for visit in run.visits):
            of_school[run.school_id].append(run)
    timed: dict[str, RunTime] = {}
    for school_id, runs in of_school.items():
        school, bell = district.school(school_id), plan.bells[school_id]
        stop_ids = sorted({visit.stop_id for run in runs for visit in run.visits})
        places = [district.stop_by_id[id_].place for id_ in stop_ids] + [school.place]
        row = {id_: k for k, id_ in enumerate(stop_ids)}
        minutes, miles = travel.minutes(places, places), travel.miles(places, places)
        for run in runs:
            path = _follow([row[visit.stop_id] for visit in run.visits], run.period, minutes, miles)
            timed[run.id] = _time_run(run, school, bell, scenario, path)
    return {run.id: timed[run.id] for run in plan.runs if run.id in timed}


def _follow(called: list[int], period: Period, minutes: FloatArray, miles: FloatArray) -> _Path:
    """Follow a run through the rows of its stops in ``minutes`` and ``miles``; the school's is the last."""
    school = len(minutes) - 1
    places = np.array([*called, school] if period == "am" else [school, *called])
    return _Path(
        legs=minutes[places[:-1], places[1:]],
        miles=float(miles[places[:-1], places[1:]].sum()),
        direct=minutes[called, school] if period == "am" else minutes[school, called],
    )


def halt_minutes(visit: Visit, service: Service) -> float:
    """Minutes that a bus stands at a stop: halting, every rider, and the lift for every wheelchair."""
    riders = service.rider_seconds * visit.riders + service.wheelchair_seconds * visit.wheelchairs
    return (service.stop_seconds + riders) / 60


def _time_run(run: Run, school: School, bell: int, scenario: Scenario, path: _Path) -> RunTime:
    rings = bell if run.period == "am" else dismissal(school, scenario, bell)
    factor = band_factor(run.period, rings, scenario)
    service = scenario.service
    dwell = np.array([halt_minutes(visit, service) for visit in run.visits])
    driven = _between_stop_and_school(path.legs, run.period)
    # A rider's own stop is over before the ride begins (am), or the ride before it (pm).
    rides = _between_stop_and_school(dwell, run.period) - dwell + factor * driven
    modelled = float(dwell.sum() + factor * path.legs.sum())
    live = modelled if run.live_minutes is None else run.live_minutes
    if run.live_minutes is not None:
        # The stated time is shared out in the proportions of the modelled one.
        rides = rides * (live / modelled) if modelled > 0 else np.full(len(rides), live)
        dwell = dwell * (live / modelled) if modelled > 0 else dwell
    return RunTime(
        run=run,
        school=school,
        rings=rings,
        factor=factor,
        live_minutes=live,
        live_miles=path.miles if run.live_miles is None else run.live_miles,
        rides=tuple(rides.tolist()),
        dwell=tuple(dwell.tolist()),
        driven=tuple(driven.tolist()),
        direct=tuple(path.direct.tolist()),
    )


def _between_stop_and_school(parts: FloatArray, period: Period) -> FloatArray:
    """Sum the parts of a run from each stop on to the school (am), from the school to each stop (pm)."""
    return np.cumsum(parts[::-1])[::-1] if period == "am" else np.cumsum(parts)


def far_end(district: District, run: Run) -> Place:
    """Find the end of a run that is not its school: first stop of a morning, last stop of an afternoon."""
    visit = run.visits[0] if run.period == "am" else run.visits[-1]
    return district.stop_by_id[visit.stop_id].place
