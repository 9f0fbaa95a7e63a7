"""A road network as two tables: directed links, and beside them the nodes; every fault of both at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.contracts import LAT, LON, Column
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.roads.quantities import LENGTH, SPEEDS, first_of, read_numbers
from optimizer.tables.cells import CellError
from optimizer.tables.csv_files import FileError, records_of

ENDS = ("from", "to")
RAGGED = "Leave no cell out, and quote text that holds commas."


@dataclass(frozen=True)
class RoadTable:
    """One of the two tables: its whole rows as text, the line of each, and the faults found so far.

    ``whole`` is whether all rows are there, so that what refers to them can be checked.
    """

    file: str
    rows: pd.DataFrame
    lines: Sequence[int]
    faults: Sequence[Fault]
    whole: bool

    def numbers(self, column: Column) -> tuple[pd.Series[float], list[Fault]]:
        """Read a column of numbers; NaN where a cell is empty or faulty, or the column is not there."""
        if column.name not in self.rows:
            return pd.Series(np.nan, index=self.rows.index), []

        def fault(k: int, error: CellError) -> Fault:
            text = str(cells.iloc[k]) or None
            return Fault(self.file, error.problem, self.lines[k], column.name, text, error.remedy)

        cells = self.rows[column.name]
        numbers, faults = read_numbers(cells, column, fault)
        return pd.Series(numbers, index=self.rows.index), first_of(faults)

    def cells_at(self, where: pd.Series[bool], column: str, problem: str, remedy: str) -> list[Fault]:
        """Faults of the cells of ``column`` in the rows ``where``."""
        return first_of(
            [
                Fault(self.file, problem, self.lines[k], column, self.rows[column].iloc[k] or None, remedy)
                for k in np.flatnonzero(where.to_numpy(dtype=bool)).tolist()
            ]
        )


def read_link_tables(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read links (tail, head, metres, what states the speed) and nodes (index id; lat, lon): nodes first.

    Columns that are not known, such as the number of lanes, are left alone.

    Raises
    ------
    InputError
        with every fault of both tables.
    """
    beside = path.with_name(path.name.replace("links", "nodes"))
    if beside == path or not beside.is_file():
        remedy = "Name the links like roads_links.csv and put roads_nodes.csv beside them."
        raise InputError([Fault(path.name, "has no table of nodes beside it", remedy=remedy)])
    links = _read_table(path, (*ENDS, LENGTH.name))
    nodes = _read_table(beside, ("node", "lon", "lat"))
    faults = [*links.faults, *nodes.faults]
    metres, wrong = links.numbers(LENGTH)
    faults += wrong
    stated = {}
    for column in SPEEDS:
        stated[column.name], wrong = links.numbers(column)
        faults += wrong
    lon, wrong_lon = nodes.numbers(LON)
    lat, wrong_lat = nodes.numbers(LAT)
    faults += [*wrong_lon, *wrong_lat, *_node_faults(nodes), *_end_faults(links, nodes)]
    refuse_if_any(sorted(faults, key=lambda fault: (fault.file != path.name, fault.line or np.inf)))
    return (
        pd.DataFrame({"lat": lat.to_numpy(), "lon": lon.to_numpy()}, index=nodes.rows["node"]),
        links.rows.rename(columns={"from": "tail", "to": "head"}).assign(metres=metres, **stated),
    )


def _read_table(path: Path, needed: Sequence[str]) -> RoadTable:
    try:
        records = records_of(path.read_bytes())
    except FileError as error:
        fault = Fault(path.name, error.problem, error.line, remedy=error.remedy)
        return RoadTable(path.name, pd.DataFrame(), (), (fault,), whole=False)
    top = next(k for k, record in enumerate(records) if any(record))
    names = [name.lower() for name in records[top]]
    faults = list(_header_faults(path.name, top + 1, names, needed))
    if faults:
        return RoadTable(path.name, pd.DataFrame(), (), faults, whole=False)
    numbered = [(line, row) for line, row in enumerate(records[top + 1 :], start=top + 2) if any(row)]
    if not numbered:
        faults = [Fault(path.name, "has no rows below its header", remedy="Give each road or node a row.")]
    # Empty cells at the end are a spreadsheet's habit.
    ragged = {line: len(row) for line, row in numbered if len(row) < len(names) or any(row[len(names) :])}
    faults += first_of(
        [
            Fault(path.name, f"has {cells} cells where the header has {len(names)}", line, remedy=RAGGED)
            for line, cells in ragged.items()
        ]
    )
    kept = {line: row[: len(names)] for line, row in numbered if line not in ragged}
    rows = pd.DataFrame(list(kept.values()), columns=names, dtype=object)
    return RoadTable(path.name, rows, list(kept), faults, whole=not faults)


def _header_faults(file: str, line: int, names: Sequence[str], needed: Sequence[str]) -> Iterator[Fault]:
    remedy = f"The columns {', '.join(needed)} are needed."
    for name in needed:
        if name not in names:
            yield Fault(file, f"has no column {name}", line, remedy=remedy)
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        yield Fault(file, "stands twice in the header", line, name, remedy="Keep one of the two.")


def _node_faults(nodes: RoadTable) -> list[Fault]:
    """Nodes without an id, and ids that an earlier row has taken."""
    if "node" not in nodes.rows:
        return []
    ids = nodes.rows["node"]
    remedy = "Keep one of the two, or give this node an id of its own."
    first = dict(zip(reversed(ids.tolist()), reversed(nodes.lines), strict=True))
    again = [
        Fault(nodes.file, f"stands already in line {first[node]}", line, "node", node, remedy)
        for node, line in zip(ids.tolist(), nodes.lines, strict=True)
        if node and line != first[node]
    ]
    return [*nodes.cells_at(ids == "", "node", "is empty", "Give the node an id."), *first_of(again)]


def _end_faults(links: RoadTable, nodes: RoadTable) -> list[Fault]:
    """Links that begin or end nowhere, or at a node that is not in the table of nodes."""
    faults = []
    for end in (end for end in ENDS if end in links.rows):
        ids = links.rows[end]
        faults += links.cells_at(ids == "", end, "is empty", "Give the id of a node.")
        if nodes.whole:
            unknown = (ids != "") & ~ids.isin(nodes.rows["node"])
            remedy = "Add the node, or take the link out."
            faults += links.cells_at(unknown, end, f"is not in {nodes.file}", remedy)
    return faults
