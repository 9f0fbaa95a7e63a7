"""The choices of a scenario: one frozen, checked object per section of a scenario file.

Field names are the keys of the TOML file, descriptions state the unit and the source of the default.
``scenarios/base.toml`` and the JSON Schema are printed from here and a test keeps them equal.
Unknown keys are refused. Times of day are text in the file (``"8:30"``) and minutes past midnight here.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    WithJsonSchema,
    model_validator,
)

from optimizer.district import Level
from optimizer.units import clock, parse_clock


def _clock_from_text(value: Any) -> int:
    if isinstance(value, str):
        return parse_clock(value)
    raise ValueError('is not text: a time of day stands in quotation marks, "8:30"')


Clock = Annotated[
    int,
    BeforeValidator(_clock_from_text),
    PlainSerializer(clock, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["8:30"]}),
]


def _day_from_text(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError('is not a date such as "2023-11-03"') from None
    raise ValueError('is not text: a date stands in quotation marks, "2023-11-03"')


Day = Annotated[
    date,
    BeforeValidator(_day_from_text),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2023-11-03"]}),
]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is not a time zone such as "America/Denver"') from None
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


def _in_order(span: tuple[int, int]) -> tuple[int, int]:
    begin, end = span
    if begin >= end:
        raise ValueError(f"begins at {clock(begin)} and does not end after that")
    return span


Span = Annotated[tuple[Clock, Clock], AfterValidator(_in_order)]

# A number in quotation marks, or true for 1, is a slip and not a number.
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Flag = Annotated[bool, Strict()]

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


class Section(BaseModel):
    """A part of a scenario file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PerLevel(Section):
    """One number for each level of school."""

    elementary: Number
    k8: Number
    k12: Number
    middle: Number
    jr_sr: Number
    high: Number

    def of(self, level: Level) -> float:
        """Return the number for ``level``."""
        return float(getattr(self, level))


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


class LeadWindow(Section):
    """Minutes between a bus and the bell: where buses are planned, and what the day may make of it."""

    far: Whole = Field(ge=0, le=120, description="most minutes between bus and bell")
    near: Whole = Field(ge=0, le=120, description="fewest minutes between bus and bell")
    aim: Whole = Field(ge=0, le=120, description="preferred minutes between bus and bell")
    planned: Literal["aim", "window", "placed"] = Field(
        "aim",
        description=(
            "aim: every bus is planned for the aim, and the window is room for the day's delays; window: a "
            "bus may be planned anywhere from far to near, which joins more runs and leaves less room; "
            "placed: runs are joined at the aim, then buses are moved inside the window to where simulated "
            "days say that a minute saves most lateness, riders waiting no longer in all"
        ),
    )

    @property
    def allowed(self) -> tuple[int, int]:
        """Fewest and most minutes between bus and bell that a plan may have."""
        return (self.aim, self.aim) if self.planned == "aim" else (self.near, self.far)

    @property
    def joined(self) -> tuple[int, int]:
        """Fewest and most minutes between bus and bell that the solver may join runs by."""
        return (self.near, self.far) if self.planned == "window" else (self.aim, self.aim)

    @model_validator(mode="after")
    def _check_order(self) -> LeadWindow:
        if not self.near <= self.aim <= self.far:
            raise ValueError(f"needs near ≤ aim ≤ far, got {self.near}, {self.aim}, {self.far}")
        return self


class Service(Section):
    """How a bus serves stops and schools. All in minutes unless the key says otherwise."""

    arrival: LeadWindow = Field(
        default=LeadWindow(far=30, near=10, aim=15),
        description=(
            "a morning bus arrives this long before the bell. Source: LAUSD open code, 30 to 10; Howard "
            "County failed at 10"
        ),
    )
    departure: LeadWindow = Field(
        default=LeadWindow(far=20, near=10, aim=10),
        description="an afternoon bus leaves this long after dismissal. Source: LAUSD open code, 10 to 20",
    )
    unload: Number = Field(
        8,
        ge=0,
        le=60,
        description=(
            "minutes at school to unload and clear (morning), or to load (afternoon). Source: LAUSD open code"
        ),
    )
    stop_seconds: Number = Field(
        19, ge=0, description="seconds to halt at a stop and leave it. Source: Park, Tae and Kim 2012"
    )
    rider_seconds: Number = Field(
        2.6, ge=0, description="seconds for one rider to board or alight. Source: Park, Tae and Kim 2012"
    )
    buffer: Number = Field(
        5,
        ge=0,
        le=60,
        description=(
            "minutes kept free in every connection. Source: a Spanish operator's 5 required, 10 desired; no "
            "US norm seen"
        ),
    )
    buffer_desired: Number = Field(
        10, ge=0, le=60, description="minutes; connections with less slack are reported. Source: as buffer"
    )
    wheelchair_seconds: Number = Field(
        300,
        ge=0,
        description="more seconds for one rider in a wheelchair. Source: LAUSD open code, 5 minutes",
    )
    ride_limit: PerLevel = Field(
        default=PerLevel(elementary=60, k8=60, k12=60, middle=60, jr_sr=60, high=60),
        description="longest ride in minutes. Source: LAUSD and Ohio guideline, 60",
    )
    ride_limit_far: Number = Field(
        75,
        ge=0,
        description=(
            "longest ride in minutes from a stop whose direct drive alone exceeds ride_limit. Source: "
            "LAUSD, 75 the exception"
        ),
    )

    @model_validator(mode="after")
    def _check_unload(self) -> Service:
        if self.unload > self.arrival.near:
            near = self.arrival.near
            raise ValueError(
                f"unload {self.unload:g} is longer than arrival.near {near}: riders would be late"
            )
        return self


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


