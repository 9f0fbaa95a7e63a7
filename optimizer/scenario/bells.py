"""Which starts schools may have: the section ``bells`` of a scenario."""

from __future__ import annotations

from pydantic import Field, model_validator

from optimizer.district import Level
from optimizer.scenario.section import Clock, Flag, Section, Whole
from optimizer.units import clock


def _refuse_unordered(earliest: int, latest: int) -> None:
    if earliest > latest:
        raise ValueError(f"earliest {clock(earliest)} is after latest {clock(latest)}")


class WindowChange(Section):
    """A change of the bell window for some schools; keys left out keep the wider rule's value."""

    earliest: Clock | None = Field(None, description="earliest start of instruction")
    latest: Clock | None = Field(None, description="latest start of instruction")
    choices: tuple[Clock, ...] | None = Field(None, min_length=1, description="the only starts allowed")
    tiers: tuple[str, ...] | None = Field(
        None, description="only starts inside these named tiers (bells.tiers)"
    )
    day_minutes: Whole | None = Field(None, gt=0, le=720, description="minutes from start to dismissal")
    max_shift: Whole | None = Field(
        None, ge=0, examples=[60], description="most minutes a school may move from today's start"
    )

    @model_validator(mode="after")
    def _check_order(self) -> WindowChange:
        if self.earliest is not None and self.latest is not None:
            _refuse_unordered(self.earliest, self.latest)
        return self


class Tier(Section):
    """A named span of starts, both ends included."""

    name: str = Field(description="how results call it")
    earliest: Clock = Field(description="first start that belongs to it")
    latest: Clock = Field(description="last start that belongs to it")

    @model_validator(mode="after")
    def _check_order(self) -> Tier:
        _refuse_unordered(self.earliest, self.latest)
        return self


class Group(Section):
    """Schools that must share one bell: listed by id, or all of a level in an area."""

    name: str = Field(description="how messages call it")
    schools: tuple[str, ...] = Field((), description="ids of schools")
    level: Level | None = Field(None, description="all schools of this level (with area: in that area)")
    area: str | None = Field(None, description="all schools of this area (with level: of that level)")


def _window(earliest: str, latest: str, day: int) -> WindowChange:
    return WindowChange.model_validate({"earliest": earliest, "latest": latest, "day_minutes": day})


class Bells(Section):
    """Which starts each school may have. Narrower rules win: school over area over level."""

    grid: Whole = Field(
        5,
        ge=1,
        le=60,
        description=(
            "minutes; starts lie on multiples of it. Source: the known bells of Jeffco are multiples of 5"
        ),
    )
    elementary: WindowChange = Field(
        default=_window("7:30", "9:00", 415),
        description=(
            "elementary schools. Source: Jeffco's proposal of 2022 and adopted bells, 7:30 to 8:30; day "
            "6:50 to 7:00"
        ),
    )
    k8: WindowChange = Field(
        default=_window("7:30", "9:00", 420),
        description="schools up to grade 8. Source: as elementary; day 7:00",
    )
    k12: WindowChange = Field(
        default=_window("7:30", "9:00", 425),
        description="schools of all grades. Assumed: between k8 and high",
    )
    middle: WindowChange = Field(
        default=_window("8:00", "9:00", 425),
        description=(
            "middle schools. Source: Jeffco's task force of 2020, at or after 8:00; adopted 8:55 to 9:00; "
            "day 7:00 to 7:15"
        ),
    )
    jr_sr: WindowChange = Field(
        default=_window("8:00", "9:00", 435),
        description="schools with middle and high grades. Source: as high",
    )
    high: WindowChange = Field(
        default=_window("8:00", "9:00", 435),
        description="high schools. Source: Jeffco's adopted starts, 8:05 to 8:30; day 7:15",
    )
    areas: dict[str, dict[Level, WindowChange]] = Field(
        default_factory=dict,
        examples=[{"Conifer": {"high": {"earliest": "8:15"}}}],
        description="bell windows of one area, by level; also written [bells.areas.Conifer.high]",
    )
    schools: dict[str, WindowChange] = Field(
        default_factory=dict,
        examples=[{"0030": {"latest": "8:00"}}],
        description="bell window of one school, by id",
    )
    locks: dict[str, Clock] = Field(
        default_factory=dict,
        examples=[{"0030": "8:00"}],
        description="school id = its one start, which wins over all else",
    )
    lock_adopted: Flag = Field(
        False, description="lock every school with a bell_adopted in schools.csv to it"
    )
    lock_today: Flag = Field(False, description="lock every school with a bell_today in schools.csv to it")
    groups: tuple[Group, ...] = Field(
        (),
        examples=[[{"name": "Conifer", "level": "elementary", "area": "Conifer"}]],
        description="schools that must share one bell",
    )
    tiers: tuple[Tier, ...] = Field(
        default=(
            Tier.model_validate({"name": "first", "earliest": "6:30", "latest": "7:55"}),
            Tier.model_validate({"name": "second", "earliest": "7:56", "latest": "8:30"}),
            Tier.model_validate({"name": "third", "earliest": "8:31", "latest": "10:00"}),
        ),
        description=(
            "named spans of starts; every result says which tier a school is in. Source: Jeffco's adopted "
            "bells (7:30 to 7:45, 8:05 to 8:30, 8:55 to 9:00)"
        ),
    )
    distinct: Whole | None = Field(
        None,
        ge=1,
        examples=[3],
        description=(
            "most distinct starts in the district. Louisville, San Francisco and Denver settled on 3; not "
            "set by default because Jeffco did not"
        ),
    )
    max_shift: Whole | None = Field(
        None,
        ge=0,
        examples=[60],
        description="most minutes any school may move from today's start. San Francisco 2021 used 60",
    )
    max_moved: Whole | None = Field(
        None, ge=0, examples=[40], description="most schools that may move at all"
    )

    @model_validator(mode="after")
    def _check_tiers(self) -> Bells:
        names = [tier.name for tier in self.tiers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'tiers: two are named "{name}"')
        return self
