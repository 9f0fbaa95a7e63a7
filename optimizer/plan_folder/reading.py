"""Reading a plan folder back, with every fault found at once."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from optimizer.district import PERIODS, Period, Run, Visit
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.plan import Plan, Route, TimedRun
from optimizer.plan_folder.layout import (
    ALSO,
    BELL_COLUMNS,
    KIND,
    ROUTE_COLUMNS,
    RUN_COLUMNS,
    STAY,
    kind_of,
)
from optimizer.units import parse_clock

T = TypeVar("T")

# What other parts read of result.json; the rest is for people.
RESULT_KEYS = ("name", "status", "buses", "bound", "district")

# What a plan from elsewhere must say to be a start.
START_BELLS = ("school_id", "bell")
START_ROUTES = ("bus", "yard_id", "period", "run_id", "at_school")


@dataclass(frozen=True)
class SavedPlan:
    """A plan folder, read. Without a plan, ``plan`` and ``evaluation`` are ``None`` and ``bells`` is empty.

    ``result`` and ``evaluation`` are the JSON files as they stand; ``bells`` is bells.csv with times in
    minutes past midnight; ``district_folder`` is where the facts lay when the plan was made.
    """

    folder: Path
    name: str
    plan: Plan | None
    result: dict[str, Any]
    evaluation: dict[str, Any] | None
    bells: pd.DataFrame
    scenario: dict[str, Any]
    district_folder: Path

    @property
    def scenario_path(self) -> Path:
        """The plan's own, resolved scenario file."""
        return self.folder / "scenario.toml"

    @property
    def chosen_stops(self) -> Path | None:
        """The table of stops that were chosen for this plan, if the district has none of its own."""
        path = self.folder / "stops.csv"
        return path if path.is_file() else None

    def require_plan(self) -> Plan:
        """Return the plan, or raise an InputError saying that this folder holds none."""
        if self.plan is None:
            raise InputError([Fault(str(self.folder), "holds no plan", remedy="Its result.json says why.")])
        return self.plan


def read_plan(folder: str | Path) -> SavedPlan:
    """Read a plan folder back into the plan that was written.

    Raises
    ------
    InputError
        with every fault found: missing files or columns, unreadable times, unknown runs.
    """
    folder = Path(folder)
    if kind_of(folder) != KIND:
        raise InputError([Fault(str(folder), "is not a plan folder", remedy="`belltime solve` writes one.")])
    faults: list[Fault] = []
    result = _read_result(folder / "result.json", faults)
    scenario = _read_scenario(folder / "scenario.toml", faults)
    plan, evaluation, bells = None, None, pd.DataFrame(columns=list(BELL_COLUMNS))
    if result.get("buses") is not None:
        evaluation = _read_json(folder / "evaluation.json", faults)
        bells = _read_bells(folder / "bells.csv", faults)
        runs = _read_runs(folder / "runs.csv", faults)
        routes = _read_routes(folder / "routes.csv", {run.id for run in runs}, faults)
        starts = dict(zip(bells["school_id"], bells["bell"], strict=True))
        plan = Plan(str(result.get("name")), starts, runs, routes)
    refuse_if_any(faults)
    district_folder = (folder / result["district"]["folder"]).resolve()
    return SavedPlan(folder, result["name"], plan, result, evaluation, bells, scenario, district_folder)


def read_start(path: Path, runs: Sequence[Run]) -> Plan:
    """Read a plan to start a solve from, wherever it comes from.

    A plan folder; or one with a ``bells.csv`` of ``school_id`` and ``bell`` and perhaps a ``routes.csv`` of
    ``bus``, ``yard_id``, ``period``, ``run_id`` and ``at_school``; or such a bells.csv by itself. Where no
    ``runs.csv`` stands beside them, ``runs`` are taken.

    Raises
    ------
    InputError
        with every fault found, or if there are no bells.
    """
    if kind_of(path) == KIND:
        return read_plan(path).require_plan()
    folder = path if path.is_dir() else path.parent
    bells = folder / "bells.csv" if path.is_dir() else path
    if not bells.is_file():
        remedy = "Name one that `belltime solve` wrote, or a folder or file with school_id and bell."
        raise InputError([Fault(str(path), "is not a plan folder and holds no bells.csv", remedy=remedy)])
    faults: list[Fault] = []
    lines = _read_table(bells, START_BELLS, faults)
    _refuse_repeats(lines, "school_id")
    starts = {line.cells["school_id"]: line.read("bell", parse_clock, 0) for line in lines}
    has_routes = path.is_dir() and (folder / "routes.csv").is_file()
    if has_routes and (folder / "runs.csv").is_file():
        runs = _read_runs(folder / "runs.csv", faults)
    known = {run.id for run in runs}
    routes = _read_routes(folder / "routes.csv", known, faults, START_ROUTES) if has_routes else ()
    refuse_if_any(faults)
    return Plan(path.name, starts, tuple(runs), routes)


def _read_result(path: Path, faults: list[Fault]) -> dict[str, Any]:
    result = _read_json(path, faults)
    faults.extend(Fault(str(path), "is missing", column=key) for key in RESULT_KEYS if key not in result)
    return result


