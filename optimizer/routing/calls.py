"""One school's stops in one half of the day, as routing sees them: always a morning, in plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.district import Period, School, Stop, Visit
from optimizer.riding import dwell_minutes
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

EPSILON = 1e-6

# A run as positions of calls in the order of the morning: farthest first, school (unnamed) last.
Order = list[int]


@dataclass(frozen=True)
class Calls:
    """Calls to be put into runs; an afternoon is the morning with every leg driven the other way. N calls.

    A stop with more riders than a bus holds appears as several calls. Lists, because routing asks for
    single numbers millions of times.

    Attributes
    ----------
    visits
        N stops with the riders of the call.
    drive
        [N + 2][N + 1] minutes in the worst traffic from call to call; position N is the school. Row N + 1
        is where an empty bus comes from: 0 minutes from anywhere, for yards are not routing's business.
    dwell, limit
        [N] minutes at the stop; longest ride allowed from it.
    riders, capacity
        [N] riders; how many a run may carry.
    """

    visits: tuple[Visit, ...]
    drive: list[list[float]]
    dwell: list[float]
    limit: list[float]
    riders: list[int]
    capacity: int

    @property
    def school(self) -> int:
        """Position of the school in ``drive``."""
        return len(self.visits)

    @property
    def outside(self) -> int:
        """Position in ``drive`` of where an empty bus comes from."""
        return len(self.visits) + 1

    @cached_property
    def matrix(self) -> FloatArray:
        """``drive`` as an array."""
        return np.array(self.drive, dtype=np.float64)

    @property
    def fewest(self) -> int:
        """Runs that the riders alone need: a lower bound."""
        return -(-sum(self.riders) // self.capacity)

    def minutes(self, order: Order) -> float:
        """Driving minutes of a run, 0 if it calls nowhere."""
        drive, total, after = self.drive, 0.0, self.school
        for call in reversed(order):
            total += drive[call][after]
            after = call
        return total

    def load(self, order: Order) -> int:
        """Riders of a run."""
        return sum(self.riders[call] for call in order)

    def fits(self, order: Order) -> bool:
        """Whether the bus holds the riders and nobody rides longer than allowed."""
        return self.load(order) <= self.capacity and self.rides_fit(order)

    def rides_fit(self, order: Order) -> bool:
        """Whether nobody rides longer than allowed; a ride begins when the bus leaves the stop."""
        drive, ride, after = self.drive, 0.0, self.school
        for call in reversed(order):
            ride += drive[call][after]
            if ride > self.limit[call] + EPSILON:
                return False
            ride += self.dwell[call]
            after = call
        return True

    def spare(self, order: Order) -> float:
        """Minutes by which every ride of the run could grow, the least over its stops."""
        drive, ride, after, least = self.drive, 0.0, self.school, float("inf")
        for call in reversed(order):
            ride += drive[call][after]
            least = min(least, self.limit[call] - ride)
            ride += self.dwell[call]
            after = call
        return least

    def length(self, order: Order) -> float:
        """Minutes from the moment the bus reaches the first stop to the school, dwell included."""
        return self.minutes(order) + sum(self.dwell[call] for call in order)


def capacity_of(school: School, scenario: Scenario) -> int:
    """Riders that a run of this school may carry."""
    # 100 × 0.29 must not become 28.999999999999996.
    return int(scenario.fleet.seats * scenario.fleet.load.of(school.level) + EPSILON)


def worst_factor(scenario: Scenario, period: Period) -> float:
    """Congestion of the slowest band: bells are chosen after the runs, so a run must fit any of them."""
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    return max(band.factor for band in bands)


def build_calls(
    school: School, stops: Sequence[Stop], period: Period, scenario: Scenario, travel: Travel
) -> Calls:
    """Pose the routing of ``stops`` (of ``school``, with riders) under the scenario's service."""
    capacity = capacity_of(school, scenario)
    pieces = [(k, riders) for k, stop in enumerate(stops) for riders in split(stop.riders(period), capacity)]
    visits = tuple(Visit(stops[k].id, riders) for k, riders in pieces)
    places = [*(stops[k].place for k, _ in pieces), school.place]
    minutes = worst_factor(scenario, period) * travel.minutes(places, places)
    drive = minutes if period == "am" else minutes.T
    return Calls(
        visits=visits,
        drive=[*drive.tolist(), [0.0] * len(places)],
        dwell=dwell_minutes(visits, scenario.service).tolist(),
        limit=[ride_limit(direct, school, scenario) for direct in drive[:-1, -1].tolist()],
        riders=[visit.riders for visit in visits],
        capacity=capacity,
    )


def split(riders: int, capacity: int) -> list[int]:
    """Share the riders of one stop between as few buses as hold them, the last one taking the rest."""
    full, rest = divmod(riders, capacity)
    return [capacity] * full + ([rest] if rest else [])


def ride_limit(direct: float, school: School, scenario: Scenario) -> float:
    """Longest ride from a stop whose direct drive takes ``direct`` minutes in the worst traffic.

    A stop too far for the level's limit gets the far limit; one too far even for that must be driven
    directly.
    """
    near, far = scenario.service.ride_limit.of(school.level), scenario.service.ride_limit_far
    if direct <= near + EPSILON:
        return near
    return max(far, direct)
