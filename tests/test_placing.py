"""Buffer placed where it pays, on the tiny district and on the town of Twelve Oaks."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.judge import check, evaluate
from optimizer.judge.lateness import simulate
from optimizer.placing import asks_for_placing, place_buffer, with_placing
from optimizer.plan import Plan, Result, StageResult
from optimizer.planning import load, solve
from optimizer.saved_plans import check_folder
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.towns import write_town

PLACED = tiny_scenario(service={"arrival": {"planned": "placed"}, "departure": {"planned": "aim"}})
AIM = tiny_scenario(service={"arrival": {"planned": "aim"}, "departure": {"planned": "aim"}})


def solved(plan: Plan | None) -> Result:
    stages = (StageResult("buses", 3, 3, 0.1), StageResult("cost", 79_800, None, 0.1))
    return Result("optimal", plan, 3, 1.0, 1, 1, {}, stages)


@pytest.mark.parametrize(("planned", "asked"), [("placed", True), ("aim", False), ("window", False)])
def test_only_a_placed_window_asks_for_placing(planned: str, asked: bool) -> None:
    service = {"arrival": {"planned": planned}, "departure": {"planned": "aim"}}
    assert asks_for_placing(tiny_scenario(service=service)) is asked


def test_runs_are_joined_at_the_aim_and_moved_inside_the_window() -> None:
    """A tiny bus aims at 10 min before the bell; 5 to 15 are allowed."""
    arrival = PLACED.service.arrival
    assert (arrival.joined, arrival.allowed) == ((10, 10), (5, 15))
    assert with_placing(AIM) == PLACED
    assert with_placing(PLACED) == PLACED
    window = tiny_scenario()
    assert with_placing(window) == window


def test_the_judge_lets_placed_buses_be_anywhere_in_the_window_and_no_farther() -> None:
    given = (tiny_district(), PLACED, FlatTravel())
    earlier = [
        replace(
            tiny_plan(), routes=(replace(route, am=tuple(replace(r, at=r.at - by) for r in route.am)), *rest)
        )
        for by in (5, 6)
        for route, *rest in [tiny_plan().routes]
    ]
    assert [len(check(*given, plan)) for plan in earlier] == [0, 2]


def test_placing_saves_late_student_minutes_with_the_same_buses_and_bells() -> None:
    given = (tiny_district(), PLACED, FlatTravel())
    result = place_buffer(*given, solved(tiny_plan()))
    plan = result.plan
    assert plan is not None
    assert check(*given, plan) == ()
    assert (plan.bells, plan.buses) == (tiny_plan().bells, 3)
    # on days of a seed that neither chose nor confirmed
    before, after = (simulate(*given, one, seed=11).figures for one in (tiny_plan(), plan))
    assert (after["am_late_student_minutes"] or 0) < (before["am_late_student_minutes"] or 0)
    assert after["pm_late_student_minutes"] == before["pm_late_student_minutes"]
    assert result.notes[-1].startswith("buffer placed: ")
    assert result.stages[1].value == evaluate(*given, plan).figures["total"]


def test_without_room_every_bus_stays() -> None:
    result = place_buffer(tiny_district(), AIM, FlatTravel(), solved(tiny_plan()))
    assert result.plan == tiny_plan()
    assert result.stages == solved(None).stages
    assert "saves nothing" in result.notes[-1]


def test_no_plan_stays_no_plan() -> None:
    assert place_buffer(tiny_district(), PLACED, FlatTravel(), solved(None)) == solved(None)


def test_a_placed_scenario_is_solved_saved_and_judged_again(tmp_path: Path) -> None:
    scenario, setting = write_town(tmp_path), "service.arrival.planned=placed"
    outcome = solve(load(scenario, [setting]), seconds=2, workers=1)
    assert outcome.plan is not None
    leads = {run.at for route in outcome.plan.routes for run in route.am}
    assert len(leads) > len(set(outcome.plan.bells.values()))  # not all at one aim
    assert check_folder(outcome.save(tmp_path / "plan"))[1] == ()
    assert any(note.startswith("buffer placed: ") for note in outcome.result.notes)
