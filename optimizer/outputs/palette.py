"""The colours and shapes of every output, so that the same tier has the same hue everywhere.

Colour never stands alone: levels differ in shape and size, changes carry a sign, and a start known only
from a model is hatched. Tier hues are those of Okabe and Ito (2008), told apart in all common kinds of
colour blindness; earlier and later run from brown to violet, never from red to green.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.district import LEVELS, Level

TIER_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
OUTSIDE_TIERS = "outside tiers"
OUTSIDE_COLOUR = "#7A7A7A"

LEVEL_NAMES: dict[Level, str] = {
    "elementary": "elementary",
    "k8": "K-8",
    "k12": "K-12",
    "middle": "middle",
    "jr_sr": "junior/senior high",
    "high": "high",
}
LEVEL_SHAPES: dict[Level, str] = {
    "elementary": "circle",
    "k8": "hexagon",
    "k12": "star",
    "middle": "square",
    "jr_sr": "diamond",
    "high": "triangle",
}
LEVEL_SIZES: dict[Level, int] = {"elementary": 16, "k8": 18, "k12": 21, "middle": 17, "jr_sr": 20, "high": 21}


@dataclass(frozen=True, slots=True)
class ChangeBin:
    """A span of minutes that a school moves, both ends included; negative is earlier."""

    label: str
    least: int
    most: int
    colour: str


# Limits 0, 10, 30 and 60 minutes. Source: San Francisco 2021 counted the burden of a change so.
CHANGE_BINS = (
    ChangeBin("60 or more earlier", -1440, -60, "#543005"),
    ChangeBin("30 to 59 earlier", -59, -30, "#8C510A"),
    ChangeBin("10 to 29 earlier", -29, -10, "#BF812D"),
    ChangeBin("1 to 9 earlier", -9, -1, "#DFC27D"),
    ChangeBin("unchanged", 0, 0, "#F2F2F2"),
    ChangeBin("1 to 9 later", 1, 9, "#CDBFE3"),
    ChangeBin("10 to 29 later", 10, 29, "#9E86C8"),
    ChangeBin("30 to 59 later", 30, 59, "#6A3D9A"),
    ChangeBin("60 or more later", 60, 1440, "#2D004B"),
)


@dataclass(frozen=True, slots=True)
class LateBin:
    """A span of shares of mornings after the bell, from ``least`` up to the next span's."""

    label: str
    least: float
    colour: str


# One hue from light to dark, told apart by lightness alone. Boston 2013-14 had 6.6 % of its morning runs
# after the bell: in the middle span.
LATE_BINS = (
    LateBin("under 2 %", 0.0, "#FFF4CC"),
    LateBin("2 to 5 %", 0.02, "#FDD0A2"),
    LateBin("5 to 10 %", 0.05, "#F08A3C"),
    LateBin("10 to 20 %", 0.1, "#B8420F"),
    LateBin("20 % or more", 0.2, "#5E1B02"),
)


def late_bin_of(share: float) -> LateBin:
    """Find the bin of a share of mornings after the bell."""
    return next(span for span in reversed(LATE_BINS) if share >= span.least)


def tier_colours(tiers: Sequence[str]) -> dict[str, str]:
    """Tier name → colour, in the order of the scenario's tiers; a seventh tier begins again."""
    colours = {name: TIER_COLOURS[i % len(TIER_COLOURS)] for i, name in enumerate(tiers)}
    return {**colours, OUTSIDE_TIERS: OUTSIDE_COLOUR}


def bin_of(minutes: float) -> ChangeBin:
    """Find the bin of a change in whole minutes."""
    return next(span for span in CHANGE_BINS if span.least <= minutes <= span.most)


def level_legend() -> dict[str, dict[str, str | int]]:
    """Name, shape and size of each level's marker, for the pages' scripts."""
    return {
        level: {"name": LEVEL_NAMES[level], "shape": LEVEL_SHAPES[level], "size": LEVEL_SIZES[level]}
        for level in LEVELS
    }
