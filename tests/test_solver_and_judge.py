"""Solver and judge have never met; here their answers are laid side by side."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import District
from optimizer.judge import check, evaluate
from optimizer.plan import Result
from optimizer.problem import Problem
from optimizer.scenario import Scenario
from optimizer.solver import solve
from optimizer.solver.routes import build_solution
from optimizer.solver.solution import price
from optimizer.units import clock
from tests.builders import FlatTravel, random_district, tiny_district, tiny_scenario

# Windows are tried in test_windows_and_judge.py.
AT_THE_AIM = {"arrival": {"planned": "aim"}, "departure": {"planned": "aim"}}
TERMS = (
    "bus_day", "driver_hours", "guarantee", "miles_live", "miles_deadhead", "monitors", "spares_day",
)  # fmt: skip
# So that no term is zero; bands change what a monitor is paid.
EVERY_TERM: dict[str, Any] = {
    "fleet": {"monitors": ["elementary", "k8", "high"]},
    "prices": {"monitor_hour": 17.35, "spare_share": 0.15, "spare_day": 63.5},
    "travel": {"bands_am": [{"until": "8:00", "factor": 1.0}, {"until": "24:00", "factor": 1.25}]},
}


def solved(district: District, scenario: Scenario) -> tuple[Problem, Result]:
    problem = build_problem(district, scenario, FlatTravel())
    return problem, solve(problem, district.runs, seconds=2, seed=1, workers=1)


@pytest.mark.parametrize("seed", range(12))
def test_both_price_a_plan_alike_term_by_term(seed: int) -> None:
    district, scenario = random_district(seed, 3 + seed), tiny_scenario(service=AT_THE_AIM, **EVERY_TERM)
    problem, result = solved(district, scenario)
    assert result.plan is not None
    assert check(district, scenario, FlatTravel(), result.plan) == ()
    figures = evaluate(district, scenario, FlatTravel(), result.plan).figures
    bells = np.array([result.plan.bells[school_id] for school_id in problem.school_ids], dtype=np.int32)
    solution = build_solution(problem, bells, result.plan.buses)
    assert solution is not None
    prices = price(problem, solution)
    assert prices == {term: figures[term] for term in TERMS}
    assert prices["monitors"] > 0
    assert prices["spares_day"] == round(result.plan.buses * 0.15 * 6350)
    stages = {stage.minimise: stage.value for stage in result.stages}
    assert stages["buses"] == figures["buses"] == result.plan.buses
    assert stages["cost"] == figures["total"]
    assert stages["disruption"] == (figures["disruption"] or 0)


def test_a_connection_that_just_fits_is_allowed_by_both_and_a_minute_less_by_neither() -> None:
    # From Aspen to Dogwood High's first run: 10 + 20 + 15 = 45 minutes. 7:45 → 8:30 fits, 8:29 does not.
    runs = {"E1-am-1", "H1-am-1"}
    district = tiny_district()
    district = replace(
        district,
        schools=tuple(s for s in district.schools if s.id in {"E1", "H1"}),
        stops=tuple(s for s in district.stops if s.id in {"E1a", "E1b", "H1a", "H1b"}),
        runs=tuple(r for r in district.runs if r.id in runs),
    )
    for high, buses in ((clock(8 * 60 + 30), 1), (clock(8 * 60 + 29), 2)):
        scenario = tiny_scenario(service=AT_THE_AIM, bells={"locks": {"E1": "7:45", "H1": high}})
        problem = build_problem(district, scenario, FlatTravel())
        result = solve(problem, district.runs, seconds=1, seed=1, workers=1)
        assert result.plan is not None
        assert result.plan.buses == result.bound == buses
