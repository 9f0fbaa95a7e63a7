"""Runs along the roads for maps: drawn where the plan's driving times come from a road network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from shapely import LineString

from optimizer.district import District, Place, Run
from optimizer.outputs.doors import shared_visits
from optimizer.outputs.sharing import SharedStop, shared_stops
from optimizer.plan import Plan
from optimizer.roads import RoadTravel, fastest_ways
from optimizer.travel import Travel

COARSE = 0.0002  # of a degree, about 20 m: what a line may leave out so that a page stays small
DECIMALS = 5

Line = list[list[float]]


def run_lines(plan: Plan, district: District, travel: Travel | None) -> dict[str, Line] | None:
    """Run id → latitude and longitude along the roads, from and to stops as they may be shown.

    ``None`` where no road network is given: lines are then straight.
    """
    if not isinstance(travel, RoadTravel):
        return None
    stops = shared_stops(plan, district)
    runs = {run.id: run for run in plan.runs}
    places = {run.id: _places(run, district, stops) for run in plan.runs}
    legs = list(dict.fromkeys(leg for way in places.values() for leg in pairwise(way)))
    ways = dict(zip(legs, fastest_ways(travel, legs), strict=True))
    return {
        run_id: _simplified([ways[leg] for leg in pairwise(way)])
        for run_id, way in places.items()
        if len(way) > len(set(runs[run_id].school_ids))
    }


def _places(run: Run, district: District, stops: dict[str, SharedStop]) -> list[Place]:
    """The places of a run in driving order, its school (combined: both) among them."""
    schools = [district.school(id_).place for id_ in run.schools_in_order]
    calls = [Place(v.stop_id, *stops[v.stop_id].position) for v in shared_visits(run, district)]
    return [*calls, *schools] if run.period == "am" else [*schools, *calls]


def _simplified(ways: list[np.ndarray]) -> Line:
    line = LineString(np.vstack(ways)).simplify(COARSE, preserve_topology=False)
    return [[round(lat, DECIMALS), round(lon, DECIMALS)] for lat, lon in line.coords]
