"""The simulation agrees with closed forms within 3 standard errors (seeds fixed)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from optimizer.judge.lateness import Conditions, HourSpread, LatenessParameters
from optimizer.judge.lateness.days import BoolArray, draw_days, drive
from optimizer.judge.lateness.schedule import Schedule
from optimizer.travel import FloatArray
from tests.judge_lateness.mornings import chain, side_by_side

DAYS = 40_000


def late(
    schedule: Schedule, parameters: LatenessParameters | None = None, /, **conditions: float
) -> FloatArray:
    parameters = parameters or LatenessParameters()
    days = draw_days(schedule, Conditions(**conditions), parameters, DAYS, seed=5)
    return drive(schedule, days, parameters.give_up).late


def agrees(sample: FloatArray | BoolArray, expected: float) -> bool:
    error = float(np.std(sample, ddof=1)) / math.sqrt(len(sample))
    return abs(float(np.mean(sample)) - expected) <= 3 * error


@pytest.mark.parametrize("term", ["leg", "route", "day"])
def test_one_run(term: str) -> None:
    """30 min driven, 10 min before the bell: late if exp(0.2 z) > 40/30; E(30 exp(0.2 z) - 40)+ by Black."""
    after = late(chain((30,), (0,), lead=10, slack=0), **{term: 0.2})[0]
    limit = math.log(40 / 30) / 0.2
    assert agrees(after > 0, norm.sf(limit))
    minutes = 30 * math.exp(0.02) * norm.sf(limit - 0.2) - 40 * norm.sf(limit)
    assert agrees(np.maximum(after, 0), minutes)


def test_spreads_add_up_in_squares() -> None:
    """0.12² + 0.16² = 0.2², and a stretch moves the median: late if 0.1 + 0.2 z > log(40/30)."""
    after = late(chain((30,), (0,), lead=10, slack=0), leg=0.12, route=0.16, stretch=0.1)[0]
    assert agrees(after > 0, norm.sf((math.log(40 / 30) - 0.1) / 0.2))


def test_boarding_alone() -> None:
    """5 min at stops, 2 before the bell, 25 min of driving that never vary."""
    after = late(chain((25,), (5,), lead=2, slack=0), boarding=0.3)[0]
    assert agrees(after > 0, norm.sf(math.log(7 / 5) / 0.3))


def test_a_late_pull_out() -> None:
    """One day in four, exponential of mean 12: more than 10 min late with 0.25 e^(-10/12)."""
    after = late(chain((30,), (0,), lead=10, slack=0), late_pull_out=0.25, pull_out_minutes=12)[0]
    assert agrees(after > 0, 0.25 * math.exp(-10 / 12))


def test_a_chain_of_two() -> None:
    """The first run drives 30 min, the second stands 20 at stops: late if the first exceeds 5 + 3 min.

    P = P(30 exp(0.2 z) > 38); the slack of 5 and the second bus's 3 min before its bell add up.
    """
    after = late(chain((30, 0), (0, 20), lead=3, slack=5), leg=0.2)[1]
    assert agrees(after > 0, norm.sf(math.log(38 / 30) / 0.2))
    assert agrees(after > 15, norm.sf(math.log(53 / 30) / 0.2))


def test_the_drives_of_a_bus_share_its_route() -> None:
    """Far apart, equal drives of one bus are equally late; with buses of their own they are independent."""
    together = chain((30, 30), (0, 0), lead=10, slack=1000)
    one, other = late(together, route=0.2)
    np.testing.assert_allclose(one, other)
    both = np.all(late(side_by_side(together), route=0.2) > 0, axis=0)
    assert agrees(both, norm.sf(math.log(40 / 30) / 0.2) ** 2)


def test_weather_is_shared_by_all() -> None:
    one, other = late(side_by_side(chain((30, 30), (0, 0), lead=10, slack=0)), day=0.2)
    np.testing.assert_allclose(one, other)


def test_an_hour_may_spread_more() -> None:
    """The only bell rings at 40: before 41 the spread of 0.1 doubles."""
    hours = LatenessParameters(hours=(HourSpread(41, 2.0), HourSpread(1440, 1.0)))
    after = late(chain((30,), (0,), lead=10, slack=0), hours, leg=0.1)[0]
    assert agrees(after > 0, norm.sf(math.log(40 / 30) / 0.2))


def test_uncovered_routes_without_a_substitute_are_not_driven() -> None:
    parameters = LatenessParameters()
    schedule = chain((30,), (0,), lead=10, slack=0)
    days = draw_days(schedule, Conditions(uncovered=0.1), parameters, DAYS, seed=5)
    driving = drive(schedule, days, parameters.give_up)
    assert agrees(~driving.driven[0], 0.1)
    assert set(driving.late[0]) == {-10.0, 60.0}
