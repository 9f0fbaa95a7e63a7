"""One plan by itself: its figures, its schools and the measures of its groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.judge.allocation import costs_table
from optimizer.judge.case import Case
from optimizer.judge.change import change_figures
from optimizer.judge.cost import RouteUse, cost_terms, route_uses
from optimizer.judge.families import childcare_figures, dismissal_figures
from optimizer.judge.figures import FigureValue
from optimizer.judge.halts import Halts, halts_of
from optimizer.judge.inequality import fairness_figures
from optimizer.judge.light import darkest_day, light_figures, light_table, skies_of
from optimizer.judge.margins import margin_figures, spares
from optimizer.judge.measures import Measured, bell_measures, bus_measures, measure
from optimizer.judge.rides import Rides, rides_of
from optimizer.judge.service import (
    bell_figures,
    driving_figures,
    fleet_figures,
    rider_figures,
    slack_figures,
)
from optimizer.judge.siblings import sibling_figures, siblings_table
from optimizer.judge.starts import levels_table, sleep_figures, start_figures
from optimizer.judge.sun import Sun
from optimizer.judge.tables import connections_table, schools_table
from optimizer.judge.waits import wait_figures


@dataclass(frozen=True, eq=False)
class Appraisal:
    """What one plan means by itself; ``details`` are its further tables by name."""

    case: Case
    uses: tuple[RouteUse, ...]
    rides: Rides
    schools: pd.DataFrame
    figures: dict[str, FigureValue]
    measured: Measured
    details: dict[str, pd.DataFrame]


def appraise(case: Case) -> Appraisal:
    """Work out every figure of a plan that can be timed."""
    scenario = case.scenario
    uses = route_uses(case.plan, case.timetable, scenario)
    rides, halts = rides_of(case.timetable.runs.values(), scenario.service.ride_limit), halts_of(case)
    schools, skies = schools_table(case, rides), skies_of(case, halts)
    details = {
        "costs": costs_table(case, uses),
        "light": light_table(case, halts, skies),
        "levels": levels_table(schools),
        "siblings": siblings_table(case, halts),
    }
    measured = _measure(case, halts, skies.get(darkest_day(details["light"]) or ""))
    costs = cost_terms(uses, scenario.prices)
    figures: dict[str, FigureValue] = {
        **fleet_figures(case),
        **costs,
        "total_year": costs["total"] * scenario.prices.school_days,
        "spares": spares(case),
        **margin_figures(case, uses),
        **driving_figures(uses),
        **rider_figures(case, rides, schools),
        **wait_figures(halts),
        **light_figures(details["light"]),
        **slack_figures(connections_table(case), scenario),
        **bell_figures(case, schools),
        **change_figures(schools),
        **start_figures(schools),
        **sleep_figures(schools),
        **dismissal_figures(schools, scenario),
        **childcare_figures(schools, scenario),
        **sibling_figures(details["siblings"], schools),
        **fairness_figures(case.district, measured),
    }
    return Appraisal(case, uses, rides, schools, figures, measured, details)


def _measure(case: Case, halts: Halts, sun: Sun | None) -> Measured:
    district, scenario = case.district, case.scenario
    limits = np.array([scenario.service.ride_limit.of(school.level) for school in district.schools])
    return measure(
        {
            **bell_measures(district, scenario, case.plan.bells),
            **bus_measures(halts, limits, sun),
        },
        len(district.schools),
    )
