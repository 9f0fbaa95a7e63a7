"""How full a run is: the riders of each of its schools against what a bus holds at their level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.district import District, Level, Run, Visit
from optimizer.judge.timing import EPSILON
from optimizer.scenario import Fleet


@dataclass(frozen=True, slots=True)
class Load:
    """What the riders of one school take of a bus: ``taken`` of the ``limit`` seats usable at their level."""

    level: Level
    taken: int
    limit: int


def loads_of(run: Run, district: District, fleet: Fleet) -> tuple[Load, ...]:
    """The loads of a run's schools; riders at a stop of neither count with the first."""
    theirs = [v for v in run.visits if run.also is not None and _school_of(v, district) == run.also]
    own = [visit for visit in run.visits if visit not in theirs]
    return tuple(
        Load(level, seats_taken(visits, fleet), usable_seats(fleet, level))
        for school_id, visits in zip(run.school_ids, (own, theirs), strict=False)
        for level in [district.school(school_id).level]
    )


def _school_of(visit: Visit, district: District) -> str | None:
    stop = district.stop_by_id.get(visit.stop_id)
    return None if stop is None else stop.school_id


def seats_taken(visits: Sequence[Visit], fleet: Fleet) -> int:
    """Seats that the riders of some visits take: a wheelchair takes the place of several."""
    return sum(visit.riders + visit.wheelchairs * (fleet.wheelchair_seats - 1) for visit in visits)


def usable_seats(fleet: Fleet, level: Level) -> int:
    """Riders of a level that one bus may hold: a share of its seats, whole riders only."""
    return int(fleet.seats * fleet.load.of(level) + EPSILON)


def share_of_bus(loads: Sequence[Load]) -> Fraction:
    """How much of a bus the loads fill, 1 if it is just full. Exact: a third and two thirds make one."""
    # Where a level has no seat at all, one rider is too many.
    parts = (Fraction(load.taken, load.limit) if load.limit else Fraction(2 * load.taken) for load in loads)
    return sum(parts, Fraction(0))


def places_of(run: Run, district: District, fleet: Fleet) -> int:
    """Riders whom a bus may hold on this run; on a combined one, at the mix of riders that it has."""
    loads = loads_of(run, district, fleet)
    share = share_of_bus(loads)
    return loads[0].limit if len(loads) == 1 or not share else int(run.riders / share)
