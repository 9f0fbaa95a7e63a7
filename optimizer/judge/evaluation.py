"""Describe and price a plan: figures, tables, and who bears what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimizer.district import District
from optimizer.errors import BelltimeError
from optimizer.judge.case import Case
from optimizer.judge.columns import TABLES, Column
from optimizer.judge.cost import cost_terms, route_uses
from optimizer.judge.fairness import groups_table
from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.judge.rides import rides_of
from optimizer.judge.service import (
    bell_figures,
    change_figures,
    dismissal_figures,
    driving_figures,
    fleet_figures,
    rider_figures,
    slack_figures,
    start_figures,
)
from optimizer.judge.tables import connections_table, routes_table, runs_table, schools_table, tiers_table
from optimizer.judge.timing import time_plan
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.travel import Travel
from optimizer.units import clock

DECIMALS = 4  # of minutes, miles and shares in evaluation.json


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a plan means, recomputed from the tables.

    Attributes
    ----------
    figures
        every name of :data:`optimizer.judge.figures.FIGURES`, in its order; ``None`` where unknown.
    changes
        figure minus the same figure of the baseline plan; empty without a baseline.
    schools, runs, connections, routes, tiers, groups
        tables with the columns of :mod:`optimizer.judge.columns`; ``<NA>`` where unknown.
    """

    plan: str
    scenario: str
    district: str
    travel: str
    figures: dict[str, FigureValue]
    changes: dict[str, FigureValue]
    schools: pd.DataFrame
    runs: pd.DataFrame
    connections: pd.DataFrame
    routes: pd.DataFrame
    tiers: pd.DataFrame
    groups: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Spell the evaluation for JSON: same order every time, times as clock text, unknown as null."""
        return {
            "plan": self.plan,
            "scenario": self.scenario,
            "district": self.district,
            "travel": self.travel,
            "figures": {name: _spell(value, FIGURES[name].unit) for name, value in self.figures.items()},
            # A change of a time of day is minutes, not a time of day.
            "changes": {name: _spell(value, "minutes") for name, value in self.changes.items()},
            **{name: _records(getattr(self, name), columns) for name, columns in TABLES.items()},
        }


def evaluate(
    district: District, scenario: Scenario, travel: Travel, plan: Plan, baseline: Plan | None = None
) -> Evaluation:
    """Describe ``plan`` from the tables, and its change from ``baseline`` if one is given.

    Raises
    ------
    BelltimeError
        if the plan names runs, stops, schools or yards that do not fit the district, so that it cannot
        be timed; :func:`optimizer.judge.check` says which. A plan that breaks other rules is evaluated.
    """
    case = Case(district, scenario, plan, time_plan(district, scenario, travel, plan))
    _refuse_untimed(case)
    uses = route_uses(plan, case.timetable, scenario.prices)
    rides = rides_of(case.timetable.runs.values(), scenario.service.ride_limit)
    schools, connections = schools_table(case, rides), connections_table(case)
    costs = cost_terms(uses, scenario.prices)
    figures: dict[str, FigureValue] = {
        **fleet_figures(case),
        **costs,
        "total_year": costs["total"] * scenario.prices.school_days,
        **driving_figures(uses),
        **rider_figures(case, rides, schools),
        **slack_figures(connections, scenario),
        **bell_figures(schools),
        **change_figures(schools),
        **start_figures(schools),
        **dismissal_figures(schools, scenario),
    }
    before = {} if baseline is None else evaluate(district, scenario, travel, baseline).figures
    return Evaluation(
        plan=plan.name,
        scenario=scenario.name,
        district=district.name,
        travel=travel.label,
        figures={name: figures[name] for name in FIGURES},
        changes={name: _difference(figures[name], value) for name, value in before.items()},
        schools=schools,
        runs=runs_table(case),
        connections=connections,
        routes=routes_table(case, uses),
        tiers=tiers_table(case, schools),
        groups=groups_table(schools, rides),
    )


def _refuse_untimed(case: Case) -> None:
    plan, timetable = case.plan, case.timetable
    timed = len(timetable.driven) == sum(len(route.am) + len(route.pm) for route in plan.routes)
    yards = {yard.id for yard in case.district.yards}
    whole = timed and len(timetable.runs) == len(plan.runs) and all(r.yard_id in yards for r in plan.routes)
    if not whole or any(school.id not in plan.bells for school in case.district.schools):
        raise BelltimeError(f"plan {plan.name} does not fit district {case.district.name}: check it first")


def _difference(after: FigureValue, before: FigureValue) -> FigureValue:
    return None if after is None or before is None else after - before


def _spell(value: Any, unit: str) -> Any:
    """One value for JSON; pandas' numbers become Python's."""
    if value is None or pd.isna(value):
        return None
    if unit == "clock":
        return clock(int(value))
    return round(float(value), DECIMALS) if isinstance(value, float) else value


def _records(frame: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    spelled = {
        name: [_spell(value, column.kind) for value in frame[name].tolist()]
        for name, column in columns.items()
    }
    return [dict(zip(spelled, row, strict=True)) for row in zip(*spelled.values(), strict=True)]
