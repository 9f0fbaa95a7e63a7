"""Who a plan's cost is for: each term split to the cent among routes, their runs, schools, levels and areas.

Keys of the split: a route has its own share of each term (one bus, its paid minutes, its miles); within a
route live miles and monitors go by the runs' own, and all other terms by the runs' live minutes. A combined
run's cost is shared by its two schools in proportion to their riders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.district import School
from optimizer.judge.case import Case
from optimizer.judge.columns import table
from optimizer.judge.cost import RouteUse, cost_terms, monitor_minutes
from optimizer.judge.detail_columns import COSTS
from optimizer.judge.few import FEWEST
from optimizer.judge.timing import Driven

TERMS = (
    "bus_day", "driver_hours", "guarantee", "miles_live", "miles_deadhead", "monitors", "spares_day",
)  # fmt: skip
NO_RUN = "buses without a run"
Cents = npt.NDArray[np.int64]


def split(amount: int, keys: Sequence[float]) -> Cents:
    """Split whole cents in proportion to ``keys``, to the cent by largest remainder; equally if all are 0."""
    weights = np.asarray(keys, dtype=float)
    if not weights.sum():
        weights = np.ones(len(weights))
    exact = amount * weights / weights.sum()
    parts: Cents = np.floor(exact).astype(np.int64)
    # The cents that rounding down left over go to the largest remainders, the first of equals first.
    parts[np.argsort(parts - exact, kind="stable")[: amount - int(parts.sum())]] += 1
    return parts


def costs_table(case: Case, uses: tuple[RouteUse, ...]) -> pd.DataFrame:
    """Describe the cost of every route, school, level and area; each kind adds up to the plan's total."""
    by_route = _cost_of_routes(case, uses)
    by_run = _cost_of_runs(case, by_route)
    idle = np.array([not (route.am or route.pm) for route in case.plan.routes], dtype=bool)
    return table(COSTS, _rows(case, by_route, by_run, by_route[idle].sum(axis=0)))


def _cost_of_routes(case: Case, uses: tuple[RouteUse, ...]) -> Cents:
    """Cents of each route and term, shape [routes, terms]."""
    if not uses:
        return np.zeros((0, len(TERMS)), dtype=np.int64)
    whole = cost_terms(uses, case.scenario.prices)
    keys: dict[str, Callable[[RouteUse], float]] = {
        "bus_day": lambda _: 1.0,
        "driver_hours": lambda use: use.worked,
        "guarantee": lambda use: use.guaranteed,
        "miles_live": lambda use: use.live_miles,
        "miles_deadhead": lambda use: use.deadhead_miles,
        "monitors": lambda use: use.monitored,
        "spares_day": lambda _: 1.0,
    }
    return np.column_stack([split(whole[term], [keys[term](use) for use in uses]) for term in TERMS])


def _cost_of_runs(case: Case, by_route: Cents) -> list[tuple[Driven, Cents]]:
    of_route: dict[int, list[Driven]] = defaultdict(list)
    for driven in case.timetable.driven:
        of_route[driven.route].append(driven)
    found = []
    for number, runs in of_route.items():
        minutes = [run.time.live_minutes for run in runs]
        keys = {
            "miles_live": [run.time.live_miles for run in runs],
            "monitors": [monitor_minutes(run, case.scenario) for run in runs],
        }
        parts = [
            split(int(cents), keys.get(term, minutes))
            for term, cents in zip(TERMS, by_route[number], strict=True)
        ]
        found += list(zip(runs, np.column_stack(parts), strict=True))
    return found


def _rows(
    case: Case, by_route: Cents, by_run: list[tuple[Driven, Cents]], idle: Cents
) -> Iterator[dict[str, Any]]:
    riders: dict[int, int] = defaultdict(int)
    for run, _ in by_run:
        riders[run.route] += run.time.run.riders
    for number, route in enumerate(case.plan.routes):
        yield _row("route", route.bus, "", by_route[number], riders[number])
    names = {school.id: school.name for school in case.district.schools}
    shares = list(_shares(case, by_run))
    kinds: dict[str, Callable[[School], str]] = {
        "school": lambda school: school.id,
        "level": lambda school: school.level,
        "area": lambda school: school.area or "unknown",
    }
    for by, group_of in kinds.items():
        sums: dict[str, Cents] = {
            group_of(school): np.zeros(len(TERMS), dtype=np.int64) for school in case.district.schools
        }
        rides: dict[str, int] = defaultdict(int)
        for school, parts, carried in shares:
            sums[group_of(school)] += parts
            rides[group_of(school)] += carried
        for group, parts in sums.items():
            yield _row(by, group, names[group] if by == "school" else "", parts, rides[group])
        if idle.any():
            yield _row(by, NO_RUN, "", idle, 0)


def _shares(case: Case, by_run: list[tuple[Driven, Cents]]) -> Iterator[tuple[School, Cents, int]]:
    """Each school's cents and riders of each run; the schools of a combined run share by riders."""
    for run, parts in by_run:
        carried = list(case.district.riders_by_school(run.time.run).values())
        shares = [parts] if len(carried) == 1 else np.array([split(int(of), carried) for of in parts]).T
        yield from zip(run.time.schools, shares, carried, strict=True)


def _row(by: str, group: str, name: str, parts: Cents, rides: int) -> dict[str, Any]:
    total = int(parts.sum())
    return {
        "by": by,
        "group": group,
        "name": name,
        **dict(zip(TERMS, parts.tolist(), strict=True)),
        "total": total,
        "cents_per_ride": total / rides if rides >= FEWEST else None,
    }
