"""The hall: load → build → solve → check → evaluate → write one plan folder.

Only here do the solver and the judge meet, and the judge has the last word: a plan that it finds broken
is never written. Cases are read in :mod:`optimizer.cases`, outcomes saved in :mod:`optimizer.outcomes`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from optimizer.build import build_problem
from optimizer.cases import Case, load, validate
from optimizer.district import Run
from optimizer.errors import BelltimeError
from optimizer.judge import check, evaluate
from optimizer.outcomes import Outcome, save
from optimizer.placing import asks_for_placing, place_buffer
from optimizer.plan import LogLine, Plan
from optimizer.runs_and_bells import choose_runs_and_bells
from optimizer.solver import solve as solve_problem

__all__ = ["Case", "Outcome", "confirm", "load", "save", "solve", "validate"]

# What a district's own runs may break is a fact about today, to be shown; anything else is our fault.
RULES_ABOUT_GIVEN_RUNS = frozenset({"capacity", "ride_limit", "riders_carried", "run_stops"})


def solve(
    case: Case | str | Path,
    *,
    seconds: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    start: Plan | None = None,
    resumed: bool = False,
    progress: Callable[[LogLine], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve a case (or the scenario at a path) and have the judge confirm and price the plan.

    ``seconds``, ``seed`` and ``workers`` default to the scenario's; ``start`` is a plan to begin from, with
    its routes where they fit, and ``resumed`` says that the same scenario made it: no stage then ends worse;
    ``progress`` receives the solver's log line by line; ``stop`` is asked regularly and ends the solve
    with the best plan found so far.

    Raises
    ------
    BelltimeError
        if the judge finds a rule broken: a fault of belltime, never of the planner.
    """
    case = case if isinstance(case, Case) else load(case)
    limits = case.scenario.solve
    allowed = limits.seconds if seconds is None else seconds
    seed = limits.seed if seed is None else seed
    workers = limits.workers if workers is None else workers
    left, settled = allowed, ""
    if case.scenario.routing.method == "fleet" and case.routing is not None:
        if start is not None and resumed:
            case = _with_runs(case, start.runs)
        else:
            turns = choose_runs_and_bells(
                case.district, case.scenario, case.travel, seconds=allowed, seed=seed, workers=workers,
                start=start, progress=progress, stop=stop,
            )  # fmt: skip
            case, start, settled = _with_runs(case, turns.runs), turns.start, turns.words
            left = (1 - turns.share) * allowed
    result = solve_problem(
        case.problem,
        case.district.runs,
        seconds=left,
        seed=seed,
        workers=workers,
        start=start,
        resumed=resumed,
        progress=progress,
        stop=stop,
    )
    result = replace(result, limit=allowed, notes=(settled, *result.notes) if settled else result.notes)
    if asks_for_placing(case.scenario):
        result = place_buffer(case.district, case.scenario, case.travel, result)
    if result.plan is None:
        return Outcome(case, result, None)
    words = confirm(case, result.plan)
    evaluation = evaluate(case.district, case.scenario, case.travel, result.plan)
    return Outcome(case, replace(result, notes=(*result.notes, *words)), evaluation)


def _with_runs(case: Case, runs: tuple[Run, ...]) -> Case:
    """The same case with other runs for the same riders."""
    district = replace(case.district, runs=runs)
    routing = None if case.routing is None else replace(case.routing, runs=runs)
    problem = build_problem(district, case.scenario, case.travel)
    return replace(case, district=district, routing=routing, problem=problem)


def confirm(case: Case, plan: Plan) -> tuple[str, ...]:
    """Let the judge check a plan of ours; say what the district's own runs break, raise for the rest."""
    broken = check(case.district, case.scenario, case.travel, plan)
    given = case.routing is None
    ours = [v for v in broken if not (given and v.rule in RULES_ABOUT_GIVEN_RUNS)]
    if ours:
        words = "\n".join(str(violation) for violation in ours[:20])
        raise BelltimeError(f"the judge refuses this plan ({len(ours)} rules broken):\n{words}")
    return tuple(f"in the district's own runs: {violation.words}" for violation in broken)
