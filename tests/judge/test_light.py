"""Sun, pickups in the dark and waits, computed by hand on the tiny plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from optimizer.district import District
from optimizer.judge.sun import sun_at
from tests.builders import clock_minutes, tiny_district
from tests.judge.evaluated import evaluated, row
from tests.judge.verdicts import visits, with_at, with_bells, with_run, with_stop


@pytest.mark.parametrize(
    ("day", "dawn", "sunrise"),
    [
        (date(2023, 11, 3), (7, 3), (7, 31)),  # on the eve of the November clock change
        (date(2024, 1, 5), (6, 51), (7, 22)),
        (date(2024, 3, 10), (6, 52), (7, 19)),  # after the March clock change
    ],
)
def test_sun_of_jeffco(day: date, dawn: tuple[int, int], sunrise: tuple[int, int]) -> None:
    """Computed elsewhere with NOAA's formulas for 39.72 N 105.13 W, to the minute."""
    sun = sun_at(np.array([39.72]), np.array([-105.13]), day, "America/Denver")
    assert sun.dawn[0] == pytest.approx(clock_minutes(*dawn), abs=1)
    assert sun.sunrise[0] == pytest.approx(clock_minutes(*sunrise), abs=1)


def test_the_sun_rises_later_in_the_west_and_not_at_all_in_a_polar_winter() -> None:
    """A degree is 4 minutes; places in one order come back in that order."""
    lon = np.array([-105.0, -106.0, -105.0])
    sun = sun_at(np.full(3, 39.7), lon, date(2024, 3, 20), "America/Denver")
    assert (sun.sunrise - sun.sunrise[0]).tolist() == pytest.approx([0, 4, 0], abs=0.1)
    tromso = sun_at(np.array([69.6]), np.array([18.9]), date(2023, 12, 21), "Europe/Oslo")
    assert np.isnan(tromso.sunrise[0])


def test_pickups_before_sunrise() -> None:
    """On 3 November the sun rises at 7:31; dawn is at 7:03.

    Elementary buses halt at 7:20 and 7:27 (a and b) or 7:27 (c): before sunrise; middle and high at 8:05 or
    later. That is 80 of 160 riders.
    """
    evaluation = evaluated()
    assert evaluation.figures["pickups_before_sunrise_share"] == 0.5
    assert evaluation.figures["pickups_before_dawn_share"] == 0
    light = evaluation.tables["light"]
    young = row(light, date="2023-11-03", level="elementary")
    assert (young["riders_am"], young["before_sunrise"], young["before_dawn"]) == (80, 1, 0)
    assert row(light, date="2023-08-16", level="all")["before_sunrise"] == 0  # sunrise at 6:13


def test_stops_a_are_halted_at_before_dawn_if_school_is_earlier() -> None:
    """E1 at 7:20: its buses halt at 6:55 at a (10 riders), 7:02 at b and c (20 each); dawn is at 7:03."""
    evaluation = evaluated(plan=with_bells(E1=clock_minutes(7, 20)))
    assert evaluation.figures["pickups_before_dawn_share"] == 50 / 160


def test_returns_and_sunset() -> None:
    """The last riders alight at 15:55, and on 5 January the sun sets at 16:49; 90 min later it is down."""
    figures = evaluated().figures
    assert figures["returns_after_sunset_share"] == 0
    assert figures["latest_return_to_sunset"] == pytest.approx(54, abs=1)
    late = evaluated(plan=with_bells(H1=clock_minutes(10)))
    # The 50 riders of H1 alight at 17:18 (b and c) and 17:25 (a) instead of at 15:48 and 15:55.
    assert late.figures["returns_after_sunset_share"] == 50 / 160
    assert late.figures["latest_return_to_sunset"] == pytest.approx(54 - 90, abs=2)


def test_the_halt_of_a_stated_run_is_stretched_with_it() -> None:
    """E1-am-1 states 30 instead of 15 min: a at 7:05 is after dawn (7:03), 31 min before dawn at 7:04."""
    figures = [
        evaluated(plan=with_run("E1-am-1", live_minutes=minutes)).figures["pickups_before_dawn_share"]
        for minutes in (30.0, 33.0)
    ]
    assert figures == [0, 10 / 160]


def test_no_sun_no_share() -> None:
    """The same stops moved to 80 N: no sunrise in November, so nothing is said of it."""
    district = tiny_district()
    north = replace(
        district,
        stops=tuple(replace(s, place=replace(s.place, lat=s.place.lat + 40)) for s in district.stops),
    )
    figures = evaluated(north, evaluation={"dates": ["2023-12-21"]}).figures
    assert figures["pickups_before_sunrise_share"] is None
    assert figures["returns_after_sunset_share"] is None


def test_fewer_than_ten_riders_are_not_told_of() -> None:
    """M1 carries 9 riders in the morning: its level is blank, and so is the next smallest, high."""
    light = evaluated(plan=with_run("M1-am-1", visits=visits(("M1a", 9)))).tables["light"]
    day = {
        level: row(light, date="2023-11-03", level=level) for level in ("all", "middle", "high", "elementary")
    }
    assert [day[level]["suppressed"] for level in day] == [False, True, True, False]
    assert (
        day["middle"]["before_sunrise"] is day["high"]["before_sunrise"] is day["middle"]["riders_am"] is None
    )
    assert day["middle"]["riders_pm"] == 30  # afternoons are another sum
    assert day["all"]["riders_am"] == 139


def test_waits_at_school() -> None:
    """Each bus is there 10 min before the bell and leaves 10 after dismissal."""
    names = ("wait_am_mean", "wait_am_longest", "wait_pm_mean", "wait_pm_longest")
    assert [evaluated().figures[name] for name in names] == [10, 10, 10, 10]
    # E1-am-1 (30 of 160 riders) 4 min earlier, then its mirror image 4 min later
    early = evaluated(plan=with_at("E1-am-1", -4)).figures
    assert [early[name] for name in names] == [10 + 30 * 4 / 160, 14, 10, 10]
    late = evaluated(plan=with_at("E1-pm-1", 4)).figures
    assert [late[name] for name in names] == [10, 10, 10 + 30 * 4 / 160, 14]


def _walked(**miles: float | None) -> District:
    """The tiny district with the mean walk to every stop a, b and c."""
    district = tiny_district()
    stops = tuple(replace(stop, walk_miles=miles[stop.id[-1]]) for stop in district.stops)
    return replace(district, stops=stops)


def test_how_far_students_walk_is_unknown_without_their_walks() -> None:
    assert evaluated().figures["walk_median"] is None
    assert evaluated(_walked(a=0.3, b=0.1, c=None)).figures["walk_median"] is None


def test_half_of_the_riders_walk_no_farther() -> None:
    """Four stops b with 20 riders are 80 of 160, both ways: half. Of the ten stops they are fewer."""
    assert evaluated(_walked(a=0.3, b=0.1, c=0.6)).figures["walk_median"] == 0.1
    # c (2 x 20) and a (4 x 10) together are the 80 who walk least
    assert evaluated(_walked(a=0.3, b=0.6, c=0.1)).figures["walk_median"] == 0.3


def test_where_the_stop_is_decides_its_light() -> None:
    """H1c moved 30 degrees west has its sunrise two hours later, after the bus halts at 8:12."""
    place = tiny_district().stop_by_id["H1c"].place
    district = with_stop("H1c", place=replace(place, lon=place.lon - 30))
    plan = with_run("H1-am-2", live_minutes=8.0)
    light = evaluated(district, plan).tables["light"]
    assert row(light, date="2023-11-03", level="high")["before_sunrise"] == 20 / 50
