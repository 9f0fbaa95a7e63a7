"""What the tiny district promises in its docstring, confirmed by the judge."""

from __future__ import annotations

import pytest

from optimizer.judge import RULES
from optimizer.plan import Route, TimedRun
from tests.builders import clock_minutes, random_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import rules_broken

BELLS = {
    "E1": clock_minutes(7, 30),
    "H1": clock_minutes(8, 15),
    "M1": clock_minutes(9),
    "E2": clock_minutes(9),
}


def two_buses(stretch: int) -> tuple[Route, ...]:
    """E1, H1, then M1 or E2: ``stretch`` min before the aim at E1 and H1, after it at the last school."""

    def half(period: str, number: int, last: str) -> tuple[TimedRun, ...]:
        aim = -10 if period == "am" else 430
        return (
            TimedRun(f"E1-{period}-{number}", BELLS["E1"] + aim - stretch),
            TimedRun(f"H1-{period}-{number}", BELLS["H1"] + aim - stretch),
            TimedRun(f"{last}-{period}-1", BELLS[last] + aim + stretch),
        )

    return tuple(
        Route(bus, yard, half("am", number, last), half("pm", number, last))
        for bus, yard, number, last in (("1", "YW", 1, "M1"), ("2", "YE", 2, "E2"))
    )


def test_two_buses_are_enough() -> None:
    assert rules_broken(plan=tiny_plan(bells=BELLS, routes=two_buses(stretch=5))) == []


def test_two_buses_must_leave_their_aim() -> None:
    """Morning: H1 to E2 is 55 min and has 45. Afternoon: from H1's second run to E2 it is 43."""
    assert rules_broken(plan=tiny_plan(bells=BELLS, routes=two_buses(stretch=0))) == ["connection_time"]


@pytest.mark.parametrize("seed", [0, 7])
def test_random_districts_repeat(seed: int) -> None:
    assert random_district(seed) == random_district(seed)
    assert random_district(seed) != random_district(seed + 1)


def test_changes_of_a_scenario_keep_the_rest() -> None:
    scenario = tiny_scenario(bells={"locks": {"E1": "8:00"}}, fleet={"limit": 2})
    assert scenario.bells.locks == {"E1": 480}
    assert (scenario.bells.grid, scenario.fleet.limit, scenario.fleet.seats) == (15, 2, 40)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_demands(name: str) -> None:
    demand = (RULES[name].__doc__ or "").partition("\n")[0]
    assert demand.endswith(".")
