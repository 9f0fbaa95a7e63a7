"""Folders of ``Schools.txt`` and ``Stops.txt`` → instances, with every fault found reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.contracts import Column
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.park.instance import MINUTE, ParkInstance, ParkSchool
from optimizer.tables import Row
from optimizer.tables.cells import CellError, did_you_mean, parse_cell
from optimizer.tables.csv_files import FileError, records_of

SCHOOLS, STOPS = "Schools.txt", "Stops.txt"
WORLD = (-1.4e8, 1.4e8)
"""Feet around the Earth (131 million), rounded up: no projection has a place further from its origin."""

COLUMNS = {
    SCHOOLS: (
        Column("ID", "id", "an id of its own"),
        Column("X", "number", "the school's place", "feet", WORLD),
        Column("Y", "number", "the school's place", "feet", WORLD),
        Column("AMEARLY", "clock", "the earliest bell"),
        Column("AMLATE", "clock", "the latest bell"),
    ),
    STOPS: (
        Column("ID", "id", "an id of its own"),
        Column("X_COORD", "number", "the stop's place", "feet", WORLD),
        Column("Y_COORD", "number", "the stop's place", "feet", WORLD),
        Column("EP_ID", "id", f"the id of its school in {SCHOOLS}"),
        Column("STUDENT_COUNT", "whole", "the students who wait there, 0 if nobody", "students", (0, 10_000)),
    ),
}

_HHMM = re.compile(r"([01]?\d|2[0-3])[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file as read: the rows with the cells that could be read, and the faults of the others."""

    path: Path
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    def fault(self, row: Row, column: str, value: str, problem: str, remedy: str) -> Fault:
        return Fault(str(self.path), problem, row.line, column, value, remedy)


def read_parks(folder: Path, names: Sequence[str]) -> list[ParkInstance]:
    """Read the named instances, each in a folder of its own inside ``folder``.

    Raises
    ------
    InputError
        With every fault of all of them, so that none is solved before the last is known to be sound.
    """
    refuse_if_any(_folder_faults(folder))
    there = _instances_in(folder)
    read: list[ParkInstance] = []
    faults: list[Fault] = []
    for name in names:
        if name not in there:
            remedy = did_you_mean(name, there) or f"Choose from {', '.join(there)}."
            faults.append(Fault(str(folder), "is not an instance here", value=name, remedy=remedy))
            continue
        try:
            read.append(read_park(folder / name))
        except InputError as refused:
            faults.extend(refused.faults)
    refuse_if_any(faults)
    return read


def read_park(folder: Path) -> ParkInstance:
    """Read ``Schools.txt`` and ``Stops.txt`` of one instance.

    Raises
    ------
    InputError
        With every fault: unreadable values, ids given twice, windows that end before they begin, and stops of
        an unknown school.
    """
    schools, stops = _read_sheet(folder / SCHOOLS), _read_sheet(folder / STOPS)
    of_schools = [*schools.faults, *_duplicate_faults(schools), *_window_faults(schools)]
    of_stops = [*stops.faults, *_duplicate_faults(stops), *_reference_faults(stops, schools)]
    refuse_if_any([*sorted(of_schools, key=_line), *sorted(of_stops, key=_line)])
    idle = tuple(row.cells["ID"] for row in stops.rows if row.cells["STUDENT_COUNT"] == 0)
    waiting = [row.cells for row in stops.rows if row.cells["STUDENT_COUNT"] > 0]
    built = tuple(
        _build_school(row.cells, [stop for stop in waiting if stop["EP_ID"] == row.cells["ID"]])
        for row in schools.rows
    )
    return ParkInstance(folder.name, built, idle)


def _line(fault: Fault) -> int:
    return fault.line or 0


def _instances_in(folder: Path) -> list[str]:
    return sorted({path.parent.name for file in COLUMNS for path in folder.glob(f"*/{file}")})


def _folder_faults(folder: Path) -> Iterator[Fault]:
    remedy = f"Give the folder that holds a folder for each instance, with {SCHOOLS} and {STOPS} in it."
    if not folder.is_dir():
        yield Fault(str(folder), "folder is missing", remedy=remedy)
    elif not _instances_in(folder):
        yield Fault(str(folder), "holds no instances", remedy=remedy)


