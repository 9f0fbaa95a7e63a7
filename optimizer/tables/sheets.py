"""One table as it stands in its file: rows read by the contract, and every fault found on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.contracts import Column, Table
from optimizer.errors import Fault
from optimizer.tables.cells import CellError, did_you_mean, parse_cell
from optimizer.tables.csv_files import FileError, records_of


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, and every cell that could be read."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A table as read: its rows, and the faults in them."""

    table: Table
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    def ids(self) -> dict[str, int]:
        """Id of each row → the first line that has it, faulty rows included; empty if none is known."""
        lines: dict[str, int] = {}
        for row in self.rows:
            if self.table.key in row.cells:
                lines.setdefault(row.cells[self.table.key], row.line)
        return lines

    def fault(self, row: Row | None, column: str, value: str, problem: str, remedy: str = "") -> Fault:
        """Describe a fault of one cell of this file."""
        return Fault(self.table.file, problem, row.line if row else None, column, value, remedy)


def read_sheet(path: Path, table: Table) -> Sheet:
    """Read one file by its contract; nothing is raised, every fault is in the sheet."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Sheet(table, faults=_missing_file(path, table))
    try:
        records = records_of(content)
    except FileError as error:
        fault = Fault(table.file, error.problem, error.line, remedy=error.remedy)
        return Sheet(table, faults=(fault,))
    top = next(i for i, record in enumerate(records) if any(record))
    names = tuple(name.lower() for name in records[top])
    faults = list(_header_faults(names, table, top + 1))
    rows = []
    for line, record in enumerate(records[top + 1 :], start=top + 2):
        if any(record):
            cells, own = _read_row(line, record, names, table)
            rows.append(Row(line, cells))
            faults += own
    if not rows:
        faults.append(Fault(table.file, "has no rows below its header", remedy=table.meaning))
    return Sheet(table, tuple(rows), tuple(faults))


def _missing_file(path: Path, table: Table) -> tuple[Fault, ...]:
    """Report a required file that is not there, and an optional one if a file beside it looks like it."""
    names = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
    likely = [name for name in names if Path(name).stem.lower() in (table.name, table.name[:-1])]
    workbooks = [name for name in likely if Path(name).suffix.lower() in (".xlsx", ".xls", ".ods")]
    if workbooks:
        remedy = f"Save {workbooks[0]} as CSV UTF-8, under the name {table.file}."
    elif likely:
        remedy = f"Rename {likely[0]} to {table.file}."
    elif table.required:
        remedy = f"Add it with the columns {', '.join(c.name for c in table.columns if c.required)}."
    else:
        return ()
    return (Fault(table.file, "is missing", remedy=remedy),)


def _header_faults(names: Sequence[str], table: Table, line: int) -> Iterator[Fault]:
    absent = [name for name in table.column_names if name not in names]
    required = [name for name in absent if table.column(name).required]
    hinted = set()
    for name in names:
        if name and name not in table.column_names:
            hint = did_you_mean(name, required) or did_you_mean(name, absent)
            hinted.add(hint)
            remedy = hint or f"Remove it, or use one of {', '.join(absent) or 'the columns there are'}."
            yield Fault(table.file, "is not a column of this table", line, value=name, remedy=remedy)
    for name in required:
        if f'Did you mean "{name}"?' not in hinted:
            remedy = f"Add it: {_describe(table.column(name))}."
            yield Fault(table.file, "is missing from the header", line, name, remedy=remedy)
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        yield Fault(table.file, "stands twice in the header", line, name, remedy="Keep one of the two.")


def _describe(column: Column) -> str:
    return f"{column.meaning} ({column.allowed})" if column.allowed else column.meaning


def _read_row(
    line: int, record: Sequence[str], names: Sequence[str], table: Table
) -> tuple[dict[str, Any], list[Fault]]:
    texts = dict(zip(names, record, strict=False))
    cells, faults = _read_cells(line, texts, names, table)
    # Empty cells at the end are a spreadsheet's habit; a row that is shifted as well has a comma too many.
    if len(record) < len(names) or any(record[len(names) :]) or (faults and len(record) > len(names)):
        problem = f"has {len(record)} cells where the header has {len(names)}"
        fault = Fault(
            table.file, problem, line, remedy="Leave no cell out, and quote text that holds commas."
        )
        # The row's id is kept, so that rows that refer to it are not called faulty as well.
        return {table.key: texts[table.key]} if texts.get(table.key) else {}, [fault]
    return cells, faults


def _read_cells(
    line: int, texts: Mapping[str, str], names: Sequence[str], table: Table
) -> tuple[dict[str, Any], list[Fault]]:
    cells: dict[str, Any] = {}
    faults = []
    if texts.get(""):
        problem = "stands in a column without a name"
        faults.append(
            Fault(table.file, problem, line, value=texts[""], remedy="Name the column or empty it.")
        )
    for column in table.columns:
        if column.name not in names and column.required:
            continue
        text = texts.get(column.name, "")
        try:
            cells[column.name] = _read_cell(text, column)
        except CellError as error:
            faults.append(Fault(table.file, error.problem, line, column.name, text or None, error.remedy))
    return cells, faults


def _read_cell(text: str, column: Column) -> Any:
    """Read a cell, or what an empty one stands for: its default, "" for words, ``None`` for quantities."""
    text = text or column.default
    if text:
        return parse_cell(text, column)
    if column.required:
        raise CellError("is empty", f"Give {_describe(column)}.")
    return "" if column.type in ("id", "text", "choice") else None