class RoutingChoice(Section):
    """How runs are built from stops, where the district has none."""

    method: Literal["school", "fleet"] = Field(
        "school",
        description=(
            "school: each school by itself, few runs and then little driving; fleet: then runs and bells in "
            "turn, stops moved between a school's runs until the fleet needs fewer buses (docs/routing.md)"
        ),
    )
    mirror: Flag = Field(
        False,
        description=(
            "afternoon runs are the morning's, driven backwards: easier to learn, and seldom as few. "
            "Assumed: no"
        ),
    )

    @model_validator(mode="after")
    def _check_method(self) -> RoutingChoice:
        if self.mirror and self.method == "fleet":
            raise ValueError('mirror cannot go with method = "fleet", which rebuilds each half by itself')
        return self


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


class Prices(Section):
    """The price book, in US dollars. A plan's cost is per school day."""

    bus_day: Number = Field(
        106,
        ge=0,
        description=(
            "fixed cost of one bus on one day. Modelled so that a single-run bus costs $224 and its second "
            "run $22 (Escambia and Jefferson City) with four paid hours and 12 miles"
        ),
    )
    driver_hour: Number = Field(
        23,
        ge=0,
        description="a driver's paid hour. Source: Jeffco's posted wage of 2023; benefits not included",
    )
    mile_live: Number = Field(2.2, ge=0, description="a mile with riders. Modelled: see bus_day")
    mile_deadhead: Number = Field(2.2, ge=0, description="a mile without riders. Modelled: see bus_day")
    pre_trip: Whole = Field(20, ge=0, description="paid minutes before pull-out. Source: driver contracts")
    post_trip: Whole = Field(10, ge=0, description="paid minutes after pull-in. Source: driver contracts")
    check_in: Whole = Field(5, ge=0, description="paid minutes a day. Source: driver contracts")
    guarantee_hours: Number = Field(
        4, ge=0, le=24, description="hours paid a day at least. Source: driver contracts"
    )
    monitor_hour: Number = Field(
        18,
        ge=0,
        description=(
            "a monitor's (bus attendant's) paid hour, on the runs of fleet.monitors. Source: starting wage "
            "of Jeffco's support staff from September 2023 (contract of July 2022)"
        ),
    )
    spare_share: Number = Field(
        0.1, ge=0, le=1, description="spare buses ÷ buses. Source: common practice; no norm seen"
    )
    spare_day: Number = Field(106, ge=0, description="a spare bus on one day. Assumed: as bus_day")
    school_days: Whole = Field(172, gt=0, description="days a year. Assumed")


class Need(Section):
    """How much a minute moved weighs for a student: base + frl_share × the school's frl_share."""

    base: Number = Field(1, ge=0, description="weight of every student")
    frl_share: Number = Field(1, ge=0, description="added weight where all have free or reduced-price lunch")


class EvaluationChoice(Section):
    """What an evaluation counts. No key here changes a plan, but need where minimax_shift is a stage."""

    dates: tuple[Day, ...] = Field(
        default=("2023-08-16", "2023-11-03", "2024-01-05", "2024-03-11"),
        validate_default=True,
        min_length=1,
        description=(
            "school days on which pickups are held against the sun. Source: Jeffco's dark mornings, the eve "
            "of the November clock change, early January, after the March change; mid-August is assumed"
        ),
    )
    timezone: TimeZone = Field(
        "America/Denver", description="of the bells, as in the IANA database. Source: Jeffco lies in Colorado"
    )
    rush_hour: Span = Field(
        default=("16:00", "18:00"),
        validate_default=True,
        description="begin and end of the evening rush; dismissals in it are counted. Assumed",
    )
    work_day: Span = Field(
        default=("8:00", "17:00"),
        validate_default=True,
        description="begin and end of a parent's working day, for the childcare figures. Assumed",
    )
    need: Need = Field(
        default=Need(),
        description="weight of a minute moved. Assumed: lunch eligibility of all students doubles it",
    )


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


class Scenario(Section):
    """Everything a planner chooses. ``question`` is what the scenario answers, in words."""

    name: str = Field(
        examples=["later-high-schools"],
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="names the plan folder",
    )
    question: str = Field(
        "",
        examples=["How many buses do later high schools need?"],
        description="the question this scenario answers",
    )
    district: str = Field(
        examples=["../data/jeffco/2023-24"],
        description="folder of the district's tables, relative to the scenario file",
    )
    evaluate_only: Flag = Field(False, description="price the bells as they are; every school has one start")
    late_dismissal: tuple[Clock, Clock] = Field(
        default=("15:30", "16:00"),
        validate_default=True,
        description="elementary dismissals after these are counted. Source: Boston counted 16:00",
    )
    bells: Bells = Bells()
    service: Service = Service()
    fleet: Fleet = Fleet()
    stops: StopsChoice = StopsChoice()
    routing: RoutingChoice = RoutingChoice()
    travel: TravelChoice = TravelChoice()
    prices: Prices = Prices()
    evaluation: EvaluationChoice = EvaluationChoice()
    stages: tuple[Stage, ...] = Field(
        default=(
            Stage(minimise="buses"),
            Stage(minimise="cost", tolerance_percent=1),
            Stage(minimise="disruption"),
        ),
        min_length=1,
        description=(
            "what to minimise, in this order. Cost may slip by 1 % (assumed): held to the cent, it leaves "
            "schools no room to stay closer to today's start"
        ),
    )
    solve: Solve = Solve()
