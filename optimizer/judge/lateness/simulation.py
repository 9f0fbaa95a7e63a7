"""How late a plan's buses are likely to be: many simulated school days, described by school, run and bus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import PERIODS, District, Period
from optimizer.errors import BelltimeError
from optimizer.judge.columns import Column
from optimizer.judge.figures import FigureValue
from optimizer.judge.lateness.columns import LATENESS_TABLES, blank_small
from optimizer.judge.lateness.days import (
    BoolArray,
    Days,
    Driving,
    at_other_schools,
    at_own_schools,
    draw_days,
    drive,
)
from optimizer.judge.lateness.figures import LATENESS_FIGURES, SIMULATED
from optimizer.judge.lateness.parameters import BOSTON_2013, Kind, LatenessParameters
from optimizer.judge.lateness.risks import Risks, measure_risks
from optimizer.judge.lateness.schedule import Schedule, build_schedule
from optimizer.judge.lateness.tables import (
    connections_table,
    groups_table,
    passed_on,
    schools_table,
    shares_table,
    whole_runs,
)
from optimizer.judge.timing import EPSILON, time_plan
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel
from optimizer.units import clock

BAD_DAY = 0.95  # one day in twenty is worse
OFTEN = 0.1
DECIMALS = 4


@dataclass(frozen=True, eq=False)
class Lateness:
    """What ``days`` simulated days of one ``kind`` say of a plan. Everything here is modelled.

    Attributes
    ----------
    basis
        the words to show beside every figure.
    figures
        every name of :data:`optimizer.judge.lateness.LATENESS_FIGURES`; ``None`` without such runs.
    schools, runs, connections, groups
        tables with the columns of :data:`optimizer.judge.lateness.LATENESS_TABLES`; schools and connections
        worst first.
    """

    plan: str
    scenario: str
    district: str
    kind: Kind
    days: int
    seed: int
    parameters: LatenessParameters
    figures: dict[str, FigureValue]
    schools: pd.DataFrame
    runs: pd.DataFrame
    connections: pd.DataFrame
    groups: pd.DataFrame
    basis: str = SIMULATED

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, typed column by column, ready for CSV or Parquet."""
        return {name: getattr(self, name) for name in LATENESS_TABLES}

    def shared(self) -> Lateness:
        """The same without what is said of fewer than 10 riders, for anything that leaves the office."""
        return replace(
            self,
            schools=blank_small(self.schools),
            runs=blank_small(self.runs),
            connections=blank_small(self.connections),
            groups=blank_small(self.groups),
        )

    def as_dict(self) -> dict[str, Any]:
        """Spell the lateness for JSON: same order every time, unknown as null."""
        return {
            "plan": self.plan,
            "scenario": self.scenario,
            "district": self.district,
            "basis": self.basis,
            "kind": self.kind,
            "days": self.days,
            "seed": self.seed,
            "figures": {name: _spell(value, "number") for name, value in self.figures.items()},
            **{name: _records(getattr(self, name), columns) for name, columns in LATENESS_TABLES.items()},
        }


def simulate(
    district: District,
    scenario: Scenario,
    travel: Travel,
    plan: Plan,
    *,
    days: int = 1000,
    seed: int = 1,
    kind: Kind = "ordinary",
    parameters: LatenessParameters = BOSTON_2013,
) -> Lateness:
    """Drive ``plan`` through many simulated school days; the same seed gives the same days.

    Raises
    ------
    BelltimeError
        if the plan cannot be timed; :func:`optimizer.judge.check` says why.
    """
    schedules = build_schedules(district, scenario, travel, plan)
    driven = {
        period: drive(
            schedule, draw_days(schedule, parameters.of(kind), parameters, days, seed), parameters.give_up
        )
        for period, schedule in schedules.items()
    }
    risks = {period: measure_risks(at_own_schools(schedules[period]), of) for period, of in driven.items()}
    others = {
        period: measure_risks(*at_other_schools(schedules[period], of))
        for period, of in driven.items()
        if schedules[period].others is not None
    }
    shares, passed = shares_table(plan, risks, others), passed_on(plan, risks, others)
    schools = schools_table(district, plan, shares, passed, _any_late(plan, schedules, driven))
    return Lateness(
        plan=plan.name,
        scenario=scenario.name,
        district=district.name,
        kind=kind,
        days=days,
        seed=seed,
        parameters=parameters,
        figures=_figures(risks, others, driven, schools),
        schools=schools,
        runs=whole_runs(shares),
        connections=connections_table(passed),
        groups=groups_table(district, scenario, plan, shares),
    )


