"""Walks along roads: stops at crossings, ways round a hazard, and none over it."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from optimizer.roads.network import RoadTravel, build_road_travel
from optimizer.stops import Reason
from optimizer.stops.candidates import crossings
from optimizer.stops.hazards import Hazards
from optimizer.stops.walking import Streets
from tests.stops.oakdale import TRAVEL, choose, corner, degrees, oakdale, place, pupils, riders, road

# Streets every 2 units (0.2 miles) from 20 to 28 east and 0 to 4 north; a crossing has three roads or more.
EAST, NORTH = range(20, 29, 2), range(0, 5, 2)


def grid() -> RoadTravel:
    at = [(east, north) for north in NORTH for east in EAST]
    number = {spot: k for k, spot in enumerate(at)}
    links = [
        (number[east, north], number[other])
        for east, north in at
        for other in ((east + 2, north), (east, north + 2))
        if other in number
    ]
    tail, head = np.array([*links, *(link[::-1] for link in links)]).T
    spots = np.array([degrees(*spot) for spot in at])
    length = np.full(len(tail), 0.2)
    return build_road_travel(
        lat=spots[:, 0], lon=spots[:, 1], tail=tail, head=head, minutes=length * 3, miles=length, name="grid"
    )


def walked(hazards: Hazards | None, here: tuple[float, float], there: tuple[float, float]) -> float:
    miles = Streets(grid(), hazards).miles([place("h", *here)], [place("p", *there)])
    return float(miles[0, 0])


def test_a_walk_follows_the_streets() -> None:
    # 4 units east and 2 north: 0.6 miles, not the 0.447 of the crow.
    assert walked(None, (20, 0), (24, 2)) == pytest.approx(0.6, abs=1e-6)


def test_a_walk_goes_round_a_hazard_and_not_through_it() -> None:
    # The wall stands between 22 and 24 up to 3 north. By the street at 4 it is 4 + 2 + 4 units.
    assert walked(road((23, -1), (23, 3)), (22, 0), (24, 0)) == pytest.approx(1.0, abs=1e-6)
    assert walked(road((23, -1), (23, 5)), (22, 0), (24, 0)) == np.inf


def test_a_crossing_on_the_hazard_ends_a_walk() -> None:
    main_road = road((24, -1), (24, 5))
    assert walked(main_road, (22, 0), (24, 0)) == pytest.approx(0.2, abs=1e-6)
    assert walked(main_road, (22, 0), (26, 0)) == np.inf
    assert walked(main_road, (24, 0), (26, 0)) == pytest.approx(0.2, abs=1e-6)


def test_stops_stand_where_roads_cross() -> None:
    found = {tuple(np.round(spot, 6)) for spot in crossings(grid())}
    corners = {(20, 0), (28, 0), (20, 4), (28, 4)}
    spots = {(east, north) for east in EAST for north in NORTH} - corners
    assert found == {tuple(np.round(degrees(*spot), 6)) for spot in spots}
    choice = choose(oakdale(pupils((22, 0), (24, 0), (26, 0))), grid())
    (stop,) = choice.district.stops
    assert (stop.place.lat, stop.place.lon) == tuple(np.round(degrees(24, 0), 6))


def test_straight_and_along_streets_agree_on_a_hazard() -> None:
    town = oakdale(pupils((22, 0), (26, 0)), [corner("w", 22, 0)], hazards=road((24, -9), (24, 9)))
    for travel in (TRAVEL, grid()):
        choice = choose(town, travel)
        assert riders(choice) == {"S-w": 1}
        assert choice.left_out(Reason.BEHIND_HAZARD) == 1
        assert riders(choose(replace(town, hazards=None), travel)) == {"S-w": 2}


def test_a_hazard_is_a_shape_in_degrees() -> None:
    assert road((0, 0), (1, 0)).lines.equals(shapely.LineString([degrees(0, 0)[::-1], degrees(1, 0)[::-1]]))
