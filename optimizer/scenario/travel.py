"""Where driving times come from: the section ``travel`` of a scenario."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from optimizer.scenario.section import Clock, Number, Section


class Band(Section):
    """Driving times are multiplied by a factor for runs of schools whose bell rings before an hour."""

    until: Clock = Field(description='the hour; "24:00" is the end of the day')
    factor: Number = Field(gt=0, le=10, description="what free-flow minutes are multiplied by")


def _bands(*pairs: tuple[str, float]) -> tuple[Band, ...]:
    return tuple(Band.model_validate({"until": until, "factor": factor}) for until, factor in pairs)


class TravelChoice(Section):
    """Where driving times come from."""

    source: Literal["straight", "matrix", "roads"] = Field(
        "straight",
        description=(
            "straight: straight line × a factor by terrain; matrix: travel.csv of the district; roads: a "
            "road network"
        ),
    )
    roads: str | None = Field(
        None,
        examples=["../roads/roads.graphml"],
        description="road network, relative to the scenario: GraphML, GeoPackage or links CSV",
    )
    plains_factor: Number = Field(
        1.37,
        ge=1,
        description="road miles ÷ straight miles. Source: median of Jeffco school pairs on the plains",
    )
    mountain_factor: Number = Field(
        1.46,
        ge=1,
        description="as plains_factor, in the mountains. Source: median of Jeffco school pairs there",
    )
    plains_mph: Number = Field(
        20,
        gt=0,
        description=(
            "free-flow speed of a bus near the ends of a drive, on the plains. Source: fitted to free flow "
            "on Golden's streets (OpenStreetMap class speeds)"
        ),
    )
    mountain_mph: Number = Field(
        20, gt=0, description="as plains_mph, in the mountains. Assumed: no observed speeds there"
    )
    far_mph: Number | None = Field(
        35,
        gt=0,
        description=(
            "free-flow speed beyond near_miles. Source: free flow by road class on west-metro main roads, "
            "lowered for signals"
        ),
    )
    near_miles: Number = Field(
        1.5, ge=0, description="road miles of each drive at plains_mph or mountain_mph. Source: as plains_mph"
    )
    bands_am: tuple[Band, ...] = Field(
        min_length=1,
        default=_bands(("7:30", 1.3), ("8:30", 1.5), ("24:00", 1.3)),
        description="by the school's start. Source: LAUSD, map time × 1.5 in peaks",
    )
    bands_pm: tuple[Band, ...] = Field(
        min_length=1,
        default=_bands(("14:45", 1.3), ("15:30", 1.4), ("24:00", 1.5)),
        description="by the school's dismissal. Source: as the morning",
    )

    @model_validator(mode="after")
    def _check_bands(self) -> TravelChoice:
        for key in ("bands_am", "bands_pm"):
            until = [band.until for band in getattr(self, key)]
            if any(late <= early for early, late in pairwise(until)):
                raise ValueError(f"{key}: each until must lie after the one before")
        return self
