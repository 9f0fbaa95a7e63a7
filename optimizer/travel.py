"""Minutes and miles between places. One interface; straight lines, a matrix or a road network behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from optimizer.district import Place

FloatArray = npt.NDArray[np.float64]

EARTH_MILES = 3958.8  # mean radius


class Travel(Protocol):
    """Free-flow minutes and miles; congestion bands multiply the minutes elsewhere."""

    @property
    def label(self) -> str:
        """Name of the source for outputs, e.g. ``straight lines × 1.37 (modelled)``."""
        ...

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Free-flow minutes, shape [origins, destinations]."""
        ...

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Miles driven, shape [origins, destinations]."""
        ...


@dataclass(frozen=True, slots=True)
class StraightTravel:
    """Straight lines, stretched by terrain; a drive's first miles are slower than the rest.

    A pair of places is ``mountain`` if either end is. The first ``near_miles`` driven go at the terrain's
    speed, as on the streets around a stop or a school, and all further miles at ``far_mph``, as on the
    arterials between them. Without ``far_mph`` every mile goes at the terrain's speed. How well this
    fits, and against what it was measured, stands in the README.

    Parameters
    ----------
    plains_factor, mountain_factor
        road miles ÷ straight miles.
    plains_mph, mountain_mph
        free-flow speed of a bus, miles per hour.
    far_mph, near_miles
        speed beyond the first ``near_miles`` road miles of a drive.
    """

    plains_factor: float
    mountain_factor: float
    plains_mph: float
    mountain_mph: float
    far_mph: float | None = None
    near_miles: float = 2.0

    @property
    def label(self) -> str:
        """``straight lines × 1.37 (mountain × 1.46), modelled``."""
        return f"straight lines × {self.plains_factor:g} (mountain × {self.mountain_factor:g}), modelled"

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Free-flow minutes, shape [origins, destinations]."""
        driven = self.miles(origins, destinations)
        mph = np.where(either_mountain(origins, destinations), self.mountain_mph, self.plains_mph)
        if self.far_mph is None:
            return 60 * driven / mph
        near = np.minimum(driven, self.near_miles)
        return np.asarray(60 * (near / mph + (driven - near) / self.far_mph), dtype=np.float64)

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Miles driven, shape [origins, destinations]."""
        mountain = either_mountain(origins, destinations)
        factor = np.where(mountain, self.mountain_factor, self.plains_factor)
        return factor * straight_miles(origins, destinations)


def straight_miles(origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
    """Great-circle miles (haversine), shape [origins, destinations]."""
    here, there = _radians(origins)[:, None], _radians(destinations)[None, :]
    half = np.sin((there - here) / 2) ** 2
    chord = half[..., 0] + np.cos(here[..., 0]) * np.cos(there[..., 0]) * half[..., 1]
    return np.asarray(2 * EARTH_MILES * np.arcsin(np.sqrt(np.minimum(chord, 1.0))), dtype=np.float64)


def either_mountain(origins: Sequence[Place], destinations: Sequence[Place]) -> npt.NDArray[np.bool_]:
    """Whether either end lies in the mountains, shape [origins, destinations]."""
    here = np.array([place.terrain == "mountain" for place in origins], dtype=bool)
    there = np.array([place.terrain == "mountain" for place in destinations], dtype=bool)
    mountain: npt.NDArray[np.bool_] = here[:, None] | there[None, :]
    return mountain


def _radians(places: Sequence[Place]) -> FloatArray:
    degrees = [(place.lat, place.lon) for place in places]
    return np.radians(np.array(degrees, dtype=np.float64).reshape(-1, 2))
