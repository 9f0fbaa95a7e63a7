"""The figures of a plan, one function for each part of them; names in :mod:`optimizer.judge.figures`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimizer.district import PERIODS, SECONDARY
from optimizer.judge.bells import OUTSIDE_TIERS
from optimizer.judge.case import Case
from optimizer.judge.cost import RouteUse
from optimizer.judge.fairness import EIGHT, HALF_PAST_EIGHT, least, most, student_mean
from optimizer.judge.figures import FigureValue
from optimizer.judge.rides import Rides
from optimizer.judge.run_rules import riders_by_stop
from optimizer.scenario import Scenario

Figures = dict[str, FigureValue]


def share(part: float, whole: float) -> float | None:
    """``part / whole``, ``None`` of nothing."""
    return part / whole if whole else None


def fleet_figures(case: Case) -> Figures:
    """Count buses and runs."""
    plan = case.plan
    return {
        "buses": plan.buses,
        "buses_am": sum(bool(route.am) for route in plan.routes),
        "buses_pm": sum(bool(route.pm) for route in plan.routes),
        "runs_am": sum(run.period == "am" for run in plan.runs),
        "runs_pm": sum(run.period == "pm" for run in plan.runs),
        "runs_per_bus": share(len(case.timetable.driven), plan.buses),
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
        "slack_median": float(slack.quantile(0.5, interpolation="lower")) if len(slack) else None,
        "slack_below_desired": below,
        "slack_below_desired_share": share(below, len(slack)),
        "slack_under_5": int((slack < 5).sum()),
        "slack_5_to_10": int(((slack >= 5) & (slack < 10)).sum()),
        "slack_10_to_20": int(((slack >= 10) & (slack < 20)).sum()),
        "slack_20_up": int((slack >= 20).sum()),
    }


def bell_figures(schools: pd.DataFrame) -> Figures:
    """Count the bells."""
    return {
        "distinct_bells": int(schools["bell"].nunique()),
        "schools_outside_tiers": int((schools["tier"] == OUTSIDE_TIERS).sum()),
    }


def change_figures(schools: pd.DataFrame) -> Figures:
    """Count who moves from today's bell, and how far."""
    moved, students = schools["minutes_moved"].abs(), schools["students"]
    known = bool(moved.notna().any())

    def between(low: int, high: float) -> int:
        return int(students[((moved >= low) & (moved < high)).fillna(value=False)].sum())

    def later(of: pd.Series[Any]) -> float | None:
        inside = of & moved.notna()
        return student_mean(schools.loc[inside, "minutes_moved"], students[inside])

    return {
        "schools_moved": int((moved > 0).sum()) if known else None,
        "schools_unknown": int(moved.isna().sum()),
        "largest_shift": most(moved),
        "disruption": int((moved * students).sum()) if known else None,
        "students_moved_0": between(0, 1),
        "students_moved_under_10": between(1, 10),
        "students_moved_10_to_30": between(10, 30),
        "students_moved_30_to_60": between(30, 60),
        "students_moved_60_up": between(60, float("inf")),
        "students_moved_unknown": int(students[moved.isna()].sum()),
        "secondary_minutes_later": later(_secondary(schools)),
        "elementary_minutes_later": later(schools["level"] == "elementary"),
    }


def start_figures(schools: pd.DataFrame) -> Figures:
    """Count secondary students by their start."""
    inside = schools[_secondary(schools)]
    total = int(inside["students"].sum())
    before_8 = int(inside.loc[inside["bell"] < EIGHT, "students"].sum())
    before_8_30 = int(inside.loc[inside["bell"] < HALF_PAST_EIGHT, "students"].sum())
    return {
        "secondary_students": total,
        "secondary_before_8_00": before_8,
        "secondary_before_8_30": before_8_30,
        "secondary_from_8_00": total - before_8,
        "secondary_from_8_30": total - before_8_30,
        "secondary_from_8_00_share": share(total - before_8, total),
        "secondary_from_8_30_share": share(total - before_8_30, total),
    }


def dismissal_figures(schools: pd.DataFrame, scenario: Scenario) -> Figures:
    """Count elementary students by their dismissal."""
    inside = schools[schools["level"] == "elementary"]
    total = int(inside["students"].sum())
    late, very_late = (
        int(inside.loc[inside["dismissal"] > limit, "students"].sum()) for limit in scenario.late_dismissal
    )
    return {
        "elementary_students": total,
        "elementary_dismissed_late": late,
        "elementary_dismissed_very_late": very_late,
        "elementary_dismissed_late_share": share(late, total),
        "elementary_dismissed_very_late_share": share(very_late, total),
    }


def _secondary(schools: pd.DataFrame) -> pd.Series[Any]:
    return schools["level"].isin(SECONDARY)
