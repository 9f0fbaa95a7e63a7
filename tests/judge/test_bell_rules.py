"""Each rule on bells: it holds trivially, it must fail, it must hold at its edge.

The tiny plan rings E1 and E2 at 7:45, M1 and H1 at 8:30; today they ring at 8:45, unknown, 8:15 and 7:30.
Elementary windows are 7:30 to 9:00, the others 8:00 to 9:00, on a grid of 15 minutes.
"""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.judge.bells import day_minutes
from tests.builders import clock_minutes, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import rules_broken, verdict, with_bells, with_school


def test_the_tiny_plan_is_good() -> None:
    assert verdict() == ()


def test_bell_given_to_no_school_of_an_empty_district() -> None:
    empty = tiny_district(schools=(), stops=(), runs=())
    assert rules_broken(district=empty, plan=tiny_plan(bells={}, runs=(), routes=())) == []


def test_bell_given_misses_a_school() -> None:
    bells = {key: bell for key, bell in tiny_plan().bells.items() if key != "M1"}
    (violation,) = verdict(plan=tiny_plan(bells=bells))
    assert (violation.rule, violation.words) == ("bell_given", "Cedar Middle has no bell.")


def test_bell_given_to_a_school_too_many() -> None:
    (violation,) = verdict(plan=tiny_plan(bells={**tiny_plan().bells, "X9": 480}))
    assert violation.rule == "bell_given"
    assert "8:00" in violation.words


@pytest.mark.parametrize(
    ("bells", "broken"),
    [
        ({}, []),
        ({"locks": {"E1": "8:00"}}, ["bell_locked"]),
        ({"locks": {"E1": "7:45"}}, []),
        # Adopted: E1 7:45 and H1 8:30, as the plan has them.
        ({"lock_adopted": True}, []),
        # Today: E1 8:45, M1 8:15, H1 7:30; E2 is unknown and stays free.
        ({"lock_today": True}, ["bell_locked"] * 3),
        # A lock by id wins over an adopted bell, an adopted bell over today's: only M1 is not as locked.
        ({"lock_today": True, "lock_adopted": True}, ["bell_locked"]),
        ({"lock_adopted": True, "locks": {"H1": "8:15"}}, ["bell_locked"]),
        # Locks win over the window, the grid, the choices, the tiers and the shift.
        ({"locks": {"E1": "7:45"}, "schools": {"E1": {"earliest": "8:00", "max_shift": 0}}}, []),
        ({"locks": {"E1": "7:45"}, "schools": {"E1": {"choices": ["8:00"], "tiers": ["third"]}}}, []),
    ],
)
def test_bell_locked(bells: dict[str, Any], broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells=bells)) == broken


@pytest.mark.parametrize(
    ("bells", "broken"),
    [
        ({}, []),
        ({"elementary": {"earliest": "8:00"}}, ["bell_window"] * 2),
        ({"elementary": {"earliest": "7:45"}}, []),
        ({"high": {"latest": "8:15"}}, ["bell_window"]),
        ({"high": {"latest": "8:30"}}, []),
        # A school's window wins over its area's, the area's over the level's, key by key.
        ({"elementary": {"earliest": "8:00"}, "areas": {"South": {"elementary": {"earliest": "7:30"}}}}, []),
        ({"areas": {"South": {"elementary": {"earliest": "8:00"}}}}, ["bell_window"] * 2),
        ({"areas": {"North": {"elementary": {"earliest": "8:00"}}}}, []),
        (
            {
                "areas": {"South": {"elementary": {"earliest": "8:00"}}},
                "schools": {"E1": {"earliest": "7:30"}, "E2": {"latest": "8:30"}},
            },
            ["bell_window"],  # E1 is free again, E2 keeps its area's earliest
        ),
    ],
)
def test_bell_window(bells: dict[str, Any], broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells=bells)) == broken


@pytest.mark.parametrize(
    ("choices", "broken"),
    [(None, []), (["7:30", "8:00"], ["bell_choices"]), (["7:30", "7:45"], [])],
)
def test_bell_choices(choices: list[str] | None, broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells={"schools": {"E1": {"choices": choices}}})) == broken


def test_a_choice_outside_the_window_is_refused() -> None:
    window = {"schools": {"E1": {"choices": ["7:45"], "earliest": "8:00"}}}
    assert rules_broken(scenario=tiny_scenario(bells=window)) == ["bell_window"]


