"""One tiny named district known by heart, and small builders to vary it.

The map is a square of schools ten minutes apart; every place is written in minutes east and north of
Aspen Elementary, and a bus drives along the axes only, one mile in two minutes::

      Dogwood High H1 (0,10) ---10--- (10,10) Cedar Middle M1
                 |                          |
         West yard YW (0,5)            (10,5) East yard YE
                 |                          |
    Aspen Elementary E1 (0,0) --10--- (10,0) Birch Elementary E2

* Every school has stop ``a`` 10 min out (10 riders) and ``b`` 5 min out on the way (20 riders). Its
  **first run** calls at both: 2 + 3 min at the stops, 10 min of driving = ride 15, 5 miles, 30 riders.
* E1 and H1 have stop ``c`` 5 min out (20 riders), which is their **second run**: 3 + 5 = ride 8, 2.5 miles.
* Afternoons mirror mornings. Every day has 420 min. Six runs in each half of the day.
* A bus aims to be at the school 10 min before the bell (5 to 15) and to leave it 10 min after dismissal
  (5 to 15); it stands there for 5; each connection keeps 5 min free. So bells must be apart by

  ============================  ==========================
  10 + 20 + 15 = 45             to a neighbour's first run
  10 + 15 + 8  = 33             to a neighbour's second run
  10 + 30 + 15 = 55             across to a first run
  10 + 25 + 8  = 43             across to a second run
  ============================  ==========================

:func:`tiny_plan` rings both elementary schools at 7:45 and the others at 8:30: three buses, $798 a day.
Two buses are the fewest: E1 7:30, H1 8:15, M1 and E2 9:00, each bus 5 min early at E1 and H1, 5 late last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizer.district import LEVELS, District, Level, Period, Place, Run, School, Stop, Visit, Yard
from optimizer.plan import Plan, Route, TimedRun
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray

WEST, SOUTH = -105.10, 39.70  # where Aspen Elementary stands
DEGREES_PER_MINUTE = 0.01


def clock_minutes(hour: int, minute: int = 0) -> int:
    """Minutes past midnight: ``clock_minutes(7, 45)`` is 465."""
    return hour * 60 + minute


def place(id: str, east: float, north: float) -> Place:  # noqa: A002 - a place has an id
    """Place a point on the grid of minutes."""
    lat, lon = SOUTH + north * DEGREES_PER_MINUTE, WEST + east * DEGREES_PER_MINUTE
    return Place(id, round(lat, 6), round(lon, 6))


@dataclass(frozen=True)
class FlatTravel:
    """Minutes along the axes of the grid, two to the mile."""

    label: str = "grid of minutes"

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        here, there = self._grid(origins), self._grid(destinations)
        minutes: FloatArray = np.abs(here[:, None, :] - there[None, :, :]).sum(axis=2)
        return minutes

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        return self.minutes(origins, destinations) / 2

    @staticmethod
    def _grid(places: Sequence[Place]) -> FloatArray:
        degrees = np.array([(p.lat - SOUTH, p.lon - WEST) for p in places], dtype=float).reshape(-1, 2)
        return np.round(degrees / DEGREES_PER_MINUTE, 3)


def school(id: str, east: float, north: float, name: str, level: Level, **facts: Any) -> School:  # noqa: A002
    """Place a school on the grid of minutes."""
    return School(place(id, east, north), name, level, **facts)


def stop(id: str, school_id: str, east: float, north: float, riders: int) -> Stop:  # noqa: A002
    """Place a stop with as many riders in the afternoon as in the morning."""
    return Stop(place(id, east, north), school_id, riders, riders)


def run_of(stops: Sequence[Stop], period: Period, number: int) -> Run:
    """One run over all riders of ``stops``, given in the order of the morning."""
    visits = tuple(Visit(s.id, s.riders(period)) for s in stops)
    school_id = stops[0].school_id
    return Run(
        f"{school_id}-{period}-{number}", school_id, period, visits if period == "am" else visits[::-1]
    )


def tiny_district(**changes: Any) -> District:
    """Build the district of this module's docstring; ``changes`` replace its fields."""
    seven, eight = clock_minutes(7), clock_minutes(8)
    schools = (
        school(
            "E1", 0, 0, "Aspen Elementary", "elementary", area="South", students=400, frl_share=0.6,
            bell_today=eight + 45, bell_today_basis="published", bell_adopted=seven + 45, feeder_middle="M1",
        ),
        school(
            "E2", 10, 0, "Birch Elementary", "elementary", area="South", students=200, frl_share=0.1,
            option=True,
        ),
        school(
            "M1", 10, 10, "Cedar Middle", "middle", area="North", students=500,
            bell_today=eight + 15, bell_today_basis="modelled", feeder_high="H1",
        ),
        school(
            "H1", 0, 10, "Dogwood High", "high", area="North", students=1000, frl_share=0.3,
            bell_today=seven + 30, bell_today_basis="published", bell_adopted=eight + 30,
        ),
    )  # fmt: skip
    stops = (
        stop("E1a", "E1", -10, 0, 10),
        stop("E1b", "E1", -5, 0, 20),
        stop("E1c", "E1", 0, -5, 20),
        stop("E2a", "E2", 20, 0, 10),
        stop("E2b", "E2", 15, 0, 20),
        stop("M1a", "M1", 20, 10, 10),
        stop("M1b", "M1", 15, 10, 20),
        stop("H1a", "H1", 0, 20, 10),
        stop("H1b", "H1", 0, 15, 20),
        stop("H1c", "H1", -5, 10, 20),
    )
    yards = (
        Yard(place("YW", 0, 5), "West yard", 2, "published"),
        Yard(place("YE", 10, 5), "East yard", 2, "modelled"),
    )
    of = {s.id: s for s in stops}
    runs = tuple(
        run_of([of[f"{name}{letter}"] for letter in letters], period, number)
        for period in ("am", "pm")
        for name, number, letters in (
            ("E1", 1, "ab"), ("E1", 2, "c"), ("E2", 1, "ab"),
            ("M1", 1, "ab"), ("H1", 1, "ab"), ("H1", 2, "c"),
        )
    )  # fmt: skip
    return replace(District("Tiny", schools, stops, yards, runs, source="tests"), **changes)


