"""Riders in wheelchairs before the judge: carried, on a place, on seats enough, and lifted in time."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.district import District, Visit
from optimizer.judge import evaluate
from optimizer.judge.run_times import halt_minutes
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_plan, tiny_scenario
from tests.judge.verdicts import rules_broken, verdict, with_stop

# E1c has 20 riders and a run of its own each way; wheelchairs need no time here, so that only places count.


def chairs(count: int) -> tuple[District, Plan]:
    """The tiny district with riders in wheelchairs at stop E1c, and a plan that carries them."""
    plan = tiny_plan()
    visit = (Visit("E1c", 20, count),)
    runs = tuple(replace(r, visits=visit) if r.id in ("E1-am-2", "E1-pm-2") else r for r in plan.runs)
    return with_stop("E1c", wheelchairs=count), replace(plan, runs=runs)


def scenario(**fleet: Any) -> Scenario:
    return tiny_scenario(fleet=fleet, service={"wheelchair_seconds": 0})


@pytest.mark.parametrize(("count", "broken"), [(0, 0), (2, 0), (3, 2)])
def test_places(count: int, broken: int) -> None:
    district, plan = chairs(count)
    found = rules_broken(district=district, plan=plan, scenario=scenario())
    assert found == ["capacity"] * broken  # one of the morning, one of the afternoon


@pytest.mark.parametrize(("seats_each", "broken"), [(4, 0), (11, 0), (12, 2)])
def test_seats(seats_each: int, broken: int) -> None:
    # 18 riders and 2 in wheelchairs on 40 seats: 18 + 2 × 4 = 26, 18 + 2 × 11 = 40, 18 + 2 × 12 = 42.
    district, plan = chairs(2)
    found = verdict(district=district, plan=plan, scenario=scenario(wheelchair_seats=seats_each))
    assert [violation.rule for violation in found] == ["capacity"] * broken
    if broken:
        words = "Run E1-am-2 has 20 riders, 2 in wheelchairs (42 seats); a bus holds 40 (elementary)."
        assert found[0].words == words


def test_every_wheelchair_is_carried() -> None:
    _, plan = chairs(1)
    (morning, _) = verdict(district=chairs(2)[0], plan=plan, scenario=scenario())
    assert (morning.rule, morning.where) == ("riders_carried", "stop E1c")
    assert morning.words.endswith("afternoon: 1 of 2 riders in wheelchairs are carried.")


def test_the_lift_takes_its_time() -> None:
    service = tiny_scenario(service={"wheelchair_seconds": 120}).service
    # 60 s, 20 × 6 s and 1 × 120 s are 5 minutes.
    assert halt_minutes(Visit("E1c", 20, 1), service) == 5


def test_buses_that_need_a_lift_are_counted() -> None:
    district, plan = chairs(1)
    figures = evaluate(district, scenario(), FlatTravel(), plan).figures
    # Bus 2 drives both second runs of E1.
    assert (figures["runs_lift"], figures["buses_lift"]) == (2, 1)
    figures = evaluate(chairs(0)[0], scenario(), FlatTravel(), chairs(0)[1]).figures
    assert (figures["runs_lift"], figures["buses_lift"]) == (0, 0)
