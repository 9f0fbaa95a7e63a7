"""The district's own driving times: the rows of travel.csv, found by pair of place ids."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.district import Place
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.travel import FloatArray, Travel

KeyArray = npt.NDArray[np.int64]

COLUMNS = ("from_id", "to_id", "minutes", "miles")


class TravelRow(NamedTuple):
    """Free-flow minutes and miles from one place to another; not necessarily the same back."""

    from_id: str
    to_id: str
    minutes: float
    miles: float


@dataclass(frozen=True)
class MatrixTravel:
    """Times and miles that the district's own system states, pair by pair. N ids, P pairs.

    ``keys`` [P] are ascending: origin's position × N + destination's position. A pair without a row is
    asked of ``fallback``; without one, all missing pairs are refused at once. From a place to itself is 0
    unless a row says otherwise.
    """

    position: dict[str, int]
    keys: KeyArray
    row_minutes: FloatArray
    row_miles: FloatArray
    fallback: Travel | None = None
    file: str = "travel.csv"

    @property
    def label(self) -> str:
        """``travel.csv``, and what fills its gaps."""
        return (
            self.file if self.fallback is None else f"{self.file}, where it is silent {self.fallback.label}"
        )

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Free-flow minutes, shape [origins, destinations]."""
        found = self._find(self.row_minutes, origins, destinations)
        if not np.isnan(found).any():
            return found
        return np.where(
            np.isnan(found),
            self._otherwise(found, origins, destinations).minutes(origins, destinations),
            found,
        )

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        """Miles driven, shape [origins, destinations]."""
        found = self._find(self.row_miles, origins, destinations)
        if not np.isnan(found).any():
            return found
        return np.where(
            np.isnan(found), self._otherwise(found, origins, destinations).miles(origins, destinations), found
        )

    def _find(
        self, values: FloatArray, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> FloatArray:
        """Rows' ``values``, NaN where there is no row."""
        here, there = self._positions(origins)[:, None], self._positions(destinations)[None, :]
        asked = here * len(self.position) + there
        nearest = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        hit = (here >= 0) & (there >= 0) & (self.keys[nearest] == asked)
        same = _ids(origins)[:, None] == _ids(destinations)[None, :]
        return np.where(hit, values[nearest], np.where(same, 0.0, np.nan))

    def _otherwise(
        self, found: FloatArray, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Travel:
        """Return the source that fills the gaps, or refuse all gaps at once."""
        if self.fallback is None:
            gaps = [(origins[o].id, destinations[d].id) for o, d in np.argwhere(np.isnan(found))]
            raise InputError([_missing_fault(self.file, gaps)])
        return self.fallback

    def _positions(self, places: Sequence[Place]) -> KeyArray:
        return np.array([self.position.get(place.id, -1) for place in places], dtype=np.int64)


def build_matrix_travel(
    rows: Iterable[TravelRow], fallback: Travel | None = None, file: str = "travel.csv"
) -> MatrixTravel:
    """Sort rows by pair; of two rows for one pair the later holds (``read_travel_rows`` refuses them)."""
    latest = {(row.from_id, row.to_id): row for row in rows}
    ids = dict.fromkeys(place_id for pair in latest for place_id in pair)
    position = {place_id: k for k, place_id in enumerate(ids)}
    keys = [position[here] * len(position) + position[there] for here, there in latest]
    # One row that no pair can ask for keeps an empty table searchable.
    none = TravelRow("", "", math.nan, math.nan)
    values = np.array([(row.minutes, row.miles) for row in (none, *latest.values())], dtype=np.float64)
    order = np.argsort(np.array([-1, *keys], dtype=np.int64))
    return MatrixTravel(
        position,
        np.array([-1, *keys], dtype=np.int64)[order],
        values[order, 0],
        values[order, 1],
        fallback,
        file,
    )


def _missing_fault(file: str, pairs: Sequence[tuple[str, str]]) -> Fault:
    some = ", ".join(f"{here} → {there}" for here, there in pairs[:10]) + (", …" if len(pairs) > 10 else "")
    count = "1 pair" if len(pairs) == 1 else f"{len(pairs):,} pairs"
    remedy = 'Add the rows, or set travel.source to "straight" or "roads".'
    return Fault(file, f"has no row for {count} of places: {some}", remedy=remedy)


def _ids(places: Sequence[Place]) -> npt.NDArray[np.object_]:
    return np.array([place.id for place in places], dtype=object)


def read_travel_rows(path: Path) -> tuple[TravelRow, ...]:
    """Read travel.csv; every faulty row is named in one :class:`~optimizer.errors.InputError`."""
    if not path.is_file():
        remedy = f"Write {path.name} with the columns {', '.join(COLUMNS)}, or choose another travel.source."
        refuse_if_any([Fault(path.name, f"is missing from {path.parent}", remedy=remedy)])
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        absent = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        refuse_if_any(Fault(path.name, f"has no column {column}", line=1) for column in absent)
        numbered = list(enumerate(reader, start=2))
    faults = list(_row_faults(path.name, numbered))
    refuse_if_any(faults)
    return tuple(
        TravelRow(row["from_id"].strip(), row["to_id"].strip(), float(row["minutes"]), float(row["miles"]))
        for _, row in numbered
    )


def _row_faults(file: str, numbered: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Fault]:
    first_line: dict[tuple[str, str], int] = {}
    for line, row in numbered:
        for column in ("minutes", "miles"):
            if not _is_amount(row[column]):
                yield Fault(file, "is not a number from 0", line, column, row[column] or "")
        pair = ((row["from_id"] or "").strip(), (row["to_id"] or "").strip())
        if not all(pair):
            yield Fault(file, "names no place", line, COLUMNS[pair.index("")], "")
        elif first_line.setdefault(pair, line) != line:
            value = f"{pair[0]} → {pair[1]}"
            yield Fault(file, f"is already given in line {first_line[pair]}", line, "to_id", value)


def _is_amount(text: str | None) -> bool:
    try:
        number = float(text or "")
    except ValueError:
        return False
    return math.isfinite(number) and number >= 0
