"""A road network as arrays: places are snapped to it and many-to-many times run along its fastest paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from optimizer.district import Place
from optimizer.travel import EARTH_MILES, FloatArray, straight_miles

NodeArray = npt.NDArray[np.int64]

SNAP_MPH = 15.0  # between a place and the network: lanes and car parks, among people on foot. Assumed
FAR_MILES = 0.5  # a place farther from the network is worth a note
CELLS_AT_ONCE = 4_000_000  # sources × nodes held in memory


@dataclass(frozen=True)
class RoadTravel:
    """Free-flow driving along a road network, one-way streets honoured. N nodes, L links.

    Parameters
    ----------
    lat, lon
        [N] degrees.
    tail, head
        [L] node where each link begins and ends, at most one link per pair, sorted by (tail, head).
    link_minutes, link_miles
        [L] free flow.
    label
        name of the source for outputs.
    notes
        what was left out when the network was built, in words.
    """

    lat: FloatArray
    lon: FloatArray
    tail: NodeArray
    head: NodeArray
    link_minutes: FloatArray
    link_miles: FloatArray
    label: str = "road network, free flow"
    notes: tuple[str, ...] = ()

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Free-flow minutes, shape [origins, destinations], with the ways to and from the network."""
        here, there = self._snap(origins), self._snap(destinations)
        along = self._along(here.node, there.node, miles=False)
        return along + _off_road_miles(here, there, origins, destinations) * 60 / SNAP_MPH

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Miles of the fastest path, shape [origins, destinations], with the ways to and from the network."""
        here, there = self._snap(origins), self._snap(destinations)
        along = self._along(here.node, there.node, miles=True)
        return along + _off_road_miles(here, there, origins, destinations)

    def nearest(self, places: Sequence[Place]) -> tuple[NodeArray, FloatArray]:
        """The node nearest to each place and the miles to it."""
        snapped = self._snap(places)
        return snapped.node, snapped.miles

    def notes_on(self, places: Sequence[Place], *, named: bool = True) -> tuple[str, ...]:
        """Say in words which places lie far from the network; what is shared names none (``named`` false)."""
        miles = self._snap(places).miles
        far = [(float(off), place.id) for off, place in zip(miles, places, strict=True) if off > FAR_MILES]
        if not far:
            return ()
        farthest, place_id = max(far)
        count = (
            f"{len(far):,} of {len(places):,} places lie more than {FAR_MILES:g} mile from the road network"
        )
        return (f"{count}, {place_id if named else 'one'} as far as {farthest:.1f} miles",)

    def _snap(self, places: Sequence[Place]) -> _Snapped:
        at = self._flat(np.array([p.lat for p in places]), np.array([p.lon for p in places]))
        miles, node = self._tree.query(at.reshape(-1, 2))
        return _Snapped(np.asarray(node, dtype=np.int64), np.asarray(miles, dtype=np.float64))

    def _flat(self, lat: FloatArray, lon: FloatArray) -> FloatArray:
        """Miles north and east on a plane that touches the network's middle, good to 0.2 % over a county."""
        east = np.radians(lon) * np.cos(np.radians(self.lat.mean()))
        return EARTH_MILES * np.column_stack([np.radians(lat), east])

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self._flat(self.lat, self.lon))

    @cached_property
    def _link_keys(self) -> NodeArray:
        return self.tail * len(self.lat) + self.head

    def _along(self, here: NodeArray, there: NodeArray, *, miles: bool) -> FloatArray:
        """Minutes or miles between nodes, searched from the shorter of the two lists."""
        sources, of_source = np.unique(here, return_inverse=True)
        targets, of_target = np.unique(there, return_inverse=True)
        backwards = len(targets) < len(sources)
        if backwards:
            found = self._search(targets, sources, backwards=True, miles=miles).T
        else:
            found = self._search(sources, targets, backwards=False, miles=miles)
        return found[of_source][:, of_target]

    def _search(self, sources: NodeArray, targets: NodeArray, *, backwards: bool, miles: bool) -> FloatArray:
        """Shape [sources, targets]; ``backwards`` drives from the targets to the sources."""
        nodes = len(self.lat)
        tail, head = (self.head, self.tail) if backwards else (self.tail, self.head)
        graph = csr_array((self.link_minutes, (tail, head)), shape=(nodes, nodes))
        found = np.zeros((len(sources), len(targets)))
        for some in _portions(len(sources), nodes):
            if miles:
                _, before = dijkstra(graph, indices=sources[some], return_predecessors=True)
                tree = np.asarray(before, dtype=np.int64)
                found[some] = self._miles_of_tree(sources[some], tree, backwards=backwards)[:, targets]
            else:
                found[some] = dijkstra(graph, indices=sources[some])[:, targets]
        return found

    def _miles_of_tree(self, sources: NodeArray, before: NodeArray, *, backwards: bool) -> FloatArray:
        """Sum link miles along trees of fastest paths, [sources, N]; each round doubling the stretch."""
        here = np.broadcast_to(np.arange(len(self.lat)), before.shape)
        back = np.where(before < 0, here, before)
        links = (here * len(self.lat) + back) if backwards else (back * len(self.lat) + here)
        link = np.minimum(np.searchsorted(self._link_keys, links), len(self._link_keys) - 1)
        summed = np.where(before < 0, 0.0, self.link_miles[link])
        while (back != sources[:, None]).any():
            summed = summed + np.take_along_axis(summed, back, axis=1)
            back = np.take_along_axis(back, back, axis=1)
        return summed


