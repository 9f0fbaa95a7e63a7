"""Driving times along a road network, and the choice among all sources of driving times."""

from optimizer.roads.choice import build_travel
from optimizer.roads.files import read_roads
from optimizer.roads.network import RoadTravel
from optimizer.roads.paths import fastest_ways

__all__ = ["RoadTravel", "build_travel", "fastest_ways", "read_roads"]
