"""The figures of the buses at work: fleet, cost, driving and slack."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.judge.figures.figure import Figure, Part

FLEET: Part = MappingProxyType(
    {
        "buses": Figure("count", "routes: buses that drive a morning, an afternoon or both", "lower"),
        "buses_am": Figure("count", "buses that drive at least one morning run", "lower"),
        "buses_pm": Figure("count", "buses that drive at least one afternoon run", "lower"),
        "runs_am": Figure("count", "morning runs of the plan", "neither"),
        "runs_pm": Figure("count", "afternoon runs of the plan", "neither"),
        "runs_per_bus": Figure("count", "runs driven a day ÷ buses", "higher"),
        "runs_lift": Figure("count", "runs with a rider in a wheelchair", "neither"),
        "buses_lift": Figure("count", "buses that drive at least one such run: they need a lift", "lower"),
        "spares": Figure("count", "buses × prices.spare_share, rounded up", "lower"),
    }
)

# Cost of one school day; each term is rounded once, over the whole plan.
COST: Part = MappingProxyType(
    {
        "bus_day": Figure("cents", "buses × fixed cost of a bus and day", "lower"),
        "driver_hours": Figure("cents", "paid minutes really worked × driver_hour", "lower"),
        "guarantee": Figure("cents", "paid minutes topped up to guarantee_hours × driver_hour", "lower"),
        "miles_live": Figure("cents", "live miles × mile_live", "lower"),
        "miles_deadhead": Figure("cents", "deadhead miles × mile_deadhead", "lower"),
        "monitors": Figure(
            "cents",
            "on runs of the levels of fleet.monitors: live minutes and the time at the school × monitor_hour",
            "lower",
        ),
        "spares_day": Figure("cents", "buses × spare_share × spare_day", "lower"),
        "total": Figure("cents", "sum of the seven cost terms, per school day", "lower"),
        "total_year": Figure("cents", "total × school_days", "lower"),
    }
)

# Beside the total: what a little more would cost.
BESIDE_COST: Part = MappingProxyType(
    {
        "margin_run": Figure(
            "cents",
            "one more run a day, as the plan's mean run, on a bus past its guarantee: live minutes, unload "
            "and a mean deadhead between runs × driver_hour, their miles, and a mean run's monitor",
            "lower",
        ),
        "margin_run_in_guarantee": Figure(
            "cents", "as margin_run, where a guarantee pays the driver anyway: miles and monitor", "lower"
        ),
        "margin_bus": Figure(
            "cents",
            "one more bus with one mean run each way: bus_day, its part of a spare, paid minutes (guarantee "
            "at least), mean drives from and to the yard, monitors, and all miles",
            "lower",
        ),
        "margin_ride_10": Figure(
            "cents",
            "every run ten minutes longer, no mile more: paid minutes beyond each guarantee × driver_hour, "
            "and monitors",
            "lower",
        ),
    }
)

DRIVING: Part = MappingProxyType(
    {
        "live_minutes": Figure(
            "minutes", "minutes of all runs with riders aboard, stops included", "neither"
        ),
        "live_miles": Figure(
            "miles", "miles of all runs, first stop to school and school to last stop", "neither"
        ),
        "deadhead_minutes": Figure(
            "minutes", "driving without riders: between runs, from and to yards", "lower"
        ),
        "deadhead_miles": Figure("miles", "miles without riders: between runs, from and to yards", "lower"),
        "paid_minutes": Figure("minutes", "driver minutes paid a day, guarantee included", "lower"),
    }
)

# The buffer is part of a connection's slack.
SLACK: Part = MappingProxyType(
    {
        "connections": Figure("count", "pairs of runs that one bus drives in a row", "neither"),
        "slack_min": Figure("minutes", "least slack of a connection", "higher"),
        "smallest_slack": Figure(
            "minutes",
            "slack_min, whole minutes above the buffer; 60 where it is more or no bus drives two runs",
            "higher",
        ),
        "slack_median": Figure("minutes", "half of the connections have no more slack", "higher"),
        "slack_below_desired": Figure("count", "connections with less slack than buffer_desired", "lower"),
        "slack_below_desired_share": Figure("share", "slack_below_desired ÷ connections", "lower"),
        "slack_under_5": Figure("count", "connections with less than 5 min of slack", "lower"),
        "slack_5_to_10": Figure("count", "connections with 5 min of slack or more, under 10", "neither"),
        "slack_10_to_20": Figure("count", "connections with 10 min of slack or more, under 20", "neither"),
        "slack_20_up": Figure("count", "connections with 20 min of slack or more", "neither"),
    }
)
