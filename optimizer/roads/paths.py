"""Where a bus drives between two places: the fastest way along a road network, as points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimizer.district import Place
from optimizer.roads.network import CELLS_AT_ONCE, RoadTravel
from optimizer.travel import FloatArray

Leg = tuple[Place, Place]


def fastest_ways(travel: RoadTravel, legs: Sequence[Leg]) -> list[FloatArray]:
    """Points of each leg, [n, 2] latitude and longitude, from its first place by road to its second."""
    if not legs:
        return []
    nodes = len(travel.lat)
    begins, ends = (travel.nearest([leg[side] for leg in legs])[0] for side in (0, 1))
    sources, of_leg = np.unique(begins, return_inverse=True)
    graph = csr_array((travel.link_minutes, (travel.tail, travel.head)), shape=(nodes, nodes))
    at_once = max(1, CELLS_AT_ONCE // nodes)
    found: list[FloatArray] = [np.empty((0, 2))] * len(legs)
    for first in range(0, len(sources), at_once):
        _, before = dijkstra(graph, indices=sources[first : first + at_once], return_predecessors=True)
        for leg in np.flatnonzero((of_leg >= first) & (of_leg < first + at_once)).tolist():
            # Neighbours at one node go straight across, as they are timed.
            passed = _back_to_source(before[of_leg[leg] - first], int(ends[leg]))
            passed = passed if len(passed) > 1 else []
            here, there = ((place.lat, place.lon) for place in legs[leg])
            found[leg] = np.vstack([here, *zip(travel.lat[passed], travel.lon[passed], strict=True), there])
    return found


def _back_to_source(before: Sequence[int], node: int) -> list[int]:
    """The nodes from the source of a tree of fastest paths to ``node``, both included."""
    passed = [node]
    while (node := int(before[node])) >= 0:
        passed.append(node)
    return passed[::-1]
