"""Who a plan's cost is for: every split adds up to the cent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.judge.allocation import NO_RUN, TERMS, split
from optimizer.plan import Route
from tests.builders import plan_one_run_per_bus, random_district, tiny_plan
from tests.judge.evaluated import evaluated, row
from tests.judge.verdicts import visits, with_run


@pytest.mark.parametrize(
    ("amount", "keys", "parts"),
    [
        (100, [1, 1, 2], [25, 25, 50]),
        (100, [1, 1, 1], [34, 33, 33]),  # 33.3 each: the cent left over goes to the first
        (10, [2, 1, 3], [3, 2, 5]),  # 3.33, 1.67, 5: the cent goes to the largest remainder
        (7, [0, 0], [4, 3]),  # nothing to split by: equally
        (0, [3, 1], [0, 0]),
    ],
)
def test_split(amount: int, keys: list[float], parts: list[int]) -> None:
    assert split(amount, keys).tolist() == parts


def test_a_school() -> None:
    """E2 has half of bus 3: both its runs live 15 min and 5 miles, as M1's.

    Half of $100, of 205 min × 40 cents = 8200, of 35 min × 40 = 1400, of 20 and of 40 miles.
    """
    birch = row(evaluated().tables["costs"], by="school", group="E2")
    assert [birch[term] for term in TERMS] == [5000, 4100, 700, 2000, 2000, 0, 0]
    assert (birch["name"], birch["total"]) == ("Birch Elementary", 13_800)
    assert birch["cents_per_ride"] == 13_800 / 60  # 30 riders each way


def test_minutes_decide_within_a_route_and_miles_for_live_miles() -> None:
    """E2's morning run states 45 live minutes: bus 3 lives 45 + 15 + 15 + 15 = 90, of which E2 has 60."""
    costs = evaluated(plan=with_run("E2-am-1", live_minutes=45.0)).tables["costs"]
    birch = row(costs, by="school", group="E2")
    assert (birch["bus_day"], birch["miles_live"]) == (6667, 2000)


@pytest.mark.parametrize("seed", range(4))
def test_every_kind_adds_up_to_the_plan_term_by_term(seed: int) -> None:
    district = random_district(seed, 9)
    plan = plan_one_run_per_bus(district, {school.id: 510 for school in district.schools})
    prices = {"driver_hour": 23.47, "mile_live": 2.137, "mile_deadhead": 1.993, "bus_day": 99.99}
    evaluation = evaluated(district, plan, prices=prices)
    sums = evaluation.tables["costs"].groupby("by")[[*TERMS, "total"]].sum()
    for by in ("route", "school", "level", "area"):
        for term in (*TERMS, "total"):
            assert sums.loc[by, term] == evaluation.figures[term], (by, term)


def test_a_bus_that_drives_nothing_is_nobodys() -> None:
    plan = tiny_plan()
    plan = replace(plan, routes=(*plan.routes, Route("4", "YW", (), ())))
    evaluation = evaluated(plan=plan)
    # $100 and 4 guaranteed hours: 5 min worked and 235 topped up, at 40 cents
    assert row(evaluation.tables["costs"], by="area", group=NO_RUN)["total"] == 10_000 + 240 * 40
    costs = evaluation.tables["costs"]
    assert costs.loc[costs["by"] == "school", "total"].sum() == evaluation.figures["total"]


def test_under_ten_riders_the_cost_of_a_ride_is_not_told() -> None:
    few = with_run("M1-am-1", with_run("M1-pm-1", visits=visits(("M1a", 4))), visits=visits(("M1a", 5)))
    assert row(evaluated(plan=few).tables["costs"], by="school", group="M1")["cents_per_ride"] is None
