"""Several good plans for one scenario, so that people can choose: ties are not accidents.

San Francisco's planners let schools choose among thousands of plans of nearly one price (Delarue, Lian and
Martin 2023); a handful that differ as much as they can shows how much choice there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from optimizer.judge import evaluate
from optimizer.plan import LogLine
from optimizer.planning import Outcome, confirm
from optimizer.solver.alternatives import distance, find_alternative

# Columns of the table, with what they mean.
COLUMNS = {
    "plan": "1 is the best; the others follow in the order found",
    "buses": "buses",
    "cost": "dollars a school day",
    "schools_moved": "schools whose start differs from today's",
    "students_moved_30": "students whose school moves 30 minutes or more from today",
    "differing": "schools whose start differs from plan 1's",
    "distance": "minutes by which a student's bell differs from plan 1, on average",
    "nearest": "the same to the nearest of the earlier plans",
}

# What the bearers of a plan are grouped by, as in the evaluation's groups.
BEARERS = ("level", "frl_quartile", "area")


def find_alternatives(
    first: Outcome,
    count: int,
    *,
    within: int = 0,
    seconds: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Callable[[LogLine], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Outcome, ...]:
    """``count`` plans in all, ``first`` among them, as different as possible, each judged.

    No plan has more than ``within`` buses above the first. ``seconds`` (the scenario's by default) are shared
    by the plans to be found; ``stop`` keeps those found so far.

    Raises
    ------
    BelltimeError
        if the judge finds a rule broken: a fault of belltime, never of the planner.
    """
    case, limits = first.case, first.case.scenario.solve
    seconds = limits.seconds if seconds is None else seconds
    found = [first]
    for number in range(1, count):
        plans = [outcome.plan for outcome in found if outcome.plan is not None]
        if not plans or (stop is not None and stop()):
            break
        result = find_alternative(
            case.problem,
            case.district.runs,
            plans,
            within=within,
            bound=first.result.bound,
            seconds=seconds / (count - 1),
            seed=(limits.seed if seed is None else seed) + number,
            workers=limits.workers if workers is None else workers,
            progress=progress,
            stop=stop,
        )
        if result.plan is None:
            break
        words = confirm(case, result.plan)
        evaluation = evaluate(case.district, case.scenario, case.travel, result.plan)
        notes = (*result.notes, *words, f"plan {number + 1} of {count} that differ as much as they can")
        found.append(Outcome(case, replace(result, notes=notes, limit=first.result.limit), evaluation))
    return tuple(found)


def table_of(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """The plans side by side, with the columns of :data:`COLUMNS`."""
    plans = [outcome.plan for outcome in outcomes if outcome.plan is not None]
    problem = outcomes[0].case.problem
    rows = []
    for k, outcome in enumerate(outcomes):
        if outcome.evaluation is None:
            continue
        of = outcome.evaluation.figures
        apart = [distance(problem, plans[k], other) for other in plans[:k]]
        rows.append(
            {
                "plan": k + 1,
                "buses": of["buses"],
                "cost": round((of["total"] or 0) / 100),
                "schools_moved": of["schools_moved"],
                "students_moved_30": _moved_30(of["students_moved_30_to_60"], of["students_moved_60_up"]),
                "differing": sum(plans[k].bells[school] != bell for school, bell in plans[0].bells.items()),
                "distance": round(apart[0], 1) if apart else 0.0,
                "nearest": round(min(apart), 1) if apart else None,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def bearers_of(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Who bears each plan: mean minutes that a student's bell moves, by level, area and quartile of lunch.

    Columns ``by``, ``group``, ``schools``, then ``plan_1``, ``plan_2``, ... in minutes, blank where a group
    has fewer than ten students or today's bells are unknown. Quartile 4 has most free or reduced-price lunch.
    """
    judged = [outcome.evaluation.groups for outcome in outcomes if outcome.evaluation is not None]
    if not judged:
        return pd.DataFrame(columns=["by", "group", "schools"])
    rows = judged[0]["by"].isin(BEARERS)
    found = judged[0].loc[rows, ["by", "group", "schools"]].reset_index(drop=True)
    for k, groups in enumerate(judged, 1):
        found[f"plan_{k}"] = groups.loc[rows, "minutes_moved"].round(1).reset_index(drop=True)
    return found


def _moved_30(some: float | None, more: float | None) -> int | None:
    return None if some is None or more is None else round(some + more)


def folder_of(folder: Path, number: int) -> Path:
    """Where the plan of this number goes, beside the first one's folder."""
    return folder.with_name(f"{folder.name}-alt-{number}")
