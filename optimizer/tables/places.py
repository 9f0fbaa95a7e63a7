"""Places of all tables together: ids that are unique and known, coordinates that can be true."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from statistics import median

from optimizer.contracts import SCHOOLS
from optimizer.errors import Fault
from optimizer.tables.cells import did_you_mean
from optimizer.tables.sheets import Row, Sheet

FAR_MILES = 150
MILES_PER_DEGREE = 69.1


def duplicate_faults(sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Faults of every id that a row of these sheets has taken before."""
    first: dict[str, tuple[Sheet, Row]] = {}
    for sheet in sheets:
        for row in sheet.rows:
            id_ = row.cells.get(sheet.table.key)
            if not id_:
                continue
            where, earlier = first.setdefault(id_, (sheet, row))
            if earlier is not row:
                file = "" if where is sheet else f"{where.table.file}, "
                problem = f"stands already in {file}line {earlier.line}"
                remedy = f"Give this {sheet.table.name[:-1]} an id of its own."
                yield sheet.fault(row, sheet.table.key, id_, problem, remedy)


def reference_faults(sheet: Sheet, school_ids: Collection[str]) -> Iterator[Fault]:
    """Faults of every cell of ``sheet`` that names a school which the district does not have."""
    columns = [column.name for column in sheet.table.columns if column.refers_to == SCHOOLS.name]
    for row in sheet.rows:
        for name in columns:
            id_ = row.cells.get(name)
            if id_ and id_ not in school_ids:
                yield sheet.fault(row, name, id_, f"is not in {SCHOOLS.file}", _remedy(id_, school_ids))


def _remedy(id_: str, known: Collection[str]) -> str:
    unpadded = [other for other in known if other.lstrip("0") == id_.lstrip("0")]
    if unpadded:
        return f'Did you mean "{unpadded[0]}"? Ids are text: a spreadsheet drops leading zeros.'
    return did_you_mean(id_, known) or "Add the school, or correct the id."


def coordinate_faults(sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Faults of every place that stands nowhere, or too far from the district's middle to belong to it."""
    places = [
        (sheet, row, float(row.cells["lat"]), float(row.cells["lon"]))
        for sheet in sheets
        for row in sheet.rows
        if row.cells.get("lat") is not None and row.cells.get("lon") is not None
    ]
    nowhere = [place for place in places if place[2:] == (0.0, 0.0)]
    for sheet, row, _, _ in nowhere:
        yield sheet.fault(
            row, "lat", "0, 0", "is a point in the Atlantic", "Give the place's own lat and lon."
        )
    placed = [place for place in places if place[2:] != (0.0, 0.0)]
    if not placed:
        return
    middle = median(lat for _, _, lat, _ in placed), median(lon for _, _, _, lon in placed)
    for sheet, row, lat, lon in placed:
        miles = _miles((lat, lon), middle)
        if miles > FAR_MILES:
            problem = f"is {miles:,.0f} miles from the middle of the district"
            yield sheet.fault(row, "lat", f"{lat:g}, {lon:g}", problem, _remedy_far(lat, lon, middle))


def _remedy_far(lat: float, lon: float, middle: tuple[float, float]) -> str:
    if _miles((lon, lat), middle) <= FAR_MILES:
        return "Are lat and lon swapped?"
    if _miles((lat, -lon), middle) <= FAR_MILES:
        return f"Is the sign lost? lon {-lon:g} lies in the district."
    return "Correct lat and lon."


def _miles(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Miles between two points, good enough to tell a neighbour from another continent."""
    north = here[0] - there[0]
    east = (here[1] - there[1]) * math.cos(math.radians(there[0]))
    return MILES_PER_DEGREE * math.hypot(north, east)
