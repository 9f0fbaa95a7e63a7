"""Which source of driving times a scenario asks for."""

from __future__ import annotations

from pathlib import Path

from optimizer.errors import Fault, InputError
from optimizer.roads.files import read_roads
from optimizer.scenario import TravelChoice
from optimizer.travel import StraightTravel, Travel
from optimizer.travel_matrix import build_matrix_travel, read_travel_rows


def build_travel(choice: TravelChoice, district_folder: Path, scenario_folder: Path) -> Travel:
    """Build the source of driving times that ``choice`` names.

    Parameters
    ----------
    choice
        the scenario's section ``[travel]``.
    district_folder
        where travel.csv lies, read for ``source = "matrix"``.
    scenario_folder
        what ``roads`` is relative to, read for ``source = "roads"``.

    Raises
    ------
    InputError
        if the file is missing or faulty.
    """
    if choice.source == "matrix":
        return build_matrix_travel(read_travel_rows(district_folder / "travel.csv"))
    if choice.source == "roads":
        if choice.roads is None:
            problem, remedy = (
                'is missing while travel.source is "roads"',
                'Name a network: roads = "roads.graphml".',
            )
            raise InputError([Fault("scenario", problem, column="travel.roads", remedy=remedy)])
        return read_roads(scenario_folder / choice.roads)
    return StraightTravel(
        plains_factor=choice.plains_factor,
        mountain_factor=choice.mountain_factor,
        plains_mph=choice.plains_mph,
        mountain_mph=choice.mountain_mph,
        far_mph=choice.far_mph,
        near_miles=choice.near_miles,
    )
