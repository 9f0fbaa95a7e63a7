"""A plan's half day as arrays: what each bus drives, in which order, and who could take over its runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.district import District, Period
from optimizer.judge.run_times import far_end, halt_minutes
from optimizer.judge.timing import Driven, Timetable
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

IntArray = npt.NDArray[np.int64]

SUBSTITUTES = 8  # buses asked for a route without a driver, those that can be there first


@dataclass(frozen=True, eq=False)
class Others:
    """The other schools of combined runs, [runs]; 0 for runs that serve one school.

    Attributes
    ----------
    combined
        whether the run serves another school too.
    riders
        riders of the other school, part of the run's.
    ahead
        planned minutes that a morning bus is there before it is at the run's school; 0 in the afternoon,
        where it leaves both as late as each other. The day's traffic on that drive is left out.
    """

    combined: npt.NDArray[np.bool_]
    riders: FloatArray
    ahead: FloatArray


@dataclass(frozen=True, eq=False)
class Schedule:
    """All driven runs of one half of the day. Minutes, and minutes past midnight.

    Attributes
    ----------
    run_ids
        [runs] ids, in the order of the routes.
    chain, order
        [runs] the half day that drives the run, and its place in it from 0.
    at, rings
        [runs] planned moment at the school, and bell (am) or dismissal (pm).
    driving, boarding
        [runs] planned minutes on the road, and halting at stops; together the live minutes.
    deadhead
        [runs] planned minutes to the run's beginning from the run before, for a first run from the yard.
    riders
        [runs] riders on the run.
    others
        what combined runs do at their other schools, ``None`` if there is no such run.
    unload
        minutes at the school.
    bus
        [chains] the bus, as its number in the plan.
    substitutes, substitute_minutes
        [chains, few] chains whose bus could take over, soonest first, and their deadhead to the first run.
    """

    period: Period
    run_ids: tuple[str, ...]
    chain: IntArray
    order: IntArray
    at: FloatArray
    rings: FloatArray
    driving: FloatArray
    boarding: FloatArray
    deadhead: FloatArray
    riders: FloatArray
    unload: float
    bus: IntArray
    substitutes: IntArray
    substitute_minutes: FloatArray
    others: Others | None = None

    @property
    def due(self) -> FloatArray:
        """When the bus must be at the run's beginning: at the first stop, or at the school to load."""
        return self.at - (self.driving + self.boarding if self.period == "am" else self.unload)

    @property
    def over(self) -> FloatArray:
        """When the bus is free again: unloaded (am), or done with the last stop (pm)."""
        return self.at + (self.unload if self.period == "am" else self.driving + self.boarding)

    @property
    def before(self) -> IntArray:
        """[runs] the run that the same bus drives before, -1 for a first run."""
        row = {(int(c), int(k)): r for r, (c, k) in enumerate(zip(self.chain, self.order, strict=True))}
        before = [row.get((int(c), int(k) - 1), -1) for c, k in zip(self.chain, self.order, strict=True)]
        return np.array(before, dtype=np.int64)

    @property
    def slack(self) -> FloatArray:
        """[runs] minutes left over before the run by the connection into it; NaN for a first run."""
        before = self.before
        slack = self.due - self.over[before] - self.deadhead
        return np.where(before < 0, np.nan, slack)

    @property
    def by_order(self) -> tuple[IntArray, ...]:
        """Rows of all first runs, of all second runs, and so on."""
        last = int(self.order.max(initial=-1))
        return tuple(np.flatnonzero(self.order == k) for k in range(last + 1))

    def moved_to(self, at: FloatArray) -> Schedule:
        """The same schedule with other planned moments at the schools."""
        return replace(self, at=at)


