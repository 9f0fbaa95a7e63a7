"""Demand modelled from published facts, for a district that publishes schools and shares but no stops.

Everything here is *modelled* and says so: the riders, their stops and the bells nobody published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.demand.bells_before import build_bells_before
from optimizer.demand.catchments import build_catchments, build_homes, build_neighbourhoods
from optimizer.demand.facts import SchoolFacts, read_school_facts, read_yard_facts
from optimizer.demand.parameters import BellParameters, DemandParameters
from optimizer.demand.riders import build_stops, eligible_part, enrolled, local_share
from optimizer.district import District, School, Stop
from optimizer.tables import write_district

if TYPE_CHECKING:
    import geopandas as gpd

OpenSchools = Mapping[str, SchoolFacts]

JEFFCO_YEARS = {2022: "2022-23", 2023: "2023-24"}

__all__ = ["BellParameters", "DemandParameters", "build_demand", "write_jeffco"]


def build_demand(
    facts_folder: Path,
    year: int,
    seed: int,
    boundaries: gpd.GeoDataFrame | None = None,
    *,
    parameters: DemandParameters | None = None,
    bells: BellParameters | None = None,
) -> District:
    """Model a district's riders and stops in one school year from the facts about its schools.

    Parameters
    ----------
    facts_folder
        Folder with ``schools.csv`` and ``yards.csv`` of facts; see ``data/jeffco/README.md``.
    year
        The year in which the school year begins: 2022 for 2022-23.
    seed
        The same seed gives the same district, to the last digit written.
    boundaries
        Real attendance areas, one or more rows to a school (columns ``school_id`` or ``name``, and
        ``geometry``); schools without one keep their modelled catchment.
    """
    parameters = parameters or DemandParameters()
    facts = read_school_facts(facts_folder)
    schools = [s for s in facts if s.open_in(year) and s.lat is not None and enrolled(s, year)]
    today = build_bells_before(facts, seed, bells)
    changed = any(first <= year for s in facts for first in s.bell_adopted)
    open_now = {s.id: s for s in schools}
    return District(
        name=f"{facts_folder.resolve().parent.name} {year}-{(year + 1) % 100:02d}",
        schools=tuple(_school(s, year, today[s.id], changed, open_now) for s in schools),
        stops=tuple(
            _stops(facts, schools, year=year, seed=seed, parameters=parameters, boundaries=boundaries)
        ),
        yards=read_yard_facts(facts_folder),
        source=f"modelled from facts, seed {seed}",
    )


def _stops(
    facts: Sequence[SchoolFacts],
    schools: Sequence[SchoolFacts],
    *,
    year: int,
    seed: int,
    parameters: DemandParameters,
    boundaries: gpd.GeoDataFrame | None,
) -> Iterable[Stop]:
    neighbourhoods = build_neighbourhoods(facts, year)
    homes = build_homes(facts, neighbourhoods, parameters, boundaries)
    catchments = build_catchments(facts, neighbourhoods, homes, boundaries)
    for school in schools:
        catchment = catchments.get(school.id)
        if catchment is None:
            continue
        eligible = eligible_part(school, catchment, homes, parameters)
        local = (enrolled(school, year) or 0) * local_share(school, facts, year, parameters)
        share = float(eligible.weights.sum() / catchment.weights.sum())
        riders = round(local * share * parameters.take_up.of(school.level))
        if riders:
            yield from build_stops(school, riders, eligible, homes, seed=seed, parameters=parameters)


def _school(
    facts: SchoolFacts, year: int, before: tuple[int, int], changed: bool, open_now: OpenSchools
) -> School:
    start, day = before
    return School(
        place=facts.place,
        name=facts.name,
        level=facts.level,
        grades=facts.grades,
        area=facts.area,
        students=enrolled(facts, year) or 0,
        frl_share=facts.frl_share,
        capacity=facts.capacity,
        option=facts.option,
        day_minutes=facts.day_adopted.get(year) if changed else day,
        bell_today=start,
        bell_today_basis="published" if facts.bell_before is not None else "modelled",
        bell_adopted=facts.bell_adopted.get(year),
        feeder_middle=_nearest(facts, facts.feeder_middle, open_now),
        feeder_high=_nearest(facts, facts.feeder_high, open_now),
        note="" if year in facts.enrolment else "students modelled",
    )


def _nearest(facts: SchoolFacts, alternatives: Sequence[str], open_now: OpenSchools) -> str:
    """Return the nearest open school of the alternatives: a district's table holds one."""
    here = facts.place
    places = [open_now[a].place for a in alternatives if a in open_now]
    return min(places, key=lambda p: (p.lat - here.lat) ** 2 + (p.lon - here.lon) ** 2).id if places else ""


def write_jeffco(folder: Path, seed: int) -> None:
    """Write Jeffco's two years, ``2022-23`` and ``2023-24``, from ``facts`` in the same folder."""
    for year, name in JEFFCO_YEARS.items():
        write_district(build_demand(folder / "facts", year, seed), folder / name)