def _same(number: float) -> dict[str, float]:
    return dict.fromkeys(LEVELS, number)


def _windows() -> dict[str, Any]:
    early = {"earliest": "7:30", "latest": "9:00", "day_minutes": 420}
    late = {**early, "earliest": "8:00"}
    return {level: late if level in ("middle", "jr_sr", "high") else early for level in LEVELS}


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = _merged(old, value) if both else value  # type: ignore[arg-type]
    return merged


def tiny_scenario(**changes: Any) -> Scenario:
    """Build the scenario of this module's docstring, with sections changed key by key as in a file.

    ``tiny_scenario(bells={"locks": {"E1": "8:00"}}, fleet={"limit": 2})`` keeps everything else.
    A bus costs $100 a day, a paid minute 40 cents (24 $/h), a live mile $2, a deadhead mile $1.
    """
    base = {
        "name": "tiny",
        "question": "Can three buses serve four schools?",
        "district": "tiny",
        "bells": {"grid": 15, **_windows()},
        "service": {
            "arrival": {"far": 15, "near": 5, "aim": 10, "planned": "window"},
            "departure": {"far": 15, "near": 5, "aim": 10, "planned": "window"},
            "unload": 5, "stop_seconds": 60, "rider_seconds": 6, "buffer": 5, "buffer_desired": 10,
            "ride_limit": _same(30), "ride_limit_far": 40,
        },
        "fleet": {"seats": 40, "load": {**_same(1.0), "middle": 0.75, "jr_sr": 0.75, "high": 0.75}},
        "travel": {
            "bands_am": [{"until": "24:00", "factor": 1.0}],
            "bands_pm": [{"until": "24:00", "factor": 1.0}],
        },
        "prices": {
            "bus_day": 100, "driver_hour": 24, "mile_live": 2, "mile_deadhead": 1,
            "pre_trip": 10, "post_trip": 5, "check_in": 5, "guarantee_hours": 4,
            "monitor_hour": 12, "spare_share": 0,
        },
        "solve": {"seconds": 5, "seed": 1, "workers": 1},
    }  # fmt: skip
    return Scenario.model_validate(_merged(base, changes))


