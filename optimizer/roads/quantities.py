"""Numbers in road files: read all at once, and what is wrong with those that are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from optimizer.contracts import Column
from optimizer.errors import Fault
from optimizer.tables.cells import CellError, parse_cell
from optimizer.travel import FloatArray

MOST_TOLD = 20  # a column that is wrong from top to bottom is told by its first cells

# fmt: off
LENGTH = Column("length_m", "number", "the length of the link", "metres", (0, None), required=True)
SPEEDS = (
    Column("freespeed_mps", "number", "free-flow speed", "metres per second", (0, None)),
    Column("speed_kph", "number", "free-flow speed", "kilometres per hour", (0, None)),
)
# fmt: on


def read_numbers(
    cells: pd.Series[str], column: Column, fault: Callable[[int, CellError], Fault]
) -> tuple[FloatArray, list[Fault]]:
    """Read the cells of a column, stripped; NaN where a cell is empty or faulty.

    ``fault`` says where the cell at a position stands, and what is wrong with it.
    """
    texts = cells.to_numpy(dtype=object)
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    low, high = column.bounds
    unsound = ~np.isfinite(numbers)
    if low is not None:
        unsound |= numbers < low
    if high is not None:
        unsound |= numbers > high
    if not column.required:
        unsound &= texts != ""
    faults = []
    for k in np.flatnonzero(unsound).tolist():
        try:
            numbers[k] = _read(texts[k], column)
        except CellError as error:
            numbers[k] = np.nan
            faults.append(fault(k, error))
    return numbers, faults


def _read(text: str, column: Column) -> float:
    if not text:
        raise CellError("is empty", f"Give {column.meaning} ({column.allowed} {column.unit}).")
    return float(parse_cell(text, column))


def first_of(faults: Sequence[Fault]) -> list[Fault]:
    """The first faults of one kind in one file, and how many more there are."""
    told, more = list(faults[:MOST_TOLD]), len(faults) - MOST_TOLD
    if more > 0:
        # At the place of the last one, so that it stays there when faults are sorted by line.
        told.append(replace(told[-1], problem=f"is followed by {more:,} more like it", remedy=""))
    return told
