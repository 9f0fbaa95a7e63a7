"""Tables of a district: CSV files → District and back, with every fault found reported at once."""

from optimizer.tables.boundaries import read_boundaries
from optimizer.tables.reading import districts_in, read_district, read_runs
from optimizer.tables.sheets import Row, Sheet, read_sheet
from optimizer.tables.writing import spell_visit, stops_as_csv, write_district, write_runs

__all__ = [
    "Row",
    "Sheet",
    "districts_in",
    "read_boundaries",
    "read_district",
    "read_runs",
    "read_sheet",
    "spell_visit",
    "stops_as_csv",
    "write_district",
    "write_runs",
]
