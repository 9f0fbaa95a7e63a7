"""One school's stops in one half of the day, as routing sees them: always a morning, in plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.district import Period, School, Stop, Visit
from optimizer.riding import dwell_minutes
from optimizer.scenario import Fleet, Scenario
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
        [N] seats that the riders take (a wheelchair takes several); seats of a run.
    places
        wheelchairs that a run may carry.
    """

    visits: tuple[Visit, ...]
    drive: list[list[float]]
    dwell: list[float]
    limit: list[float]
    riders: list[int]
    capacity: int
    places: int = 0

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
        wheelchairs = sum(visit.wheelchairs for visit in self.visits)
        for_wheelchairs = -(-wheelchairs // self.places) if wheelchairs else 0
        return max(-(-sum(self.riders) // self.capacity), for_wheelchairs)

    def minutes(self, order: Order) -> float:
        """Driving minutes of a run, 0 if it calls nowhere."""
        drive, total, after = self.drive, 0.0, self.school
        for call in reversed(order):
            total += drive[call][after]
            after = call
        return total

    def load(self, order: Order) -> int:
        """Seats that the riders of a run take."""
        return sum(self.riders[call] for call in order)

    def wheelchairs(self, order: Order) -> int:
        """Riders of a run who stay in their wheelchair."""
        return sum(self.visits[call].wheelchairs for call in order)

    def fits(self, order: Order) -> bool:
        """Whether the bus holds the riders and nobody rides longer than allowed."""
        held = self.load(order) <= self.capacity and self.wheelchairs(order) <= self.places
        return held and self.rides_fit(order)

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
    capacity, fleet = capacity_of(school, scenario), scenario.fleet
    pieces = [(k, v) for k, stop in enumerate(stops) for v in split(stop, period, capacity, fleet)]
    visits = tuple(visit for _, visit in pieces)
    places = [*(stops[k].place for k, _ in pieces), school.place]
    minutes = worst_factor(scenario, period) * travel.minutes(places, places)
    drive = minutes if period == "am" else minutes.T
    return Calls(
        visits=visits,
        drive=[*drive.tolist(), [0.0] * len(places)],
        dwell=dwell_minutes(visits, scenario.service).tolist(),
        limit=[ride_limit(direct, school, scenario) for direct in drive[:-1, -1].tolist()],
        riders=[seats_taken(visit, fleet) for visit in visits],
        capacity=capacity,
        places=fleet.wheelchair_places,
    )


def seats_taken(visit: Visit, fleet: Fleet) -> int:
    """Seats that the riders of a visit take: a wheelchair takes the place of several."""
    return visit.riders + visit.wheelchairs * (fleet.wheelchair_seats - 1)


def most_wheelchairs(capacity: int, fleet: Fleet) -> int:
    """Wheelchairs that one run may carry, for the places and for the seats that they take."""
    return min(fleet.wheelchair_places, capacity // fleet.wheelchair_seats)


def split(stop: Stop, period: Period, capacity: int, fleet: Fleet) -> list[Visit]:
    """Share the riders of one stop between as few buses as hold them, the last one taking the rest.

    Each bus takes as many wheelchairs as it may, and other riders on the seats that are left.
    """
    chairs, others = stop.wheelchairs, max(0, stop.riders(period) - stop.wheelchairs)
    most, visits = most_wheelchairs(capacity, fleet), []
    while chairs or others:
        lifted = min(chairs, most)
        seated = min(others, capacity - lifted * fleet.wheelchair_seats)
        visits.append(Visit(stop.id, lifted + seated, lifted))
        chairs, others = chairs - lifted, others - seated
    return visits


def ride_limit(direct: float, school: School, scenario: Scenario) -> float:
    """Longest ride from a stop whose direct drive takes ``direct`` minutes in the worst traffic.

    A stop too far for the level's limit gets the far limit; one too far even for that must be driven
    directly.
    """
    near, far = scenario.service.ride_limit.of(school.level), scenario.service.ride_limit_far
    if direct <= near + EPSILON:
        return near
    return max(far, direct)
