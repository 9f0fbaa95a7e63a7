"""A district's published facts by school, before any stop or bell is modelled: read and asked by year."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

from optimizer.district import LEVELS, Basis, Level, Place, Terrain, Yard
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.units import parse_clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What is published about one school; ``None`` and empty where nothing is.

    ``enrolment`` is by the October of a school year. ``area_children`` live in the attendance area,
    ``attending_share`` of them attend the school. ``area_with`` names a school with the same area (other
    grades). Feeders list the alternatives. ``receivers`` take the children when the school ``closes``.
    """

    id: str
    name: str
    level: Level
    grades: str
    area: str
    lat: float | None
    lon: float | None
    terrain: Terrain
    enrolment: dict[int, int]
    frl_share: float | None
    capacity: int | None
    option: bool
    area_children: int | None
    attending_share: float | None
    choice_in_share: float | None
    area_with: str
    feeder_middle: tuple[str, ...]
    feeder_high: tuple[str, ...]
    closes: date | None
    receivers: tuple[str, ...]
    bell_before: int | None
    day_before: int | None
    bell_adopted: dict[int, int]
    day_adopted: dict[int, int]
    bell_note: str

    def open_in(self, year: int) -> bool:
        """Whether the school is open in the school year that begins in ``year``."""
        return self.closes is None or self.closes > date(year, 9, 1)

    @property
    def place(self) -> Place:
        """Where the school stands; only for schools with a position."""
        assert self.lat is not None
        assert self.lon is not None
        return Place(self.id, self.lat, self.lon, self.terrain)

    @property
    def local(self) -> float:
        """Children of the attendance area who attend the school."""
        return (self.area_children or 0) * (self.attending_share or 0)


class _Row:
    """One row of a facts file; every cell that cannot be read is noted as a fault."""

    def __init__(self, file: str, line: int, cells: dict[str, str], faults: list[Fault]) -> None:
        self.file, self.line, self.cells, self.faults = file, line, cells, faults

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def ids(self, column: str) -> tuple[str, ...]:
        return tuple(part for part in self.text(column).split("|") if part)

    def get(self, column: str, kind: Callable[[str], T]) -> T | None:
        text = self.text(column)
        if not text:
            return None
        try:
            return kind(text)
        except ValueError:
            self.faults.append(Fault(self.file, "cannot be read", self.line, column, text))
            return None

    def by_year(self, prefix: str, kind: Callable[[str], int]) -> dict[int, int]:
        columns = [c for c in self.cells if c and c.startswith(prefix + "_") and c[-4:].isdigit()]
        found = {int(column[-4:]): self.get(column, kind) for column in columns}
        return {year: number for year, number in found.items() if number is not None}


def read_school_facts(folder: Path) -> tuple[SchoolFacts, ...]:
    """Read ``schools.csv`` of a facts folder, in the order of its rows.

    Raises
    ------
    InputError
        With every cell that cannot be read.
    """
    faults: list[Fault] = []
    schools = tuple(_school(row) for row in _rows(folder / "schools.csv", faults))
    known = {school.id for school in schools}
    for line, school in enumerate(schools, start=2):
        faults += [
            Fault("schools.csv", "is not a school of this file", line, column, other)
            for column in ("receivers", "feeder_middle", "feeder_high", "area_with")
            for other in _ids(getattr(school, column))
            if other not in known
        ]
    refuse_if_any(faults)
    return schools


def read_yard_facts(folder: Path) -> tuple[Yard, ...]:
    """Read ``yards.csv`` of a facts folder."""
    faults: list[Fault] = []
    yards = tuple(_yard(row) for row in _rows(folder / "yards.csv", faults))
    refuse_if_any(faults)
    return yards


def _rows(path: Path, faults: list[Fault]) -> list[_Row]:
    if not path.is_file():
        raise InputError([Fault(path.name, f"is missing in {path.parent.name}")])
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_Row(path.name, line, row, faults) for line, row in enumerate(csv.DictReader(file), start=2)]


def _ids(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return named if isinstance(named, tuple) else tuple(filter(None, [named]))


def _level(text: str) -> Level:
    if text not in LEVELS:
        raise ValueError(text)
    return text


def _terrain(text: str) -> Terrain:
    if text not in ("plains", "mountain"):
        raise ValueError(text)
    return cast("Terrain", text)


def _school(row: _Row) -> SchoolFacts:
    return SchoolFacts(
        id=row.text("cde_code"),
        name=row.text("name"),
        level=row.get("level", _level) or "elementary",
        grades=row.text("grades"),
        area=row.text("area"),
        lat=row.get("lat", float),
        lon=row.get("lon", float),
        terrain=row.get("terrain", _terrain) or "plains",
        enrolment=row.by_year("enrolment", int),
        frl_share=row.get("frl_share", float),
        capacity=row.get("capacity", int),
        option=row.text("option") == "yes",
        area_children=row.get("area_children", int),
        attending_share=row.get("attending_share", float),
        choice_in_share=row.get("choice_in_share", float),
        area_with=row.text("area_with"),
        feeder_middle=row.ids("feeder_middle"),
        feeder_high=row.ids("feeder_high"),
        closes=row.get("closes", date.fromisoformat),
        receivers=row.ids("receivers"),
        bell_before=row.get("bell_before", parse_clock),
        day_before=row.get("day_before", int),
        bell_adopted=row.by_year("bell_adopted", parse_clock),
        day_adopted=row.by_year("day_adopted", int),
        bell_note=row.text("bell_note"),
    )


def _yard(row: _Row) -> Yard:
    lat, lon = row.get("lat", float), row.get("lon", float)
    place = Place(row.text("yard_id"), lat or 0.0, lon or 0.0, row.get("terrain", _terrain) or "plains")
    basis = cast("Basis", row.text("basis"))
    return Yard(place, row.text("name"), row.get("buses", int), basis)