def tiny_plan(**changes: Any) -> Plan:
    """Three buses: elementary schools at 7:45, the others at 8:30, every bus at its aim.

    Bus 1 from the West yard drives the first runs of E1 and H1 (slack 5, the least allowed), bus 2 their
    second runs (slack 17), bus 3 from the East yard E2 and M1 (slack 5); afternoons in the same order.
    """
    first, second = clock_minutes(7, 45), clock_minutes(8, 30)
    bells = {"E1": first, "E2": first, "M1": second, "H1": second}
    work = (("1", "YW", ("E1", "H1"), 1), ("2", "YW", ("E1", "H1"), 2), ("3", "YE", ("E2", "M1"), 1))
    routes = tuple(
        Route(
            bus,
            yard_id,
            am=tuple(TimedRun(f"{s}-am-{number}", bells[s] - 10) for s in names),
            pm=tuple(TimedRun(f"{s}-pm-{number}", bells[s] + 420 + 10) for s in names),
        )
        for bus, yard_id, names, number in work
    )
    return replace(Plan("tiny", bells, tiny_district().runs, routes), **changes)


def plan_one_run_per_bus(district: District, bells: Mapping[str, int], day: int = 420, aim: int = 10) -> Plan:
    """Give every run a bus of its own from the first yard: easily valid, never cheap."""
    yard_id = district.yards[0].id

    def route(bus: int, run: Run) -> Route:
        bell = bells[run.school_id]
        at = (TimedRun(run.id, bell - aim if run.period == "am" else bell + day + aim),)
        return Route(str(bus), yard_id, at if run.period == "am" else (), at if run.period == "pm" else ())

    routes = tuple(route(k + 1, run) for k, run in enumerate(district.runs))
    return Plan("one run per bus", dict(bells), district.runs, routes)


def random_district(
    seed: int,
    schools: int = 12,
    *,
    runs_each: tuple[int, int] = (1, 4),
    stops_each: tuple[int, int] = (1, 3),
    size: int = 40,
    yards: int = 2,
) -> District:
    """Build a district on the grid of minutes that fits :func:`tiny_scenario`; equal seeds, equal districts.

    ``runs_each`` and ``stops_each`` are the least and most runs of a school and stops of a run. A stop has 1
    to 10 riders and lies at most 6 minutes behind the next, straight on the way: up to three stops fit a bus
    and the ride limit. One school in four has no known start today.
    """
    rng = np.random.default_rng(seed)
    nouns: list[School] = []
    stops: list[Stop] = []
    runs: list[Run] = []
    for k in range(schools):
        id_ = f"S{k + 1:03d}"
        east, north = (int(v) for v in rng.integers(0, size + 1, 2))
        nouns.append(_random_school(rng, id_, east, north))
        for number in range(1, int(rng.integers(runs_each[0], runs_each[1] + 1)) + 1):
            steps = rng.integers(0, 4, (int(rng.integers(stops_each[0], stops_each[1] + 1)), 2))
            outward = np.cumsum(steps, axis=0) * rng.choice((-1, 1), 2)
            called = [
                stop(f"{id_}-{number}-{c}", id_, east + int(dx), north + int(dy), int(rng.integers(1, 11)))
                for c, (dx, dy) in enumerate(outward[::-1], 1)
            ]
            stops += called
            runs += [run_of(called, "am", number), run_of(called, "pm", number)]
    at = rng.integers(0, size + 1, (yards, 2))
    places = tuple(Yard(place(f"Y{k + 1}", int(x), int(y)), f"Yard {k + 1}") for k, (x, y) in enumerate(at))
    return District(f"Random {seed}", tuple(nouns), tuple(stops), places, tuple(runs), source=f"seed {seed}")


def _random_school(rng: np.random.Generator, id_: str, east: int, north: int) -> School:
    level: Level = ("elementary", "elementary", "k8", "middle", "high")[int(rng.integers(5))]
    known = rng.random() < 0.75
    return school(
        id_, east, north, f"School {id_}", level,
        area=("North", "South")[int(rng.integers(2))],
        students=int(rng.integers(5, 100)) * 20,
        frl_share=round(float(rng.random()), 2),
        bell_today=int(rng.integers(90, 109)) * 5 if known else None,  # 7:30 to 9:00
        bell_today_basis="modelled" if known else "",
    )  # fmt: skip


def riders_by_stop(runs: Iterable[Run]) -> Counter[tuple[Period, str]]:
    """Riders that runs carry, by half of the day and stop."""
    found: Counter[tuple[Period, str]] = Counter()
    for run in runs:
        for visit in run.visits:
            found[run.period, visit.stop_id] += visit.riders
    return found
