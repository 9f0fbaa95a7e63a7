"""Each rule on routes: it holds trivially, it must fail, it must hold at its edge.

Buses 1 (West yard): first runs of E1 and H1, slack 5. Bus 2 (West yard): their second runs, slack 17.
Bus 3 (East yard): E2 and M1, slack 5. Every bus is at its school 10 min before the bell, leaves 10 after.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.plan import Route, TimedRun
from tests.builders import clock_minutes, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import rules_broken, verdict, with_at, with_bells, with_route, with_run


def test_runs_driven_once() -> None:
    no_work = tiny_plan(runs=(), routes=())
    assert rules_broken(district=tiny_district(stops=()), plan=no_work) == []
    lost = with_route("2", lambda route: replace(route, am=route.am[1:]))
    assert [v.words for v in verdict(plan=lost)] == ["No bus drives run E1-am-2."]


def test_a_run_driven_twice() -> None:
    # Bus 9 drives E1-am-2 again, at the same time: nothing else is wrong with its day.
    again = Route("9", "YE", am=(TimedRun("E1-am-2", clock_minutes(7, 35)),), pm=())
    (violation,) = verdict(plan=tiny_plan(routes=(*tiny_plan().routes, again)))
    assert violation.words == "Run E1-am-2 is driven 2 times (bus 2, 9)."


def test_a_run_nobody_knows() -> None:
    ghost = Route("9", "YE", am=(TimedRun("ghost", 455),), pm=())
    (violation,) = verdict(plan=tiny_plan(routes=(*tiny_plan().routes, ghost)))
    assert (violation.rule, violation.where) == ("runs_driven_once", "run ghost")


def test_half_day() -> None:
    swapped = with_route("2", lambda route: replace(route, am=route.am[:1], pm=(*route.pm, route.am[1])))
    (violation,) = verdict(plan=swapped)
    assert violation.words == "Bus 2, afternoon: run H1-am-2 belongs to the morning."


# E1-am-2 reaches Aspen 10 min before the bell; 5 to 15 are allowed. Bus 2 has slack 17, so 5 more are left.
@pytest.mark.parametrize(("later", "broken"), [(0, 0), (5, 0), (6, 1), (-5, 0), (-6, 1)])
def test_arrival_window(later: int, broken: int) -> None:
    assert rules_broken(plan=with_at("E1-am-2", later)) == ["arrival_window"] * broken


def test_arrival_window_in_words() -> None:
    (violation,) = verdict(plan=with_at("E1-am-2", 6))
    assert violation.words == (
        "Bus 2, morning: run E1-am-2 reaches Aspen Elementary at 7:41, 4 min before the 7:45 bell; "
        "5 to 15 min allowed."
    )


# H1-pm-2 leaves Dogwood at 15:40, 10 min after dismissal; 5 to 15 are allowed.
@pytest.mark.parametrize(("later", "broken"), [(0, 0), (5, 0), (6, 1), (-5, 0), (-6, 1)])
def test_departure_window(later: int, broken: int) -> None:
    assert rules_broken(plan=with_at("H1-pm-2", later)) == ["departure_window"] * broken


def test_departure_window_in_words() -> None:
    (violation,) = verdict(plan=with_at("H1-pm-2", -6))
    assert violation.words == (
        "Bus 2, afternoon: run H1-pm-2 leaves Dogwood High at 15:34, 4 min after the 15:30 dismissal; "
        "5 to 15 min allowed."
    )


def test_runs_in_order() -> None:
    one_run = tuple(
        Route(str(k), "YW", am=(t,), pm=()) for k, r in enumerate(tiny_plan().routes) for t in r.am
    )
    assert "runs_in_order" not in rules_broken(plan=tiny_plan(routes=one_run))
    swapped = with_route("2", lambda route: replace(route, am=route.am[::-1]))
    (violation,) = verdict(plan=swapped)
    assert violation.words == "Bus 2, morning: run H1-am-2 at 8:20 is listed before run E1-am-2 at 7:35."


def test_two_runs_at_the_same_moment_are_not_in_order() -> None:
    # With H1 also at 7:45, bus 1 and bus 2 would be at two schools at once, both halves of the day.
    scenario = tiny_scenario(bells={"high": {"earliest": "7:30"}})
    assert rules_broken(scenario=scenario, plan=with_bells(H1=clock_minutes(7, 45))) == ["runs_in_order"] * 4


# Slack of bus 1 and 3: 8:20 - 15 - (7:35 + 5 + 20) = 5; of bus 2: 8:20 - 8 - (7:35 + 5 + 15) = 17.
@pytest.mark.parametrize(("buffer", "broken"), [(0, 0), (5, 0), (5.5, 4), (17, 4), (17.5, 6)])
def test_connection_time(buffer: float, broken: int) -> None:
    assert rules_broken(scenario=tiny_scenario(service={"buffer": buffer})) == ["connection_time"] * broken


def test_connection_time_in_words() -> None:
    morning, afternoon = verdict(plan=with_at("E1-pm-1", 3, with_at("E1-am-1", 2)))[::-1]
    assert morning.words == (
        "Bus 1, morning: run H1-am-1 cannot begin at 8:05 – the bus leaves Aspen Elementary at 7:42 "
        "and needs 20 min plus 5 min buffer."
    )
    assert afternoon.words == (
        "Bus 1, afternoon: the bus cannot be at Dogwood High for run H1-pm-1 at 15:35 – the bus leaves "
        "stop E1a at 15:13 and needs 20 min plus 5 min buffer."
    )


@pytest.mark.parametrize(("ride", "begin"), [(15.5, "8:04:30"), (15.999, "8:04"), (15.25, "8:04:45")])
def test_moments_between_minutes_are_spelled_with_seconds(ride: float, begin: str) -> None:
    """H1-am-1 must begin its ride before 8:20."""
    (violation,) = verdict(plan=with_run("H1-am-1", live_minutes=ride))
    assert f"cannot begin at {begin} –" in violation.words


def test_a_violation_reads_aloud() -> None:
    (violation,) = verdict(scenario=tiny_scenario(fleet={"limit": 2}))
    assert str(violation) == "fleet_limit, fleet: 3 buses, 2 allowed."


def test_a_connection_needs_the_traffic_of_its_run() -> None:
    """Before 8:00 × 1, then × 1.1: H1's 10 min of driving take 11 and the deadhead of 20 takes 22."""
    bands = [{"until": "8:00", "factor": 1.0}, {"until": "24:00", "factor": 1.1}]
    # Bus 1 and 3, morning: 5 - 1 - 2 = 2 min of slack; bus 2: 17 - 0.5 - 1.5 = 15; afternoons as before.
    for buffer, broken in ((2, 0), (2.1, 2), (5.1, 4), (15.1, 5)):
        scenario = tiny_scenario(travel={"bands_am": bands}, service={"buffer": buffer})
        assert rules_broken(scenario=scenario) == ["connection_time"] * broken


