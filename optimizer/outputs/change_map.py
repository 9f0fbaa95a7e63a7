"""The map of change: the plan map, opened at the minutes that each school moves."""

from __future__ import annotations

import geopandas as gpd

from optimizer.outputs.maps import map_of
from optimizer.outputs.opened import OpenedPlan
from optimizer.plan_folder import SavedPlan


def change_map(
    opened: OpenedPlan,
    baseline: SavedPlan | None = None,
    *,
    boundaries: gpd.GeoDataFrame | None = None,
    language: str = "en",
) -> str:
    """Draw how far each school moves from today, or from ``baseline``, as one HTML file.

    Raises
    ------
    InputError
        if ``baseline`` holds no plan, or the language is unknown.
    """
    return map_of(
        opened,
        baseline=None if baseline is None else baseline.require_plan().bells,
        baseline_name="baseline" if baseline is None else baseline.name,
        boundaries=boundaries,
        view="today" if baseline is None else "baseline",
        language=language,
    )
