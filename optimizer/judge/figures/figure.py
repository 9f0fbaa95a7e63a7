"""What one figure is: a unit, a definition, and which way is better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Better = Literal["lower", "higher", "neither"]
FigureValue = float | int | None


class Figure(NamedTuple):
    """What one figure means. Units: cents, minutes, miles, count, share (0 to 1), clock, student-minutes."""

    unit: str
    definition: str
    better: Better


Part = Mapping[str, Figure]
