"""One row per run, connection, school and group of a simulation; columns in :mod:`.columns`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import District, Period, School
from optimizer.judge.bells import OUTSIDE_TIERS, tier_of
from optimizer.judge.columns import table
from optimizer.judge.fairness import FEWEST_STUDENTS, UNKNOWN
from optimizer.judge.lateness.columns import CONNECTIONS, GROUPS, RUNS, SCHOOLS, SHARES
from optimizer.judge.lateness.risks import Risks
from optimizer.judge.tables import frl_quartiles
from optimizer.plan import Plan
from optimizer.scenario import Scenario

# Shares and minutes are averaged over riders, student-minutes are added up.
AVERAGED = tuple(name for name in SHARES if not name.endswith("student_minutes"))
SUMMED = tuple(name for name in SHARES if name.endswith("student_minutes"))


ByPeriod = Mapping[Period, Risks]
Row = dict[str, Any]


def shares_table(plan: Plan, risks: ByPeriod, others: ByPeriod) -> pd.DataFrame:
    """Describe every driven run, school by school: a combined one has a row for each of its two.

    ``risks`` are those at the schools where runs end (pm: begin), ``others`` those at the other schools.
    """
    return table(
        RUNS,
        (
            row
            for found, school_of in ((risks, _schools(plan)), (others, _other_schools(plan)))
            for period, risk in found.items()
            for row in _run_rows(plan, school_of, period, risk)
        ),
    )


def _run_rows(plan: Plan, school_of: Mapping[str, str], period: Period, risk: Risks) -> Iterator[Row]:
    schedule, student_minutes = risk.schedule, risk.student_minutes
    for r, run_id in enumerate(schedule.run_ids):
        if run_id not in school_of:
            continue
        riders = int(schedule.riders[r])
        yield {
            "run_id": run_id,
            "school_id": school_of[run_id],
            "period": period,
            "bus": plan.routes[schedule.bus[schedule.chain[r]]].bus,
            "tier_of_route": int(schedule.order[r]) + 1,
            "riders": riders,
            "suppressed": riders < FEWEST_STUDENTS,
            **{name: float(share[r]) for name, share in risk.shares.items()},
            f"{period}_minutes": float(risk.minutes[r]),
            f"{period}_student_minutes": float(student_minutes[r]),
            "not_driven": float(risk.not_driven[r]),
            "own_minutes": float(risk.own_minutes[r]),
        }


def whole_runs(shares: pd.DataFrame) -> pd.DataFrame:
    """One row a run, as late as it is at the school where it ends (pm: begins), with all of its riders."""
    if shares["run_id"].is_unique:
        return shares
    summed = ["riders", *SUMMED]
    whole = shares.drop_duplicates("run_id").set_index("run_id")
    whole[summed] = shares.groupby("run_id", sort=False)[summed].sum(min_count=1)
    whole["suppressed"] = whole["riders"] < FEWEST_STUDENTS
    return whole.reset_index()[list(shares.columns)]


def passed_on(plan: Plan, risks: ByPeriod, others: ByPeriod) -> list[Row]:
    """Rows of every connection, the one that passes most lateness on first: for each school of its later run.

    Each has its ``school_id`` and counts the riders of that school.
    """
    rows = [
        {**row, "school_id": school_of[row["to_run"]]}
        for found, school_of in ((risks, _schools(plan)), (others, _other_schools(plan)))
        for period, risk in found.items()
        for row in _connection_rows(plan, period, risk)
        if row["to_run"] in school_of
    ]
    return sorted(rows, key=lambda row: (-row["student_minutes"], row["to_run"]))


def connections_table(passed_on: Sequence[Row]) -> pd.DataFrame:
    """Describe every connection, the one that passes most lateness on first."""
    whole: dict[str, Row] = {}
    for row in passed_on:
        same = whole.setdefault(row["to_run"], {**row, "riders": 0, "student_minutes": 0.0})
        # A run for two schools is told as late as it is where that is more.
        same["minutes_passed_on"] = max(same["minutes_passed_on"], row["minutes_passed_on"])
        same["riders"] += row["riders"]
        same["student_minutes"] += row["student_minutes"]
        same["suppressed"] = same["riders"] < FEWEST_STUDENTS
    rows = sorted(whole.values(), key=lambda row: (-row["student_minutes"], row["to_run"]))
    return table(CONNECTIONS, [{name: row[name] for name in CONNECTIONS} for row in rows])


def _schools(plan: Plan) -> dict[str, str]:
    return {run.id: run.school_id for run in plan.runs}


def _other_schools(plan: Plan) -> dict[str, str]:
    return {run.id: run.also for run in plan.runs if run.also is not None}


def _connection_rows(plan: Plan, period: Period, risk: Risks) -> Iterator[Row]:
    schedule = risk.schedule
    slack, before = schedule.slack, schedule.before
    for r in np.flatnonzero(before >= 0):
        riders = int(schedule.riders[r])
        yield {
            "bus": plan.routes[schedule.bus[schedule.chain[r]]].bus,
            "period": period,
            "from_run": schedule.run_ids[before[r]],
            "to_run": schedule.run_ids[r],
            "slack": float(slack[r]),
            "riders": riders,
            "suppressed": riders < FEWEST_STUDENTS,
            "missed": float(risk.missed[r]),
            "minutes_passed_on": float(risk.passed_on[r]),
            "student_minutes": float(riders * risk.passed_on[r]),
        }


def schools_table(
    district: District,
    plan: Plan,
    shares: pd.DataFrame,
    passed_on: Sequence[Row],
    any_late: Mapping[str, float],
) -> pd.DataFrame:
    """Describe every school with buses, the most often late first."""
    quartile = frl_quartiles(district)
    by_school = dict(list(shares.groupby("school_id")))
    # Connections come worst first.
    worst: dict[str, list[Row]] = {}
    for connection in passed_on:
        if connection["period"] == "am":
            worst.setdefault(connection["school_id"], []).append(connection)

    def row(school: School) -> dict[str, Any]:
        own = by_school[school.id]
        riders = own.groupby("period")["riders"].sum()
        return {
            "school_id": school.id,
            "name": school.name,
            "level": school.level,
            "area": school.area,
            "frl_quartile": quartile.get(school.id),
            "bell": plan.bells[school.id],
            "riders": int(riders.max()),
            "suppressed": int(riders.max()) < FEWEST_STUDENTS,
            **_gather(own),
            "any_late": any_late.get(school.id),
            **_causes(own, worst.get(school.id, [])),
        }

    rows = [row(school) for school in district.schools if school.id in by_school]
    return table(SCHOOLS, sorted(rows, key=lambda row: (-(row["late_after_bell"] or 0), row["school_id"])))


def _gather(runs: pd.DataFrame) -> dict[str, float | None]:
    """Average over riders and add up; each column over the runs that have it."""
    found: dict[str, float | None] = {}
    for name in AVERAGED:
        known = runs[runs[name].notna()]
        riders = int(known["riders"].sum())
        found[name] = float((known[name] * known["riders"]).sum()) / riders if riders else None
    for name in SUMMED:
        found[name] = float(runs[name].sum()) if runs[name].notna().any() else None
    return found


def _causes(runs: pd.DataFrame, passed_on: Sequence[Row]) -> dict[str, Any]:
    """Say what makes a school's mornings late, and on which connection it hangs most."""
    mornings = runs[runs["period"] == "am"]
    total = float(mornings["am_student_minutes"].sum())
    if total <= 0:
        return {}
    own = float((mornings["own_minutes"] * mornings["riders"]).sum()) / total
    through = sum(connection["student_minutes"] for connection in passed_on) / total
    causes = {"from_own_runs": own, "from_connections": through, "from_yard": max(0.0, 1 - own - through)}
    if through <= 0:
        return causes
    worst = passed_on[0]
    return {
        **causes,
        "hangs_on_bus": worst["bus"],
        "hangs_on_from": worst["from_run"],
        "hangs_on_to": worst["to_run"],
    }


