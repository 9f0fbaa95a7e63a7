"""Layers for geographic information systems: schools, stops, runs and yards as GeoJSON and GeoPackage.

Runs are straight lines between stops; they are not the streets driven. Degrees are WGS 84.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point

from optimizer.district import PERIODS
from optimizer.judge.columns import TABLES
from optimizer.outputs.doors import shared_visits
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.sharing import shared_lateness, shared_runs, shared_schools, shared_stops
from optimizer.units import clock

DEGREES = "EPSG:4326"
LATE = ("late_after_bell", "late_over_15", "hangs_on_bus")  # of a simulation, at the schools
STRAIGHT = "straight between stops, not the streets driven"


def build_layers(opened: OpenedPlan) -> dict[str, gpd.GeoDataFrame]:
    """Layer name → its places, times of day as text (``7:45``), counts as they may be shared."""
    return {
        "schools": _schools(opened),
        "stops": _stops(opened),
        "runs": _runs(opened),
        "yards": _yards(opened),
    }


def write_geojson(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write one GeoJSON file (RFC 7946) per layer."""
    written = []
    for name, layer in build_layers(opened).items():
        found = json.loads(layer.to_json(drop_id=True))
        kept = {"type": found["type"], "name": name, "features": found["features"]}
        path = folder / f"{name}.geojson"
        text = json.dumps(kept, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        path.write_text(
            text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", "utf-8", newline="\n"
        )
        written.append(path)
    return written


def write_geopackage(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write all layers into one GeoPackage."""
    path = folder / "plan.gpkg"
    path.unlink(missing_ok=True)
    for name, layer in build_layers(opened).items():
        layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return [path]


def _schools(opened: OpenedPlan) -> gpd.GeoDataFrame:
    schools = _with_clocks("schools", shared_schools(opened.evaluation))
    if opened.lateness is not None:
        tables = shared_lateness(opened.lateness, opened.plan, opened.district)
        late = tables["lateness_schools"].set_index("school_id")
        for name in LATE:
            schools[name] = schools["school_id"].map(late[name])
    points = [Point(place.lon, place.lat) for place in (s.place for s in opened.district.schools)]
    return gpd.GeoDataFrame(schools.drop(columns=["lat", "lon"]), geometry=points, crs=DEGREES)


def _stops(opened: OpenedPlan) -> gpd.GeoDataFrame:
    shared = shared_stops(opened.plan, opened.district).values()
    facts = {
        "stop_id": [of.stop.id for of in shared],
        "school_id": [of.stop.school_id for of in shared],
        **{f"riders_{period}": [of.bands[period] for of in shared] for period in PERIODS},
        "basis": [of.stop.basis for of in shared],
    }
    points = [Point(lon, lat) for lat, lon in (of.position for of in shared)]
    return gpd.GeoDataFrame(facts, geometry=points, crs=DEGREES)


def _runs(opened: OpenedPlan) -> gpd.GeoDataFrame:
    names, stops_of = opened.school_names, shared_stops(opened.plan, opened.district)
    runs = _with_clocks("runs", shared_runs(opened.evaluation, opened.plan, opened.district))
    runs.insert(2, "school", runs["school_id"].map(names).astype("string"))
    runs["line"] = STRAIGHT
    lines = []
    for run in opened.plan.runs:
        met = [opened.district.school(id_).place for id_ in run.schools_in_order]
        schools = [(place.lat, place.lon) for place in met]
        stops = [stops_of[visit.stop_id].position for visit in shared_visits(run, opened.district)]
        at = [*stops, *schools] if run.period == "am" else [*schools, *stops]
        # A run that calls at doors only has no line.
        lines.append(LineString([(lon, lat) for lat, lon in at]) if stops else None)
    return gpd.GeoDataFrame(runs, geometry=np.array(lines, dtype=object), crs=DEGREES)


def _yards(opened: OpenedPlan) -> gpd.GeoDataFrame:
    yards = opened.district.yards
    used = [route.yard_id for route in opened.plan.routes]
    facts = {
        "yard_id": [yard.id for yard in yards],
        "name": [yard.name for yard in yards],
        "buses": [used.count(yard.id) for yard in yards],
        "room": pd.array([yard.buses for yard in yards], dtype="Int64"),
        "basis": [yard.basis for yard in yards],
    }
    points = [Point(yard.place.lon, yard.place.lat) for yard in yards]
    return gpd.GeoDataFrame(facts, geometry=points, crs=DEGREES)


def _with_clocks(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Spell the times of day of one of the judge's tables; a time left out stays missing."""
    return spell_clocks(frame, [name for name, column in TABLES[table].items() if column.kind == "clock"])


def spell_clocks(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Turn minutes past midnight into text such as ``7:45``."""
    spelled: dict[str, Any] = {
        name: pd.array([None if pd.isna(m) else clock(int(m)) for m in frame[name]], dtype="string")
        for name in columns
    }
    return frame.assign(**spelled)
