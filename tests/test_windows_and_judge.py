"""Plans that use arrival and departure windows: the judge accepts and prices them as the solver does."""

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import District
from optimizer.judge import check, evaluate
from optimizer.plan import Plan, Result
from optimizer.problem import Problem
from optimizer.scenario import Scenario
from optimizer.solver import solve
from optimizer.solver.solution import Bus, Solution, margins, price
from tests.builders import FlatTravel, random_district, tiny_district, tiny_scenario

TERMS = (
    "bus_day", "driver_hours", "guarantee", "miles_live", "miles_deadhead", "monitors", "spares_day",
)  # fmt: skip


def solved(district: District, scenario: Scenario) -> tuple[Problem, Result]:
    problem = build_problem(district, scenario, FlatTravel())
    return problem, solve(problem, district.runs, seconds=3, seed=1, workers=1)


def as_solution(problem: Problem, plan: Plan) -> Solution:
    """The solver's form of a plan, read from its tables."""
    bells = np.array([plan.bells[school] for school in problem.school_ids], dtype=np.int32)
    at = {run.run_id: run.at for route in plan.routes for run in (*route.am, *route.pm)}
    shifts = []
    for half in problem.halves:
        sign = 1 if half.period == "am" else -1
        anchor = half.anchor(bells, problem.day)[half.school_of_run]
        shifts.append(np.array([sign * at[id_] for id_ in half.run_ids], dtype=np.int32) - anchor)
    place = [{id_: r for r, id_ in enumerate(half.run_ids)} for half in problem.halves]
    buses = tuple(
        Bus(
            problem.yard_ids.index(route.yard_id),
            tuple(place[0][run.run_id] for run in route.am),
            tuple(place[1][run.run_id] for run in route.pm),
        )
        for route in plan.routes
    )
    return Solution(bells, buses, (shifts[0], shifts[1]))


def test_the_tiny_district_needs_two_buses() -> None:
    # E1 7:30, H1 8:15, M1 and E2 9:00: 5 min early at E1 and H1, 5 late last (see tests/builders.py).
    district, scenario = tiny_district(), tiny_scenario()
    _, result = solved(district, scenario)
    assert (result.buses, result.bound) == (2, 2)
    assert result.plan is not None
    assert check(district, scenario, FlatTravel(), result.plan) == ()


@pytest.mark.parametrize("seed", range(8))
def test_the_judge_accepts_windows_and_prices_them_alike(seed: int) -> None:
    district, scenario = random_district(seed, 4 + seed), tiny_scenario()
    problem, result = solved(district, scenario)
    assert result.plan is not None
    assert check(district, scenario, FlatTravel(), result.plan) == ()
    figures = evaluate(district, scenario, FlatTravel(), result.plan).figures
    solution = as_solution(problem, result.plan)
    prices = price(problem, solution)
    assert {term: prices[term] for term in TERMS} == {term: figures[term] for term in TERMS}
    stages = {stage.minimise: stage.value for stage in result.stages}
    assert (stages["buses"], stages["cost"]) == (figures["buses"], figures["total"])
    assert result.bound <= result.plan.buses


def test_a_lone_run_stays_at_its_aim() -> None:
    district = random_district(3, 1, runs_each=(1, 1))
    problem, result = solved(district, tiny_scenario())
    assert result.plan is not None
    assert not any(shift.any() for shift in as_solution(problem, result.plan).shifts or ())


@pytest.mark.parametrize("seed", range(4))
def test_a_chain_that_fits_at_the_aims_stays_there(seed: int) -> None:
    problem, result = solved(random_district(seed, 6), tiny_scenario())
    assert result.plan is not None
    solution = as_solution(problem, result.plan)
    for which in ("am", "pm"):
        half, shift = getattr(problem, which), (solution.shifts or ())[which == "pm"]
        for bus in solution.buses:
            runs = list(getattr(bus, which))
            alone = Bus(bus.yard, tuple(runs), ()) if which == "am" else Bus(bus.yard, (), tuple(runs))
            at_aims = margins(problem, Solution(solution.bells, (alone,)))
            free = all(minutes >= 0 for _, minutes in at_aims)
            assert not free or not shift[runs].any(), (half.period, bus)


def test_at_the_aim_no_run_is_shifted_and_nothing_is_noted() -> None:
    aimed = {"arrival": {"planned": "aim"}, "departure": {"planned": "aim"}}
    district = random_district(5, 8)
    problem, result = solved(district, tiny_scenario(service=aimed))
    assert result.plan is not None
    assert result.notes == ()
    assert not any(shift.any() for shift in as_solution(problem, result.plan).shifts or ())