def _read_sheet(path: Path) -> _Sheet:
    columns = COLUMNS[path.name]
    if not path.is_file():
        remedy = f"Add it with the columns {', '.join(column.name for column in columns)}."
        return _Sheet(path, faults=(Fault(str(path), "is missing", remedy=remedy),))
    try:
        records = records_of(path.read_bytes())
    except FileError as error:
        remedy = error.remedy.replace("CSV UTF-8", "text in UTF-8, with tabs between the cells")
        return _Sheet(path, faults=(Fault(str(path), error.problem, error.line, remedy=remedy),))
    top = next(i for i, record in enumerate(records) if any(record))
    names = records[top]
    faults = list(_header_faults(path, names, top + 1))
    rows: list[Row] = []
    for line, record in enumerate(records[top + 1 :], start=top + 2):
        if any(record):
            row, own = _read_row(path, line, names, record)
            rows.append(row)
            faults += own
    if not rows:
        faults.append(Fault(str(path), "has no rows below its header", remedy="Write a row for each."))
    return _Sheet(path, tuple(rows), tuple(faults))


def _header_faults(path: Path, names: Sequence[str], line: int) -> Iterator[Fault]:
    for column in COLUMNS[path.name]:
        if column.name not in names:
            there = ", ".join(name for name in names if name)
            remedy = f"Add it: {column.meaning}. The file has: {there}."
            yield Fault(str(path), f"has no column {column.name}", line, remedy=remedy)
        elif names.count(column.name) > 1:
            remedy = "Keep one of the two."
            yield Fault(str(path), "stands twice in the header", line, column.name, remedy=remedy)


def _read_row(path: Path, line: int, names: Sequence[str], record: Sequence[str]) -> tuple[Row, list[Fault]]:
    if len(record) < len(names) or any(record[len(names) :]):
        problem = f"has {len(record)} cells where the header has {len(names)}"
        # The id is kept, so that stops of this school are not called faulty as well.
        kept = {"ID": record[names.index("ID")]} if "ID" in names[: len(record)] else {}
        remedy = "Leave no cell out, and put one tab between two cells."
        return Row(line, kept), [Fault(str(path), problem, line, remedy=remedy)]
    cells: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in COLUMNS[path.name]:
        if column.name in names:
            text = record[names.index(column.name)]
            try:
                cells[column.name] = _parse(text, column)
            except CellError as error:
                if column.name == "ID" and text:
                    cells["ID"] = text  # known, if badly spelled: its stops are not called faulty as well
                faults.append(Fault(str(path), error.problem, line, column.name, text or None, error.remedy))
    return Row(line, cells), faults


def _parse(text: str, column: Column) -> Any:
    """Read a cell; a bell becomes seconds past midnight: ``905`` is 9:05."""
    if not text:
        raise CellError("is empty", f"Give {column.meaning}.")
    if column.type != "clock":
        return parse_cell(text, column)
    if not _HHMM.fullmatch(text):
        raise CellError("is not a time of day", "Write hours and minutes without a colon: 905 for 9:05.")
    return (int(text) // 100 * 60 + int(text) % 100) * MINUTE


def _duplicate_faults(sheet: _Sheet) -> Iterator[Fault]:
    first: dict[str, Row] = {}
    for row in sheet.rows:
        if "ID" in row.cells:
            id_ = row.cells["ID"]
            earlier = first.setdefault(id_, row)
            if earlier is not row:
                problem = f"stands already in line {earlier.line}"
                yield sheet.fault(row, "ID", id_, problem, "Give each row an id of its own.")


def _window_faults(schools: _Sheet) -> Iterator[Fault]:
    for row in schools.rows:
        early, late = row.cells.get("AMEARLY"), row.cells.get("AMLATE")
        if early is not None and late is not None and late < early:
            problem = f"is before AMEARLY, {_hhmm(early)}"
            remedy = "Give a latest bell that is not before the earliest."
            yield schools.fault(row, "AMLATE", _hhmm(late), problem, remedy)


def _hhmm(seconds: int) -> str:
    minutes = seconds // MINUTE
    return f"{minutes // 60}{minutes % 60:02d}"


def _reference_faults(stops: _Sheet, schools: _Sheet) -> Iterator[Fault]:
    known = {row.cells["ID"] for row in schools.rows if "ID" in row.cells}
    if not known:
        return  # Schools.txt has told already what it lacks
    for row in stops.rows:
        id_ = row.cells.get("EP_ID")
        if id_ is not None and id_ not in known:
            remedy = did_you_mean(id_, known) or "Add the school, or correct the id."
            yield stops.fault(row, "EP_ID", id_, f"is not in {SCHOOLS}", remedy)


def _build_school(cells: dict[str, Any], stops: Sequence[dict[str, Any]]) -> ParkSchool:
    places = [(stop["X_COORD"], stop["Y_COORD"]) for stop in stops]
    return ParkSchool(
        school_id=cells["ID"],
        place=np.array([cells["X"], cells["Y"]]),
        bell_early=cells["AMEARLY"],
        bell_late=cells["AMLATE"],
        stop_ids=tuple(stop["ID"] for stop in stops),
        stop_places=np.array(places, dtype=np.float64).reshape(-1, 2),
        students=np.array([stop["STUDENT_COUNT"] for stop in stops], dtype=np.int64),
    )
