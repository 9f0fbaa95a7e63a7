"""The buses: the section ``fleet`` of a scenario."""

from __future__ import annotations

from pydantic import Field

from optimizer.district import Level
from optimizer.scenario.section import PerLevel, Section, Whole


class Fleet(Section):
    """The buses: their seats, and how many there are."""

    seats: Whole = Field(77, gt=0, le=120, description="seats at three to a bench. Source: Jeffco, KDVR 2020")
    load: PerLevel = Field(
        default=PerLevel(elementary=1.0, k8=1.0, k12=0.8, middle=0.67, jr_sr=0.67, high=0.67),
        description="usable share of the seats. Source: three to a bench in elementary, two in secondary",
    )
    wheelchair_places: Whole = Field(
        2, ge=0, le=20, description="riders in wheelchairs whom a run may carry. Assumed: buses differ widely"
    )
    wheelchair_seats: Whole = Field(
        4,
        ge=1,
        le=20,
        description=(
            "usable seats that a rider in a wheelchair takes. Source: 49 CFR 571.3, a place counts as four"
        ),
    )
    limit: Whole | None = Field(None, ge=0, examples=[250], description="most buses the plan may use")
    monitors: tuple[Level, ...] = Field(
        (),
        examples=[["elementary"]],
        description=(
            "levels whose runs carry a monitor, paid (prices.monitor_hour) while riders are aboard and at "
            "the school. None by default: no table says which runs have one"
        ),
    )
