"""A good plan spoiled in one way breaks exactly the rules that way must break, and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from optimizer.plan import Plan, Route, TimedRun
from tests.builders import plan_one_run_per_bus, random_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import (
    rules_broken,
    run_named,
    verdict,
    visits,
    with_at,
    with_bells,
    with_route,
    with_run,
)


def bell_only(**bells: int) -> Plan:
    """Ring other bells and leave the buses as they are."""
    return tiny_plan(bells={**tiny_plan().bells, **bells})


def without_run(run_id: str) -> Plan:
    plan = tiny_plan(runs=tuple(run for run in tiny_plan().runs if run.id != run_id))
    for bus in "123":
        plan = with_route(bus, lambda r: replace(r, am=tuple(t for t in r.am if t.run_id != run_id)), plan)
    return plan


def first_two_joined() -> Plan:
    """Bus 2 takes over the morning of bus 1 as well: two runs of one school at one time."""
    plan = tiny_plan()
    bus_1, bus_2 = plan.routes[:2]
    both = tuple(sorted((*bus_1.am, *bus_2.am), key=lambda timed: timed.at))
    return replace(plan, routes=(replace(bus_1, am=()), replace(bus_2, am=both), plan.routes[2]))


def routes_of_buses(*buses: str) -> Plan:
    return tiny_plan(routes=tuple(route for route in tiny_plan().routes if route.bus in buses))


FAULTS: dict[str, tuple[Callable[[], Plan], list[str]]] = {
    "bell five minutes off": (lambda: bell_only(E1=470), ["bell_grid"]),
    "bell too early": (lambda: with_bells(E2=435), ["bell_window"]),  # 7:15
    "bell too late": (lambda: with_bells(M1=555), ["bell_window"]),  # 9:15
    "bell forgotten": (
        lambda: tiny_plan(bells={k: v for k, v in tiny_plan().bells.items() if k != "E2"}),
        ["bell_given"],
    ),
    "bell of a stranger": (lambda: bell_only(X9=480), ["bell_given"]),
    # At 8:15 the buses of H1 come after the bell (8:20) and leave 25 min after dismissal: 2 runs each way.
    "bell moved without its buses": (
        lambda: bell_only(H1=495),
        ["arrival_window"] * 2 + ["departure_window"] * 2,
    ),
    # M1 at 8:15 with its buses: both connections of bus 3 lose 15 of the 5 min they have.
    "bells too close": (lambda: with_bells(M1=495), ["connection_time"] * 2),
    "run driven twice": (
        lambda: with_route("3", lambda r: replace(r, am=(*r.am, TimedRun("M1-am-1", 530)))),
        [
            "arrival_window",
            "connection_time",
            "runs_driven_once",
        ],  # its bus is not back, and 8:50 is too late
    ),
    "run driven by two buses": (
        lambda: tiny_plan(routes=(*tiny_plan().routes, Route("4", "YE", (TimedRun("E2-am-1", 455),), ()))),
        ["runs_driven_once"],
    ),
    "run not driven": (
        lambda: with_route("2", lambda r: replace(r, pm=r.pm[:1])),
        ["runs_driven_once"],
    ),
    "run of the plan lost": (lambda: without_run("E1-am-2"), ["riders_carried"]),
    "run unknown": (
        lambda: with_route("2", lambda r: replace(r, am=(TimedRun("E1-am-7", 455), r.am[1]))),
        ["runs_driven_once"] * 2,  # one unknown, and so one left over
    ),
    "run id given twice": (
        lambda: tiny_plan(runs=(*tiny_plan().runs, replace(run_named("H1-pm-2"), visits=visits(("H1c", 0))))),
        ["run_ids_unique"],
    ),
    "order swapped": (lambda: with_route("1", lambda r: replace(r, am=r.am[::-1])), ["runs_in_order"]),
    "afternoon run in the morning": (
        lambda: with_route("2", lambda r: replace(r, am=(*r.am, r.pm[0]), pm=r.pm[1:])),
        ["half_day"],
    ),
    "arrival a minute too late": (lambda: with_at("H1-am-2", 6), ["arrival_window"]),
    "arrival a minute too early": (lambda: with_at("H1-am-2", -6), ["arrival_window"]),
    "departure a minute too soon": (lambda: with_at("H1-pm-2", -6), ["departure_window"]),
    "departure a minute too late": (lambda: with_at("E1-pm-2", 6), ["departure_window"]),
    "one minute missing between runs": (lambda: with_at("E1-am-1", 1), ["connection_time"]),
    "one minute missing in the afternoon": (lambda: with_at("M1-pm-1", -1), ["connection_time"]),
    "two runs at once": (first_two_joined, ["runs_in_order"] * 2),
    "one rider lost": (
        lambda: with_run("E1-pm-2", visits=visits(("E1c", 19))),
        ["riders_carried"],
    ),
    "one rider too many": (
        lambda: with_run("E1-pm-2", visits=visits(("E1c", 21))),
        ["riders_carried"],
    ),
    # 31 riders in a bus that holds 30; boarding them takes 6 s that bus 3 does not have.
    "one rider too many for the bus": (
        lambda: with_run("M1-am-1", visits=visits(("M1a", 11), ("M1b", 20))),
        ["capacity", "connection_time", "riders_carried"],
    ),
    "stop forgotten": (lambda: with_run("H1-am-1", visits=visits(("H1b", 20))), ["riders_carried"]),
    "stop of another school": (
        lambda: with_run("E1-am-2", visits=visits(("E1c", 20), ("E2b", 0))),
        # 20 minutes there and 15 back: 35 min of riding, and H1 waits for the bus no less than before.
        ["ride_limit", "run_stops"],
    ),
    "stop unknown": (
        lambda: with_run("E1-am-2", visits=visits(("E1x", 20))),
        ["riders_carried", "run_stops"],
    ),
    "school unknown": (lambda: with_run("E2-am-1", school_id="X9"), ["run_stops"] * 3),
    "yard unknown": (lambda: with_route("1", lambda r: replace(r, yard_id="YX")), ["yard_known"]),
    "yard too full": (
        lambda: with_route("3", lambda r: replace(r, yard_id="YW")),
        ["yard_capacity"],
    ),
    "bus with two routes": (lambda: with_route("2", lambda r: replace(r, bus="1")), ["bus_ids_unique"]),
    "bus without work": (
        lambda: tiny_plan(routes=(*tiny_plan().routes, Route("4", "YE", (), ()))),
        ["route_with_work"],
    ),
    "bus lost": (lambda: routes_of_buses("1", "2"), ["runs_driven_once"] * 4),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_caught_by_its_rules(name: str) -> None:
    spoil, expected = FAULTS[name]
    assert rules_broken(plan=spoil()) == sorted(expected)


def test_a_longer_way_within_all_limits_breaks_no_rule() -> None:
    """Stops b, a, school: 15 min of driving for 10; bus 1 only leaves its yard earlier."""
    assert rules_broken(plan=with_run("E1-am-1", visits=visits(("E1b", 20), ("E1a", 10)))) == []


def test_violations_come_sorted_whatever_the_order_of_the_plan() -> None:
    plan = with_at("H1-am-2", 6, with_run("E1-pm-2", visits=visits(("E1c", 19))))
    mirrored = replace(plan, runs=plan.runs[::-1], routes=plan.routes[::-1])
    assert list(verdict(plan=plan)) == sorted(verdict(plan=plan))
    assert verdict(plan=plan) == verdict(plan=mirrored)


@pytest.mark.parametrize("seed", range(5))
def test_a_bus_for_every_run_breaks_no_rule(seed: int) -> None:
    district = random_district(seed)
    bells = {school.id: 510 for school in district.schools}
    plan = plan_one_run_per_bus(district, bells)
    assert rules_broken(district=district, plan=plan, scenario=tiny_scenario()) == []
