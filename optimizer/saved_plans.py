"""Plans that were saved: judged again, compared, or taken as a start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer import plan_folder
from optimizer.build import build_problem
from optimizer.cases import Case, modelled_inputs
from optimizer.district import District
from optimizer.errors import BelltimeError, Fault, InputError, refuse_if_any
from optimizer.judge import Evaluation, Violation, check, evaluate
from optimizer.judge.lateness import (
    KINDS,
    CancellationRule,
    Cancellations,
    Lateness,
    cancellation_order,
    simulate,
)
from optimizer.outputs.compare import Comparison, compare
from optimizer.outputs.comparison_map import comparison_map
from optimizer.outputs.opened import OpenedPlan, open_plan
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan, read_plan
from optimizer.roads import build_travel
from optimizer.scenario_files import ResolvedScenario, read_scenario
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
    district = read_district(resolved.district_folder, stops=saved.chosen_stops)
    refuse_if_any(_changed_since(saved, district))
    return _case_of(resolved, district, saved.require_plan())


def _case_of(resolved: ResolvedScenario, district: District, plan: Plan) -> Case:
    district = replace(district, runs=plan.runs)
    travel = build_travel(resolved.scenario.travel, resolved.district_folder, resolved.folder)
    return Case(resolved, district, travel, build_problem(district, resolved.scenario, travel), None)


@dataclass(frozen=True)
class Judged:
    """A plan to be judged, the case it is judged by, and what of its input is modelled, in words."""

    plan: Plan
    case: Case
    modelled: tuple[str, ...]


def read_for_judge(folder: Path, scenario: Path | None = None) -> Judged:
    """Read a plan to judge: a plan folder, or with ``scenario`` the plain tables of a plan from elsewhere.

    Plain tables are a folder's ``bells.csv``, ``runs.csv`` and ``routes.csv``. They are judged by the
    scenario as ours are; no solver has to have seen them.

    Raises
    ------
    InputError
        with every fault found, or if the district's tables changed since the plan was made.
    """
    if scenario is None:
        saved = read_plan(folder)
        plan, case = saved.require_plan(), reopen(saved)
        return Judged(plan, case, tuple(saved.result.get("modelled", ())))
    resolved = read_scenario(scenario)
    district = read_district(resolved.district_folder)
    plan = plan_folder.read_start(folder, district.runs)
    case = _case_of(resolved, district, plan)
    return Judged(plan, case, modelled_inputs(case))


def check_judged(judged: Judged) -> tuple[Violation, ...]:
    """Every rule that the plan breaks, in words."""
    case = judged.case
    return check(case.district, case.scenario, case.travel, judged.plan)


def evaluate_judged(judged: Judged) -> Evaluation:
    """Every figure and table of the plan.

    Raises
    ------
    InputError
        if its tables do not fit the district so that it cannot be timed.
    """
    case = judged.case
    with _refusing(judged):
        return evaluate(case.district, case.scenario, case.travel, judged.plan)


@contextmanager
def _refusing(judged: Judged) -> Iterator[None]:
    try:
        yield
    except BelltimeError as unfit:
        remedy = "`belltime check` says which rules its tables break."
        raise InputError([Fault(judged.plan.name, f"cannot be timed: {unfit}", remedy=remedy)]) from unfit


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


def read_start(path: Path, case: Case) -> Plan:
    """Read the plan to start from, or the tables of one; it needs a bell for every school of the case."""
    plan = plan_folder.read_start(path, case.district.runs)
    refuse_if_any(
        Fault(str(path), "has no bell for this school", column="school_id", value=school_id)
        for school_id in case.problem.school_ids
        if school_id not in plan.bells
    )
    return plan


def compare_folders(folders: Sequence[Path]) -> Comparison:
    """Compare saved plans figure by figure; the first is the one that differences are counted from."""
    return compare([read_plan(folder) for folder in folders])


def draw_comparison(folders: Sequence[Path], language: str = "en") -> str:
    """Draw saved plans side by side on one page (HTML)."""
    return comparison_map([read_plan(folder) for folder in folders], language=language)


def evaluate_folder(folder: Path) -> Evaluation:
    """Evaluate a saved plan again from the tables."""
    return evaluate_judged(read_for_judge(folder))


def read_judged(folder: Path) -> SavedPlan:
    """A saved plan with its evaluation made again, so that all that is shared tells the same figures."""
    return replace(read_plan(folder), evaluation=evaluate_folder(folder).as_dict())


def read_with_lateness(folder: Path) -> SavedPlan:
    """A saved plan, judged again, with the simulated lateness of ordinary days in its evaluation."""
    saved = read_judged(folder)
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


def simulate_folder(folder: Path, *, days: int = 1000, seed: int = 1, kind: str = "ordinary") -> Lateness:
    """Simulate school days on a saved plan, see :func:`simulate_judged`."""
    return simulate_judged(read_for_judge(folder), days=days, seed=seed, kind=kind)


def simulate_judged(judged: Judged, *, days: int = 1000, seed: int = 1, kind: str = "ordinary") -> Lateness:
    """Simulate school days on a plan; small groups are blanked, as in all that is shared.

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
    case = judged.case
    with _refusing(judged):
        return simulate(
            case.district, case.scenario, case.travel, judged.plan, days=days, seed=seed, kind=known[kind]
        ).shared()


def shortage_of(judged: Judged, *, missing: int, days: int, rule: CancellationRule = "fair") -> Cancellations:
    """An order to cancel routes of a plan while drivers are missing, the fair one or the cheapest.

    Raises
    ------
    InputError
        if more drivers are missing than there are routes.
    """
    plan, case = judged.plan, judged.case
    if missing > plan.buses:
        remedy = f"The plan has {plan.buses} routes."
        raise InputError(
            [Fault("--missing", "is more than there are routes", value=str(missing), remedy=remedy)]
        )
    return cancellation_order(case.district, case.scenario, plan, missing, days, rule).shared()