def build_schedules(
    district: District, scenario: Scenario, travel: Travel, plan: Plan
) -> dict[Period, Schedule]:
    """Time the plan and gather each half of the day that has runs."""
    timetable = time_plan(district, scenario, travel, plan)
    if len(timetable.driven) != sum(len(route.am) + len(route.pm) for route in plan.routes):
        raise BelltimeError(f"plan {plan.name} does not fit district {district.name}: check it first")
    found = {period: build_schedule(district, scenario, travel, timetable, period) for period in PERIODS}
    return {period: schedule for period, schedule in found.items() if len(schedule.at)}


def draw_again(schedule: Schedule, lateness: Lateness) -> Days:
    """The days that ``lateness`` was simulated on."""
    parameters = lateness.parameters
    return draw_days(schedule, parameters.of(lateness.kind), parameters, lateness.days, lateness.seed)


def _any_late(
    plan: Plan, schedules: Mapping[Period, Schedule], driven: Mapping[Period, Driving]
) -> dict[str, float]:
    """School id → probability that at least one of its morning runs is after the bell."""
    if "am" not in driven:
        return {}
    schedule, driving = schedules["am"], driven["am"]
    elsewhere = at_other_schools(schedule, driving)[1].late > EPSILON
    late, runs = driving.late > EPSILON, {run.id: run for run in plan.runs}
    mornings: dict[str, list[BoolArray]] = defaultdict(list)
    for r, run_id in enumerate(schedule.run_ids):
        run = runs[run_id]
        mornings[run.school_id].append(late[r])
        if run.also is not None:
            mornings[run.also].append(elsewhere[r])
    return {school_id: float(np.any(days, axis=0).mean()) for school_id, days in mornings.items()}


def _figures(
    risks: Mapping[Period, Risks],
    others: Mapping[Period, Risks],
    driven: Mapping[Period, Driving],
    schools: pd.DataFrame,
) -> dict[str, FigureValue]:
    """Runs are late where they end (pm: begin); riders of another school are late there."""
    found: dict[str, FigureValue] = dict.fromkeys(LATENESS_FIGURES)
    for period, risk in risks.items():
        everybody = [risk, *([others[period]] if period in others else [])]
        found |= {f"{period}_{name}": float(share.mean()) for name, share in risk.shares.items()}
        found[f"{period}_minutes_late"] = float(risk.minutes.mean())
        found[f"{period}_late_student_minutes"] = float(sum(r.student_minutes.sum() for r in everybody))
        found[f"{period}_not_driven"] = float(risk.not_driven.mean())
        if period == "am":
            found |= _morning_figures(everybody, driven["am"])
    if "am" in risks:
        found["schools_late_10"] = int((schools["late_after_bell"] > OFTEN).sum())
    return found


def _morning_figures(everybody: Sequence[Risks], driving: Driving) -> dict[str, FigureValue]:
    a_day: FloatArray = (driving.late > EPSILON).mean(axis=0)
    late = sum(float((risk.schedule.riders * risk.shares["late_after_bell"]).sum()) for risk in everybody)
    total = sum(float(risk.student_minutes.sum()) for risk in everybody)
    inherited = sum(
        float((risk.schedule.riders * (risk.minutes - risk.own_minutes)).sum()) for risk in everybody
    )
    return {
        "am_late_riders": late,
        "am_late_bad_day": float(np.quantile(a_day, BAD_DAY)),
        "am_late_inherited": inherited / total if total else None,
    }


def _records(frame: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    spelled = {
        name: [_spell(value, column.kind) for value in frame[name].tolist()]
        for name, column in columns.items()
    }
    return [dict(zip(spelled, row, strict=True)) for row in zip(*spelled.values(), strict=True)]


def _spell(value: Any, kind: str) -> Any:
    if value is None or pd.isna(value):
        return None
    if kind == "clock":
        return clock(int(value))
    return round(float(value), DECIMALS) if isinstance(value, float) else value
