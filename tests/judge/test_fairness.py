"""Who bears what: needs, groups before and after, gaps, and when a difference means nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.judge.few import hidden
from optimizer.judge.measures import NAMES, Measured
from optimizer.judge.resampling import chance_of_spread, interval_of_difference
from tests.builders import clock_minutes, plan_one_run_per_bus, random_district, tiny_district
from tests.judge.evaluated import evaluated, row, with_schools
from tests.judge.verdicts import visits, with_bells, with_run, with_school


def cell(by: str, group: str, figure: str, **case: Any) -> dict[str, Any]:
    return row(evaluated(**case).tables["fairness"], by=by, group=group, figure=figure)


def test_burden_is_minutes_moved_by_need() -> None:
    """E1: 400 × 60 × 1.6; H1: 1000 × 60 × 1.3; M1's share and E2's start today are unknown."""
    figures = evaluated().figures
    assert figures["burden"] == pytest.approx(400 * 60 * 1.6 + 1000 * 60 * 1.3)
    assert figures["burden_mean"] == pytest.approx((400 * 96 + 1000 * 78) / 1400)
    assert figures["burden_worst_area"] == pytest.approx(96)  # South: E1 alone
    assert figures["burden_best_area"] == pytest.approx(78)
    weights = {"need": {"base": 0.5, "frl_share": 2}}
    assert evaluated(evaluation=weights).figures["burden"] == pytest.approx(24_000 * 1.7 + 60_000 * 1.1)


def test_no_need_known_no_burden() -> None:
    district = with_schools(**{id_: {"frl_share": None} for id_ in ("E1", "E2", "H1")})
    figures = evaluated(district).figures
    assert [figures[name] for name in figures if name.startswith("burden")] == [None] * 5


def test_neediest_against_least_needy_quarter() -> None:
    """E1 is in quarter 4 and moves 60 min; E2 in quarter 1 moves 20 if it starts at 7:25 today."""
    figures = evaluated(with_school("E2", bell_today=clock_minutes(7, 25))).figures
    assert figures["burden_frl_gap"] == 60 - 20


def test_before_is_at_todays_bells_as_far_as_bells_alone_decide() -> None:
    """Today E1 starts at 8:45 and E2 is unknown; both start at 7:45 in the plan."""
    early = cell("area", "South", "share_before_8_00")
    assert (early["before"], early["after"], early["change"]) == (0, 1, 1)
    assert cell("area", "South", "minutes_moved")["before"] == 0
    ride = cell("area", "South", "ride")
    assert (ride["before"], ride["change"], ride["after"]) == (None, None, pytest.approx(7))


def test_before_is_the_baseline_where_there_is_one() -> None:
    """In the baseline E1 and E2 start at 8:15, so pickups are 30 min later."""
    baseline = with_bells(E1=clock_minutes(8, 15), E2=clock_minutes(8, 15))
    pickup = cell("area", "South", "pickup", baseline=baseline)
    assert pickup["change"] == pytest.approx(-30)
    assert cell("area", "South", "minutes_moved", baseline=baseline)["before"] == 30


def test_measures_over_riders() -> None:
    """North: M1 and H1 have 30 + 50 riders; a (20 riders) ride 13 min and b and c 5, both ways."""
    assert cell("area", "North", "ride")["after"] == (20 * 13 + 60 * 5) / 80
    assert cell("level", "elementary", "share_before_sunrise")["after"] == 1
    assert cell("level", "high", "wait_am")["after"] == 10
    limit = {"ride_limit": {"high": 12}}
    assert cell("level", "high", "share_over_limit", service=limit)["after"] == 10 / 50
    assert cell("level", "elementary", "childcare")["after"] == 135
    assert cell("level", "high", "childcare")["after"] is None


def test_mountains_against_plains() -> None:
    district = tiny_district()
    schools = tuple(
        replace(s, place=replace(s.place, terrain="mountain")) if s.id == "E1" else s
        for s in district.schools
    )
    moved = cell("terrain", "mountain", "minutes_moved", district=replace(district, schools=schools))
    # M1 and H1 on the plains: (500 × 15 + 1000 × 60) ÷ 1500 = 45
    assert (moved["after"], moved["rest"], moved["apart"]) == (60, 45, 15)


def test_few_schools_make_no_difference_meaningful() -> None:
    fairness = evaluated().tables["fairness"]
    assert fairness["low"].isna().all()
    assert not fairness["meaningful"].fillna(value=False).any()


def test_gaps() -> None:
    """Burden by area: South (E1) 96, North (H1) 78; at today's bells 0 in both."""
    gap = row(evaluated().tables["gaps"], by="area", figure="burden")
    assert (gap["best"], gap["worst"], gap["gap_before"]) == ("North", "South", 0)
    assert gap["gap"] == pytest.approx(18)
    # E1 and H1 exchanged are as far apart: every shuffle is.
    assert (gap["chance"], gap["meaningful"]) == (1, False)
    pickup = row(evaluated().tables["gaps"], by="area", figure="pickup")
    assert (pickup["best"], pickup["worst"]) == ("North", "South")  # later is better
    alike = row(evaluated().tables["gaps"], by="area", figure="wait_am")
    assert (alike["gap"], alike["best"]) == (0, None)
    assert "minutes_later" not in set(evaluated().tables["gaps"]["figure"])


