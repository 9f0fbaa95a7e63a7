"""Seats and both ride rules, at their edges."""

import numpy as np
import pytest

from optimizer.routing.joint.instance import JointProblem, is_allowed, service_time
from optimizer.routing.joint.pricing import Pricer
from tests.routing_joint.small import line_school

# Stops 30 and 10 from the school, 2 to board at each: 30 -> 10 takes 20, then 2, then 10 to the school.
# First boarding to school: 2 + 20 + 2 + 10 = 34. Riders of the far stop leave it after boarding: 32.
FAR_FIRST = (0, 1)


def test_service_time_counts_every_boarding() -> None:
    assert service_time(line_school([30, 10], [1, 1]), FAR_FIRST) == 34


@pytest.mark.parametrize(("own", "ride", "allowed"), [(False, 32, True), (False, 31.9, False)])
def test_ride_without_own_boarding(own: bool, ride: float, allowed: bool) -> None:
    assert is_allowed(line_school([30, 10], [1, 1], ride=ride, own=own), FAR_FIRST) is allowed


@pytest.mark.parametrize(("own", "ride", "allowed"), [(True, 34, True), (True, 33.9, False)])
def test_ride_with_own_boarding(own: bool, ride: float, allowed: bool) -> None:
    assert is_allowed(line_school([30, 10], [1, 1], ride=ride, own=own), FAR_FIRST) is allowed


@pytest.mark.parametrize(("seats", "allowed"), [(8, True), (7, False)])
def test_seats(seats: int, allowed: bool) -> None:
    assert is_allowed(line_school([30, 10], [5, 3], seats=seats), FAR_FIRST) is allowed


@pytest.mark.parametrize(
    ("own", "ride", "longest"), [(False, 32, 2), (False, 31.9, 1), (True, 34, 2), (True, 33.9, 1)]
)
def test_pricing_keeps_the_same_rule(own: bool, ride: float, longest: int) -> None:
    problem = JointProblem((line_school([30, 10], [1, 1], ride=ride, own=own),), (np.full((1, 2), -np.inf),))
    from optimizer.routing.joint.master import Duals

    duals = Duals((np.array([2.0, 2.0]),), np.zeros(1), np.zeros(1), np.zeros(0))
    runs = [column.run for column in Pricer(problem).price_exactly(duals, 0).columns]
    assert max(len(run.stops) for run in runs) == longest
