"""The same scenario several times with one thing varied: what each step of it costs and buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.judge import Evaluation, evaluate
from optimizer.judge.lateness import simulate
from optimizer.placing import place_buffer, with_placing
from optimizer.plan import Result
from optimizer.planning import Case, Outcome, load, solve

# Columns of the curve, with what they mean.
CURVE = {
    "buffer": "minutes kept free in every connection",
    "buses": "buses found",
    "bound": "proven: no plan with this buffer needs fewer",
    "cost": "dollars a school day",
    "late_after_bell": "simulated (modelled): share of morning runs after the bell",
    "late_over_15": "simulated (modelled): share of morning runs more than 15 min after the bell",
    "late_student_minutes": "simulated (modelled): student-minutes after the bell on a mean morning",
    "placed_cost": "cost, had the same buses their buffer placed (service.arrival.planned = placed)",
    "placed_late_after_bell": "late_after_bell of the same buses with their buffer placed",
    "placed_late_student_minutes": "late_student_minutes of the same buses with their buffer placed",
}


def buffer_curve(
    scenario: str | Path,
    buffers: Sequence[float] = (0, 5, 10, 15),
    settings: Sequence[str] = (),
    *,
    seconds: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    days: int = 1000,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> pd.DataFrame:
    """Solve a scenario with each buffer and simulate its days: the price of slack in buses.

    The simulated days are the same for every plan (one seed), so that differences carry little noise. Each
    plan is measured once more with its buffer placed where it pays, by the same buses at the same bells.
    Columns as in :data:`CURVE`; a buffer without a plan has blanks.
    """
    rows = []
    for buffer in buffers:
        case = load(scenario, (*settings, f"service.buffer={buffer}"))
        outcome = solve(case, seconds=seconds, seed=seed, workers=workers)
        rows.append({"buffer": buffer, **_measure(outcome, days)})
        if progress is not None:
            progress(rows[-1])
    return pd.DataFrame(rows, columns=list(CURVE))


def _measure(outcome: Outcome, days: int) -> dict[str, Any]:
    if outcome.plan is None or outcome.evaluation is None:
        return {}
    case = outcome.case
    late = simulate(case.district, case.scenario, case.travel, outcome.plan, days=days, seed=1).figures
    return {
        "buses": outcome.plan.buses,
        "bound": outcome.result.bound,
        "cost": _dollars(outcome.evaluation),
        "late_after_bell": late["am_late_after_bell"],
        "late_over_15": late["am_late_over_15"],
        "late_student_minutes": late["am_late_student_minutes"],
        **_measure_placed(case, outcome.result, days),
    }


def _measure_placed(case: Case, result: Result, days: int) -> dict[str, Any]:
    given = (case.district, with_placing(case.scenario), case.travel)
    plan = place_buffer(*given, result).plan
    if plan is None:
        return {}
    late = simulate(*given, plan, days=days, seed=1).figures
    return {
        "placed_cost": _dollars(evaluate(*given, plan)),
        "placed_late_after_bell": late["am_late_after_bell"],
        "placed_late_student_minutes": late["am_late_student_minutes"],
    }


def _dollars(evaluation: Evaluation) -> int:
    return round((evaluation.figures["total"] or 0) / 100)
