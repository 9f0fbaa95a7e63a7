"""The map of lateness: the plan map, opened at the simulated share of mornings after the bell."""

from __future__ import annotations

import geopandas as gpd

from optimizer.errors import Fault, InputError
from optimizer.outputs.maps import map_of
from optimizer.outputs.opened import OpenedPlan


def lateness_map(
    opened: OpenedPlan, *, boundaries: gpd.GeoDataFrame | None = None, language: str = "en"
) -> str:
    """Draw how often the riders of each school would be late, as one HTML file.

    Raises
    ------
    InputError
        if no days were simulated, or the language is unknown.
    """
    if opened.lateness is None:
        remedy = "Open the plan with saved_plans.open_with_lateness."
        raise InputError([Fault("lateness map", "needs simulated days", remedy=remedy)])
    return map_of(opened, boundaries=boundaries, view="late", language=language)
