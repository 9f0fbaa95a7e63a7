"""A plan in the formats of other programs: GeoJSON, GeoPackage, CSV, Parquet, GTFS and iCalendar.

Everything written here may be shared, see :mod:`optimizer.outputs.sharing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from optimizer.errors import Fault, refuse_if_any
from optimizer.outputs.exports.calendars import write_calendars
from optimizer.outputs.exports.gtfs import write_gtfs
from optimizer.outputs.exports.layers import write_geojson, write_geopackage
from optimizer.outputs.exports.readme import write_readme
from optimizer.outputs.exports.school_year import SchoolYear
from optimizer.outputs.exports.tables import write_csv, write_parquet
from optimizer.outputs.opened import OpenedPlan

Format = Literal["geojson", "geopackage", "csv", "parquet", "gtfs", "icalendar"]
FORMATS: tuple[Format, ...] = get_args(Format)
DATED: frozenset[Format] = frozenset({"gtfs", "icalendar"})

__all__ = ["DATED", "FORMATS", "Format", "SchoolYear", "export_plan"]

_WRITERS: Mapping[str, Callable[[OpenedPlan, Path], list[Path]]] = MappingProxyType(
    {"geojson": write_geojson, "geopackage": write_geopackage, "csv": write_csv, "parquet": write_parquet}
)
_DATED_WRITERS: Mapping[str, Callable[[OpenedPlan, Path, SchoolYear], list[Path]]] = MappingProxyType(
    {"gtfs": write_gtfs, "icalendar": write_calendars}
)


def export_plan(
    opened: OpenedPlan, folder: str | Path, formats: Sequence[str], year: SchoolYear | None = None
) -> list[Path]:
    """Write a plan into ``folder`` in each of ``formats`` (see ``FORMATS``), and return the files.

    ``year`` states the days of school; ``gtfs`` and ``icalendar`` need it.

    Raises
    ------
    InputError
        if a format is unknown, or needs the school year and has none. Nothing is written then.
    """
    folder = Path(folder)
    refuse_if_any(fault for name in formats for fault in _faults(name, year))
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name in dict.fromkeys(formats):
        if name in _WRITERS:
            written += _WRITERS[name](opened, folder)
        elif year is not None:
            written += _DATED_WRITERS[name](opened, folder, year)
    return [*written, write_readme(opened, folder, list(dict.fromkeys(formats)))]


def _faults(name: str, year: SchoolYear | None) -> list[Fault]:
    if name not in FORMATS:
        remedy = f"Choose from {', '.join(FORMATS)}."
        return [Fault("export", "is not a format", column="formats", value=name, remedy=remedy)]
    if name in DATED and year is None:
        remedy = "State the first and last day of school, the timezone and the district's website."
        return [Fault("export", "needs the school year", column="formats", value=name, remedy=remedy)]
    return []
