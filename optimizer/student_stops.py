"""Stops for the students of a district, from a scenario or a folder: for planners who want stops alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.roads import build_travel
from optimizer.scenario import Scenario
from optimizer.scenario_files import check_against, read_scenario
from optimizer.stops import StopChoice, choose_stops, read_town


def choose(what: str | Path, settings: Sequence[str] = ()) -> tuple[Path, StopChoice]:
    """Choose stops for the students of a district; its stops.csv, if any, says where stops exist.

    Parameters
    ----------
    what
        a scenario file, or the folder of a district, which is then served by every default.
    settings
        changes such as ``stops.capacity=30``, applied last.

    Returns
    -------
    tuple
        the folder of the district's tables, and the stops.

    Raises
    ------
    InputError
        with every fault of the tables and the scenario.
    """
    what = Path(what)
    if what.is_dir():
        if settings:
            remedy = "Give a scenario that names the folder, and change that."
            raise InputError([Fault(str(what), "is a folder: --set has nothing to change", remedy=remedy)])
        scenario = Scenario(name="stops", district=what.as_posix())
        return what, choose_stops(read_town(what), scenario, build_travel(scenario.travel, what, what))
    resolved = read_scenario(what, settings)
    folder = resolved.district_folder
    town = read_town(folder)
    refuse_if_any(check_against(resolved, town.district))
    travel = build_travel(resolved.scenario.travel, folder, resolved.folder)
    return folder, choose_stops(town, resolved.scenario, travel)