def build_road_travel(
    *,
    lat: FloatArray,
    lon: FloatArray,
    tail: NodeArray,
    head: NodeArray,
    minutes: FloatArray,
    miles: FloatArray,
    name: str,
) -> RoadTravel:
    """Keep the largest part of a network in which every node can be reached from every other.

    Of several links between two nodes the quickest is kept.
    """
    nodes = len(lat)
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    _, part = connected_components(graph, directed=True, connection="strong")
    kept = part == np.bincount(part).argmax()
    order = np.lexsort((minutes, head, tail))
    order = order[kept[tail[order]] & kept[head[order]] & (tail[order] != head[order])]
    pair = np.column_stack([tail[order], head[order]])
    first = np.ones(len(order), dtype=bool)
    first[1:] = (pair[1:] != pair[:-1]).any(axis=1)
    links = order[first]
    number = np.cumsum(kept) - 1
    # Nodes of footways alone are no loss to a bus.
    on_roads = len(np.union1d(tail, head))
    note = (
        f"{name}: {int(kept.sum()):,} of {on_roads:,} nodes are used, the largest part where all reach all; "
        "a place elsewhere is driven to from the nearest of these"
    )
    return RoadTravel(
        lat=lat[kept],
        lon=lon[kept],
        tail=number[tail[links]],
        head=number[head[links]],
        # A link of no length must still be a link to the sparse graph.
        link_minutes=np.maximum(minutes[links], 1e-6),
        link_miles=miles[links],
        label=f"roads of {name}, free flow",
        notes=() if kept.sum() == on_roads else (note,),
    )


@dataclass(frozen=True)
class _Snapped:
    """Places on the network: nearest node and miles to it, one per place."""

    node: NodeArray
    miles: FloatArray


def _off_road_miles(
    here: _Snapped, there: _Snapped, origins: Sequence[Place], destinations: Sequence[Place]
) -> FloatArray:
    """Miles to and from the network; between places at one node straight across, if that is shorter."""
    apart = here.miles[:, None] + there.miles[None, :]
    one_node = here.node[:, None] == there.node[None, :]
    return np.where(one_node, np.minimum(apart, straight_miles(origins, destinations)), apart)


def _portions(sources: int, nodes: int) -> Iterator[slice]:
    size = max(1, CELLS_AT_ONCE // max(1, nodes))
    return (slice(k, k + size) for k in range(0, sources, size))
