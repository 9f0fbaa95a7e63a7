"""What a solve minimises, and how long it may search: the sections ``stages`` and ``solve``."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from optimizer.scenario.section import Number, Section, Whole

Objective = Literal[
    "buses",
    "cost",
    "disruption",
    "schools_moved",
    "largest_shift",
    "minimax_shift",
    "secondary_before_8_00",
    "secondary_before_8_30",
    "elementary_dismissed_late",
    "tier_balance",
    "smallest_slack",
]


class Stage(Section):
    """One stage of the objective, in order: minimise, then hold within the tolerance."""

    minimise: Objective = Field(
        description=(
            f"one of {', '.join(get_args(Objective))}. minimax_shift: the largest minutes moved × need "
            "(evaluation.need) of any school, then as few schools as possible that bear it, then the next "
            "largest, and so on. Source: Banerjee and Smilowitz 2019. tier_balance: runs of a day in the "
            "fullest of bells.tiers minus those in the emptiest. smallest_slack, the one that is made as "
            "large as it can be: the least minutes that any connection of the plan has to spare. Units "
            "and bounds of all: docs/solving.md"
        )
    )
    tolerance: Number = Field(0, ge=0, description="how much worse later stages may make it, in its own unit")
    tolerance_percent: Number = Field(0, ge=0, description="as tolerance, in percent of the value found")


class Solve(Section):
    """How long and how to search."""

    seconds: Number = Field(120, gt=0, description="seconds that the search may take")
    seed: Whole = Field(1, ge=0, le=2**31 - 1, description="of every random choice in the search")
    workers: Whole = Field(2, ge=1, le=256, description="1 gives the same plan byte for byte every time")