def groups_table(district: District, scenario: Scenario, plan: Plan, shares: pd.DataFrame) -> pd.DataFrame:
    """Gather runs by tier, by their place in the bus's day, and by the kind of their school."""
    quartile = frl_quartiles(district)
    schools = [district.school(school_id) for school_id in shares["school_id"]]
    names: dict[str, Sequence[str]] = {
        "tier": [tier_of(plan.bells[school.id], scenario) for school in schools],
        "tier_of_route": shares["tier_of_route"].astype(str).tolist(),
        "level": [school.level for school in schools],
        "area": [school.area or UNKNOWN for school in schools],
        "frl_quartile": [str(quartile.get(school.id, UNKNOWN)) for school in schools],
        "option": ["option" if school.option else "neighborhood" for school in schools],
    }
    tiers = [*dict.fromkeys(tier.name for tier in scenario.bells.tiers), OUTSIDE_TIERS]
    return table(GROUPS, _groups(shares, names, tiers))


def _groups(
    runs: pd.DataFrame, names: Mapping[str, Sequence[str]], tiers: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for by, groups in names.items():
        known = pd.Series(groups, index=runs.index, dtype="string")
        present = set(groups)
        # Tiers in the scenario's order, all else alphabetical with the unknown last.
        alphabetical = sorted(present, key=lambda text: (text == UNKNOWN, text))
        for group in [tier for tier in tiers if tier in present] if by == "tier" else alphabetical:
            inside = runs[known == group]
            riders = int(inside["riders"].sum())
            yield {
                "by": by,
                "group": group,
                "runs": inside["run_id"].nunique(),
                "riders": riders,
                "suppressed": riders < FEWEST_STUDENTS,
                **_gather(inside),
            }
