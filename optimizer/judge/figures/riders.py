"""The figures of riders: how many, how long, how early, in what light."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.judge.figures.figure import Figure, Part

RIDERS: Part = MappingProxyType(
    {
        "riders_am": Figure("count", "riders carried in the morning", "neither"),
        "riders_pm": Figure("count", "riders carried in the afternoon", "neither"),
        "riders_unserved": Figure("count", "riders of a stop not carried, mornings plus afternoons", "lower"),
        "seat_use": Figure("share", "riders ÷ seats over all runs, where a run is fullest", "higher"),
        "ride_median": Figure(
            "minutes", "half of the riders, mornings and afternoons, ride no longer", "lower"
        ),
        "ride_p90": Figure("minutes", "nine riders in ten, mornings and afternoons, ride no longer", "lower"),
        "ride_longest": Figure("minutes", "longest ride of any rider", "lower"),
        "ride_over_limit": Figure("count", "riders who ride longer than ride_limit (far stops may)", "lower"),
        "ride_over_limit_share": Figure(
            "share", "ride_over_limit ÷ riders, mornings and afternoons", "lower"
        ),
        "earliest_pickup": Figure("clock", "first moment that a bus halts for a rider", "higher"),
        "latest_return": Figure("clock", "last moment that a rider alights", "lower"),
        "wait_am_mean": Figure(
            "minutes", "mean over morning riders of minutes from the bus's arrival to the bell", "neither"
        ),
        "wait_am_longest": Figure("minutes", "longest such wait before the bell", "lower"),
        "wait_pm_mean": Figure(
            "minutes", "mean over afternoon riders of minutes from dismissal until the bus leaves", "lower"
        ),
        "wait_pm_longest": Figure("minutes", "longest such wait after dismissal", "lower"),
        "walk_median": Figure(
            "miles",
            "half of the riders, mornings and afternoons, walk no farther to their stop, each of them the "
            "mean of the stop (walk_miles of stops.csv); unknown where any stop with riders lacks it",
            "lower",
        ),
    }
)

DAYLIGHT: Part = MappingProxyType(
    {
        "pickups_before_dawn_share": Figure(
            "share",
            "morning riders for whom the bus halts before civil dawn at their stop, on the date of "
            "evaluation.dates with the latest sunrise",
            "lower",
        ),
        "pickups_before_sunrise_share": Figure(
            "share", "as pickups_before_dawn_share, before sunrise", "lower"
        ),
        "returns_after_sunset_share": Figure(
            "share",
            "afternoon riders who alight after sunset at their stop, on the date of evaluation.dates with "
            "the earliest sunset",
            "lower",
        ),
        "latest_return_to_sunset": Figure(
            "minutes", "fewest minutes from alighting to sunset, on that date (negative: after it)", "higher"
        ),
    }
)
