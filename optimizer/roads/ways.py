"""Ways drawn as lines → directed links between the corners that they share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.roads.speeds import METRES_PER_MILE
from optimizer.travel import EARTH_MILES, FloatArray


def links_of_ways(corners: list[FloatArray], ways: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut ways at every corner, so that ways which share a corner are joined there; then by direction.

    ``corners`` holds per way its longitudes and latitudes, [corners, 2].
    """
    if not corners:
        return pd.DataFrame({"lat": [], "lon": []}), pd.DataFrame({"tail": [], "head": [], "metres": []})
    # Corners within 4 inches (1e-6 degrees) are one.
    every, node = np.unique(np.round(np.vstack(corners), 6), axis=0, return_inverse=True)
    way = np.repeat(np.arange(len(corners)), [len(points) for points in corners])
    follows = np.flatnonzero(way[1:] == way[:-1])
    tail, head, way = node[follows], node[follows + 1], way[follows]
    lon, lat = np.radians(every).T
    east = (lon[head] - lon[tail]) * np.cos((lat[head] + lat[tail]) / 2)
    metres = EARTH_MILES * METRES_PER_MILE * np.hypot(lat[head] - lat[tail], east)
    forward, backward = _directions(ways)
    there = ways.iloc[way].assign(tail=tail, head=head, metres=metres)[forward[way]]
    back = ways.iloc[way].assign(tail=head, head=tail, metres=metres)[backward[way]]
    return pd.DataFrame({"lon": every[:, 0], "lat": every[:, 1]}), pd.concat([there, back], ignore_index=True)


def _directions(ways: pd.DataFrame) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each way may be driven as drawn, and against it."""

    def words(column: str) -> pd.Series[str]:
        return ways[column].astype(str).str.lower() if column in ways else pd.Series("", index=ways.index)

    oneway = words("oneway")
    implied = words("highway").isin(["motorway", "motorway_link"]) | (words("junction") == "roundabout")
    against = oneway.isin(["-1", "reverse", "t"])
    along = oneway.isin(["yes", "true", "1", "f"]) | (implied & (oneway != "no"))
    return (~against).to_numpy(dtype=bool), (~along | against).to_numpy(dtype=bool)
