"""The colours stay apart for people who do not see them all."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from optimizer.district import LEVELS
from optimizer.outputs.palette import (
    CHANGE_BINS,
    LEVEL_SHAPES,
    OUTSIDE_TIERS,
    TIER_COLOURS,
    bin_of,
    tier_colours,
)

Colour = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "all colours": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


def seen(colour: str, sight: str) -> Colour:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    light = np.clip(SIGHT[sight] @ linear, 0, 1)
    shown: Colour = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return shown


@pytest.mark.parametrize("sight", SIGHT)
def test_first_tiers_stay_apart(sight: str) -> None:
    for one, other in combinations(TIER_COLOURS[:4], 2):
        assert np.linalg.norm(seen(one, sight) - seen(other, sight)) > 0.2, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_earlier_and_later_stay_apart(sight: str) -> None:
    for earlier, later in zip(CHANGE_BINS[:4], CHANGE_BINS[:-5:-1], strict=True):
        assert earlier.most == -later.least
        assert np.linalg.norm(seen(earlier.colour, sight) - seen(later.colour, sight)) > 0.12


def test_bins_cover_every_minute_once() -> None:
    for minutes in range(-720, 721):
        assert sum(span.least <= minutes <= span.most for span in CHANGE_BINS) == 1
        assert bin_of(minutes).label.endswith("later") == (minutes > 0)


def test_every_level_has_a_shape_of_its_own() -> None:
    assert len(set(LEVEL_SHAPES.values())) == len(LEVELS)


def test_a_seventh_tier_begins_again_and_no_tier_is_grey() -> None:
    colours = tier_colours([f"tier {i}" for i in range(7)])
    assert colours["tier 6"] == colours["tier 0"]
    assert colours[OUTSIDE_TIERS] not in TIER_COLOURS