def build_schedule(
    district: District, scenario: Scenario, travel: Travel, timetable: Timetable, period: Period
) -> Schedule:
    """Gather the driven runs of one half of the day, with their substitutes measured by ``travel``."""
    driven = [run for run in timetable.driven if run.period == period]
    chain_of = {route: c for c, route in enumerate(dict.fromkeys(run.route for run in driven))}
    deadhead = _deadheads(timetable, scenario, period)
    boarding = np.array([_boarding(run, scenario) for run in driven])
    live = np.array([run.time.live_minutes for run in driven])
    alone = Schedule(
        period=period,
        run_ids=tuple(run.time.run.id for run in driven),
        chain=np.array([chain_of[run.route] for run in driven], dtype=np.int64),
        order=np.array([run.order - 1 for run in driven], dtype=np.int64),
        at=np.array([run.at for run in driven], dtype=float),
        rings=np.array([run.time.rings for run in driven], dtype=float),
        driving=live - boarding,
        boarding=boarding,
        deadhead=np.array([deadhead.get(run.time.run.id, 0.0) for run in driven]),
        riders=np.array([run.time.run.riders for run in driven], dtype=float),
        unload=scenario.service.unload,
        bus=np.array(list(chain_of), dtype=np.int64),
        substitutes=np.zeros((len(chain_of), 0), dtype=np.int64),
        substitute_minutes=np.zeros((len(chain_of), 0)),
        others=_others(district, driven),
    )
    return with_substitutes(alone, _between(district, travel, driven, period))


def _boarding(run: Driven, scenario: Scenario) -> float:
    """Minutes halting at stops and at another school, at most what a stated live time leaves room for."""
    service, stay = scenario.service, run.time.run.stay
    halting = stay + sum(halt_minutes(visit, service) for visit in run.time.run.visits)
    return min(halting, run.time.live_minutes)


def _others(district: District, driven: Sequence[Driven]) -> Others | None:
    combined = np.array([run.time.also is not None for run in driven], dtype=bool)
    if not combined.any():
        return None
    riders = [district.riders_by_school(run.time.run).get(run.time.run.also or "", 0) for run in driven]
    ahead = [run.time.apart if run.period == "am" else 0.0 for run in driven]
    return Others(combined, np.array(riders, dtype=float), np.array(ahead))


def _deadheads(timetable: Timetable, scenario: Scenario, period: Period) -> dict[str, float]:
    """Run id → minutes to its beginning; those from the yard include what the pull-out rounds up."""
    minutes = {c.after.time.run.id: c.deadhead_minutes for c in timetable.connections}
    loading = scenario.service.unload if period == "pm" else 0
    first = {run.route: run for run in timetable.driven if run.period == period and run.order == 1}
    for half in timetable.halves:
        if half.period == period:
            run = first[half.route]
            minutes[run.time.run.id] = run.starts - loading - half.pull_out
    return minutes


def _between(district: District, travel: Travel, driven: Sequence[Driven], period: Period) -> FloatArray:
    """[chains, chains] minutes from the end of one half day to the beginning of another."""
    chains: dict[int, list[Driven]] = defaultdict(list)
    for run in driven:
        chains[run.route].append(run)
    firsts, lasts = [runs[0] for runs in chains.values()], [runs[-1] for runs in chains.values()]
    stops_first = [far_end(district, run.time.run) for run in firsts]
    stops_last = [far_end(district, run.time.run) for run in lasts]
    if period == "am":
        free_flow = travel.minutes([run.time.school.place for run in lasts], stops_first)
    else:
        free_flow = travel.minutes(stops_last, [run.time.school.place for run in firsts])
    return np.asarray(free_flow * np.array([run.time.factor for run in firsts]))


def with_substitutes(schedule: Schedule, minutes: FloatArray) -> Schedule:
    """Choose for each chain the buses that could be at its first run soonest, by the plan.

    Parameters
    ----------
    minutes
        [chains, chains] from the end of one (row) to the beginning of another (column).
    """
    chains = len(schedule.bus)
    if not chains:
        return schedule
    free = np.full(chains, -np.inf)
    np.maximum.at(free, schedule.chain, schedule.over)
    ready = free[:, None] + minutes
    np.fill_diagonal(ready, np.inf)
    soonest = np.argsort(ready, axis=0, kind="stable")[: min(SUBSTITUTES, chains - 1)].T
    return replace(
        schedule,
        substitutes=soonest.astype(np.int64),
        substitute_minutes=minutes[soonest, np.arange(chains)[:, None]],
    )
