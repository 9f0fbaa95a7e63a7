"""Minutes and miles between places. One interface; straight lines, a matrix or a road network behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from optimizer.district import Place

FloatArray = npt.NDArray[np.float64]


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
