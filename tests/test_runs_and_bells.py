"""Runs and bells in turn: every rider kept, the judge content, never more buses than one after the other."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import District, Stop, Yard
from optimizer.errors import InputError
from optimizer.judge import check
from optimizer.routing import build_runs
from optimizer.runs_and_bells import TURNS, choose_runs_and_bells
from optimizer.scenario import RoutingChoice
from optimizer.scenario_files import read_scenario
from optimizer.solver import solve
from tests.builders import FlatTravel, place, riders_by_stop, school, tiny_scenario

TRAVEL = FlatTravel()


def town(seed: int, schools: int = 6) -> District:
    """Schools within 20 minutes, 16 stops each, up to 8 minutes out each way; runs school by school."""
    dice = np.random.default_rng(seed)
    nouns, stops = [], []
    for s in range(schools):
        east, north = (float(v) for v in dice.integers(0, 20, 2))
        nouns.append(school(f"S{s}", east, north, f"School {s}", ("elementary", "middle")[s % 2]))
        for k in range(16):
            dx, dy = dice.uniform(-8, 8, 2)
            stops.append(Stop(place(f"S{s}-{k}", east + dx, north + dy), f"S{s}", 3 + k % 5, 2 + k % 6))
    district = District("Town", tuple(nouns), tuple(stops), (Yard(place("Y", 10, 10), "Yard"),))
    return replace(district, runs=build_runs(district, tiny_scenario(), TRAVEL).runs)


@pytest.mark.parametrize("seed", range(2))
def test_turns_keep_riders_and_need_no_more_buses_and_the_judge_finds_nothing(seed: int) -> None:
    district, scenario = town(seed), tiny_scenario()
    before = solve(build_problem(district, scenario, TRAVEL), district.runs, seconds=2, workers=1)
    turns = choose_runs_and_bells(
        district, scenario, TRAVEL, seconds=12, seed=1, workers=1, start=before.plan
    )
    assert riders_by_stop(turns.runs) == riders_by_stop(district.runs)
    assert turns.start is not None
    assert before.plan is not None
    assert turns.start.buses <= before.plan.buses
    rebuilt = replace(district, runs=turns.runs)
    assert check(rebuilt, scenario, TRAVEL, turns.start) == ()
    assert "runs rebuilt for the fleet" in turns.words


def test_contradictory_bells_leave_the_runs_alone() -> None:
    district = town(0)
    scenario = tiny_scenario(bells={"locks": {"S0": "8:00", "S2": "8:15"}, "groups": [
        {"name": "pair", "schools": ["S0", "S2"]}
    ]})  # fmt: skip
    turns = choose_runs_and_bells(district, scenario, TRAVEL, seconds=2, seed=1, workers=1)
    assert (turns.runs, turns.start, turns.words) == (district.runs, None, "")


def test_mirrored_afternoons_cannot_be_rebuilt_half_by_half() -> None:
    assert RoutingChoice(method="fleet").method == "fleet"
    base = Path(__file__).parents[1] / "scenarios" / "jeffco-2023-24.toml"
    with pytest.raises(InputError, match="mirror"):
        read_scenario(base, ["routing.method=fleet", "routing.mirror=true"])


def test_a_town_small_enough_for_the_clock_is_told_what_no_runs_can_do() -> None:
    district, scenario = town(1, schools=3), tiny_scenario()
    # 48 stops in each half of the day ask for a second each: a tenth of 20.
    turns = choose_runs_and_bells(district, scenario, TRAVEL, seconds=20, seed=1, workers=1)
    assert riders_by_stop(turns.runs) == riders_by_stop(district.runs)
    assert turns.start is not None
    assert check(replace(district, runs=turns.runs), scenario, TRAVEL, turns.start) == ()
    assert "no runs at all need fewer buses than" in turns.words
    assert "in the morning (found" in turns.words
    assert turns.share > TURNS


def test_where_the_clock_is_too_short_nothing_is_claimed_of_all_runs() -> None:
    turns = choose_runs_and_bells(town(1, schools=3), tiny_scenario(), TRAVEL, seconds=4, seed=1, workers=1)
    assert "no runs at all" not in turns.words
    assert turns.share == TURNS
