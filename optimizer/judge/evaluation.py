"""Describe and price a plan: figures, tables, and who bears what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimizer.district import District
from optimizer.errors import BelltimeError
from optimizer.judge.appraisal import Appraisal, appraise
from optimizer.judge.case import Case
from optimizer.judge.change import baselines_table
from optimizer.judge.columns import TABLES, Column
from optimizer.judge.detail_columns import ALL_TABLES
from optimizer.judge.fairness import groups_table
from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.judge.inequality import fairness_table, gaps_table
from optimizer.judge.measures import Measured, bell_measures, measure
from optimizer.judge.tables import connections_table, routes_table, runs_table, tiers_table
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
        figure minus the same figure of the first baseline plan; empty without a baseline.
    schools, runs, connections, routes, tiers, groups
        tables with the columns of :mod:`optimizer.judge.columns`; ``<NA>`` where unknown.
    details
        further tables by name, with the columns of :mod:`optimizer.judge.detail_columns`.
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
    details: dict[str, pd.DataFrame]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, typed column by column, ready for CSV or Parquet."""
        return {**{name: getattr(self, name) for name in TABLES}, **self.details}

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
            **{name: _records(frame, ALL_TABLES[name]) for name, frame in self.tables.items()},
        }


def evaluate(
    district: District,
    scenario: Scenario,
    travel: Travel,
    plan: Plan,
    baseline: Plan | Sequence[Plan] | None = None,
) -> Evaluation:
    """Describe ``plan`` from the tables, and its change from each baseline plan if any is given.

    Raises
    ------
    BelltimeError
        if a plan names runs, stops, schools or yards that do not fit the district, so that it cannot
        be timed; :func:`optimizer.judge.check` says which. A plan that breaks other rules is evaluated.
    """
    plans = [baseline] if isinstance(baseline, Plan) else list(baseline or ())
    found = _appraised(district, scenario, travel, plan)
    before = [_appraised(district, scenario, travel, other) for other in plans]
    return Evaluation(
        plan=plan.name,
        scenario=scenario.name,
        district=district.name,
        travel=travel.label,
        figures={name: found.figures[name] for name in FIGURES},
        changes=_changes(found, before[0]) if before else {},
        schools=found.schools,
        runs=runs_table(found.case),
        connections=connections_table(found.case),
        routes=routes_table(found.case, found.uses),
        tiers=tiers_table(found.case, found.schools),
        groups=groups_table(found.schools, found.rides),
        details=_details(found, before),
    )


def _appraised(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> Appraisal:
    case = Case(district, scenario, plan, time_plan(district, scenario, travel, plan))
    _refuse_untimed(case)
    return appraise(case)


def _refuse_untimed(case: Case) -> None:
    plan, timetable = case.plan, case.timetable
    timed = len(timetable.driven) == sum(len(route.am) + len(route.pm) for route in plan.routes)
    yards = {yard.id for yard in case.district.yards}
    whole = timed and len(timetable.runs) == len(plan.runs) and all(r.yard_id in yards for r in plan.routes)
    if not whole or any(school.id not in plan.bells for school in case.district.schools):
        raise BelltimeError(f"plan {plan.name} does not fit district {case.district.name}: check it first")


def _changes(after: Appraisal, before: Appraisal) -> dict[str, FigureValue]:
    return {name: _difference(after.figures[name], before.figures[name]) for name in FIGURES}


def _details(found: Appraisal, before: Sequence[Appraisal]) -> dict[str, pd.DataFrame]:
    district = found.case.district
    was = before[0].measured if before else _at_todays_bells(found.case)
    plans = [(other.case.plan, other.figures) for other in before]
    return {
        **found.details,
        "baselines": baselines_table(found.schools, found.figures, plans),
        "fairness": fairness_table(district, was, found.measured),
        "gaps": gaps_table(district, was, found.measured),
    }


def _at_todays_bells(case: Case) -> Measured:
    """Measure what today's bells alone decide; nothing is known of today's buses."""
    today = {school.id: school.bell_today for school in case.district.schools}
    return measure(bell_measures(case.district, case.scenario, today), len(case.district.schools))


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
