"""Every cost term of the tiny plan, computed by hand.

A bus costs $100 a day, a paid minute 40 cents, a live mile 200 cents, a deadhead mile 100 cents. A driver is
paid 5 min a day to check in, 10 before each pull-out, 5 after each pull-in, and 240 min at least.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from optimizer.judge import Evaluation, evaluate
from optimizer.plan import Plan
from optimizer.units import clock
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import with_route, with_run


def priced(plan: Plan | None = None, **prices: Any) -> Evaluation:
    return evaluate(tiny_district(), tiny_scenario(prices=prices), FlatTravel(), plan or tiny_plan())


def test_when_buses_leave_and_return() -> None:
    """Bus 1, morning: E1a is 15 min from the yard and its run 15 from the 7:35 arrival: 7:05.

    Home: 8:20 at H1, 5 to unload, 5 to the yard: 8:30. Afternoon: 14:55 - 5 - 5 = 14:45;
    15:40 + 15 of ride + 15 from H1a = 16:10. Bus 2: 7:35 - 8 - 10 = 7:17; 15:40 + 8 + 10 = 15:58.
    """
    halves = priced().routes[["bus", "pull_out_am", "pull_in_am", "pull_out_pm", "pull_in_pm"]]
    spelled = [[bus, *map(clock, times)] for bus, *times in halves.to_numpy().tolist()]
    assert spelled == [
        ["1", "7:05", "8:30", "14:45", "16:10"],
        ["2", "7:17", "8:30", "14:45", "15:58"],
        ["3", "7:05", "8:30", "14:45", "16:10"],
    ]


def test_each_term_of_the_cost() -> None:
    figures = priced().figures
    # 3 × $100
    assert figures["bus_day"] == 30_000
    # bus 1 and 3: 5 + 2 × (10 + 85 + 5) = 205 min; bus 2: 5 + 2 × (10 + 73 + 5) = 181; 591 × 40 cents
    assert figures["driver_hours"] == 23_640
    # 35 + 59 + 35 = 129 min up to 240 each; × 40 cents
    assert figures["guarantee"] == 5_160
    # four first runs × 5 miles + two second runs × 2.5 = 25 each way; 50 × 200 cents
    assert figures["miles_live"] == 10_000
    # bus 1 and 3: 15 + 20 + 5 = 40 min = 20 miles each way; bus 2: 10 + 15 + 5 = 30 min = 15; 110 in all
    assert figures["miles_deadhead"] == 11_000
    assert figures["total"] == 79_800
    assert figures["total_year"] == 79_800 * 172
    assert figures["paid_minutes"] == 720
    assert (figures["live_miles"], figures["deadhead_miles"], figures["deadhead_minutes"]) == (50, 110, 220)


def test_no_guarantee_no_top_up() -> None:
    """3 hours = 180 min are less than any bus works; 3.25 hours = 195 top up bus 2 by 14 min = 560 cents."""
    assert priced(guarantee_hours=3).figures["guarantee"] == 0
    assert priced(guarantee_hours=3.25).figures["guarantee"] == 560


def test_half_a_day_is_paid_half_the_inspections() -> None:
    """Bus 2 without its afternoon: 5 + 10 + 73 + 5 = 93 min instead of 181, the guarantee takes its place."""
    plan = with_route("2", lambda route: replace(route, pm=()))
    figures = priced(plan).figures
    assert figures["driver_hours"] == (591 - 88) * 40
    assert figures["guarantee"] == (129 + 88) * 40
    assert (figures["buses"], figures["buses_am"], figures["buses_pm"]) == (3, 3, 2)


def test_a_term_is_rounded_once() -> None:
    """At $24.10 an hour a minute costs 40.1667 cents: 591 × 2410 ÷ 60 = 23738.5, to the even cent 23738.

    Rounded bus by bus it would be 8234 + 7270 + 8234 = 23738; at $23.99: 591 × 2399 ÷ 60 = 23630.15.
    """
    assert priced(driver_hour=24.10).figures["driver_hours"] == 23_738
    assert priced(driver_hour=23.99).figures["driver_hours"] == 23_630


def test_terms_add_up() -> None:
    figures = priced(driver_hour=23.47, mile_live=2.13, mile_deadhead=1.99).figures
    terms = ("bus_day", "driver_hours", "guarantee", "miles_live", "miles_deadhead", "monitors", "spares_day")
    assert figures["total"] == sum(figures[term] or 0 for term in terms)


def test_monitors_are_paid_while_riders_are_aboard_and_at_the_school() -> None:
    """At $12 an hour a minute costs 20 cents. E1: 15 + 8 min of ride and 2 × 5 at the school, E2: 15 + 5.

    53 min each way, twice a day: 106 × 20 cents. No one, no cost.
    """
    assert priced().figures["monitors"] == 0
    watched = evaluate(
        tiny_district(), tiny_scenario(fleet={"monitors": ["elementary"]}), FlatTravel(), tiny_plan()
    )
    assert watched.figures["monitors"] == 2_120
    assert watched.figures["total"] == 79_800 + 2_120
    costs = watched.details["costs"].set_index(["by", "group"])["monitors"]
    # bus 1 drives E1's 20 min each way, bus 2 the 13 of its second run, bus 3 E2's 20
    assert [costs[("route", bus)] for bus in "123"] == [800, 520, 800]
    assert [costs[("school", school)] for school in ("E1", "E2", "M1", "H1")] == [1_320, 800, 0, 0]


def test_spares_are_part_of_the_cost_by_the_bus() -> None:
    """A tenth of a spare stands by for each of 3 buses, at $50 a day: 3 × 0.1 × 5000 cents."""
    figures = priced(spare_share=0.1, spare_day=50).figures
    assert (figures["spares_day"], figures["total"]) == (1_500, 79_800 + 1_500)


def test_a_route_alone() -> None:
    """Bus 2: 10000 + 240 × 40 + 10 live miles × 200 + 30 deadhead miles × 100 = 24,600 cents."""
    assert priced().routes.set_index("bus").loc["2", "cost_cents"] == 24_600
    assert priced().routes["cost_cents"].sum() == 79_800


def test_a_yard_farther_from_the_work_costs_miles() -> None:
    """From the East yard bus 2 has 20 min to E1c for 10 and 15 min to H1 for 5, and the mirror image."""
    figures = priced(with_route("2", lambda route: replace(route, yard_id="YE"))).figures
    assert figures["deadhead_minutes"] == 220 + 2 * (10 + 10)
    assert figures["miles_deadhead"] == 11_000 + 20 * 100


def test_parts_of_minutes_are_paid_as_whole_ones() -> None:
    """E1-am-2 states 8.5 min: bus 2 leaves at 7:16.5, paid from 7:16, one minute more than before."""
    figures = priced(with_run("E1-am-2", live_minutes=8.5)).figures
    assert figures["driver_hours"] == (591 + 1) * 40


def test_stated_miles_are_priced() -> None:
    """E1-am-2 states 4 miles instead of 2.5: 1.5 × 200 cents more."""
    assert priced(with_run("E1-am-2", live_miles=4.0)).figures["miles_live"] == 10_300


def test_congestion_lengthens_yard_legs_but_no_mile() -> None:
    """Mornings × 2: their 110 min of deadhead become 220, afternoons keep 110."""
    scenario = tiny_scenario(travel={"bands_am": [{"until": "24:00", "factor": 2.0}]})
    figures = evaluate(tiny_district(), scenario, FlatTravel(), tiny_plan()).figures
    assert figures["deadhead_minutes"] == 110 * 2 + 110
    assert figures["deadhead_miles"] == 110
