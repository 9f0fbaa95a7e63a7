"""Runs for two schools next door: where their emptiest runs can share a bus, one run less is driven.

Runs of each school by itself come first. Then the emptiest of them, of both schools together, are taken
apart and seated anew in one run less; if the two emptiest do not fit one bus, the three emptiest two buses,
and so on. Each success is tried again. At last runs are sorted by school again, two by two, where that needs
no more runs: nobody rides by way of another school for nothing. There are never more runs than without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import lcm

import numpy as np

from optimizer.district import IN_WORDS, District, Period, Run, School, Visit
from optimizer.riding import dwell_minutes
from optimizer.routing.calls import Calls, Order, capacity_of, ride_limit, seats_taken, worst_factor
from optimizer.routing.next_door import Way, ways_between
from optimizer.routing.rebuilding import free_slots, seat_all, shorten
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

STEPS_PER_CALL = 150  # of rebuilding, as for one school


@dataclass(frozen=True)
class Combined:
    """What combining two schools came to in one half of the day.

    ``before`` and ``after`` count the runs of both schools, ``shared`` those that serve both; ``refused``
    says why there can be none. ``wait`` are the minutes that a bus stands at the other school beyond
    unloading or loading, ``spare`` by how many runs less seats alone could do.
    """

    schools: tuple[str, str]
    period: Period
    before: int
    after: int
    shared: int = 0
    refused: str = ""
    wait: float = 0.0
    spare: int = 0

    @property
    def words(self) -> str:
        """One half of a sentence for a planner."""
        half = IN_WORDS[self.period]
        if self.refused:
            return f"no {half} run for both: {self.refused}"
        if not self.shared:
            return f"{half} runs {self.before:,} as without, none for both"
        waits = f", waiting {self.wait:g} min for the longer day" if self.wait else ""
        return f"{half} runs {self.after:,} instead of {self.before:,}, {self.shared:,} for both{waits}"


@dataclass(frozen=True)
class _Pool:
    """The calls of two schools, posed twice: [N] calls at the same places.

    Attributes
    ----------
    mixed
        every run goes by way of ``also``. Its riders get off there, so that their limit is longer by what
        they are spared.
    apart
        every call is driven to its own school.
    theirs
        whether the call is of ``also``.
    spared
        minutes that its riders are spared on a run for both: the stay there, and the drive onward.
    """

    way: Way
    spared: float
    mixed: Calls
    apart: Calls
    theirs: tuple[bool, ...]

    def is_shared(self, order: Order) -> bool:
        """Whether a run has riders of both schools."""
        return len({self.theirs[call] for call in order}) > 1

    def posed(self, order: Order) -> Calls:
        """The calls as this run drives them."""
        return self.mixed if self.is_shared(order) else self.apart

    def fits(self, order: Order) -> bool:
        """Whether a run keeps to its load and to every ride limit."""
        return self.posed(order).fits(order)

    def rider_minutes(self, orders: Sequence[Order]) -> float:
        """Rides of all riders to their own schools, added up."""
        total = 0.0
        for order in orders:
            calls, shared = self.posed(order), self.is_shared(order)
            ride, after = 0.0, calls.school
            for call in reversed(order):
                ride += calls.drive[call][after]
                spared = self.spared if shared and self.theirs[call] else 0.0
                total += calls.visits[call].riders * (ride - spared)
                ride += calls.dwell[call]
                after = call
        return total

    @property
    def seats_spare(self) -> int:
        """Runs that riders alone need less if both schools may share them."""
        calls = range(len(self.theirs))
        of_school = ([call for call in calls if self.theirs[call] is other] for other in (False, True))
        return sum(_part_of(self.apart, some).fewest for some in of_school) - self.mixed.fewest

    def may_share(self, order: Order) -> bool:
        """Whether each call of a run alone could be on a run for both schools."""
        return all(self.mixed.rides_fit([call]) for call in order)


def combine_runs(
    pair: tuple[School, School], period: Period, runs: Sequence[Run],
    district: District, scenario: Scenario, travel: Travel,
) -> tuple[tuple[Run, ...], Combined]:  # fmt: skip
    """Runs of both schools, one half of the day → as many or fewer, some of them for both."""
    names = (pair[0].name, pair[1].name)
    ways = ways_between(pair, period, scenario, travel)
    apart = Combined(names, period, len(runs), len(runs), refused=ways[0].refused)
    found: list[tuple[_Pool, list[Order]]] = []
    for way in ways:
        if not way.refused and len({run.school_id for run in runs}) > 1:
            pool, orders = _pool_of(way, period, runs, district, scenario, travel)
            found.append((pool, _share(pool, orders)))
    if not found:
        return tuple(runs), apart
    # Which school comes first, where both ways save as many runs: the larger group should not wait.
    pool, orders = min(found, key=lambda one: (len(one[1]), one[0].rider_minutes(one[1])))
    outcome = replace(
        apart,
        after=len(orders),
        shared=sum(map(pool.is_shared, orders)),
        wait=max(0.0, pool.way.stay - scenario.service.unload),
        spare=pool.seats_spare,
    )
    return (_runs_of(pool, orders, pair, period) if outcome.shared else tuple(runs)), outcome


def _pool_of(
    way: Way, period: Period, runs: Sequence[Run], district: District, scenario: Scenario, travel: Travel
) -> tuple[_Pool, list[Order]]:
    driven = [run.visits if period == "am" else run.visits[::-1] for run in runs]
    visits = tuple(visit for run in driven for visit in run)
    ends = np.cumsum([0, *map(len, driven)]).tolist()
    orders = [list(range(a, b)) for a, b in pairwise(ends)]
    return _pose(way, period, visits, district, scenario, travel), orders


def _pose(
    way: Way, period: Period, visits: tuple[Visit, ...],
    district: District, scenario: Scenario, travel: Travel,
) -> _Pool:  # fmt: skip
    n, fleet = len(visits), scenario.fleet
    stops = [district.stop_by_id[visit.stop_id] for visit in visits]
    places = [*(stop.place for stop in stops), way.also.place, way.last.place]
    minutes = worst_factor(scenario, period) * travel.minutes(places, places)
    drive = minutes if period == "am" else minutes.T
    theirs = np.array([stop.school_id == way.also.id for stop in stops])
    direct = np.where(theirs, drive[:n, n], drive[:n, n + 1])
    spared = way.stay + float(drive[n, n + 1])
    schools = [way.also if their else way.last for their in theirs]
    limit = np.array([ride_limit(d, of, scenario) for d, of in zip(direct.tolist(), schools, strict=True)])
    # A bus holds so many riders of each level: counted in parts of a bus, both kinds add up.
    holds = [capacity_of(of, scenario) for of in schools]
    bus = lcm(capacity_of(way.last, scenario), capacity_of(way.also, scenario))

    def posed(to_school: FloatArray, limit: FloatArray) -> Calls:
        return Calls(
            visits=visits,
            drive=[*np.column_stack([drive[:n, :n], to_school]).tolist(), *([[0.0] * (n + 1)] * 2)],
            dwell=dwell_minutes(visits, scenario.service).tolist(),
            limit=limit.tolist(),
            riders=[seats_taken(v, fleet) * (bus // most) for v, most in zip(visits, holds, strict=True)],
            capacity=bus,
            places=fleet.wheelchair_places,
        )

    mixed = posed(drive[:n, n] + spared, limit + spared * theirs)
    return _Pool(way, spared, mixed, posed(direct, limit), tuple(theirs.tolist()))


def _share(pool: _Pool, orders: list[Order], seed: int = 1) -> list[Order]:
    """One run fewer as often as that can be found."""
    rng = np.random.default_rng(seed)
    while (fewer := _one_fewer(pool, orders, rng)) is not None:
        orders = fewer
    while (by_school := _sort_two(pool, orders, rng)) is not None:
        orders = by_school
    return orders


def _one_fewer(pool: _Pool, orders: list[Order], rng: np.random.Generator) -> list[Order] | None:
    """Take the emptiest runs apart, as few as need be, and seat their calls in one run less."""
    ranked = sorted(filter(pool.may_share, orders), key=pool.mixed.load)
    for count in range(2, len(ranked) + 1):
        chosen = ranked[:count]
        calls = sorted(call for order in chosen for call in order)
        part = _part_of(pool.mixed, calls)
        if not pool.is_shared(calls) or part.fewest >= count:
            continue
        kept = [[calls.index(call) for call in order] for order in chosen[1:] if pool.mixed.fits(order)]
        slots, steps = free_slots(part, count - 1), STEPS_PER_CALL * len(calls)
        seated = seat_all(part, kept, slots, steps, rng)
        if seated is None:
            continue
        shorter = shorten(part, seated, slots, steps, rng)
        found = [[calls[call] for call in order] for order in shorter if order]
        if all(map(pool.fits, found)):
            return [*(order for order in orders if order not in chosen), *found]
    return None


def _sort_two(pool: _Pool, orders: list[Order], rng: np.random.Generator) -> list[Order] | None:
    """Two runs, one of them at least for both schools, made into one for each school where that fits."""
    for first, second in combinations(orders, 2):
        if not (pool.is_shared(first) or pool.is_shared(second)):
            continue
        calls = [[c for c in (*first, *second) if pool.theirs[c] is other] for other in (False, True)]
        found = [_seat_in_one(pool.apart, some, rng) for some in calls if some]
        if all(found):
            rest = [order for order in orders if order not in (first, second)]
            return [*rest, *(order for order in found if order)]
    return None


def _seat_in_one(calls: Calls, some: list[int], rng: np.random.Generator) -> Order | None:
    """Some calls as one run, if they fit."""
    part = _part_of(calls, some)
    if part.fewest > 1:
        return None
    steps = STEPS_PER_CALL * len(some)
    seated = seat_all(part, [], free_slots(part, 1), steps, rng)
    if seated is None:
        return None
    (order,) = shorten(part, seated, free_slots(part, 1), steps, rng)
    return [some[call] for call in order]


def _part_of(calls: Calls, some: Sequence[int]) -> Calls:
    """Only some of the calls."""
    ends = [*some, calls.school]
    return replace(
        calls,
        visits=tuple(calls.visits[call] for call in some),
        drive=[[calls.drive[a][b] for b in ends] for a in (*ends, calls.outside)],
        dwell=[calls.dwell[call] for call in some],
        limit=[calls.limit[call] for call in some],
        riders=[calls.riders[call] for call in some],
    )


def _runs_of(
    pool: _Pool, orders: Sequence[Order], pair: tuple[School, School], period: Period
) -> tuple[Run, ...]:
    """Runs of the first school, of the second, and of both, each numbered by itself."""
    found: dict[str, list[Run]] = {school.id: [] for school in pair}
    for order in sorted(orders, key=min):
        visits = tuple(pool.mixed.visits[call] for call in order)
        also, stay = (pool.way.also.id, pool.way.stay) if pool.is_shared(order) else (None, 0.0)
        ends = pool.way.last.id if also or not pool.theirs[order[0]] else pool.way.also.id
        name = f"{ends}+{also}" if also else ends
        same = found.setdefault(name, [])
        driven = visits if period == "am" else visits[::-1]
        same.append(Run(f"{name}-{period}-{len(same) + 1}", ends, period, driven, also=also, stay=stay))
    return tuple(run for runs in found.values() for run in runs)
