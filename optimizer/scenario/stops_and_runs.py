"""How stops are chosen and runs built where a district has none: the sections ``stops`` and ``routing``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from optimizer.scenario.section import Flag, Number, PerLevel, Section, Whole


class StopsChoice(Section):
    """How stops are chosen for the students of students.csv. Miles are walked.

    A student whose grade is given walks as far as that grade's level, whatever the school's.
    """

    walk_zone: PerLevel = Field(
        default=PerLevel(elementary=1.0, k8=1.33, k12=1.69, middle=2.0, jr_sr=2.33, high=2.5),
        description=(
            "miles to school within which a student walks there, unless a hazard lies between. Source: "
            "Jeffco policy EEA, 1, 2 and 2.5; other levels: mean over their grades"
        ),
    )
    walk_limit: PerLevel = Field(
        default=PerLevel(elementary=0.5, k8=0.5, k12=0.5, middle=1.0, jr_sr=1.0, high=1.5),
        description=(
            "most miles to a stop. Source: Aurora Public Schools, Colorado, 0.5, 1 and 1.5; Ohio allows 0.5 "
            "up to grade 8. Levels of several ages: that of the youngest"
        ),
    )
    capacity: Whole | None = Field(
        None, ge=1, examples=[30], description="most students at a stop that states no capacity of its own"
    )
    keep_existing: Flag = Field(
        False, description="keep every stop of stops.csv open, and count new ones only"
    )
    lattice: Number = Field(
        0.2,
        ge=0.05,
        le=1,
        description=(
            "gap between possible stops where neither candidates.csv nor a road network says where, as a "
            "share of the school's walk_limit. Assumed: a city block in elementary"
        ),
    )
    seconds: Number = Field(20, gt=0, description="seconds that the search may take for one school")


def _two(pair: tuple[str, ...]) -> tuple[str, ...]:
    if len(pair) != 2:
        raise ValueError(f"names {len(pair)} schools, and a pair is of two")
    return pair


Pair = Annotated[tuple[str, ...], AfterValidator(_two)]


class RoutingChoice(Section):
    """How runs are built from stops, where the district has none."""

    method: Literal["school", "fleet"] = Field(
        "school",
        description=(
            "school: each school by itself, few runs and then little driving; fleet: then runs and bells in "
            "turn, stops moved between a school's runs until the fleet needs fewer buses (docs/routing.md)"
        ),
    )
    rounds: Whole = Field(
        1,
        ge=1,
        le=100,
        description=(
            "searches of each school's runs, from which the best are chosen. Assumed: 1; 2 take some seconds "
            "more on Jeffco and drive 0.2 % less (benchmarks/peers.md)"
        ),
    )
    mirror: Flag = Field(
        False,
        description=(
            "afternoon runs are the morning's, driven backwards: easier to learn, and seldom as few. "
            "Assumed: no"
        ),
    )

    combine: tuple[Pair, ...] = Field(
        (),
        examples=[[["0030", "0031"]]],
        description=(
            "pairs of school ids, next door to one another, whose riders may share a bus where that needs "
            "fewer runs; a pair shares one bell, and a school is in one pair only (docs/combine.md). None by "
            "default: whose children ride together is for the district to say"
        ),
    )

    @model_validator(mode="after")
    def _check_method(self) -> RoutingChoice:
        if self.combine and self.method == "fleet":
            raise ValueError('combine cannot go with method = "fleet", which rebuilds each school by itself')
        if self.combine and self.mirror:
            raise ValueError("combine cannot go with mirror: which school comes first differs by half day")
        if self.mirror and self.method == "fleet":
            raise ValueError('mirror cannot go with method = "fleet", which rebuilds each half by itself')
        return self
