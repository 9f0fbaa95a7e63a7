"""What a little more of the tiny plan would cost; prices as in test_cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import plan_one_run_per_bus, tiny_district, tiny_plan
from tests.judge.evaluated import evaluated
from tests.judge.verdicts import with_route


def test_one_more_run() -> None:
    """The mean run lives 152 ÷ 12 min and 50 ÷ 12 miles; a connection has (4 × 20 + 2 × 15) ÷ 6 min.

    (12.67 + 5 + 18.33) × 40 = 1440 cents; 4.167 × 200 = 833; 9.167 × 100 = 917 cents of miles.
    """
    figures = evaluated().figures
    assert figures["margin_run_in_guarantee"] == 1750
    assert figures["margin_run"] == 1440 + 1750


def test_one_more_bus() -> None:
    """A half day away from the yard has (4 × 20 + 2 × 15) ÷ 6 = 18.33 min of deadhead, 9.167 miles.

    5 + 2 × (10 + 18.33 + 5 + 12.67 + 5) = 107 min, so 240 are paid: 9600 cents; $100; both miles twice.
    """
    assert evaluated().figures["margin_bus"] == 10_000 + 9600 + 2 * (833 + 917)
    # without a guarantee the 107 min are paid
    assert evaluated(prices={"guarantee_hours": 0}).figures["margin_bus"] == 10_000 + 107 * 40 + 2 * 1750


def test_ten_minutes_more_ride() -> None:
    """Four runs a bus, 40 min more: 35, 59 and 35 min of guarantee absorb all but 5 + 0 + 5 of them."""
    assert evaluated().figures["margin_ride_10"] == 10 * 40
    assert evaluated(prices={"guarantee_hours": 0}).figures["margin_ride_10"] == 120 * 40


def test_no_connection_no_deadhead_to_price_a_run_by() -> None:
    figures = evaluated(plan=plan_one_run_per_bus(tiny_district(), tiny_plan().bells)).figures
    assert figures["margin_run"] is None
    assert figures["margin_bus"] is not None


@pytest.mark.parametrize(("share", "spares"), [(0, 0), (0.1, 1), (1 / 3, 1), (0.34, 2), (1, 3)])
def test_spares_are_counted_whole(share: float, spares: int) -> None:
    assert evaluated(prices={"spare_share": share}).figures["spares"] == spares


def test_one_more_bus_brings_its_part_of_a_spare_and_of_monitors() -> None:
    """A tenth of $50 a day; monitors on E1 and E2 are paid 106 min over 12 runs, 20 cents a minute."""
    plain = evaluated().figures
    figures = evaluated(
        prices={"spare_share": 0.1, "spare_day": 50}, fleet={"monitors": ["elementary"]}
    ).figures
    a_run = 106 / 12 * 20
    assert figures["margin_bus"] == pytest.approx((plain["margin_bus"] or 0) + 500 + 2 * a_run, abs=1)
    assert figures["margin_run"] == pytest.approx((plain["margin_run"] or 0) + a_run, abs=1)
    # six of the twelve runs have a monitor for ten minutes more
    assert figures["margin_ride_10"] == (plain["margin_ride_10"] or 0) + 6 * 10 * 20


def test_means_are_of_what_is_driven() -> None:
    """Bus 2 without its afternoon: two runs of 2.5 miles and a deadhead of 15 min leave the means."""
    figures = evaluated(plan=with_route("2", lambda route: replace(route, pm=()))).figures
    # 45 of the 50 live miles over 10 runs; 95 min of deadhead over 5 connections, half as many miles
    assert figures["margin_run_in_guarantee"] == 4.5 * 200 + 9.5 * 100
