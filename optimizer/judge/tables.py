"""One row per school, run, connection, route and tier; columns in :mod:`optimizer.judge.columns`."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import PERIODS, District, Period, School
from optimizer.judge.bells import OUTSIDE_TIERS, dismissal, minutes_moved, tier_of
from optimizer.judge.case import Case
from optimizer.judge.columns import CONNECTIONS, ROUTES, RUNS, SCHOOLS, TIERS, table
from optimizer.judge.cost import RouteUse, cost_terms
from optimizer.judge.loads import places_of
from optimizer.judge.rides import Rides
from optimizer.judge.timing import EPSILON, Driven, Half
from optimizer.units import MINUTES_PER_DAY


def schools_table(case: Case, rides: Rides) -> pd.DataFrame:
    """Describe every school: who it is, its bell today and in the plan, and its buses."""
    quartile = frl_quartiles(case.district)
    runs, riders = _runs_and_riders(case)
    pickup, back = _school_moments(case)

    def row(school: School) -> dict[str, Any]:
        bell, own = case.plan.bells[school.id], rides.of([school.id])
        return {
            "school_id": school.id,
            "name": school.name,
            "level": school.level,
            "area": school.area,
            "lat": school.place.lat,
            "lon": school.place.lon,
            "option": school.option,
            "students": school.students,
            "frl_share": school.frl_share,
            "frl_quartile": quartile.get(school.id),
            "bell_today": school.bell_today,
            "bell_today_basis": school.bell_today_basis,
            "bell": bell,
            "dismissal": dismissal(school, case.scenario, bell),
            "tier": tier_of(bell, case.scenario),
            "minutes_moved": minutes_moved(school, bell),
            **{f"runs_{period}": runs[period, school.id] for period in PERIODS},
            **{f"riders_{period}": riders[period, school.id] for period in PERIODS},
            "earliest_pickup": pickup.get(school.id),
            "latest_return": back.get(school.id),
            "ride_median": own.within(0.5),
            "ride_longest": own.longest,
        }

    return table(SCHOOLS, map(row, case.district.schools))


def frl_quartiles(district: District) -> dict[str, int]:
    """School id → 1 (lowest share of free and reduced-price lunch) to 4, where the share is known.

    Schools with equal shares are in the same quartile.
    """
    shares = {school.id: school.frl_share for school in district.schools if school.frl_share is not None}
    if not shares:
        return {}
    borders = np.quantile(list(shares.values()), [0.25, 0.5, 0.75])
    return {school_id: 1 + int((share > borders).sum()) for school_id, share in shares.items()}


def _runs_and_riders(case: Case) -> tuple[dict[tuple[Period, str], int], dict[tuple[Period, str], int]]:
    runs: dict[tuple[Period, str], int] = defaultdict(int)
    riders: dict[tuple[Period, str], int] = defaultdict(int)
    for run in case.plan.runs:
        for school_id, carried in case.district.riders_by_school(run).items():
            runs[run.period, school_id] += 1
            riders[run.period, school_id] += carried
    return runs, riders


def _school_moments(case: Case) -> tuple[dict[str, int], dict[str, int]]:
    """School id → first pickup of its mornings, and last return of its afternoons."""
    pickup: dict[str, int] = {}
    back: dict[str, int] = {}
    for driven in case.timetable.driven:
        for school in driven.time.schools:
            if driven.period == "am":
                pickup[school.id] = min(first_pickup(driven, school), pickup.get(school.id, MINUTES_PER_DAY))
            else:
                back[school.id] = max(last_return(driven, school), back.get(school.id, 0))
    return pickup, back


def first_pickup(driven: Driven, school: School) -> int:
    """First moment that a morning run halts for a rider of one of its schools."""
    if driven.time.also is None:
        return _whole_start(driven)
    met = driven.time.meets(school, driven.at)
    return math.floor(met - max(_away(driven, school), default=0.0) + EPSILON)


def last_return(driven: Driven, school: School) -> int:
    """Last moment that a rider of one of its schools alights from an afternoon run."""
    if driven.time.also is None:
        return _whole_end(driven)
    met = driven.time.meets(school, driven.at)
    return math.ceil(met + max(_away(driven, school), default=0.0) - EPSILON)


def _away(driven: Driven, school: School) -> Iterator[float]:
    """Minutes between the school and the farther side of each halt for its riders."""
    time = driven.time
    for own, ride, dwell in zip(time.own, time.rides, time.dwell, strict=True):
        if own is school:
            yield ride + dwell


def _whole_start(driven: Driven) -> int:
    return math.floor(driven.starts + EPSILON)


def _whole_end(driven: Driven) -> int:
    return math.ceil(driven.ends - EPSILON)


def runs_table(case: Case) -> pd.DataFrame:
    """Describe every run of the plan, with its bus where one drives it."""
    driven = {run.time.run.id: run for run in case.timetable.driven}
    mornings = [len(route.am) for route in case.plan.routes]

    def row(run_id: str) -> dict[str, Any]:
        time = case.timetable.runs[run_id]
        found: dict[str, Any] = {
            "run_id": run_id,
            "school_id": time.school.id,
            "also_school_id": time.run.also,
            "period": time.run.period,
            "riders": time.run.riders,
            "capacity": places_of(time.run, case.district, case.scenario.fleet),
            "live_minutes": time.live_minutes,
            "live_miles": time.live_miles,
            "longest_ride": max(time.rides),
        }
        if run_id in driven:
            at = driven[run_id]
            found |= {
                "bus": at.bus,
                "order": at.order + (mornings[at.route] if at.period == "pm" else 0),
                "tier_of_route": at.order,
                "starts": _whole_start(at),
                "ends": _whole_end(at),
                "at": at.at,
                "at_also": None if time.also is None else math.floor(time.meets(time.also, at.at) + EPSILON),
            }
        return found

    return table(RUNS, (row(run.id) for run in case.plan.runs))


def connections_table(case: Case) -> pd.DataFrame:
    """Describe every pair of runs that one bus drives in a row."""
    return table(
        CONNECTIONS,
        (
            {
                "bus": c.before.bus,
                "period": c.before.period,
                "from_run": c.before.time.run.id,
                "to_run": c.after.time.run.id,
                "deadhead_minutes": c.deadhead_minutes,
                "deadhead_miles": c.deadhead_miles,
                "slack": c.slack,
            }
            for c in case.timetable.connections
        ),
    )


def routes_table(case: Case, uses: tuple[RouteUse, ...]) -> pd.DataFrame:
    """Describe every bus's day."""
    halves = {(half.route, half.period): half for half in case.timetable.halves}

    def moments(number: int, period: Period) -> dict[str, Any]:
        half: Half | None = halves.get((number, period))
        return (
            {} if half is None else {f"pull_out_{period}": half.pull_out, f"pull_in_{period}": half.pull_in}
        )

    return table(
        ROUTES,
        (
            {
                "bus": route.bus,
                "yard_id": route.yard_id,
                "runs_am": len(route.am),
                "runs_pm": len(route.pm),
                **moments(number, "am"),
                **moments(number, "pm"),
                "paid_minutes": use.worked + use.guaranteed,
                "live_miles": use.live_miles,
                "deadhead_miles": use.deadhead_miles,
                "cost_cents": cost_terms((use,), case.scenario.prices)["total"],
            }
            for number, (route, use) in enumerate(zip(case.plan.routes, uses, strict=True))
        ),
    )


def tiers_table(case: Case, schools: pd.DataFrame) -> pd.DataFrame:
    """Count schools, students and runs of every tier."""
    names: Iterable[str] = [*dict.fromkeys(tier.name for tier in case.scenario.bells.tiers), OUTSIDE_TIERS]
    runs = runs_by_tier(case)

    def row(name: str) -> dict[str, Any]:
        inside = schools[schools["tier"] == name]
        return {
            "tier": name,
            "schools": len(inside),
            "students": int(inside["students"].sum()),
            **{f"runs_{period}": runs[name, period] for period in PERIODS},
        }

    return table(TIERS, map(row, names))


def runs_by_tier(case: Case) -> Counter[tuple[str, Period]]:
    """Runs of each tier and half day; a combined run counts once, for its schools ring together."""
    return Counter(
        (tier_of(case.plan.bells[run.school_id], case.scenario), run.period) for run in case.plan.runs
    )
