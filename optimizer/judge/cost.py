"""What a plan costs on one school day, from the scenario's price book."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.judge.timing import Driven, Timetable
from optimizer.plan import Plan
from optimizer.scenario import Prices, Scenario
from optimizer.units import cents


@dataclass(frozen=True, slots=True)
class RouteUse:
    """What one route uses up in a day, in minutes and miles.

    ``worked`` are the minutes a driver is paid for work, ``guaranteed`` those paid on top of them;
    ``deadhead`` is between runs, from and to the yard; ``monitored`` are the minutes that a monitor is paid.
    """

    worked: float
    guaranteed: float
    live_minutes: float
    live_miles: float
    deadhead_minutes: float
    deadhead_miles: float
    monitored: float = 0.0


def monitor_minutes(driven: Driven, scenario: Scenario) -> float:
    """Minutes that a monitor is paid on a run: riders aboard, and unloading or loading; 0 without one.

    A combined run has one if either of its schools asks for it.
    """
    if not any(school.level in scenario.fleet.monitors for school in driven.time.schools):
        return 0.0
    return driven.time.live_minutes + scenario.service.unload


def route_uses(plan: Plan, timetable: Timetable, scenario: Scenario) -> tuple[RouteUse, ...]:
    """Add up each route's paid minutes and miles, in the order of the plan's routes."""
    prices = scenario.prices
    routes = range(len(plan.routes))
    worked = [float(prices.check_in) for _ in routes]
    live_minutes, live_miles = [0.0 for _ in routes], [0.0 for _ in routes]
    deadhead_minutes, deadhead_miles = [0.0 for _ in routes], [0.0 for _ in routes]
    monitored = [0.0 for _ in routes]
    for half in timetable.halves:
        worked[half.route] += prices.pre_trip + half.minutes + prices.post_trip
        deadhead_minutes[half.route] += half.deadhead_minutes
        deadhead_miles[half.route] += half.deadhead_miles
    for connection in timetable.connections:
        deadhead_minutes[connection.before.route] += connection.deadhead_minutes
        deadhead_miles[connection.before.route] += connection.deadhead_miles
    for driven in timetable.driven:
        live_minutes[driven.route] += driven.time.live_minutes
        live_miles[driven.route] += driven.time.live_miles
        monitored[driven.route] += monitor_minutes(driven, scenario)
    guarantee = round(prices.guarantee_hours * 60)
    return tuple(
        RouteUse(
            worked=worked[k],
            guaranteed=max(0.0, guarantee - worked[k]),
            live_minutes=live_minutes[k],
            live_miles=live_miles[k],
            deadhead_minutes=deadhead_minutes[k],
            deadhead_miles=deadhead_miles[k],
            monitored=monitored[k],
        )
        for k in routes
    )


def cost_terms(uses: tuple[RouteUse, ...], prices: Prices) -> dict[str, int]:
    """Price routes in whole cents a day, each term rounded once over all of them."""
    hour = cents(prices.driver_hour)
    terms = {
        "bus_day": len(uses) * cents(prices.bus_day),
        "driver_hours": round(sum(use.worked for use in uses) * hour / 60),
        "guarantee": round(sum(use.guaranteed for use in uses) * hour / 60),
        "miles_live": round(sum(use.live_miles for use in uses) * cents(prices.mile_live)),
        "miles_deadhead": round(sum(use.deadhead_miles for use in uses) * cents(prices.mile_deadhead)),
        "monitors": round(sum(use.monitored for use in uses) * cents(prices.monitor_hour) / 60),
        "spares_day": round(len(uses) * prices.spare_share * cents(prices.spare_day)),
    }
    return {**terms, "total": sum(terms.values())}
