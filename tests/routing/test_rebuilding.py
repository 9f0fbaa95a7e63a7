"""One school's runs taken apart and put together: every call seated, every slot respected, less driving."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.district import Stop
from optimizer.routing.calls import Calls, Order, build_calls
from optimizer.routing.rebuilding import Slots, free_slots, seat_all, shorten
from tests.builders import FlatTravel, place, school, tiny_scenario


def calls_at(*spots: tuple[float, float, int]) -> Calls:
    """Stops (east, north, riders) of an elementary school at 0, 0; 40 seats, 1 min + 0.1 a rider a stop."""
    stops = [Stop(place(f"S{k}", east, north), "S", n, n) for k, (east, north, n) in enumerate(spots)]
    return build_calls(school("S", 0, 0, "School", "elementary"), stops, "am", tiny_scenario(), FlatTravel())


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def stops_of(runs: list[Order]) -> list[int]:
    return sorted(call for run in runs for call in run)


class TestSeatAll:
    def test_seated_runs_stay(self) -> None:
        calls = calls_at((5, 0, 10), (3, 0, 10))
        assert seat_all(calls, [[0, 1]], free_slots(calls, 1), 10, rng()) == [[0, 1]]

    def test_more_riders_than_seats_are_not_seated(self) -> None:
        calls = calls_at((5, 0, 21), (3, 0, 20))
        assert seat_all(calls, [[0]], free_slots(calls, 1), 100, rng()) is None

    def test_tight_loads_are_packed(self) -> None:
        # 20 + 20, 15 + 25 and 30 + 10 fill three buses of 40; begun as 20 + 15, 30 and 20 + 10, 25 is left.
        calls = calls_at((3, 0, 20), (-3, 0, 15), (0, 3, 30), (0, -3, 20), (3, 3, 25), (-3, -3, 10))
        seated = seat_all(calls, [[0, 1], [2], [3, 5]], free_slots(calls, 3), 2000, rng())
        assert seated is not None
        assert sorted(calls.load(run) for run in seated) == [40, 40, 40]

    def test_far_stop_goes_to_the_slot_that_is_long_enough(self) -> None:
        # The far stop's run takes 20 + 2 min, the near one's 4 + 2: only slot 1 has 22.
        calls = calls_at((20, 0, 10), (4, 0, 10))
        slots = Slots(np.array([[21.0, 21.0], [22.0, 22.0]]))
        seated = seat_all(calls, [[], []], slots, 100, rng())
        assert seated is not None
        assert 0 in seated[1]
        assert seat_all(calls, [[], []], Slots(slots.longest - 1), 100, rng()) is None

    def test_wheelchairs_need_places(self) -> None:
        # Two places on a bus: three wheelchairs do not fit one run, and fit two.
        calls = calls_at((5, 0, 10), (3, 0, 10), (2, 0, 10))
        calls = replace(
            calls, visits=tuple(replace(visit, wheelchairs=1) for visit in calls.visits), places=2
        )
        assert seat_all(calls, [[]], free_slots(calls, 1), 100, rng()) is None
        seated = seat_all(calls, [[], []], free_slots(calls, 2), 100, rng())
        assert seated is not None
        assert max(calls.wheelchairs(run) for run in seated) == 2


class TestShorten:
    def test_one_call_stays(self) -> None:
        calls = calls_at((5, 0, 10))
        assert shorten(calls, [[0]], free_slots(calls, 1), 10, rng()) == [[0]]

    def test_crossed_runs_are_uncrossed(self) -> None:
        # East and west, 20 riders each, two to a bus: 10 + 10 driven, not 10 + 10 + 18 between the sides.
        calls = calls_at((10, 0, 20), (-10, 0, 20), (9, 0, 20), (-9, 0, 20))
        shorter = shorten(calls, [[0, 3], [1, 2]], free_slots(calls, 2), 500, rng())
        assert sorted(shorter) == [[0, 2], [1, 3]]

    def test_a_slot_keeps_its_length(self) -> None:
        # One run for both would drive 10 min, two drive 19; but slot 0 has only 12 min, and both take 10 + 4.
        calls = calls_at((10, 0, 10), (9, 0, 10))
        tight = Slots(np.full((2, 2), 12.0))
        assert shorten(calls, [[0], [1]], free_slots(calls, 2), 300, rng()) in ([[0, 1], []], [[], [0, 1]])
        assert shorten(calls, [[0], [1]], tight, 300, rng()) in ([[0], [1]], [[1], [0]])

    @pytest.mark.parametrize("seed", range(4))
    def test_every_call_stays_on_a_run_that_fits(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        spots = [
            (*(float(v) for v in dice.uniform(-10, 10, 2)), int(dice.integers(1, 12))) for _ in range(20)
        ]
        calls = calls_at(*spots)
        alone = [[call] for call in range(20)]
        shorter = shorten(calls, alone, free_slots(calls, 20), 2000, rng())
        assert stops_of(shorter) == list(range(20))
        assert all(calls.fits(run) for run in shorter)
        assert sum(map(calls.minutes, shorter)) < 0.6 * sum(map(calls.minutes, alone))

    def test_same_seed_same_runs(self) -> None:
        calls = calls_at(*((float(k % 5) * 3 - 6, float(k // 5) * 3 - 6, 5 + k % 7) for k in range(25)))
        alone = [[call] for call in range(25)]
        one, other = (shorten(calls, alone, free_slots(calls, 25), 300, rng()) for _ in range(2))
        assert one == other
