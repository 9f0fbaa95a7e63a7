"""Stages that count students: the solver's value of a plan is the judge's figure, to the student."""

from pathlib import Path
from typing import get_args

import pytest

from optimizer import load
from optimizer import solve as solve_case
from optimizer.build import build_problem
from optimizer.district import Yard
from optimizer.judge import evaluate
from optimizer.scenario import Objective
from optimizer.solver import solve
from tests.builders import FlatTravel, place, random_district, tiny_district, tiny_scenario
from tests.towns import write_town

SHARED = (
    "disruption",
    "schools_moved",
    "largest_shift",
    "secondary_before_8_00",
    "secondary_before_8_30",
    "elementary_dismissed_late",
    "tier_balance",
    "smallest_slack",
)
AT_THE_AIM = {"arrival": {"planned": "aim"}, "departure": {"planned": "aim"}}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("objective", SHARED)
def test_a_stage_is_worth_what_the_judge_counts(objective: str, seed: int) -> None:
    stages = ({"minimise": "buses", "tolerance": 1}, {"minimise": objective})
    district, scenario = random_district(seed, 8), tiny_scenario(stages=stages, service=AT_THE_AIM)
    result = solve(
        build_problem(district, scenario, FlatTravel()), district.runs, seconds=1, seed=1, workers=1
    )
    assert result.plan is not None
    figures = evaluate(district, scenario, FlatTravel(), result.plan).figures
    assert result.stages[1].value == (figures[objective] or 0)


@pytest.mark.parametrize("planned", ["aim", "window"])
def test_all_stages_can_be_asked_for_at_once(tmp_path: Path, planned: str) -> None:
    listed = ",".join(f'{{minimise="{stage}",tolerance=1}}' for stage in get_args(Objective))
    settings = [f"stages=[{listed}]", f"service.arrival.planned={planned}"]
    outcome = solve_case(load(write_town(tmp_path), settings), seconds=3, workers=1)
    assert outcome.evaluation is not None
    figures = outcome.evaluation.figures
    found = {stage.minimise: stage.value for stage in outcome.result.stages}
    assert tuple(found) == get_args(Objective)
    for stage in ("buses", *SHARED):
        assert found[stage] == (figures[stage] or 0), stage
    assert found["cost"] == figures["total"]


@pytest.mark.parametrize(
    ("bells", "objective", "students"),
    [
        # Middle 500, high 1,000 students. Before 8:00 is strictly before, and so is before 8:30.
        ({"M1": "8:00", "H1": "8:00"}, "secondary_before_8_00", 0),
        ({"M1": "8:00", "H1": "8:29"}, "secondary_before_8_30", 1500),
        ({"M1": "8:30", "H1": "8:29"}, "secondary_before_8_30", 1000),
        # Days of 420 min: 8:30 ends at 15:30, which is not after 15:30; 8:31 is. 400 and 200 students.
        ({"E1": "8:30", "E2": "8:30"}, "elementary_dismissed_late", 0),
        ({"E1": "8:31", "E2": "8:30"}, "elementary_dismissed_late", 400),
    ],
)
def test_the_limits_belong_to_the_good_side(bells: dict[str, str], objective: str, students: int) -> None:
    scenario = tiny_scenario(bells={"locks": bells}, stages=({"minimise": objective},), service=AT_THE_AIM)
    roomy = (Yard(place("YW", 0, 5), "West yard", None, "published"),)
    district = tiny_district(yards=roomy)
    problem = build_problem(district, scenario, FlatTravel())
    result = solve(problem, district.runs, seconds=1, seed=1, workers=1)
    assert result.plan is not None
    figures = evaluate(district, scenario, FlatTravel(), result.plan).figures
    assert result.stages[0].value == figures[objective] == students
