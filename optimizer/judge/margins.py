"""What a little more would cost: a run, a bus, ten minutes; and how many spare buses stand by."""

from __future__ import annotations

import math

from optimizer.judge.case import Case
from optimizer.judge.cost import RouteUse, monitor_minutes
from optimizer.judge.figures import FigureValue
from optimizer.judge.timing import EPSILON
from optimizer.scenario import Prices
from optimizer.units import cents

TEN = 10


def spares(case: Case) -> int:
    """Count spare buses, the last one whole; the cost counts it in part."""
    return math.ceil(case.scenario.prices.spare_share * case.plan.buses - EPSILON)


def margin_figures(case: Case, uses: tuple[RouteUse, ...]) -> dict[str, FigureValue]:
    """Price one more run, one more bus and ten minutes more, from the price book and this plan's means."""
    prices, unload = case.scenario.prices, case.scenario.service.unload
    driven, connections, halves = case.timetable.driven, case.timetable.connections, case.timetable.halves
    live_minutes = _mean([run.time.live_minutes for run in driven])
    live = _mean([run.time.live_miles for run in driven]) * cents(prices.mile_live)
    between = _mean([leg.deadhead_minutes for leg in connections])
    between_miles = _mean([leg.deadhead_miles for leg in connections]) * cents(prices.mile_deadhead)
    yard = _mean([half.deadhead_minutes for half in halves])
    yard_miles = _mean([half.deadhead_miles for half in halves]) * cents(prices.mile_deadhead)
    one_way = prices.pre_trip + yard + unload + live_minutes + prices.post_trip
    paid = max(prices.check_in + 2 * one_way, round(prices.guarantee_hours * 60))
    bus = cents(prices.bus_day) + prices.spare_share * cents(prices.spare_day)
    watched = _mean([monitor_minutes(run, case.scenario) for run in driven]) * _watch(prices)
    ten = TEN * sum(monitor_minutes(run, case.scenario) > 0 for run in driven) * _watch(prices)
    return {
        "margin_run": _whole(_pay(live_minutes + unload + between, prices) + live + between_miles + watched),
        "margin_run_in_guarantee": _whole(live + between_miles + watched),
        "margin_bus": _whole(bus + _pay(paid, prices) + 2 * (live + yard_miles + watched)),
        "margin_ride_10": _whole(_pay(_ten_minutes_more(case, uses), prices) + ten),
    }


def _ten_minutes_more(case: Case, uses: tuple[RouteUse, ...]) -> float:
    """Paid minutes that ten more on every run add; a guarantee not worked off absorbs its share of them."""
    added = 0.0
    for route, use in zip(case.plan.routes, uses, strict=True):
        added += max(0.0, TEN * (len(route.am) + len(route.pm)) - use.guaranteed)
    return added


def _pay(minutes: float, prices: Prices) -> float:
    return minutes * cents(prices.driver_hour) / 60


def _watch(prices: Prices) -> float:
    """Cents that a monitor costs a minute."""
    return cents(prices.monitor_hour) / 60


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _whole(amount: float) -> int | None:
    """Whole cents, ``None`` where the plan has nothing to take a mean of."""
    return None if math.isnan(amount) else round(amount)
