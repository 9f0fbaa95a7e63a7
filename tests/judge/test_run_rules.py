"""Each rule on runs: it holds trivially, it must fail, it must hold at its edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimizer.district import Visit
from tests.builders import place, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import (
    rules_broken,
    run_named,
    verdict,
    visits,
    with_run,
    with_stop,
)


def test_no_runs_no_riders_no_violation() -> None:
    nobody = tiny_district(stops=(), runs=())
    assert rules_broken(district=nobody, plan=tiny_plan(runs=(), routes=())) == []


def test_run_ids_unique() -> None:
    # The second of the two has no riders, so that nobody is carried twice.
    double = replace(run_named("E1-am-1"), visits=visits(("E1a", 0)))
    assert rules_broken(plan=tiny_plan(runs=(*tiny_plan().runs, double))) == ["run_ids_unique"]
    other = replace(double, id="E1-am-9")
    assert rules_broken(plan=tiny_plan(runs=(*tiny_plan().runs, other))) == ["runs_driven_once"]


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"visits": visits(("E2a", 0), ("E1c", 20))}, ["run_stops"]),  # a stop of E2
        ({"visits": visits(("nowhere", 0), ("E1c", 20))}, ["run_stops"]),
        ({"visits": visits(("E1c", 10), ("E1c", 10))}, []),  # twice at one stop is odd, not wrong
    ],
)
def test_run_stops(changes: dict[str, Any], broken: list[str]) -> None:
    assert [
        rule for rule in rules_broken(plan=with_run("E1-am-2", **changes)) if rule == "run_stops"
    ] == broken


def test_a_run_without_stops_serves_nobody() -> None:
    assert rules_broken(plan=with_run("E1-am-2", visits=())) == ["riders_carried", "run_stops"]


@pytest.mark.parametrize(
    ("called", "broken"),
    [
        ([("E1a", 10), ("E1b", 20)], []),
        ([("E1a", 9), ("E1b", 20)], ["riders_carried"]),  # one rider is lost
        ([("E1a", 11), ("E1b", 20)], ["riders_carried"]),  # one rider is invented
        ([("E1a", 10), ("E1b", 12), ("E1b", 8)], []),  # in two calls, all the same
        ([("E1a", 10), ("E1b", 21), ("E1b", -1)], ["riders_carried"]),
    ],
)
def test_riders_carried(called: list[tuple[str, int]], broken: list[str]) -> None:
    plan = with_run("E1-am-1", visits=visits(*called))
    # A further call takes a minute that the tight connection does not have.
    assert [rule for rule in rules_broken(plan=plan) if rule != "connection_time"] == broken


def test_riders_of_the_two_halves_are_counted_apart() -> None:
    (violation,) = verdict(district=with_stop("E1a", riders_pm=12))
    assert violation.words == "Stop E1a of Aspen Elementary (E1), afternoon: 10 of 12 riders are carried."


def test_a_stop_may_be_shared_by_two_runs() -> None:
    plan = with_run("E1-am-1", visits=visits(("E1a", 10), ("E1b", 15)))
    shared = with_run("E1-am-2", plan, visits=visits(("E1b", 5), ("E1c", 20)))
    assert rules_broken(plan=shared) == []


# First runs have 30 riders: elementary buses hold the seats, secondary buses three in four of them.
@pytest.mark.parametrize(
    ("seats", "broken"),
    [
        (77, []),
        (40, []),  # 40 × 0.75 = 30
        (39, ["capacity"] * 4),  # 29.25: M1 and H1, both ways
        (30, ["capacity"] * 4),  # elementary: 30 = 30
        (29, ["capacity"] * 8),
    ],
)
def test_capacity(seats: int, broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(fleet={"seats": seats})) == broken


# From stop a: 10 min of driving and 3 min at stop b, 13 in all; the direct drive takes 10.
@pytest.mark.parametrize(
    ("limit", "far", "broken"),
    [
        (30, 40, 0),
        (13, 13, 0),
        (12, 40, 4),  # 10 min direct is not far: the four first runs of elementary schools, both ways
        (9, 13, 0),  # 10 min direct is far, and 13 are allowed there
        (9, 12, 4),
        (9, 9, 0),  # 10 min direct is beyond even that: straight on, stop b lies on the way
    ],
)
def test_ride_limit(limit: float, far: float, broken: int) -> None:
    service = {"ride_limit": {"elementary": limit}, "ride_limit_far": far}
    assert rules_broken(scenario=tiny_scenario(service=service)) == ["ride_limit"] * broken


def test_beyond_the_far_limit_a_detour_is_refused() -> None:
    """Stop b a minute off the way: from a it is 6 + 6 = 12 min of driving instead of 10."""
    off = with_stop("E1b", place=place("E1b", -5, 1))
    scenario = tiny_scenario(service={"ride_limit": {"elementary": 9}, "ride_limit_far": 9, "buffer": 0})
    broken = verdict(district=off, scenario=scenario)
    assert [(v.rule, v.where) for v in broken] == [
        ("ride_limit", "run E1-am-1"),
        ("ride_limit", "run E1-pm-1"),
    ]
    assert broken[0].words == "Run E1-am-1, morning: riders of stop E1a ride 15 min, 9 allowed."


def test_how_far_a_stop_is_does_not_depend_on_the_bell() -> None:
    """In the densest band (after 9:00, × 2) stop a is 20 min out, so it is far at any bell."""
    bands = [{"until": "9:00", "factor": 1.0}, {"until": "24:00", "factor": 2.0}]
    service = {"ride_limit": {"elementary": 12}, "ride_limit_far": 13}
    quiet = rules_broken(scenario=tiny_scenario(service=service))
    dense = rules_broken(scenario=tiny_scenario(service=service, travel={"bands_am": bands}))
    assert (len(quiet), len(dense)) == (4, 2)  # the mornings of E1 and E2 are excused, the afternoons not


def test_a_stated_ride_is_held_to_the_limit_as_it_is() -> None:
    """E1-am-2 states 31 min: 5 of its modelled 8 are ridden, so 31 × 5 ÷ 8 = 19.4 min."""
    plan = with_run("E1-am-2", live_minutes=31.0)
    for limit, broken in ((20, []), (19, ["ride_limit"])):
        scenario = tiny_scenario(service={"ride_limit": {"elementary": limit}})
        assert rules_broken(plan=plan, scenario=scenario) == broken


def test_visits_are_what_the_tiny_district_says() -> None:
    assert run_named("H1-pm-1").visits == (Visit("H1b", 20), Visit("H1a", 10))