@pytest.mark.parametrize(
    ("counts", "hide"),
    [
        ([9, 10, 30], [True, True, False]),  # 9 alone would follow from the sum
        ([9, 8, 30], [True, True, False]),
        ([10, 11], [False, False]),
        ([0, 9], [False, True]),
        ([0, 0, 20], [False, False, False]),
    ],
)
def test_cells_of_few_are_hidden_and_never_alone(counts: list[int], hide: list[bool]) -> None:
    assert hidden(counts).tolist() == hide


def test_a_group_of_few_riders_is_blank_and_so_is_what_would_tell_it() -> None:
    """North with 9 morning riders: its pickups are blank, and so is the only other area and its rest."""
    few = with_run("H1-am-1", visits=visits())
    few = with_run("H1-am-2", few, visits=visits(("H1c", 5)))
    few = with_run("M1-am-1", few, visits=visits(("M1a", 4)))
    plan = replace(
        few, routes=tuple(replace(r, am=tuple(t for t in r.am if t.run_id != "H1-am-1")) for r in few.routes)
    )
    plan = replace(plan, runs=tuple(run for run in plan.runs if run.visits))
    for area in ("North", "South"):
        pickup = cell("area", area, "pickup", plan=plan)
        assert pickup["suppressed"]
        assert (pickup["after"], pickup["rest"], pickup["apart"]) == (None, None, None)
    assert cell("area", "North", "minutes_moved", plan=plan)["after"] == 45
    gaps = evaluated(plan=plan).tables["gaps"]
    assert gaps[(gaps["by"] == "area") & (gaps["figure"] == "pickup")].empty


def measured(values: list[float], weights: list[float]) -> Measured:
    """Schools with a value of the first measure, and nothing known of the others."""
    blank = np.zeros((len(values), len(NAMES)))
    value, weight = blank.copy(), blank.copy()
    value[:, 0], weight[:, 0] = values, weights
    return Measured(value, weight)


def test_interval_of_alike_schools_is_a_point() -> None:
    inside = np.array([True] * 5 + [False] * 5)
    of = measured([7] * 5 + [4] * 5, list(range(1, 11)))
    low, high = interval_of_difference(np.random.default_rng(1), of, inside)
    assert (low[0], high[0]) == (3, 3)
    assert np.isnan(low[1:]).all()


@pytest.mark.parametrize(("unknown", "blank"), [(0, False), (1, True)])
def test_interval_needs_five_known_schools_a_side(unknown: int, blank: bool) -> None:
    inside = np.array([True] * 5 + [False] * 6)
    of = measured(list(range(11)), [0] * unknown + [1] * (11 - unknown))
    low, _ = interval_of_difference(np.random.default_rng(1), of, inside)
    assert np.isnan(low[0]) == blank


def test_interval_agrees_with_the_normal_one() -> None:
    """Two sides of 100 schools, standard deviation 10: the difference of means varies by √2 ± 1.96."""
    rng = np.random.default_rng(3)
    values = [*(rng.normal(50, 10, 100)), *(rng.normal(40, 10, 100))]
    inside = np.arange(200) < 100
    low, high = interval_of_difference(rng, measured(values, [1.0] * 200), inside)
    spread = np.hypot(np.std(values[:100]), np.std(values[100:])) / 10
    assert (high[0] - low[0]) / (2 * 1.96 * spread) == pytest.approx(1, abs=0.08)


def test_chance_of_a_gap() -> None:
    """Of 20 ways to seat 6 schools in two groups of 3, 2 part low from high as far as it is."""
    rng, group = np.random.default_rng(1), np.array([0, 0, 0, 1, 1, 1])
    chance = chance_of_spread(rng, measured([1, 2, 3, 11, 12, 13], [1] * 6), group, 2)
    assert chance[0] == pytest.approx(0.1, abs=3 * (0.1 * 0.9 / 1000) ** 0.5)
    assert np.isnan(chance[1])


def test_the_same_plan_is_judged_alike_and_a_true_difference_is_found() -> None:
    """All schools of the south move 60 min and those of the north none: 20 schools tell."""
    district = random_district(4, 20)
    bells = {s.id: 540 for s in district.schools}
    known = tuple(replace(s, bell_today=540 if s.area == "North" else 480) for s in district.schools)
    district = replace(district, schools=known)
    plan = plan_one_run_per_bus(district, bells)
    one, two = (evaluated(district, plan).tables for _ in range(2))
    assert one["fairness"].equals(two["fairness"])
    assert one["gaps"].equals(two["gaps"])
    south = row(one["fairness"], by="area", group="South", figure="minutes_moved")
    assert (south["apart"], south["low"], south["high"], south["meaningful"]) == (60, 60, 60, True)
    gap = row(one["gaps"], by="area", figure="minutes_moved")
    assert gap["meaningful"]
    assert gap["chance"] < 0.01
