"""A plan as a start: taken whole where it obeys the rules, in part and in words where it does not."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.plan import Plan, Result, Route
from optimizer.problem import Problem, StageAim
from optimizer.solver import solve
from optimizer.solver.warm_start import start_from
from tests.solver.test_windows import widened
from tests.solver.tiny import runs_of, tiny

STAGES = (StageAim("buses"), StageAim("cost", tolerance_percent=5), StageAim("disruption"))


def solved(problem: Problem, seconds: float = 0.5, **how: object) -> Result:
    return solve(problem, runs_of(problem), seconds=seconds, seed=1, workers=1, **how)  # type: ignore[arg-type]


def plan_of(problem: Problem) -> Plan:
    plan = solved(problem).plan
    assert plan is not None
    return plan


def words(problem: Problem, plan: Plan) -> str:
    return "\n".join(start_from(problem, runs_of(problem), plan).words)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_resumed_solve_is_never_worse_in_any_stage(seed: int, wide: bool) -> None:
    problem = tiny(seed, schools=6, stages=STAGES)
    problem = widened(problem, early=10, late=5) if wide else problem
    before = solved(problem)
    after = solved(problem, 0.05, start=before.plan, resumed=True)
    assert [stage.value for stage in after.stages] <= [stage.value for stage in before.stages]
    assert not [note for note in after.notes if note.startswith("start")]


@pytest.mark.parametrize("seed", range(4))
def test_without_any_time_the_start_comes_back(seed: int) -> None:
    problem = widened(tiny(seed, schools=6, stages=STAGES), early=10, late=5)
    plan = plan_of(problem)
    taken = start_from(problem, runs_of(problem), plan)
    assert taken.words == ()
    assert taken.routes is not None
    assert len(taken.routes.buses) == plan.buses
    again = solved(problem, 1e-3, start=plan, resumed=True).plan
    assert again is not None
    assert (again.bells, again.buses) == (plan.bells, plan.buses)


def test_a_dearer_start_does_not_hold_a_solve_back() -> None:
    problem = tiny(5, schools=6, stages=STAGES)
    cold = solved(problem)
    alone = Plan("alone", dict(zip(problem.school_ids, (c[0] for c in problem.choices), strict=True)), (), ())
    assert solved(problem, start=alone).buses == cold.buses


def test_bells_from_elsewhere_need_no_runs_or_routes() -> None:
    problem = tiny(3)
    taken = start_from(problem, runs_of(problem), replace(plan_of(problem), runs=(), routes=()))
    assert (taken.words, taken.routes) == ((), None)


def test_a_bell_that_is_not_allowed_is_moved_to_the_nearest_and_named() -> None:
    problem = tiny(1, choices=((450, 480), (450, 470), (480,), (490,)))
    bells = {"00": 478, "01": 470, "02": 480, "03": 490}
    result = solved(problem, start=Plan("x", bells, (), ()))
    assert any("does not allow" in note and "00 7:58" in note for note in result.notes)
    assert result.plan is not None
    assert result.plan.bells["00"] in {450, 480}


def test_every_broken_rule_is_named() -> None:
    problem = tiny(1, choices=((450, 480),) * 4, today=np.full(4, 480, dtype=np.int32))
    grouped = replace(problem, group_of=np.array([0, 0, 1, 2], dtype=np.int32), distinct=1, max_moved=0)
    plan = Plan("x", {"00": 450, "01": 480, "02": 480}, (), ())
    said = words(grouped, plan)
    for part in ("no bell for 03", "share a bell do not: 00 and 01", "2 distinct starts", "1 schools moved"):
        assert part in said


def test_runs_that_differ_and_moments_outside_are_said() -> None:
    problem = widened(tiny(8, schools=3), early=10, late=5)
    plan = plan_of(problem)
    other = replace(plan, runs=(replace(plan.runs[0], visits=()), *plan.runs[1:]))
    assert f"1 of {len(plan.runs)} runs" in words(problem, other)
    late = tuple(
        Route(r.bus, r.yard_id, tuple(replace(run, at=run.at + 99) for run in r.am), r.pm)
        for r in plan.routes
    )
    assert "outside the arrival or departure window" in words(problem, replace(plan, routes=late))


def test_routes_that_break_a_rule_are_named() -> None:
    problem = tiny(2, schools=6)
    plan = plan_of(problem)
    assert "no yard Z" in words(
        problem, replace(plan, routes=(replace(plan.routes[0], yard_id="Z"), *plan.routes[1:]))
    )
    assert "driven by no route" in words(problem, replace(plan, routes=plan.routes[1:]))
    slower = replace(problem, am=replace(problem.am, need=problem.am.need + 60))
    assert "connections are too short" in words(slower, plan)
    full = replace(problem, yard_buses=(0, 0))
    assert "more buses than fit in yard" in words(full, plan)
