"""Bells of the year before a change, for the schools whose own nobody published."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.demand.facts import SchoolFacts
from optimizer.demand.parameters import BellParameters
from optimizer.district import SECONDARY

# The R2 sequence (Roberts 2018, after the plastic number) fills a square evenly however many of its points
# are taken in a row: the schools of one area get staggered starts, as they would have to share buses.
PLASTIC = 1.3247179572447460
STEPS = (1 / PLASTIC, 1 / PLASTIC**2)


def build_bells_before(
    schools: Sequence[SchoolFacts], seed: int, parameters: BellParameters | None = None
) -> dict[str, tuple[int, int]]:
    """Start and length of day of every school, by id: published, else modelled from the ranges."""
    parameters = parameters or BellParameters()
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    bells: dict[str, tuple[int, int]] = {}
    for secondary in (True, False):
        group = [s for s in schools if (s.level in SECONDARY) == secondary]
        group.sort(key=lambda s: (s.area, s.id))
        starts = parameters.secondary if secondary else parameters.elementary
        days = parameters.secondary_day if secondary else parameters.elementary_day
        offsets = rng.random(2)
        for i, school in enumerate(group):
            start = _even((offsets[0] + i * STEPS[0]) % 1, starts, parameters.grid)
            day = _even((offsets[1] + i * STEPS[1]) % 1, days, parameters.grid)
            bells[school.id] = (school.bell_before or start, school.day_before or day)
    return bells


def _even(share: float, span: tuple[int, int], grid: int) -> int:
    """Pick the multiple of the grid at ``share`` (0 to 1) of a span, each as likely as the others."""
    low, high = span
    return low + grid * int(share * ((high - low) // grid + 1))
