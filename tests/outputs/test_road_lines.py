"""Runs are drawn along the roads where a network is given, straight otherwise, and the page says which."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from optimizer.outputs.maps import map_of
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.road_lines import run_lines
from optimizer.roads import RoadTravel
from optimizer.roads.network import build_road_travel
from tests.builders import FlatTravel, place
from tests.outputs.opened_plans import open_tiny
from tests.outputs.test_doors import open_with_doors
from tests.outputs.test_maps import data_in, fetched

BLOCK = 5  # minutes
# Two blocks that cannot be driven: from E1's stop b to its school the way is north, east, south.
CLOSED = {frozenset({(-5, 0), (0, 0)}), frozenset({(-5, -5), (0, -5)})}


def streets() -> RoadTravel:
    """Streets along the grid of minutes of the tiny district, a crossing every five minutes."""
    corners = list(product(range(-10, 25, BLOCK), repeat=2))
    number = {corner: k for k, corner in enumerate(corners)}
    steps = ((BLOCK, 0), (-BLOCK, 0), (0, BLOCK), (0, -BLOCK))
    links = [
        (number[here], number[there])
        for here, (east, north) in product(corners, steps)
        if (there := (here[0] + east, here[1] + north)) in number and frozenset({here, there}) not in CLOSED
    ]
    tail, head = np.array(links).T
    at = [place("", *corner) for corner in corners]
    return build_road_travel(
        lat=np.array([p.lat for p in at]),
        lon=np.array([p.lon for p in at]),
        tail=tail,
        head=head,
        minutes=np.full(len(links), float(BLOCK)),
        miles=np.full(len(links), BLOCK / 2),
        name="grid",
    )


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path)


def test_a_run_follows_the_roads(opened: OpenedPlan) -> None:
    lines = run_lines(opened.plan, opened.district, streets())
    assert lines is not None
    # Stop a (-10,0), b (-5,0), round the closed block, the school (0,0); b lies on the way and bends it.
    way = [[39.7, -105.2], [39.7, -105.15], [39.75, -105.15], [39.75, -105.1], [39.7, -105.1]]
    assert lines["E1-am-1"] == way
    assert lines["E1-pm-1"] == way[::-1]
    # Birch's stops a and b and the school are on one street: b bends nothing, and the line leaves it out.
    assert lines["E2-am-1"] == [[39.7, -104.9], [39.7, -105.0]]


@pytest.mark.parametrize("travel", [None, FlatTravel()])
def test_without_a_network_there_are_no_lines(opened: OpenedPlan, travel: FlatTravel | None) -> None:
    assert run_lines(opened.plan, opened.district, travel) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_which(opened: OpenedPlan, language: str) -> None:
    straight = data_in(map_of(opened, language=language))
    along = data_in(page := map_of(replace(opened, travel=streets()), language=language))
    assert (straight["roads"], along["roads"]) == (False, True)
    assert {run["line"] is None for run in straight["runs"]} == {True}
    assert {run["line"] is None for run in along["runs"]} == {False}
    assert straight["words"]["map.note_lines"] != straight["words"]["map.note_roads"]
    assert not fetched(page)


def test_roads_do_not_lead_to_a_door(tmp_path: Path) -> None:
    opened = open_with_doors(tmp_path)
    lines = run_lines(opened.plan, opened.district, streets())
    assert lines is not None
    assert "E1-am-2" not in lines
    assert lines["E1-am-1"][0] == [39.7, -105.15]  # stop b
