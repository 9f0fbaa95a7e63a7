"""Buses move where the timetable says; the page plays offline, by keyboard, and rests for those who ask."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from optimizer.outputs.change_map import change_map
from optimizer.outputs.motion_data import EMPTY, STANDING, build_motion, buses_at
from optimizer.outputs.motion_map import motion_map
from optimizer.outputs.opened import OpenedPlan
from tests.outputs.chromium import chromium, visit
from tests.outputs.opened_plans import HOSTILE, open_tiny
from tests.outputs.test_maps import data_in, fetched


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path)


def test_a_bus_follows_its_route(opened: OpenedPlan) -> None:
    motion = build_motion(opened)
    way = {bus["bus"]: bus["way"] for bus in motion["halves"]["am"]["buses"]}["1"]
    runs = [run["id"] for run in motion["runs"]]
    first, second = runs.index("E1-am-1"), runs.index("H1-am-1")
    # Yard (0,5) to stop a (-10,0): 15 min, so out at 7:05 = 425. At E1 7:35 = 455, unloaded at 460; H1's stop
    # a (0,20) is 20 min north: 480, where it waits the slack of 5 until 485. At H1 8:20 = 500, free at 505,
    # and 5 min home.
    assert [(point[0], point[3]) for point in way] == [
        (425, EMPTY),
        (440, first),
        (447, first),
        (455, STANDING),
        (460, EMPTY),
        (480, STANDING),
        (485, second),
        (492, second),
        (500, STANDING),
        (505, EMPTY),
        (510, EMPTY),
    ]
    assert way[0][1:3] == [39.75, -105.1]


def test_time_never_runs_backward(opened: OpenedPlan) -> None:
    for half in build_motion(opened)["halves"].values():
        for bus in half["buses"]:
            assert all(here[0] <= there[0] for here, there in pairwise(bus["way"]))


def test_a_bus_is_drawn_between_two_stops(opened: OpenedPlan) -> None:
    morning = build_motion(opened)["halves"]["am"]
    way = next(bus for bus in morning["buses"] if bus["bus"] == "1")
    # Out of the yard at 425, at its first stop at 440: 430 is a third of the way.
    ((lat, lon, then),) = buses_at([way], 430)
    (_, lat0, lon0, _), (_, lat1, lon1, _) = way["way"][:2]
    assert (lat, lon) == pytest.approx((lat0 + (lat1 - lat0) / 3, lon0 + (lon1 - lon0) / 3))
    assert then == EMPTY
    assert list(buses_at([way], 424)) == []


def test_every_bus_out_is_counted_once(opened: OpenedPlan) -> None:
    morning = build_motion(opened)["halves"]["am"]
    at = 470 - morning["first"]  # 7:50: bus 1 drives to H1, and so does 2, or it waits; 3 is as 1
    counts = {name: of[at] for name, of in morning["counts"].items()}
    assert sum(counts.values()) == 3
    assert counts["riders"] == 0
    assert sum(of[0] for of in morning["counts"].values()) == 0


def test_nothing_is_asked_of_the_network(opened: OpenedPlan) -> None:
    page = motion_map(opened)
    assert not fetched(page)
    assert page == motion_map(opened)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    page = motion_map(open_tiny(tmp_path, school={"name": HOSTILE, "area": HOSTILE}))
    assert 'alert("x")' not in page
    assert data_in(page)["schools"][0]["name"] == HOSTILE


def test_the_day_plays(opened: OpenedPlan, tmp_path: Path) -> None:
    (tmp_path / "motion.html").write_text(motion_map(opened), encoding="utf-8")
    with chromium() as browser:
        seen = visit(browser)
        page = seen.open(tmp_path / "motion.html")
        page.focus("#slider")
        page.keyboard.press("Home")
        assert page.inner_text("#time") == "7:04\u00a0am"  # a minute before the first pull-out
        assert page.inner_text("#out").startswith("0 buses out of 3")
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#out").startswith("2 buses out of 3")
        page.select_option("#speed", "15")
        page.keyboard.press(" ")
        page.wait_for_timeout(800)
        page.keyboard.press(" ")
        assert page.inner_text("#time") > "7:06\u00a0am"
        assert page.get_attribute("#play", "aria-label") == "Play"
        page.check("input[value=pm]")
        page.select_option("#follow", "1")
        assert "Dogwood High" in page.inner_text(".followed")
        assert (seen.asked, seen.complaints) == ([], [])
        narrow = visit(browser, 360, 740, reduced_motion="reduce")
        narrow.open(tmp_path / "motion.html").click("#play")
        assert narrow.width_wanted() <= 360
        assert not narrow.page.evaluate("document.body.classList.contains('moving')")


def test_the_map_of_change_opens_at_the_change(opened: OpenedPlan, tmp_path: Path) -> None:
    (tmp_path / "change.html").write_text(change_map(opened), encoding="utf-8")
    (tmp_path / "baseline.html").write_text(change_map(opened, opened.saved), encoding="utf-8")
    with chromium() as browser:
        seen = visit(browser)
        for name, heading in (
            ("change", "Change from today"),
            ("baseline", "Change from plan tiny"),
        ):
            page = seen.open(tmp_path / f"{name}.html")
            assert page.inner_text(".legend h2 >> nth=0") == heading
        assert (seen.asked, seen.complaints) == ([], [])
