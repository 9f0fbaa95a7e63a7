"""Buffer placed where it pays: solve, simulate, move buses inside their windows, simulate other days, keep.

The bells, the buses, the order of their runs and the minutes that riders wait in all stay as they are; the
buffer of each connection stays at least what the scenario asks for. Minutes before the bell go from runs that
are safe to runs that are not.
"""

from __future__ import annotations

from dataclasses import replace

from optimizer.district import District
from optimizer.judge import evaluate
from optimizer.judge.lateness import retime, simulate
from optimizer.plan import Plan, Result
from optimizer.scenario import Scenario
from optimizer.travel import Travel
from optimizer.units import dollars

# Moments are chosen on some days and confirmed on others, so that nothing is gained by knowing the days.
CHOOSING_DAYS, CHOOSING_SEED = 200, 2
CONFIRMING_DAYS, CONFIRMING_SEED = 500, 3
MEASURES = ("am_late_student_minutes", "pm_late_student_minutes")


def asks_for_placing(scenario: Scenario) -> bool:
    """Whether the scenario wants buses moved inside a window after the solve."""
    service = scenario.service
    return "placed" in (service.arrival.planned, service.departure.planned)


def with_placing(scenario: Scenario) -> Scenario:
    """The same scenario with morning buses placed inside their window, unless they may be anywhere in it."""
    service = scenario.service
    if service.arrival.planned != "aim":
        return scenario
    arrival = service.arrival.model_copy(update={"planned": "placed"})
    return scenario.model_copy(update={"service": service.model_copy(update={"arrival": arrival})})


def place_buffer(district: District, scenario: Scenario, travel: Travel, result: Result) -> Result:
    """Move the buses of a solved plan to where simulated days say that a minute saves most lateness.

    The plan comes back as it was, with a note, where other days do not confirm the gain. The cost stage's
    value becomes the placed plan's.
    """
    plan = result.plan
    if plan is None:
        return result
    placed = retime(district, scenario, travel, plan, days=CHOOSING_DAYS, seed=CHOOSING_SEED)
    before, after = (_late(district, scenario, travel, one) for one in (plan, placed))
    if after >= before:
        return replace(result, notes=(*result.notes, "placing buffer saves nothing: every bus stays"))
    cost, was = (evaluate(district, scenario, travel, one).figures["total"] or 0 for one in (placed, plan))
    words = (
        f"buffer placed: {before:,.0f} late student-minutes a day become {after:,.0f} (simulated, modelled, "
        f"{CONFIRMING_DAYS} days not used for placing), for {_more(round(cost - was))} a day; same bells, "
        "buses and waiting; the bound is of plans whose runs are joined at the aim"
    )
    stages = tuple(
        replace(stage, value=float(cost)) if stage.minimise == "cost" else stage for stage in result.stages
    )
    return replace(result, plan=placed, stages=stages, notes=(*result.notes, words))


def _late(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> float:
    """Student-minutes late on a mean day, morning and afternoon."""
    figures = simulate(district, scenario, travel, plan, days=CONFIRMING_DAYS, seed=CONFIRMING_SEED).figures
    return float(sum(figures[name] or 0 for name in MEASURES))


def _more(cents: int) -> str:
    return f"{dollars(cents)} more" if cents > 0 else f"{dollars(-cents)} less" if cents < 0 else "$0 more"
