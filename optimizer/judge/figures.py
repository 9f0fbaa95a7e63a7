"""Every figure of an evaluation: its unit, what it counts, and which way is better."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple

Better = Literal["lower", "higher", "neither"]
FigureValue = float | int | None


class Figure(NamedTuple):
    """What one figure means. Units: cents, minutes, miles, count, share (0 to 1), clock, student-minutes."""

    unit: str
    definition: str
    better: Better


FIGURES: MappingProxyType[str, Figure] = MappingProxyType(
    {
        # Fleet
        "buses": Figure("count", "routes: buses that drive a morning, an afternoon or both", "lower"),
        "buses_am": Figure("count", "buses that drive at least one morning run", "lower"),
        "buses_pm": Figure("count", "buses that drive at least one afternoon run", "lower"),
        "runs_am": Figure("count", "morning runs of the plan", "neither"),
        "runs_pm": Figure("count", "afternoon runs of the plan", "neither"),
        "runs_per_bus": Figure("count", "runs driven a day ÷ buses", "higher"),
        # Cost of one school day; each term is rounded once, over the whole plan
        "bus_day": Figure("cents", "buses × fixed cost of a bus and day", "lower"),
        "driver_hours": Figure("cents", "paid minutes really worked × driver_hour", "lower"),
        "guarantee": Figure("cents", "paid minutes topped up to guarantee_hours × driver_hour", "lower"),
        "miles_live": Figure("cents", "live miles × mile_live", "lower"),
        "miles_deadhead": Figure("cents", "deadhead miles × mile_deadhead", "lower"),
        "total": Figure("cents", "sum of the five cost terms, per school day", "lower"),
        "total_year": Figure("cents", "total × school_days", "lower"),
        # Driving
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
        # Riders
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
        # Slack of connections (the buffer is part of it)
        "connections": Figure("count", "pairs of runs that one bus drives in a row", "neither"),
        "slack_min": Figure("minutes", "least slack of a connection", "higher"),
        "slack_median": Figure("minutes", "half of the connections have no more slack", "higher"),
        "slack_below_desired": Figure("count", "connections with less slack than buffer_desired", "lower"),
        "slack_below_desired_share": Figure("share", "slack_below_desired ÷ connections", "lower"),
        "slack_under_5": Figure("count", "connections with less than 5 min of slack", "lower"),
        "slack_5_to_10": Figure("count", "connections with 5 min of slack or more, under 10", "neither"),
        "slack_10_to_20": Figure("count", "connections with 10 min of slack or more, under 20", "neither"),
        "slack_20_up": Figure("count", "connections with 20 min of slack or more", "neither"),
        # Bells
        "distinct_bells": Figure("count", "different starts in the district", "neither"),
        "schools_outside_tiers": Figure("count", "schools whose start lies in no named tier", "neither"),
        # Change from today, where today's bell is known
        "schools_moved": Figure("count", "schools whose start differs from today's", "lower"),
        "schools_unknown": Figure("count", "schools whose start today is unknown", "neither"),
        "largest_shift": Figure("minutes", "most minutes that any school moves, either way", "lower"),
        "disruption": Figure(
            "student-minutes", "students × minutes moved, either way, over schools", "lower"
        ),
        "students_moved_0": Figure("count", "students whose school does not move", "higher"),
        "students_moved_under_10": Figure("count", "students whose school moves 1 to 9 min", "neither"),
        "students_moved_10_to_30": Figure("count", "students whose school moves 10 to 29 min", "neither"),
        "students_moved_30_to_60": Figure("count", "students whose school moves 30 to 59 min", "neither"),
        "students_moved_60_up": Figure("count", "students whose school moves 60 min or more", "lower"),
        "students_moved_unknown": Figure(
            "count", "students whose school's start today is unknown", "neither"
        ),
        "secondary_minutes_later": Figure(
            "minutes",
            "mean over secondary students of minutes later than today (negative: earlier)",
            "neither",
        ),
        "elementary_minutes_later": Figure(
            "minutes",
            "mean over elementary students of minutes later than today (negative: earlier)",
            "neither",
        ),
        # Sleep and childcare: facts only. 8:30 is the norm of the American Academy of Pediatrics (2014)
        # for middle and high schools; 8:00 is California's floor for middle schools (SB 328).
        "secondary_students": Figure(
            "count", "students of middle, junior-senior and high schools", "neither"
        ),
        "secondary_before_8_00": Figure("count", "secondary students who start before 8:00", "lower"),
        "secondary_before_8_30": Figure("count", "secondary students who start before 8:30", "lower"),
        "secondary_from_8_00": Figure("count", "secondary students who start at 8:00 or later", "higher"),
        "secondary_from_8_30": Figure("count", "secondary students who start at 8:30 or later", "higher"),
        "secondary_from_8_00_share": Figure("share", "secondary_from_8_00 ÷ secondary_students", "higher"),
        "secondary_from_8_30_share": Figure("share", "secondary_from_8_30 ÷ secondary_students", "higher"),
        "elementary_students": Figure("count", "students of elementary schools", "neither"),
        "elementary_dismissed_late": Figure(
            "count", "elementary students dismissed after the first time of late_dismissal (15:30)", "lower"
        ),
        "elementary_dismissed_very_late": Figure(
            "count", "elementary students dismissed after the second time of late_dismissal (16:00)", "lower"
        ),
        "elementary_dismissed_late_share": Figure(
            "share", "elementary_dismissed_late ÷ elementary_students", "lower"
        ),
        "elementary_dismissed_very_late_share": Figure(
            "share", "elementary_dismissed_very_late ÷ elementary_students", "lower"
        ),
    }
)
