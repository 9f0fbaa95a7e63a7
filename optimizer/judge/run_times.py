"""How long a run lives and each of its riders rides, from its stops, the travel source and the traffic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
        per visit, minutes that its riders sit in the bus, to or from their own school.
    dwell
        per visit, minutes that the bus halts there.
    driven, direct
        per visit, free-flow minutes between stop and own school: along the run, and straight there.
    own
        per visit, the school of its riders: one of ``schools``.
    also
        the other school of a combined run; it is reached (am) before ``school``, or left (pm) after it.
    also_rings
        as ``rings``, of the other school.
    apart
        minutes between the bus's moments at the two schools: the stay at ``also`` and the drive.
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
    own: tuple[School, ...]
    also: School | None = None
    also_rings: int | None = None
    apart: float = 0.0

    @property
    def schools(self) -> tuple[School, ...]:
        """The schools that the run serves."""
        return (self.school,) if self.also is None else (self.school, self.also)

    def meets(self, school: School, at: int) -> float:
        """When the bus is at one of its schools, given when it is at ``self.school``."""
        if school is self.school:
            return at
        return at - self.apart if self.run.period == "am" else at + self.apart

    def waits(self, school: School, at: int) -> float:
        """Minutes between the bus and the bell (pm: dismissal) of one of its schools."""
        rings = self.rings if school is self.school or self.also_rings is None else self.also_rings
        moment = self.meets(school, at)
        return rings - moment if self.run.period == "am" else moment - rings


def band_factor(period: Period, rings: int, scenario: Scenario) -> float:
    """Congestion factor of a run whose school's bell (pm: dismissal) rings at ``rings``."""
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    return next((band.factor for band in bands if band.until > rings), bands[-1].factor)


@dataclass(frozen=True, slots=True)
class _Path:
    """The way of one run in free flow.

    ``legs`` are the minutes from place to place, next to the school by way of the other one; ``between`` is
    the part of that leg between the two schools. ``direct`` is the straight drive of each stop, ``theirs``
    marks those of the other school.
    """

    legs: FloatArray
    miles: float
    between: float
    direct: FloatArray
    theirs: npt.NDArray[np.bool_]


def time_runs(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> dict[str, RunTime]:
    """Run id → its time on the road, travel measured once per school."""
    of_schools: dict[tuple[str, ...], list[Run]] = defaultdict(list)
    for run in plan.runs:
        known = all(id_ in district.school_index and id_ in plan.bells for id_ in run.school_ids)
        if known and run.visits and all(visit.stop_id in district.stop_by_id for visit in run.visits):
            of_schools[run.school_ids].append(run)
    timed: dict[str, RunTime] = {}
    for school_ids, runs in of_schools.items():
        schools = [district.school(id_) for id_ in school_ids]
        stop_ids = sorted({visit.stop_id for run in runs for visit in run.visits})
        places = [district.stop_by_id[id_].place for id_ in stop_ids] + [school.place for school in schools]
        row = {id_: k for k, id_ in enumerate(stop_ids)}
        minutes, miles = travel.minutes(places, places), travel.miles(places, places)
        for run in runs:
            theirs = [district.stop_by_id[visit.stop_id].school_id == run.also for visit in run.visits]
            called = [row[visit.stop_id] for visit in run.visits]
            path = _follow(called, theirs, len(stop_ids), run.period, minutes, miles)
            timed[run.id] = _time_run(run, schools, plan.bells, scenario, path)
    return {run.id: timed[run.id] for run in plan.runs if run.id in timed}


def _follow(
    called: list[int], theirs: list[bool], school: int, period: Period, minutes: FloatArray, miles: FloatArray
) -> _Path:
    """Follow a run through the rows of its stops in ``minutes`` and ``miles``.

    Row ``school`` is that at which it ends (am) or begins (pm); the row after it, if any, the other school.
    """
    last = len(minutes) - 1
    schools = range(last, school - 1, -1)  # as a morning meets them
    way = np.array([*called, *schools] if period == "am" else [*reversed(schools), *called])
    legs, own = minutes[way[:-1], way[1:]], np.where(theirs, last, school)
    between = 0.0
    if len(schools) > 1:
        leg, near = (-1, -2) if period == "am" else (0, 1)
        between = float(legs[leg])
        legs[near] += between
        legs = np.delete(legs, leg)
    return _Path(
        legs=legs,
        miles=float(miles[way[:-1], way[1:]].sum()),
        between=between,
        direct=minutes[called, own] if period == "am" else minutes[own, called],
        theirs=np.array(theirs, dtype=bool),
    )


def halt_minutes(visit: Visit, service: Service) -> float:
    """Minutes that a bus stands at a stop: halting, every rider, and the lift for every wheelchair."""
    riders = service.rider_seconds * visit.riders + service.wheelchair_seconds * visit.wheelchairs
    return (service.stop_seconds + riders) / 60


def _rings(school: School, bells: Mapping[str, int], scenario: Scenario, period: Period) -> int:
    bell = bells[school.id]
    return bell if period == "am" else dismissal(school, scenario, bell)


def _time_run(
    run: Run, schools: Sequence[School], bells: Mapping[str, int], scenario: Scenario, path: _Path
) -> RunTime:
    rings, *also_rings = (_rings(school, bells, scenario, run.period) for school in schools)
    school, *others = schools
    factor = band_factor(run.period, rings, scenario)
    service = scenario.service
    stay = run.stay if others else 0.0
    apart = stay + factor * path.between
    dwell = np.array([halt_minutes(visit, service) for visit in run.visits])
    # Who attends the other school is spared the drive between the two, and the stay there.
    driven = _between_stop_and_school(path.legs, run.period) - path.between * path.theirs
    # A rider's own stop is over before the ride begins (am), or the ride before it (pm).
    rides = _between_stop_and_school(dwell, run.period) - dwell + factor * driven + stay * ~path.theirs
    modelled = float(dwell.sum() + factor * path.legs.sum()) + stay
    live = modelled if run.live_minutes is None else run.live_minutes
    if run.live_minutes is not None:
        # The stated time is shared out in the proportions of the modelled one.
        rides = rides * (live / modelled) if modelled > 0 else np.full(len(rides), live)
        dwell = dwell * (live / modelled) if modelled > 0 else dwell
        apart = apart * (live / modelled) if modelled > 0 else apart
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
        also=others[0] if others else None,
        also_rings=also_rings[0] if others else None,
        apart=apart,
        own=tuple(others[0] if their else school for their in path.theirs.tolist()),
    )


def _between_stop_and_school(parts: FloatArray, period: Period) -> FloatArray:
    """Sum the parts of a run from each stop on to the school (am), from the school to each stop (pm)."""
    return np.cumsum(parts[::-1])[::-1] if period == "am" else np.cumsum(parts)


def far_end(district: District, run: Run) -> Place:
    """Find the end of a run that is not its school: first stop of a morning, last stop of an afternoon."""
    visit = run.visits[0] if run.period == "am" else run.visits[-1]
    return district.stop_by_id[visit.stop_id].place
