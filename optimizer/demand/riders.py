"""From enrolled to riders: who lives in the area, has a right to the bus and takes it; and their stops."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from optimizer.demand.catchments import Catchment, Homes
from optimizer.demand.facts import SchoolFacts
from optimizer.demand.parameters import DemandParameters
from optimizer.demand.plane import Floats, Ints
from optimizer.district import Place, Stop


def enrolled(school: SchoolFacts, year: int) -> int | None:
    """Enrolment published for ``year``, else modelled from the area's children, else ``None``.

    A school that publishes no enrolment at all has those of its area who attend, plus those who choose in.
    """
    if year in school.enrolment:
        return school.enrolment[year]
    if not school.enrolment and school.local and school.choice_in_share is not None:
        return round(school.local / (1 - school.choice_in_share))
    return None


def local_share(
    school: SchoolFacts, schools: Sequence[SchoolFacts], year: int, parameters: DemandParameters
) -> float:
    """Share of the enrolled who live in the attendance area, with the areas of the schools it received."""
    if school.option:
        return 0.0
    merged = [(school, 1.0)]
    merged += [
        (other, 1 / len(other.receivers))
        for other in schools
        if school.id in other.receivers and not other.open_in(year)
    ]
    first_year = min((y for s in schools for y in s.enrolment), default=year)
    local = sum(s.local * part for s, part in merged)
    everyone = sum((enrolled(s, first_year) or 0) * part for s, part in merged)
    if not school.local or not everyone:
        return parameters.local_share.of(school.level)
    return min(1.0, local / everyone)


def eligible_part(
    school: SchoolFacts, catchment: Catchment, homes: Homes, parameters: DemandParameters
) -> Catchment:
    """Return the catchment, weighted by the children who have a right to the bus."""
    centre = homes.plane.miles([school.place])
    straight = np.hypot(*(homes.points[catchment.points] - centre).T)
    road = straight * np.where(
        homes.mountain[catchment.points], parameters.road_factor.mountain, parameters.road_factor.plains
    )
    zone = parameters.walk_zone.of(school.level)
    share = np.where(road >= parameters.hazard_from * zone, parameters.hazard_share, 0.0)
    return Catchment(catchment.points, catchment.weights * np.where(road > zone, 1.0, share))


def build_stops(
    school: SchoolFacts,
    riders: int,
    eligible: Catchment,
    homes: Homes,
    *,
    seed: int,
    parameters: DemandParameters,
) -> list[Stop]:
    """Draw each rider's home from the eligible homes and gather homes to stops, south to north."""
    rng = np.random.Generator(np.random.PCG64([seed, crc32(school.id.encode())]))
    cumulative = np.cumsum(eligible.weights)
    # Systematic drawing: one rider from each equal slice of the weights keeps the map even.
    slices = (np.arange(riders) + rng.random(riders)) / riders * cumulative[-1]
    drawn = np.searchsorted(cumulative, slices, side="right").clip(max=len(cumulative) - 1)
    chosen = eligible.points[drawn]
    places = homes.points[chosen] + (rng.random((riders, 2)) - 0.5) * parameters.lattice
    groups = gather(places, parameters.stop_span.of(school.terrain), parameters.stop_riders)
    centres = np.round(homes.plane.degrees(np.array([places[g].mean(axis=0) for g in groups])), 5)
    stops: list[Stop] = []
    for number in np.lexsort((centres[:, 1], centres[:, 0])):
        group, (lat, lon) = groups[number], centres[number]
        mountain = homes.mountain[chosen[group]].mean() >= 0.5
        stop_id = f"{school.id}-{len(stops) + 1:02d}"
        place = Place(stop_id, float(lat), float(lon), "mountain" if mountain else "plains")
        stops.append(Stop(place, school.id, len(group), len(group), "modelled"))
    return stops


def gather(places: Floats, span: float, size: tuple[int, int]) -> list[Ints]:
    """Halve the homes along their longer side until each group is small and close enough for one stop.

    A group of fewer than twice the least size is not halved, however far its homes lie apart.

    Parameters
    ----------
    places
        Homes in miles, shape (n, 2).
    span
        Miles across which one stop may gather homes.
    size
        Fewest and most riders of a stop.
    """
    fewest, most = size
    waiting, found = [np.arange(len(places))], []
    while waiting:
        group = waiting.pop()
        sides = np.ptp(places[group], axis=0)
        if len(group) < 2 * fewest or (len(group) <= most and sides.max() <= span):
            found.append(group)
            continue
        order = group[np.argsort(places[group, sides.argmax()], kind="stable")]
        waiting += [order[len(order) // 2 :], order[: len(order) // 2]]
    return found