# 7:40 lies on a grid of 5 and of 20 (460 = 23 × 20), not of 15. Five minutes leave every run in its window.
@pytest.mark.parametrize(("grid", "broken"), [(5, []), (15, ["bell_grid"]), (20, ["bell_grid"] * 3)])
def test_bell_grid(grid: int, broken: list[str]) -> None:
    scenario = tiny_scenario(bells={"grid": grid})
    # On 20: E1 7:40 is on it; E2 7:45, M1 and H1 8:30 are not.
    assert rules_broken(scenario=scenario, plan=with_bells(E1=clock_minutes(7, 40))) == broken


def test_choices_may_leave_the_grid() -> None:
    scenario = tiny_scenario(bells={"schools": {"E1": {"choices": ["7:40"]}}})
    assert rules_broken(scenario=scenario, plan=with_bells(E1=clock_minutes(7, 40))) == []


# Tiers: first to 7:55, second to 8:30, third from 8:31. High at 8:30 is at the end of the second.
@pytest.mark.parametrize(
    ("tiers", "broken"),
    [(None, []), (["first", "third"], ["bell_tier"]), (["second"], []), (["no such tier"], ["bell_tier"])],
)
def test_bell_tier(tiers: list[str] | None, broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells={"high": {"tiers": tiers}})) == broken


@pytest.mark.parametrize(
    ("bells", "broken"),
    [
        ({}, []),
        # E1 moves 60 min earlier, H1 60 later, M1 15 later; E2's bell today is unknown: no rule.
        ({"max_shift": 59}, ["bell_shift"] * 2),
        ({"max_shift": 60}, []),
        ({"max_shift": 60, "high": {"max_shift": 30}}, ["bell_shift"]),
        # A wider limit of one school does not undo the district's.
        ({"max_shift": 59, "schools": {"E1": {"max_shift": 90}}}, ["bell_shift"] * 2),
    ],
)
def test_bell_shift(bells: dict[str, Any], broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells=bells)) == broken


def test_bell_shift_in_words() -> None:
    words = [v.words for v in verdict(scenario=tiny_scenario(bells={"high": {"max_shift": 30}}))]
    assert words == ["Dogwood High moves from 7:30 to 8:30: 60 min, 30 allowed."]


@pytest.mark.parametrize(
    ("group", "broken"),
    [
        ({"name": "nobody"}, []),
        ({"name": "two levels", "schools": ["E1", "H1"]}, ["bells_shared"]),
        ({"name": "two schools", "schools": ["M1", "H1"]}, []),
        ({"name": "the South", "area": "South"}, []),
        ({"name": "elementary", "level": "elementary"}, []),
        ({"name": "high in the South", "level": "high", "area": "South", "schools": ["E2"]}, []),
        ({"name": "the South and one", "area": "South", "schools": ["M1"]}, ["bells_shared"]),
    ],
)
def test_bells_shared(group: dict[str, Any], broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells={"groups": [group]})) == broken


@pytest.mark.parametrize(("limit", "broken"), [(None, []), (1, ["bells_distinct"]), (2, [])])
def test_bells_distinct(limit: int | None, broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells={"distinct": limit})) == broken


# E1, M1 and H1 move; whether E2 does is unknown.
@pytest.mark.parametrize(("limit", "broken"), [(None, []), (2, ["schools_moved"]), (3, [])])
def test_schools_moved(limit: int | None, broken: list[str]) -> None:
    assert rules_broken(scenario=tiny_scenario(bells={"max_moved": limit})) == broken


@pytest.mark.parametrize(
    ("table", "bells", "minutes"),
    [
        (None, {}, 420),  # the level's
        (400, {}, 400),  # the district's table wins over the level's
        (400, {"areas": {"South": {"elementary": {"day_minutes": 410}}}}, 410),
        (400, {"schools": {"E1": {"day_minutes": 430}}}, 430),
    ],
)
def test_length_of_the_day(table: int | None, bells: dict[str, Any], minutes: int) -> None:
    school = with_school("E1", day_minutes=table).school("E1")
    assert day_minutes(school, tiny_scenario(bells=bells)) == minutes


def test_a_day_without_length_is_refused() -> None:
    scenario = tiny_scenario(bells={"elementary": {"day_minutes": None}})
    with pytest.raises(ValueError, match="states day_minutes of Aspen Elementary"):
        day_minutes(tiny_district().school("E1"), scenario)
