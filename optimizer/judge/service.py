"""Figures of the service: fleet, driving, riders, slack, bells; names in :mod:`optimizer.judge.figures`."""

from __future__ import annotations

import math

import pandas as pd

from optimizer.district import PERIODS
from optimizer.judge.bells import OUTSIDE_TIERS
from optimizer.judge.case import Case
from optimizer.judge.cost import RouteUse
from optimizer.judge.fairness import least, most
from optimizer.judge.figures import FigureValue
from optimizer.judge.rides import Rides
from optimizer.judge.run_rules import riders_by_stop
from optimizer.judge.tables import runs_by_tier
from optimizer.judge.timing import EPSILON
from optimizer.scenario import Scenario

Figures = dict[str, FigureValue]

# Minutes of slack beyond which more is worth nothing to the smallest one.
MUCH = 60


def share(part: float, whole: float) -> float | None:
    """``part / whole``, ``None`` of nothing."""
    return part / whole if whole else None


def fleet_figures(case: Case) -> Figures:
    """Count buses and runs."""
    plan = case.plan
    lifted = {run.id for run in plan.runs if run.wheelchairs}
    return {
        "buses": plan.buses,
        "buses_am": sum(bool(route.am) for route in plan.routes),
        "buses_pm": sum(bool(route.pm) for route in plan.routes),
        "runs_am": sum(run.period == "am" for run in plan.runs),
        "runs_pm": sum(run.period == "pm" for run in plan.runs),
        "runs_per_bus": share(len(case.timetable.driven), plan.buses),
        "runs_lift": len(lifted),
        "buses_lift": sum(any(timed.run_id in lifted for timed in (*r.am, *r.pm)) for r in plan.routes),
    }


def driving_figures(uses: tuple[RouteUse, ...]) -> Figures:
    """Add up minutes and miles on the road."""
    return {
        "live_minutes": sum(use.live_minutes for use in uses),
        "live_miles": sum(use.live_miles for use in uses),
        "deadhead_minutes": sum(use.deadhead_minutes for use in uses),
        "deadhead_miles": sum(use.deadhead_miles for use in uses),
        "paid_minutes": sum(use.worked + use.guaranteed for use in uses),
    }


def rider_figures(case: Case, rides: Rides, schools: pd.DataFrame) -> Figures:
    """Count riders and describe their rides."""
    runs = case.plan.runs
    carried = riders_by_stop(case)
    unserved = (
        max(0, stop.riders(period) - carried[period, stop.id])
        for stop in case.district.stops
        for period in PERIODS
    )
    return {
        "riders_am": sum(run.riders for run in runs if run.period == "am"),
        "riders_pm": sum(run.riders for run in runs if run.period == "pm"),
        "riders_unserved": sum(unserved),
        "seat_use": share(sum(run.riders for run in runs), len(runs) * case.scenario.fleet.seats),
        "ride_median": rides.within(0.5),
        "ride_p90": rides.within(0.9),
        "ride_longest": rides.longest,
        "ride_over_limit": rides.over_limit,
        "ride_over_limit_share": share(rides.over_limit, rides.total),
        "earliest_pickup": least(schools["earliest_pickup"]),
        "latest_return": most(schools["latest_return"]),
    }


def slack_figures(connections: pd.DataFrame, scenario: Scenario) -> Figures:
    """Describe what connections leave over, to a hundredth of a minute."""
    slack = connections["slack"].round(2)
    below = int((slack < scenario.service.buffer_desired).sum())
    return {
        "connections": len(slack),
        "slack_min": float(slack.min()) if len(slack) else None,
        "smallest_slack": _smallest_slack(connections["slack"], scenario.service.buffer),
        "slack_median": float(slack.quantile(0.5, interpolation="lower")) if len(slack) else None,
        "slack_below_desired": below,
        "slack_below_desired_share": share(below, len(slack)),
        "slack_under_5": int((slack < 5).sum()),
        "slack_5_to_10": int(((slack >= 5) & (slack < 10)).sum()),
        "slack_10_to_20": int(((slack >= 10) & (slack < 20)).sum()),
        "slack_20_up": int((slack >= 20).sum()),
    }


def _smallest_slack(slack: pd.Series, buffer: float) -> float:
    """The buffer and the whole minutes above it that every connection has; no more than :data:`MUCH`."""
    least = min(slack, default=MUCH)
    return min(float(MUCH), buffer + math.floor(least - buffer + EPSILON))


def bell_figures(case: Case, schools: pd.DataFrame) -> Figures:
    """Count the bells, and how unevenly they spread the runs of a day over the tiers."""
    counted = runs_by_tier(case)
    tiers = {tier.name for tier in case.scenario.bells.tiers}
    runs = [sum(counted[tier, period] for period in PERIODS) for tier in tiers]
    return {
        "tier_balance": max(runs, default=0) - min(runs, default=0),
        "distinct_bells": int(schools["bell"].nunique()),
        "schools_outside_tiers": int((schools["tier"] == OUTSIDE_TIERS).sum()),
    }
