"""The best of all runs met: kept once for the same calls, chosen so that every call is served once."""

import numpy as np
import pytest

from optimizer.district import Stop
from optimizer.routing.calls import Calls, Order, build_calls
from optimizer.routing.choosing import choose_runs
from optimizer.routing.finding import find_runs
from optimizer.routing.rebuilding import free_slots, shorten
from optimizer.routing.runs_met import RunsMet, keep_run
from tests.builders import FlatTravel, place, school, tiny_scenario
from tests.routing.test_build_runs import best_by_trying_all

# East and west, 20 riders each, two to a bus of 40.
TWO_SIDES = ((10, 0, 20), (-10, 0, 20), (9, 0, 20), (-9, 0, 20))
CROSSED = [[0, 3], [1, 2]]


def calls_at(*spots: tuple[float, float, int]) -> Calls:
    """Stops (east, north, riders) of an elementary school at 0, 0; 40 seats, 1 min + 0.1 a rider a stop."""
    stops = [Stop(place(f"S{k}", east, north), "S", n, n) for k, (east, north, n) in enumerate(spots)]
    return build_calls(school("S", 0, 0, "School", "elementary"), stops, "am", tiny_scenario(), FlatTravel())


def scattered(seed: int, count: int, riders: tuple[int, int]) -> Calls:
    """Stops up to 12 minutes out each way."""
    dice = np.random.default_rng(seed)
    return calls_at(*((*(float(v) for v in dice.uniform(-12, 12, 2)), int(dice.integers(*riders)))
                      for _ in range(count)))  # fmt: skip


def met_with(calls: Calls, runs: list[Order], room: int = 16) -> RunsMet:
    met = RunsMet(calls, room)
    for run in runs:
        keep_run(met.arrays, np.array(run), calls.minutes(run))
    return met


def driven(calls: Calls, runs: list[Order]) -> float:
    return sum(map(calls.minutes, runs))


class TestRunsMet:
    def test_of_the_same_calls_the_shortest_order_stays(self) -> None:
        # 0, 2 and home: 1 + 9 = 10 min; 2, 0 and home: 1 + 10 = 11.
        calls = calls_at(*TWO_SIDES)
        minutes, paths = met_with(calls, [[2, 0], [0, 2], [2, 0], [1]]).runs()
        found = {tuple(path): least for path, least in zip(paths.tolist(), minutes, strict=True)}
        # Four calls: 4 fills up.
        assert found == {(0, 2): 10, (1, 4): 10}

    def test_three_places_in_four_are_taken_at_most(self) -> None:
        calls = calls_at(*TWO_SIDES)
        assert len(met_with(calls, [[0], [1], [2], [3]], room=4).runs()[0]) == 3
        assert len(met_with(calls, [[0], [1]], room=0).runs()[0]) == 0

    def test_shortening_tells_what_it_meets(self) -> None:
        calls, met = calls_at(*TWO_SIDES), RunsMet(calls_at(*TWO_SIDES))
        shorten(calls, CROSSED, free_slots(calls, 2), 500, np.random.default_rng(1), met)
        minutes, paths = met.runs()
        assert {(0, 2), (1, 3)} <= {tuple(path) for path in paths[:, :2].tolist()}
        for least, path in zip(minutes, paths, strict=True):
            run = [int(call) for call in path if call < 4]
            assert calls.fits(run)
            assert least == pytest.approx(calls.minutes(run))


class TestChoosing:
    def test_runs_of_different_sets_are_put_together(self) -> None:
        # Crossed 2 * (10 + 9 + 9 ...) min; [0, 2] and [1, 3] drive 10 each, and were never met together.
        calls = calls_at(*TWO_SIDES)
        met = met_with(calls, [[0, 2], [1], [3], [1, 3], [0], [2]])
        assert sorted(choose_runs(calls, met, CROSSED, 2)) == [[0, 2], [1, 3]]

    def test_nothing_better_nothing_changed(self) -> None:
        calls = calls_at(*TWO_SIDES)
        best = [[0, 2], [1, 3]]
        assert choose_runs(calls, met_with(calls, CROSSED), best, 2) == best
        assert choose_runs(calls, RunsMet(calls, 0), CROSSED, 2) == CROSSED

    def test_never_more_runs_than_allowed(self) -> None:
        # West and east, 12 min each: together 24 + 12 = 36 min, alone 12 + 12 = 24.
        calls = calls_at((-12, 0, 5), (12, 0, 5))
        met = met_with(calls, [[0], [1]])
        assert choose_runs(calls, met, [[0, 1]], 1) == [[0, 1]]
        assert sorted(choose_runs(calls, met, [[0, 1]], 2)) == [[0], [1]]


class TestFinding:
    @pytest.mark.parametrize("seed", range(8))
    def test_small_schools_get_the_optimum(self, seed: int) -> None:
        calls = scattered(seed, 6, (8, 25))
        found = find_runs(calls, rounds=2)
        count, minutes = best_by_trying_all(calls)
        assert len(found) == count
        assert driven(calls, found) == pytest.approx(minutes)

    @pytest.mark.parametrize("seed", range(4))
    def test_more_rounds_are_never_worse_and_always_whole(self, seed: int) -> None:
        calls = scattered(seed, 30, (1, 12))
        one, three = find_runs(calls, rounds=1), find_runs(calls, rounds=3)
        assert (len(three), driven(calls, three)) <= (len(one), driven(calls, one) + 1e-9)
        assert sorted(call for run in three for call in run) == list(range(30))
        assert all(calls.fits(run) for run in three)

    def test_same_calls_same_runs(self) -> None:
        first, again = (find_runs(scattered(5, 30, (1, 12)), rounds=2) for _ in range(2))
        assert first == again

    def test_runs_allowed_are_used_where_they_spare_driving(self) -> None:
        # West and east within 7 min: one run drives 14 + 7 min, two drive 14.
        calls = calls_at((-7, 0, 5), (7, 0, 5))
        assert len(find_runs(calls)) == 1
        assert sorted(find_runs(calls, fewest=2)) == [[0], [1]]

    def test_seconds_end_the_rounds(self) -> None:
        calls = scattered(1, 20, (1, 12))
        found = find_runs(calls, rounds=1_000_000, seconds=0.3)
        assert sorted(call for run in found for call in run) == list(range(20))
        assert len(found) <= len(find_runs(calls, rounds=1))
