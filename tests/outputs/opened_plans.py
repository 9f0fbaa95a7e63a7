"""The tiny plan, opened, with what a test wants to differ: hostile names, or a school with few riders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.district import Run, Visit
from optimizer.judge import evaluate
from optimizer.outputs.opened import OpenedPlan, open_plan
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.outputs.plans import result_of, save

# Markup, a template, a formula, and a mark that turns the direction of writing.
HOSTILE = (
    """=cmd()</script><script>alert("x")</script> 'O''Brien' & {{ 7 * 7 }} $x_1$ \u202eevil" onmouseover="x"""
)


def open_tiny(
    folder: Path, *, school: dict[str, Any] | None = None, few: bool = False, **scenario: Any
) -> OpenedPlan:
    """Open the tiny plan; ``school`` changes Aspen Elementary, ``few`` leaves Birch Elementary 5 riders."""
    first, *others = tiny_district().schools
    schools = (replace(first, **(school or {})), *others)
    plan = tiny_plan()
    if few:
        plan = replace(plan, runs=tuple(_few(run) if run.school_id == "E2" else run for run in plan.runs))
    district = tiny_district(schools=schools, runs=plan.runs)
    choices, travel = tiny_scenario(**scenario), FlatTravel()
    saved = save(folder / "tiny", district, evaluate(district, choices, travel, plan), result_of(plan))
    return open_plan(saved, district, choices, travel)


def _few(run: Run) -> Run:
    first, *others = run.visits
    return replace(run, visits=(Visit(first.stop_id, 2), *(Visit(visit.stop_id, 3) for visit in others)))
