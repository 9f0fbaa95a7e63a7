"""Degrees to flat miles and back, good to 0.1 % across a county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.district import Place

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MILES_PER_DEGREE = 69.0  # of latitude, between 30 and 45 degrees north, WGS 84


@dataclass(frozen=True, slots=True)
class Plane:
    """Miles east and north of a district's middle."""

    lat: float
    lon: float

    @property
    def miles_per_degree_east(self) -> float:
        """Miles of one degree of longitude at the middle's latitude."""
        return float(MILES_PER_DEGREE * np.cos(np.radians(self.lat)))

    def miles(self, places: Sequence[Place]) -> Floats:
        """Shape (n, 2): miles east, miles north."""
        east = [(place.lon - self.lon) * self.miles_per_degree_east for place in places]
        north = [(place.lat - self.lat) * MILES_PER_DEGREE for place in places]
        return np.column_stack([east, north])

    def degrees(self, miles: Floats) -> Floats:
        """Shape (n, 2): latitude, longitude."""
        lat = self.lat + miles[:, 1] / MILES_PER_DEGREE
        return np.column_stack([lat, self.lon + miles[:, 0] / self.miles_per_degree_east])


def plane_around(places: Sequence[Place]) -> Plane:
    """Lay a plane through the mean position of some places."""
    lat, lon = np.mean([(place.lat, place.lon) for place in places], axis=0)
    return Plane(round(float(lat), 3), round(float(lon), 3))
