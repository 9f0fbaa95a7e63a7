"""The solve as a whole: stages, order, repeatability, stopping, the log."""

import time

import numpy as np
import pytest

from optimizer.bench.generated import generate
from optimizer.plan import LogLine, Result
from optimizer.problem import StageAim
from optimizer.solver import solve
from tests.solver.tiny import all_bells, buses, runs_of, tiny


def test_same_seed_same_plan() -> None:
    problem, runs = generate(12, seed=3)
    one, other = (solve(problem, runs, seconds=4, seed=7, workers=1) for _ in range(2))
    assert one.plan == other.plan
    assert [(s.minimise, s.value, s.bound) for s in one.stages] == [
        (s.minimise, s.value, s.bound) for s in other.stages
    ]


def test_stop_keeps_the_best_plan() -> None:
    problem, runs = generate(40, seed=2)
    heard: list[LogLine] = []
    began = time.perf_counter()
    result = solve(
        problem,
        runs,
        seconds=60,
        seed=1,
        workers=2,
        progress=heard.append,
        stop=lambda: time.perf_counter() - began > 3,
    )
    assert time.perf_counter() - began < 6
    assert result.interrupted
    assert result.plan is not None
    assert result.plan.buses == min(line.found for line in heard if line.stage == "buses" and line.found)
    assert result.log == tuple(heard)


def test_the_clock_is_kept_and_the_log_goes_on() -> None:
    problem, runs = generate(40, seed=2)
    result = solve(problem, runs, seconds=5, seed=1, workers=2)
    assert result.seconds < 7
    times = [line.seconds for line in result.log]
    assert max(np.diff([0.0, *times, result.seconds])) < 4


def by_name(result: Result) -> dict[str, float]:
    return {stage.minimise: stage.value for stage in result.stages}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("aim", ["disruption", "schools_moved", "secondary_before_8_00", "largest_shift"])
def test_second_stage_keeps_the_fleet_and_is_best(seed: int, aim: str) -> None:
    problem = tiny(seed, schools=4, stages=(StageAim("buses"), StageAim(aim)))
    result = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    every = all_bells(problem)
    fewest = min(buses(problem, bells) for bells in every)
    best = min(value(problem, bells, aim) for bells in every if buses(problem, bells) == fewest)
    assert by_name(result) == {"buses": fewest, aim: best}


def value(problem, bells: np.ndarray, aim: str) -> int:  # type: ignore[no-untyped-def]
    shift = np.where(problem.today >= 0, np.abs(bells - problem.today), 0)
    return {
        "disruption": int((problem.students * shift).sum()),
        "schools_moved": int((shift > 0).sum()),
        "secondary_before_8_00": int(problem.students[problem.secondary & (bells < 480)].sum()),
        "largest_shift": int(shift.max()),
    }[aim]


@pytest.mark.parametrize("seed", range(4))
def test_first_stage_need_not_be_buses(seed: int) -> None:
    problem = tiny(seed, stages=(StageAim("disruption"), StageAim("buses"), StageAim("cost")))
    result = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    every = all_bells(problem)
    least = min(value(problem, bells, "disruption") for bells in every)
    fewest = min(buses(problem, b) for b in every if value(problem, b, "disruption") == least)
    assert by_name(result)["disruption"] == least
    assert by_name(result)["buses"] == fewest == result.buses


def test_tolerance_lets_a_later_stage_have_more() -> None:
    strict = tiny(4, schools=5, stages=(StageAim("buses"), StageAim("disruption")))
    loose = tiny(4, schools=5, stages=(StageAim("buses", tolerance=2), StageAim("disruption")))
    one, other = (solve(p, runs_of(p), seconds=1, seed=1, workers=1) for p in (strict, loose))
    assert by_name(other)["buses"] <= by_name(one)["buses"] + 2
    assert by_name(other)["disruption"] < by_name(one)["disruption"]


def test_fixed_bells_are_priced_as_they_are() -> None:
    problem = tiny(2)
    fixed = problem.with_bells([choices[0] for choices in problem.choices])
    result = solve(fixed, runs_of(problem), seconds=2, seed=1, workers=1)
    assert result.plan is not None
    assert list(result.plan.bells.values()) == [choices[0] for choices in problem.choices]
    assert result.status == "optimal"
