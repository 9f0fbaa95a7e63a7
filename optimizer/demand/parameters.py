"""What the modelled demand assumes, and where each number comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.district import Terrain
from optimizer.scenario import PerLevel


@dataclass(frozen=True, slots=True)
class PerTerrain:
    """One number for the plains and one for the mountains."""

    plains: float
    mountain: float

    def of(self, terrain: Terrain) -> float:
        """Return the number for ``terrain``."""
        return self.plains if terrain == "plains" else self.mountain


@dataclass(frozen=True, slots=True)
class DemandParameters:
    """Everything that turns a district's facts into riders at stops. Miles are statute miles.

    Attributes
    ----------
    lattice
        Miles between the points on which homes may lie. Half of it changes Jeffco's riders by 0.2 %.
    margin
        Miles by which the district reaches beyond its outermost schools. Assumed: Jeffco borders on Denver; a
        district with few schools needs more.
    reach
        Miles from a school beyond which nobody lives who attends it. Assumed.
    falloff
        Miles in which the density of homes around a neighbourhood's school falls to 37 %. Assumed: a dense
        suburb and scattered mountain homes.
    border_fade
        Homes thin out as 1 - (nearest / second-nearest school) ** border_fade towards the border of two
        neighbourhoods, since borders follow arterials and open land. Assumed; large values switch it off.
    walk_zone
        Miles of road within which a child walks. Source: Jeffco policy EEA, 1 elementary, 2 middle, 2.5 high;
        other levels are the mean over their grades.
    road_factor
        Road miles per straight mile. Source: medians of Jeffco school pairs.
    hazard_from, hazard_share
        Between ``hazard_from`` x walk zone and the walk zone, ``hazard_share`` of the children ride because
        of a hazard. Source: Jeffco policy EEA grades hazards of the walk; the share is calibrated so that
        42 % of the enrolled are eligible (2021, published).
    take_up
        Share of the eligible who ride, by level; the high school's is assumed to be about 0.7 of the others'
        (cars, jobs, activities), and the whole is calibrated to 17,759 riders a day in 2022-23 (published for
        2017).
    local_share
        Share of the enrolled who live in the school's area, where the facts do not say. Source: Jeffco 2021,
        children of the area who attend / enrolment, by level.
    stop_riders
        Fewest riders of a stop (unless the school has fewer), and most. Assumed.
    stop_span
        Miles across which one stop gathers homes, unless they are too few. Assumed.
    """

    lattice: float = 0.1
    margin: float = 0.25
    reach: PerTerrain = PerTerrain(2.5, 5.0)
    falloff: PerTerrain = PerTerrain(1.0, 3.0)
    border_fade: float = 4.0
    walk_zone: PerLevel = field(
        default_factory=lambda: PerLevel(elementary=1.0, k8=1.33, k12=1.69, middle=2.0, jr_sr=2.33, high=2.5)
    )
    road_factor: PerTerrain = PerTerrain(1.37, 1.46)
    hazard_from: float = 0.5
    hazard_share: float = 0.9
    take_up: PerLevel = field(
        default_factory=lambda: PerLevel(elementary=0.7, k8=0.7, k12=0.6, middle=0.7, jr_sr=0.55, high=0.5)
    )
    local_share: PerLevel = field(
        default_factory=lambda: PerLevel(
            elementary=0.58, k8=0.46, k12=0.5, middle=0.69, jr_sr=0.41, high=0.66
        )
    )
    stop_riders: tuple[int, int] = (4, 15)
    stop_span: PerTerrain = PerTerrain(0.5, 1.5)


@dataclass(frozen=True, slots=True)
class BellParameters:
    """How bells that nobody published are modelled, for the year before a change. Minutes past midnight.

    Attributes
    ----------
    secondary, elementary
        Earliest and latest start, all between equally likely. Source: Jeffco before 2023, secondary first at
        7:15 to 7:35, elementary 7:35 to about 9:00.
    secondary_day, elementary_day
        Shortest and longest day. Source: about seven hours for secondary; elementary assumed from the 6:50 to
        7:00 after the change, which evened out the days.
    grid
        Starts and days are multiples of it above the earliest and the shortest.
    """

    secondary: tuple[int, int] = (435, 455)
    elementary: tuple[int, int] = (455, 540)
    secondary_day: tuple[int, int] = (410, 430)
    elementary_day: tuple[int, int] = (400, 420)
    grid: int = 5