def _read_json(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        faults.append(_missing(path))
        return {}
    except ValueError as broken:
        faults.append(Fault(str(path), f"is not JSON: {broken}"))
        return {}
    return dict(found)


def _read_scenario(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        faults.append(_missing(path))
    except ValueError as broken:
        faults.append(Fault(str(path), f"is not TOML: {broken}"))
    return {}


def _missing(path: Path) -> Fault:
    return Fault(str(path), "is missing", remedy="Solve again to write the whole folder.")


@dataclass(frozen=True)
class _Cells:
    """One line of a table, which reads its own cells and keeps the faults it meets."""

    file: str
    line: int
    cells: Mapping[str, str]
    faults: list[Fault]

    def read(self, column: str, parse: Callable[[str], T], otherwise: T) -> T:
        text = self.cells[column]
        try:
            return parse(text)
        except ValueError as broken:
            words = "is not a number" if "could not convert" in str(broken) else _without(str(broken), text)
            self.fault(column, words)
            return otherwise

    def fault(self, column: str, problem: str) -> None:
        self.faults.append(Fault(self.file, problem, self.line, column, self.cells[column]))


def _without(words: str, value: str) -> str:
    """Take an error's words without the value that it begins with: the fault names the value itself."""
    return words.removeprefix(repr(value)).strip()


def _read_table(path: Path, columns: Sequence[str], faults: list[Fault]) -> list[_Cells]:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        faults.append(_missing(path))
        return []
    except UnicodeDecodeError:
        faults.append(Fault(str(path), "is not UTF-8 text", remedy="Save it as CSV UTF-8."))
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    absent = [name for name in columns if name not in (reader.fieldnames or ())]
    faults.extend(Fault(str(path), "is missing", 1, name) for name in absent)
    if absent:
        return []
    return [_Cells(str(path), reader.line_num, cells, faults) for cells in reader]


def _refuse_repeats(lines: Sequence[_Cells], column: str) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.cells[column] in seen:
            line.fault(column, "stands in an earlier line too")
        seen.add(line.cells[column])


def _read_bells(path: Path, faults: list[Fault]) -> pd.DataFrame:
    parse: dict[str, Callable[[str], Any]] = {
        "lat": float, "lon": float, "students": int, "minutes_moved": int,
        "bell_today": parse_clock, "bell": parse_clock, "dismissal": parse_clock,
    }  # fmt: skip
    lines = _read_table(path, BELL_COLUMNS, faults)
    _refuse_repeats(lines, "school_id")
    for line in lines:
        if not line.cells["bell"]:
            line.fault("bell", "is empty")
    table = {
        name: [line.read(name, parse.get(name, str), None) if line.cells[name] else None for line in lines]
        for name in BELL_COLUMNS
    }
    return pd.DataFrame(table, dtype=object)


def _read_runs(path: Path, faults: list[Fault]) -> tuple[Run, ...]:
    lines = _read_table(path, RUN_COLUMNS, faults)
    _refuse_repeats(lines, "run_id")
    return tuple(
        Run(
            line.cells["run_id"],
            line.cells["school_id"],
            line.read("period", _parse_period, "am"),
            line.read("stops", _parse_visits, ()),
            line.read("live_minutes", _parse_optional, None),
            line.read("live_miles", _parse_optional, None),
            line.cells.get(ALSO) or None,
            line.read(STAY, float, 0.0) if line.cells.get(STAY) else 0.0,
        )
        for line in lines
    )


def _parse_period(text: str) -> Period:
    for period in PERIODS:
        if text == period:
            return period
    raise ValueError("is neither am nor pm")


def _parse_optional(text: str) -> float | None:
    return float(text) if text else None


def _parse_visits(text: str) -> tuple[Visit, ...]:
    visits = []
    for word in text.split():
        stop_id, colon, numbers = word.rpartition(":")
        riders, chair, wheelchairs = numbers.partition("w")
        if not colon or not riders.isdecimal() or (chair and not wheelchairs.isdecimal()):
            raise ValueError(f"names no riders at stop {word}")
        visits.append(Visit(stop_id, int(riders), int(wheelchairs or 0)))
    return tuple(visits)


def _read_routes(
    path: Path, known: Set[str], faults: list[Fault], columns: Sequence[str] = ROUTE_COLUMNS
) -> tuple[Route, ...]:
    """Routes in the order that they first appear; within each half day the lines stand in driving order."""
    found: dict[str, dict[str, Any]] = {}
    driven: set[str] = set()
    for line in _read_table(path, columns, faults):
        run_id = line.cells["run_id"]
        if run_id not in known:
            line.fault("run_id", "is not in runs.csv")
        if run_id in driven:
            line.fault("run_id", "is driven twice")
        driven.add(run_id)
        bus = found.setdefault(line.cells["bus"], {"yard_id": line.cells["yard_id"], "am": [], "pm": []})
        if bus["yard_id"] != line.cells["yard_id"]:
            line.fault("yard_id", "differs from the bus's first line")
        period = line.read("period", _parse_period, "am")
        bus[period].append(TimedRun(run_id, line.read("at_school", parse_clock, 0)))
    return tuple(Route(bus, of["yard_id"], tuple(of["am"]), tuple(of["pm"])) for bus, of in found.items())
