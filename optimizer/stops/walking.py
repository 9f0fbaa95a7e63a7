"""How far students walk: along the road network where there is one, else straight lines stretched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimizer.district import Place
from optimizer.roads import RoadTravel
from optimizer.scenario import TravelChoice
from optimizer.stops.hazards import Hazards
from optimizer.travel import FloatArray, Travel, either_mountain, straight_miles

CELLS_AT_ONCE = 4_000_000  # students × nodes held in memory


@dataclass(frozen=True)
class Walking:
    """Walked miles between places, and whether a hazard lies between."""

    plains_factor: float
    mountain_factor: float
    hazards: Hazards | None = None
    streets: Streets | None = None

    def miles(self, homes: list[Place], places: list[Place], limit: float = np.inf) -> FloatArray:
        """Walked miles, [homes, places]; straight lines may cross a hazard, and ``limit`` ends a search."""
        if self.streets is not None:
            return self.streets.miles(homes, places, limit)
        factor = np.where(either_mountain(homes, places), self.mountain_factor, self.plains_factor)
        return np.asarray(straight_miles(homes, places) * factor, dtype=np.float64)

    def safe_miles(self, homes: list[Place], places: list[Place], within: FloatArray) -> FloatArray:
        """Walked miles, [homes, places]; ``inf`` beyond ``within`` ([homes] miles) or across a hazard."""
        miles = self.miles(homes, places, float(within.max(initial=0.0)))
        miles[miles > within[:, None] + 1e-9] = np.inf
        if self.hazards is not None:
            home, place = np.nonzero(np.isfinite(miles))
            crossed = self.hazards.crossed(points_of(homes)[home], points_of(places)[place])
            miles[home[crossed], place[crossed]] = np.inf
        return miles

    def without_hazards(self) -> Walking:
        """The same walks if nothing kept a student from crossing."""
        streets = self.streets.without_hazards() if self.streets is not None else None
        return Walking(self.plains_factor, self.mountain_factor, None, streets)


def build_walking(choice: TravelChoice, travel: Travel, hazards: Hazards | None) -> Walking:
    """Walk along ``travel``'s roads if it has any; a straight walk is stretched as a drive is."""
    streets = Streets(travel, hazards) if isinstance(travel, RoadTravel) else None
    return Walking(choice.plains_factor, choice.mountain_factor, hazards, streets)


def points_of(places: list[Place]) -> FloatArray:
    """Degrees of places, [n, 2] lat and lon."""
    return np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True)
class Streets:
    """A road network on foot: both ways along every link, never over a hazard. N nodes.

    A walk may end at a node on a hazard (a stop at the roadside) but not go on from there. To let a walk
    begin there, every node has a twin, numbered N higher, which only leads away.
    """

    roads: RoadTravel
    hazards: Hazards | None

    def miles(self, homes: list[Place], places: list[Place], limit: float = np.inf) -> FloatArray:
        """Walked miles, [homes, places], with the ways to and from the network; ``inf`` beyond ``limit``."""
        nodes = len(self.roads.lat)
        here, off = self.roads.nearest(homes)
        there, away = self.roads.nearest(places)
        sources, row = np.unique(here, return_inverse=True)
        found = np.empty((len(sources), len(places)))
        size = max(1, CELLS_AT_ONCE // (2 * nodes))
        for k in range(0, len(sources), size):
            some = slice(k, k + size)
            reached = dijkstra(self._graph, indices=sources[some] + nodes, limit=limit)
            at_start = sources[some][:, None] == there[None, :]
            found[some] = np.where(at_start, 0.0, reached[:, there])
        along = found[row] + off[:, None] + away[None, :]
        beside = here[:, None] == there[None, :]
        return np.where(beside, np.minimum(along, straight_miles(homes, places)), along)

    def without_hazards(self) -> Streets:
        """The same streets if every road could be crossed."""
        return Streets(self.roads, None)

    @cached_property
    def _graph(self) -> csr_array:
        roads, nodes = self.roads, len(self.roads.lat)
        tail, head = np.r_[roads.tail, roads.head], np.r_[roads.head, roads.tail]
        miles = np.maximum(np.r_[roads.link_miles, roads.link_miles], 1e-9)
        through = np.ones(len(tail), dtype=bool)
        if self.hazards is not None:
            spots = np.column_stack([roads.lat, roads.lon])
            at_hazard = self.hazards.touched(spots)
            ends = np.stack([spots[tail][:, ::-1], spots[head][:, ::-1]], axis=1)
            over = shapely.intersects(shapely.linestrings(ends), self.hazards.lines)
            kept = ~over | at_hazard[tail] | at_hazard[head]
            tail, head, miles = tail[kept], head[kept], miles[kept]
            through = ~at_hazard[tail]
        links = np.r_[tail[through], tail + nodes], np.r_[head[through], head]
        order = np.lexsort((np.r_[miles[through], miles], links[1], links[0]))
        one = np.unique(np.column_stack(links)[order], axis=0, return_index=True)[1]
        first = order[one]
        return csr_array(
            (np.r_[miles[through], miles][first], (links[0][first], links[1][first])),
            shape=(2 * nodes, 2 * nodes),
        )
