"""What a run for two schools means to each of them: rides, waits, pickups, costs, tiers and lateness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import Visit
from optimizer.errors import BelltimeError
from optimizer.judge import Evaluation, evaluate
from optimizer.judge.lateness import retime, simulate
from optimizer.judge.lateness.cancellations import cancellation_order
from optimizer.solver.routes import build_solution
from optimizer.solver.solution import price
from tests.builders import FlatTravel
from tests.judge.evaluated import row
from tests.next_door import BELL, combined_plan, combined_runs, combining, next_door
from tests.test_solver_and_judge import EVERY_TERM, TERMS

TRAVEL = FlatTravel()


def evaluation(**changes: Any) -> Evaluation:
    return evaluate(next_door(), combining(**changes), TRAVEL, combined_plan())


def test_the_run_as_a_whole() -> None:
    # 18 min and 6 + 2 = 8 min of driving, two to the mile; the bus is at Cedar at 7:50.
    run = row(evaluation().runs, run_id="B+A-am-1")
    assert (run["live_minutes"], run["live_miles"], run["longest_ride"]) == (18, 4, 12)
    assert (run["starts"], run["at_also"], run["at"]) == (452, 463, 470)
    assert (run["school_id"], run["also_school_id"], run["riders"]) == ("B", "A", 30)
    assert run["capacity"] == 36  # 30 riders fill 5/6 of a bus


def test_each_school_has_its_own_riders_and_moments() -> None:
    schools = evaluation().schools
    aspen, cedar = row(schools, school_id="A"), row(schools, school_id="B")
    for of, riders, pickup, back, ride in ((aspen, 20, 452, 928, 8), (cedar, 10, 456, 924, 12)):
        # Mornings: first halts at 7:32 and, 3 + 1 min later, 7:36. Afternoons: left Cedar at 15:10; Aspen at
        # 15:17, at B1 5 min later and done in 2, at A1 1 min on and done in 3.
        assert (of["riders_am"], of["riders_pm"], of["runs_am"], of["runs_pm"]) == (riders, riders, 1, 1)
        assert (of["earliest_pickup"], of["latest_return"]) == (pickup, back)
        assert (of["ride_median"], of["ride_longest"]) == (ride, ride)


def test_waits_at_the_own_school() -> None:
    # 20 riders wait 17 min and 10 wait 10 min, mornings and afternoons alike.
    figures = evaluation().figures
    assert figures["wait_am_mean"] == figures["wait_pm_mean"] == pytest.approx((20 * 17 + 10 * 10) / 30)
    assert figures["wait_am_longest"] == 17


def test_a_combined_run_counts_once_in_its_tier() -> None:
    found = evaluation()
    second = row(found.tiers, tier="second")  # 7:56 to 8:30
    assert (second["schools"], second["runs_am"], second["runs_pm"]) == (2, 1, 1)
    assert found.figures["tier_balance"] == 2  # both runs in one tier, none in the others
    assert found.figures["runs_am"] == 1


def test_cost_is_shared_by_riders() -> None:
    costs = evaluation().details["costs"]
    by_school = costs[costs["by"] == "school"]
    total = int(costs.loc[costs["by"] == "route", "total"].sum())
    assert int(by_school["total"].sum()) == total
    aspen, cedar = (int(by_school.loc[by_school["group"] == id_, "total"].iloc[0]) for id_ in ("A", "B"))
    assert abs(aspen - 2 * cedar) <= 2 * len(TERMS)  # each term is split to the cent
    levels = costs[costs["by"] == "level"].set_index("group")["total"]
    assert (int(levels["elementary"]), int(levels["middle"])) == (aspen, cedar)


def test_solver_and_judge_price_it_alike() -> None:
    """Monitors are for elementary riders only, and there are some on board."""
    district, plan = replace(next_door(), runs=combined_runs()), combined_plan()
    scenario = combining(**EVERY_TERM)
    problem = build_problem(district, scenario, TRAVEL)
    bells = np.array([BELL, BELL], dtype=np.int32)
    solution = build_solution(problem, bells, 1)
    assert solution is not None
    prices = price(problem, solution)
    figures = evaluate(district, scenario, TRAVEL, plan).figures
    assert prices == {term: figures[term] for term in TERMS}
    # Driving is a quarter longer after 8:00 in the morning: 5 of halts, 5 at Aspen, 8 × 1.25; the afternoon
    # takes 18; 5 more at Cedar each way: 48 min.
    assert prices["monitors"] == round(48 * 1735 / 60)


def test_need_of_a_connection_holds_the_stay() -> None:
    problem = build_problem(replace(next_door(), runs=combined_runs()), combining(), TRAVEL)
    # From Cedar to its own run: 5 to unload, 8 to A1, 5 of buffer, 18 of the run.
    assert problem.am.ride.tolist() == problem.pm.ride.tolist() == [[18]]
    assert problem.am.need[0, 1, 0] == problem.pm.need[0, 1, 0] == 36
    assert problem.group_of.tolist() == [0, 0]


def test_a_stated_live_time_stretches_everything() -> None:
    """36 min instead of 18: Aspen is 14 min before Cedar, and all rides are twice as long."""
    plan = combined_plan(combined_runs(live_minutes=36.0))
    run = row(evaluate(next_door(), combining(), TRAVEL, plan).runs, run_id="B+A-am-1")
    assert (run["starts"], run["at_also"], run["longest_ride"]) == (434, 456, 24)


class TestLateness:
    def test_riders_are_late_at_their_own_school(self) -> None:
        """The bus is at Aspen 7 min sooner: whoever gets off there is late more seldom."""
        found = simulate(next_door(), combining(), TRAVEL, combined_plan(), days=2000)
        aspen, cedar = row(found.schools, school_id="A"), row(found.schools, school_id="B")
        assert (aspen["riders"], cedar["riders"]) == (20, 10)
        assert aspen["late_after_bell"] < cedar["late_after_bell"]
        assert aspen["any_late"] == aspen["late_after_bell"]
        run = row(found.runs, run_id="B+A-am-1")
        assert (run["school_id"], run["riders"]) == ("B", 30)
        assert run["late_after_bell"] == cedar["late_after_bell"]

    def test_student_minutes_add_up(self) -> None:
        found = simulate(next_door(), combining(), TRAVEL, combined_plan(), days=500)
        for period in ("am", "pm"):
            name = f"{period}_student_minutes"
            total = found.figures[f"{period}_late_student_minutes"]
            assert float(found.runs[name].sum()) == pytest.approx(total)
            assert float(found.schools[name].sum()) == pytest.approx(total)
        tiers = found.groups[found.groups["by"] == "tier"]
        assert (int(tiers["runs"].sum()), int(tiers["riders"].sum())) == (2, 60)

    def test_a_combined_run_is_not_moved_inside_its_window(self) -> None:
        moving = {"arrival": {"far": 30, "near": 5, "aim": 10, "planned": "placed"}}
        plan = combined_plan()
        assert retime(next_door(), combining(service=moving), TRAVEL, plan, days=50) == plan


def test_a_plan_that_cannot_be_timed_is_refused_not_guessed() -> None:
    morning, afternoon = combined_runs()
    lost = (replace(morning, visits=(*morning.visits, Visit("nowhere", 1))), afternoon)
    with pytest.raises(BelltimeError):
        evaluate(next_door(), combining(), TRAVEL, combined_plan(lost))
    assert next_door().riders_by_school(lost[0]) == {"B": 11, "A": 20}


def test_cancelled_rides_are_those_of_each_school() -> None:
    order = cancellation_order(next_door(), combining(), combined_plan(), 1, 1)
    schools = order.lost[order.lost["by"] == "school"].set_index("group")
    assert schools["rides_lost"].to_dict() == {"A": 40, "B": 20}


def test_light_counts_levels_by_their_own_riders() -> None:
    light = evaluation().details["light"]
    day = light[light["date"] == light["date"].iloc[0]].set_index("level")
    assert (int(day.loc["elementary", "riders_am"]), int(day.loc["middle", "riders_am"])) == (20, 10)
