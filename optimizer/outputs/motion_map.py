"""The day in motion: every bus through the morning and the afternoon on one page, with a time slider."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from optimizer.outputs.ground import area_shapes, boundary_rings, bounds_of
from optimizer.outputs.language import read_language
from optimizer.outputs.motion_data import build_motion
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.page import add_script, render_page, start_map
from optimizer.outputs.palette import level_legend, tier_colours
from optimizer.outputs.rows import rows

MODELLED = "buses are drawn on straight lines between stops, at modelled times"
FACTS = ("name", "level", "area", "bell", "dismissal", "tier")


def motion_map(
    opened: OpenedPlan, *, boundaries: gpd.GeoDataFrame | None = None, language: str = "en"
) -> str:
    """Draw the buses of a plan in motion as one HTML file.

    Positions are modelled: a bus is drawn on the straight line between two stops, and reaches each at a
    whole minute. ``boundaries`` are attendance boundaries in degrees, drawn as thin lines.

    Raises
    ------
    InputError
        if the language is unknown.
    """
    words = read_language(language)
    data = {**_ground(opened, boundaries), **build_motion(opened)}
    drawn = start_map("motion", bounds_of([*data["schools"], *data["yards"]]))
    add_script(drawn, f"startMotion({drawn.get_name()});")
    return render_page(
        "motion_map.html",
        [drawn],
        data,
        ["map.js", "motion_map.js"],
        words,
        title=opened.title,
        headline=opened.headline_in(words),
        modelled=[*opened.modelled, MODELLED],
    )


def _ground(opened: OpenedPlan, boundaries: gpd.GeoDataFrame | None) -> dict[str, Any]:
    schools = [
        {
            **{key: row[key] for key in FACTS},
            "area": row["area"] or "",
            "option": bool(row["option"]),
            "lat": round(row["lat"], 5),
            "lon": round(row["lon"], 5),
        }
        for row in rows(opened.evaluation.schools)
    ]
    yards = opened.district.yards
    return {
        "levels": level_legend(),
        "colours": tier_colours([tier.name for tier in opened.scenario.bells.tiers]),
        "schools": schools,
        "yards": [
            {"name": yard.name or yard.id, "lat": round(yard.place.lat, 5), "lon": round(yard.place.lon, 5)}
            for yard in yards
        ],
        "areas": area_shapes(schools),
        "boundaries": [] if boundaries is None else boundary_rings(boundaries),
    }
