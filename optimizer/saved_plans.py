"""Plans that were saved: judged again, compared, or taken as a start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from optimizer.build import build_problem
from optimizer.district import District
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.judge import TABLES, Evaluation, Violation, check, evaluate
from optimizer.judge.lateness import KINDS, Cancellations, Lateness, cancellation_order, simulate
from optimizer.outputs.compare import Comparison, compare
from optimizer.outputs.comparison_map import comparison_map
from optimizer.outputs.opened import OpenedPlan, open_plan
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan, read_plan
from optimizer.planning import Case
from optimizer.roads import build_travel
from optimizer.scenario_files import read_scenario
from optimizer.tables import read_district


def check_folder(folder: Path) -> tuple[SavedPlan, tuple[Violation, ...]]:
    """Judge a saved plan again, from the district's tables and the plan's own, trusting no figure in it."""
    saved = read_plan(folder)
    plan, case = saved.require_plan(), reopen(saved)
    return saved, check(case.district, case.scenario, case.travel, plan)


def reopen(saved: SavedPlan) -> Case:
    """The case of a saved plan: its scenario and district, with the plan's runs in place of any others.

    Raises
    ------
    InputError
        if the district's tables changed since the plan was made, or are gone.
    """
    resolved = read_scenario(saved.scenario_path)
    district = read_district(resolved.district_folder)
    refuse_if_any(_changed_since(saved, district))
    district = replace(district, runs=saved.require_plan().runs)
    travel = build_travel(resolved.scenario.travel, resolved.district_folder, resolved.folder)
    return Case(resolved, district, travel, build_problem(district, resolved.scenario, travel), None)


def _changed_since(saved: SavedPlan, district: District) -> list[Fault]:
    then = saved.result["district"]["digests"]
    return [
        Fault(
            file=file,
            problem="is not the table that this plan was made from",
            remedy="Solve the scenario again, or bring the old table back.",
        )
        for file in sorted(then.keys() | district.digests.keys())
        if then.get(file) != district.digests.get(file)
    ]


def read_start(folder: Path, case: Case) -> Plan:
    """Read the plan to start from; it needs a bell for every school of the case."""
    plan = read_plan(folder).require_plan()
    refuse_if_any(
        Fault(str(folder / "bells.csv"), "has no bell for this school", column="school_id", value=school_id)
        for school_id in case.problem.school_ids
        if school_id not in plan.bells
    )
    return plan


def compare_folders(folders: Sequence[Path]) -> Comparison:
    """Compare saved plans figure by figure; the first is the one that differences are counted from."""
    return compare([read_plan(folder) for folder in folders])


def draw_comparison(folders: Sequence[Path]) -> str:
    """Draw saved plans side by side on one page (HTML)."""
    return comparison_map([read_plan(folder) for folder in folders])


def evaluate_folder(folder: Path) -> Evaluation:
    """Evaluate a saved plan again from the tables."""
    saved = read_plan(folder)
    plan, case = saved.require_plan(), reopen(saved)
    return evaluate(case.district, case.scenario, case.travel, plan)


def read_with_lateness(folder: Path) -> SavedPlan:
    """A saved plan with the simulated lateness of ordinary days in its evaluation, for what is shared."""
    saved = read_plan(folder)
    evaluation = {**(saved.evaluation or {}), "lateness": simulate_folder(folder).as_dict()}
    return replace(saved, evaluation=evaluation)


def open_folder(folder: Path) -> OpenedPlan:
    """A saved plan with its district, judged again: what everything to share is made from."""
    saved = read_plan(folder)
    saved.require_plan()
    case = reopen(saved)
    return open_plan(saved, case.district, case.scenario, case.travel)


def open_with_lateness(
    folder: Path, *, days: int = 1000, seed: int = 1, kind: str = "ordinary"
) -> OpenedPlan:
    """A saved plan with its district and simulated lateness, see :func:`simulate_folder`."""
    opened = open_folder(folder)
    return replace(opened, lateness=simulate_folder(folder, days=days, seed=seed, kind=kind))


def shared_tables(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """Tables of an evaluation by name, as documented in :data:`optimizer.judge.TABLES`."""
    return {name: getattr(evaluation, name) for name in TABLES}


def simulate_folder(folder: Path, *, days: int = 1000, seed: int = 1, kind: str = "ordinary") -> Lateness:
    """Simulate school days on a saved plan; small groups are blanked, as in all that is shared.

    Raises
    ------
    InputError
        if ``kind`` is none of the kinds of day that were calibrated.
    """
    known = {name: name for name in KINDS}
    if kind not in known:
        raise InputError(
            [Fault("--kind", "is no kind of day", value=kind, remedy=f"Use {', '.join(KINDS)}.")]
        )
    saved = read_plan(folder)
    plan, case = saved.require_plan(), reopen(saved)
    return simulate(
        case.district, case.scenario, case.travel, plan, days=days, seed=seed, kind=known[kind]
    ).shared()


def shortage_of_folder(folder: Path, *, missing: int, days: int) -> Cancellations:
    """A fair order to cancel routes of a saved plan while drivers are missing.

    Raises
    ------
    InputError
        if more drivers are missing than there are routes.
    """
    saved = read_plan(folder)
    plan, case = saved.require_plan(), reopen(saved)
    if missing > plan.buses:
        remedy = f"The plan has {plan.buses} routes."
        raise InputError(
            [Fault("--missing", "is more than there are routes", value=str(missing), remedy=remedy)]
        )
    return cancellation_order(case.district, case.scenario, plan, missing, days).shared()
