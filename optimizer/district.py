"""The facts of a district: schools, stops, yards and given runs. They check themselves when built."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Level = Literal["elementary", "k8", "k12", "middle", "jr_sr", "high"]
Period = Literal["am", "pm"]
Terrain = Literal["plains", "mountain"]
Basis = Literal["published", "modelled", ""]

LEVELS: tuple[Level, ...] = ("elementary", "k8", "k12", "middle", "jr_sr", "high")
SECONDARY: frozenset[Level] = frozenset({"middle", "jr_sr", "high"})
PERIODS: tuple[Period, ...] = ("am", "pm")
IN_WORDS: dict[Period, str] = {"am": "morning", "pm": "afternoon"}


@dataclass(frozen=True, slots=True)
class Place:
    """A point that a bus can go to. ``id`` is unique across schools, stops and yards."""

    id: str
    lat: float
    lon: float
    terrain: Terrain = "plains"


@dataclass(frozen=True, slots=True)
class School:
    """One school as it stands in the planned year.

    ``students`` are enrolled, not riders. ``bell_today`` is the start that families know now (the
    baseline of every change), ``bell_adopted`` a start already decided for the planned year; both are
    minutes past midnight and ``None`` where unknown. ``frl_share`` is the share of students with free
    or reduced-price lunch, 0 to 1.
    """

    place: Place
    name: str
    level: Level
    grades: str = ""
    area: str = ""
    students: int = 0
    frl_share: float | None = None
    capacity: int | None = None
    option: bool = False
    day_minutes: int | None = None
    bell_today: int | None = None
    bell_today_basis: Basis = ""
    bell_adopted: int | None = None
    feeder_middle: str = ""
    feeder_high: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """The school's id, the same as its place's."""
        return self.place.id


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where riders of one school board in the morning and alight in the afternoon.

    ``basis`` says whether place and riders are the district's own (``published``) or ``modelled``;
    ``wheelchairs`` are riders among them who stay in their wheelchair. ``walk_miles`` is their mean walk to
    the stop, one way, ``None`` where unknown; ``door`` marks a stop at the homes of those who ride from it.
    """

    place: Place
    school_id: str
    riders_am: int
    riders_pm: int
    basis: Basis = ""
    wheelchairs: int = 0
    walk_miles: float | None = None
    door: bool = False

    @property
    def id(self) -> str:
        """The stop's id, the same as its place's."""
        return self.place.id

    def riders(self, period: Period) -> int:
        """Riders who use this stop in ``period``."""
        return self.riders_am if period == "am" else self.riders_pm


@dataclass(frozen=True, slots=True)
class Yard:
    """A yard (terminal, depot). ``buses`` is how many can park there, ``None`` if unlimited."""

    place: Place
    name: str
    buses: int | None = None
    basis: Basis = ""

    @property
    def id(self) -> str:
        """The yard's id, the same as its place's."""
        return self.place.id


@dataclass(frozen=True, slots=True)
class Visit:
    """A run's call at one stop, and how many riders it serves there, ``wheelchairs`` among them."""

    stop_id: str
    riders: int
    wheelchairs: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One trip of a bus with students aboard for one school, stops in the order they are driven.

    A morning run ends at its school, an afternoon run begins there. ``also`` is a second school that a
    combined run serves: between the stops and ``school_id`` in the morning, on the way out in the afternoon;
    ``stay`` are the minutes that the bus stands there.
    ``live_minutes`` and ``live_miles`` are given only where the district's own routing system states them;
    otherwise they follow from the stops and the travel source.
    """

    id: str
    school_id: str
    period: Period
    visits: tuple[Visit, ...]
    live_minutes: float | None = None
    live_miles: float | None = None
    also: str | None = None
    stay: float = 0.0

    @property
    def school_ids(self) -> tuple[str, ...]:
        """The schools that the run serves: ``school_id`` and, if it is combined, ``also``."""
        return (self.school_id,) if self.also is None else (self.school_id, self.also)

    @property
    def schools_in_order(self) -> tuple[str, ...]:
        """The schools that the run serves, in the order that they are driven."""
        return self.school_ids[::-1] if self.period == "am" else self.school_ids

    @property
    def riders(self) -> int:
        """Riders on the run, summed over its stops."""
        return sum(visit.riders for visit in self.visits)

    @property
    def wheelchairs(self) -> int:
        """Riders on the run who stay in their wheelchair."""
        return sum(visit.wheelchairs for visit in self.visits)


@dataclass(frozen=True)
class District:
    """All facts of one district in one year, in the order of its tables.

    ``runs`` is empty when the district has none yet; routing then builds them from the stops.
    ``source`` names where the tables were read, ``digests`` the SHA-256 of each file.
    """

    name: str
    schools: tuple[School, ...]
    stops: tuple[Stop, ...]
    yards: tuple[Yard, ...]
    runs: tuple[Run, ...] = ()
    source: str = ""
    digests: dict[str, str] = field(default_factory=dict)

    @cached_property
    def school_index(self) -> dict[str, int]:
        """School id → its position in ``schools``."""
        return {school.id: i for i, school in enumerate(self.schools)}

    @cached_property
    def stop_by_id(self) -> dict[str, Stop]:
        """Stop id → stop."""
        return {stop.id: stop for stop in self.stops}

    @cached_property
    def stops_of(self) -> dict[str, tuple[Stop, ...]]:
        """School id → its stops, in table order; schools without stops have an empty tuple."""
        found: dict[str, list[Stop]] = {school.id: [] for school in self.schools}
        for stop in self.stops:
            found[stop.school_id].append(stop)
        return {school_id: tuple(stops) for school_id, stops in found.items()}

    def riders_by_school(self, run: Run) -> dict[str, int]:
        """Each school that a run serves → those of its riders who attend it, as their stops say."""
        if run.also is None:
            return {run.school_id: run.riders}
        stops = self.stop_by_id
        theirs = sum(
            v.riders for v in run.visits if v.stop_id in stops and stops[v.stop_id].school_id == run.also
        )
        return {run.school_id: run.riders - theirs, run.also: theirs}

    def school(self, school_id: str) -> School:
        """The school with this id (``KeyError`` if there is none)."""
        return self.schools[self.school_index[school_id]]