def test_an_afternoon_connection_needs_the_traffic_of_the_run_before() -> None:
    """Dismissals before 15:00 × 1.1: E1's 10 min take 11 and its deadhead of 20 takes 22; H1's do not."""
    bands = [{"until": "15:00", "factor": 1.1}, {"until": "24:00", "factor": 1.0}]
    for buffer, broken in ((2, 0), (2.1, 2)):
        scenario = tiny_scenario(travel={"bands_pm": bands}, service={"buffer": buffer})
        assert rules_broken(scenario=scenario) == ["connection_time"] * broken


def test_midday() -> None:
    """All are home at 8:30. E1 and E2, with 60 min of school, let out at 8:45 and the buses pull out then."""
    for day, broken in ((60, 0), (45, 0), (40, 3)):
        levels = {level: {"day_minutes": day} for level in ("elementary", "middle", "high")}
        plan = tiny_plan()
        routes = tuple(
            replace(r, pm=tuple(replace(t, at=t.at - 420 + day) for t in r.pm)) for r in plan.routes
        )
        scenario = tiny_scenario(bells=levels)
        assert rules_broken(scenario=scenario, plan=replace(plan, routes=routes)) == ["midday"] * broken


def test_yard_known() -> None:
    moved = with_route("2", lambda route: replace(route, yard_id="nowhere"))
    (violation,) = verdict(plan=moved)
    assert violation.words == "Bus 2 starts from nowhere, which is no yard of the district."
    assert rules_broken(plan=with_route("2", lambda route: replace(route, yard_id="YE"))) == []


@pytest.mark.parametrize(("buses", "broken"), [(None, 0), (2, 0), (1, 1)])
def test_yard_capacity(buses: int | None, broken: int) -> None:
    west, east = tiny_district().yards
    district = tiny_district(yards=(replace(west, buses=buses), east))
    assert rules_broken(district=district) == ["yard_capacity"] * broken


@pytest.mark.parametrize(("limit", "broken"), [(None, 0), (3, 0), (2, 1)])
def test_fleet_limit(limit: int | None, broken: int) -> None:
    assert rules_broken(scenario=tiny_scenario(fleet={"limit": limit})) == ["fleet_limit"] * broken


def test_bus_ids_unique() -> None:
    (violation,) = verdict(plan=with_route("3", lambda route: replace(route, bus="1")))
    assert violation.words == "Bus 1 has 2 routes."


def test_route_with_work() -> None:
    idle = Route("4", "YE", am=(), pm=())
    (violation,) = verdict(plan=tiny_plan(routes=(*tiny_plan().routes, idle)))
    assert violation.words == "Bus 4 has no run to drive."
    half = with_route("2", lambda route: replace(route, pm=()))
    assert rules_broken(plan=half) == ["runs_driven_once"] * 2


def test_a_run_that_cannot_be_timed_is_told_once() -> None:
    """A run of no school is no connection and no arrival, and takes no riders away from its stops."""
    assert rules_broken(plan=with_run("E1-am-2", school_id="X9")) == ["run_stops", "run_stops"]
