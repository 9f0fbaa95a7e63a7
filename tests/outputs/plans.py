"""Results and saved plans of the tiny district, with what a test wants to differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optimizer.district import District
from optimizer.judge import Evaluation
from optimizer.plan import LogLine, Plan, Result, StageResult
from optimizer.plan_folder import SavedPlan, read_plan, write_plan_folder

TIERS = """
[[bells.tiers]]
name = "first"
earliest = "6:30"
latest = "7:55"
[[bells.tiers]]
name = "second"
earliest = "7:56"
latest = "8:30"
"""


def result_of(plan: Plan | None, **changes: object) -> Result:
    found = Result(
        status="feasible",
        plan=plan,
        bound=2,
        seconds=1.234,
        seed=7,
        workers=1,
        versions={"belltime": "0.1.0"},
        stages=(StageResult("buses", 3, 2, 1.0),),
        log=(LogLine(0.5, "buses", "matching", 3, 2),),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def save(folder: Path, district: District, evaluation: Evaluation, result: Result) -> SavedPlan:
    write_plan_folder(
        folder,
        result=result,
        district=district,
        evaluation=evaluation,
        scenario_toml=f'name = "tiny"\n{TIERS}',
        district_folder=folder.parent / "district",
        modelled=["riders"],
        report="# report\n",
        map_html="<!DOCTYPE html>\n",
    )
    return read_plan(folder)
