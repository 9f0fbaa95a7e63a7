"""Rules on runs for two schools: each holds trivially, must fail, and holds at its edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimizer.district import District, Visit
from optimizer.judge import Violation, check
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_plan
from tests.judge.verdicts import rules_broken
from tests.next_door import BELL, WINDOW, combined_plan, combined_runs, combining, next_door


def verdict(
    plan: Plan | None = None, scenario: Scenario | None = None, district: District | None = None
) -> tuple[Violation, ...]:
    return check(district or next_door(), scenario or combining(), FlatTravel(), plan or combined_plan())


def broken(**case: Any) -> list[str]:
    return [violation.rule for violation in verdict(**case)]


def test_the_combined_plan_breaks_nothing() -> None:
    assert verdict() == ()


def test_a_plan_without_combined_runs_has_nothing_to_fear() -> None:
    assert not any(rule.startswith("combined") for rule in rules_broken(plan=tiny_plan()))


def test_combined_allowed() -> None:
    # The pair may be named in either order.
    assert broken(scenario=combining(routing={"combine": [["B", "A"]]})) == []
    found = verdict(scenario=combining(routing={"combine": []}))
    assert [(v.rule, v.where) for v in found] == [
        ("combined_allowed", "run B+A-am-1"),
        ("combined_allowed", "run B+A-pm-1"),
    ]
    names = "Cedar Middle (B) and Aspen Elementary (A)"
    assert found[0].words == f"Run B+A-am-1 serves {names}, which the scenario does not combine."


def test_a_combined_run_carries_riders_of_both_schools() -> None:
    morning, afternoon = combined_runs()
    alone = replace(morning, id="B-am-1", visits=(Visit("B1", 10),), also=None, stay=0.0)
    only = replace(morning, visits=(Visit("A1", 20),))
    found = [v for v in verdict(plan=combined_plan((only, alone, afternoon))) if v.rule == "combined_allowed"]
    assert [v.words.rpartition(", but ")[2] for v in found] == ["carries no rider of Cedar Middle (B)."]


# In the morning the bus is at Aspen 17 min before the bell; in the afternoon it leaves 17 after dismissal.
@pytest.mark.parametrize(("far", "rules"), [(30, []), (17, []), (16, ["combined_window"])])
@pytest.mark.parametrize("half", ["arrival", "departure"])
def test_combined_window(half: str, far: int, rules: list[str]) -> None:
    assert broken(scenario=combining(service={half: {**WINDOW, "far": far}})) == rules


def test_combined_window_says_where_and_how_much() -> None:
    (found,) = verdict(scenario=combining(service={"arrival": {**WINDOW, "far": 16}}))
    words = (
        "Bus 1, morning: run B+A-am-1 reaches Aspen Elementary 17 min before its bell; 5 to 16 min allowed."
    )
    assert found.words == words


# With a longer day at Aspen the bus leaves there sooner after its dismissal: 17 - 12 = 5 is just allowed.
@pytest.mark.parametrize(("longer", "rules"), [(0, []), (12, []), (13, ["combined_window"])])
def test_combined_window_where_days_differ(longer: int, rules: list[str]) -> None:
    assert broken(district=next_door(day_minutes=420 + longer)) == rules


def test_combined_window_in_traffic() -> None:
    """At a factor of 2 the schools are 4 min apart, so that the bus is at Aspen 19 min before the bell."""
    dense = {"bands_am": [{"until": "24:00", "factor": 2.0}]}
    for far, rules in ((19, []), (18, ["combined_window"])):
        scenario = combining(service={"arrival": {**WINDOW, "far": far}}, travel=dense)
        assert broken(scenario=scenario) == rules


# The bus stands at Aspen for 5 min as at any school; the windows are left out of sight.
@pytest.mark.parametrize(("stay", "rules"), [(5.0, 0), (4.9, 2), (30.0, 0), (30.1, 2)])
def test_combined_stay(stay: float, rules: int) -> None:
    assert broken(plan=combined_plan(combined_runs(stay=stay))).count("combined_stay") == rules


def test_combined_schools_share_a_bell() -> None:
    found = [v for v in verdict(plan=combined_plan(A=BELL + 15)) if v.rule == "bells_shared"]
    assert [v.words for v in found] == [
        "Schools that are combined must share one bell: Aspen Elementary (A) 8:15, Cedar Middle (B) 8:00."
    ]


# Aspen's 20 of 40 seats leave half a bus: 15 of 30 seats in middle school.
@pytest.mark.parametrize(("riders", "rules"), [(10, []), (15, []), (16, ["capacity", "capacity"])])
def test_capacity_of_two_levels(riders: int, rules: list[str]) -> None:
    first, *_ = next_door().stops
    others = replace(next_door().stops[1], riders_am=riders, riders_pm=riders)
    runs = tuple(
        replace(run, visits=tuple(replace(v, riders=riders) if v.stop_id == "B1" else v for v in run.visits))
        for run in combined_runs()
    )
    district = replace(next_door(), stops=(first, others))
    assert broken(plan=combined_plan(runs), district=district) == rules


def test_capacity_says_what_each_school_takes() -> None:
    (found, _) = verdict(scenario=combining(fleet={"seats": 32}))  # 20/32 + 10/24 = 25/24
    seats = "10 of 24 seats (middle) and 20 of 32 seats (elementary)"
    assert found.words == f"Run B+A-am-1 takes {seats}: together more than a bus."


# Aspen's riders ride 8 min to Aspen, Cedar's 12 by way of Aspen and 5 min there.
@pytest.mark.parametrize(
    ("elementary", "middle", "rules"), [(8, 12, 0), (7, 12, 2), (8, 11, 2), (30, 30, 0), (6, 10, 4)]
)
def test_ride_limit_to_the_own_school(elementary: float, middle: float, rules: int) -> None:
    limits = {"ride_limit": {"elementary": elementary, "middle": middle}, "ride_limit_far": middle}
    assert broken(scenario=combining(service=limits)) == ["ride_limit"] * rules


def test_no_rider_is_lost_between_two_schools() -> None:
    morning, afternoon = combined_runs()
    lost = replace(morning, visits=(Visit("A1", 20), Visit("B1", 9)))
    found = verdict(plan=combined_plan((lost, afternoon)))
    assert [v.words for v in found] == ["Stop B1 of Cedar Middle (B), morning: 9 of 10 riders are carried."]


def test_a_combined_run_calls_at_stops_of_its_two_schools_only() -> None:
    district = next_door()
    third = replace(district.schools[0], place=replace(district.schools[0].place, id="C"))
    strange = replace(district.stops[0], place=replace(district.stops[0].place, id="C1"), school_id="C")
    more = replace(district, schools=(*district.schools, third), stops=(*district.stops, strange))
    morning, afternoon = combined_runs()
    runs = (replace(morning, visits=(*morning.visits, Visit("C1", 0))), afternoon)
    found = [v for v in verdict(plan=combined_plan(runs, C=BELL), district=more) if v.rule == "run_stops"]
    assert [v.words for v in found] == [
        "Run B+A-am-1 of B and A calls at C1, a stop of Aspen Elementary (C)."
    ]


def test_an_unknown_other_school_is_named() -> None:
    found = [v.words for v in verdict(plan=combined_plan(combined_runs(also="X"))) if v.rule == "run_stops"]
    assert "Run B+A-am-1 serves X, a school that the district does not have." in found
