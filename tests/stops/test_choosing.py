"""Few stops first, walking second: every named outcome, and nobody lost."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from optimizer.stops import Reason, by_school, totals
from optimizer.stops.cover import Answer, answer
from optimizer.stops.seating import Question, miles_walked, seat
from tests.stops.oakdale import (
    choose,
    corner,
    existing,
    oakdale,
    outcomes,
    pupil,
    pupils,
    riders,
    road,
    scattered,
    scenario,
)


class TestFewStops:
    def test_one_corner_between_two_homes(self) -> None:
        # 4 units to the middle is 0.4 miles; the corners at the homes would be two stops.
        town = oakdale(pupils((20, 0), (28, 0)), [corner("w", 20, 0), corner("m", 24, 0), corner("e", 28, 0)])
        choice = choose(town)
        assert riders(choice) == {"S-m": 2}
        assert choice.schools[0].miles == pytest.approx(0.8, abs=1e-3)

    def test_of_two_corners_the_nearer_one(self) -> None:
        town = oakdale(pupils((20, 0)), [corner("far", 24, 0), corner("near", 21, 0)])
        assert riders(choose(town)) == {"S-near": 1}

    def test_on_a_lattice_no_stop_is_a_home(self) -> None:
        choice = choose(oakdale(pupils((20.3, 0.2), (20.4, 0.3))))
        (stop,) = choice.district.stops
        assert stop.riders_am == stop.riders_pm == 2
        # The lattice has a point every 0.2 × 0.5 = 0.1 miles: (20, 0), 2 of 52.146 miles a degree east.
        assert (stop.place.lat, stop.place.lon) == (41.0, -92.961646)


class TestCapacity:
    def test_a_full_corner_sends_one_to_the_next(self) -> None:
        homes = pupils((20, 0), (20, 0), (20, 0))
        town = oakdale(homes, [corner("a", 20, 0, 2), corner("b", 21, 0, 2)])
        assert riders(choose(town)) == {"S-a": 2, "S-b": 1}

    def test_capacity_of_the_scenario_holds_where_the_corner_states_none(self) -> None:
        homes = pupils((20, 0), (20, 0), (20, 0))
        town = oakdale(homes, [corner("a", 20, 0), corner("b", 21, 0, 9)])
        assert riders(choose(town, capacity=1)) == {"S-b": 3}

    def test_when_all_are_full_somebody_is_named(self) -> None:
        town = oakdale(pupils((20, 0), (20, 0), (20, 0)), [corner("a", 20, 0, 2)])
        choice = choose(town)
        assert riders(choice) == {"S-a": 2}
        assert choice.left_out(Reason.FULL) == choice.left_out() == 1


class TestLeftOut:
    def test_too_far(self) -> None:
        # 6 units are 0.6 miles, the limit of an elementary student 0.5.
        town = oakdale(pupils((20, 0), (26, 0)), [corner("a", 20, 0)])
        assert outcomes(choose(town)) == {"p0": "S-a", "p1": Reason.TOO_FAR}

    def test_a_high_school_student_walks_farther(self) -> None:
        students = [pupil("old", 26, 0, level="high"), pupil("young", 26, 0, level="elementary")]
        choice = choose(oakdale(students, [corner("a", 20, 0)]))
        assert outcomes(choice) == {"old": "S-a", "young": Reason.TOO_FAR}

    def test_exactly_at_the_limit(self) -> None:
        town = oakdale(pupils((25, 0)), [corner("a", 20, 0)])
        assert choose(town, walk_limit={"elementary": 0.4999}).left_out() == 1
        assert choose(town).left_out() == 0  # 5 units are the 0.5 miles allowed

    def test_no_coordinates(self) -> None:
        lost = replace(pupil("x", 0, 0), home=None)
        assert outcomes(choose(oakdale([lost], [corner("a", 20, 0)]))) == {"x": Reason.NO_POSITION}

    def test_walk_zone_by_level(self) -> None:
        zone = {"walk_zone": {"elementary": 1.0, "middle": 2.0}}
        students = [pupil("at", 9.9, 0), pupil("beyond", 10.1, 0), pupil("older", 10.1, 0, level="middle")]
        found = outcomes(choose(oakdale(students, [corner("a", 10.1, 0)]), **zone))
        assert found == {"at": Reason.WALKS, "older": Reason.WALKS, "beyond": "S-a"}

    def test_nobody_asks(self) -> None:
        choice = choose(oakdale([], [corner("a", 20, 0)]))
        assert (choice.district.stops, choice.left_out(), len(by_school(choice))) == ((), 0, 0)

    def test_no_corner_at_all(self) -> None:
        assert choose(oakdale(pupils((20, 0)), [corner("a", 90, 0)])).left_out(Reason.TOO_FAR) == 1


class TestHazards:
    RAILWAY = road((22, -30), (22, 30))

    def test_nobody_is_sent_across(self) -> None:
        town = oakdale(
            pupils((20, 0), (24, 0)), [corner("m", 21, 0), corner("e", 26, 0)], hazards=self.RAILWAY
        )
        assert riders(choose(town)) == {"S-m": 1, "S-e": 1}
        assert riders(choose(replace(town, hazards=None))) == {"S-m": 2}

    def test_behind_a_hazard_is_not_too_far(self) -> None:
        town = oakdale(pupils((24, 0), (40, 0)), [corner("m", 21, 0)], hazards=self.RAILWAY)
        assert outcomes(choose(town)) == {"p0": Reason.BEHIND_HAZARD, "p1": Reason.TOO_FAR}

    def test_a_stop_at_the_line_serves_both_sides(self) -> None:
        town = oakdale(pupils((20, 0), (24, 0)), [corner("line", 22, 0)], hazards=self.RAILWAY)
        assert riders(choose(town)) == {"S-line": 2}

    def test_a_hazard_before_the_school_brings_the_bus(self) -> None:
        near = oakdale(pupils((5, 0)), [corner("a", 5, 0)])
        zone = {"walk_zone": {"elementary": 1.0}}
        assert choose(near, **zone).left_out(Reason.WALKS) == 1
        assert riders(choose(replace(near, hazards=road((2, -30), (2, 30))), **zone)) == {"S-a": 1}


class TestDoors:
    def test_at_the_door_even_in_the_walk_zone(self) -> None:
        fetched = pupil("x", 3, 0, door_to_door=True, wheelchair=True)
        choice = choose(oakdale([fetched], []), walk_zone={"elementary": 1.0})
        (stop,) = choice.district.stops
        assert (stop.id, stop.riders_am, stop.wheelchairs) == ("S-d1", 1, 1)
        assert (stop.door, stop.walk_miles) == (True, 0.0)
        # 41.0, and 0.3 miles east at 52.15 miles a degree, rounded to a block.
        assert (stop.place.lat, stop.place.lon) == (41.0, -92.994)

    def test_neighbours_share_a_block_and_others_do_not(self) -> None:
        students = [pupil(f"x{k}", east, 0, door_to_door=True) for k, east in enumerate((30, 30.01, 40))]
        assert riders(choose(oakdale(students, []))) == {"S-d1": 2, "S-d2": 1}

    def test_wheelchairs_at_a_walked_stop_are_counted(self) -> None:
        students = [pupil("x", 20, 0, wheelchair=True), pupil("y", 20, 0)]
        (stop,) = choose(oakdale(students, [corner("a", 20, 0)])).district.stops
        assert (stop.riders_am, stop.wheelchairs) == (2, 1)


class TestExistingStops:
    TOWN = oakdale(pupils((20, 0), (28, 0)), [corner("m", 24, 0)], stops=[existing("old", 20, 0)])

    def test_kept_they_cost_nothing(self) -> None:
        choice = choose(self.TOWN, keep_existing=True)
        # The middle is opened for p1; p0 stays at the old stop, where no step is walked.
        assert riders(choice) == {"old": 1, "S-m": 1}
        assert (choice.schools[0].kept, choice.schools[0].opened) == (1, 1)

    def test_nobody_is_sent_to_the_door_of_another(self) -> None:
        door = replace(existing("old", 20, 0), door=True)
        town = oakdale(pupils((20, 0), (28, 0)), [corner("m", 24, 0)], stops=[door])
        assert riders(choose(town)) == {"S-m": 2}

    def test_otherwise_they_close_if_fewer_do(self) -> None:
        assert riders(choose(self.TOWN)) == {"S-m": 2}

    def test_a_kept_stop_may_have_nobody(self) -> None:
        town = oakdale(pupils((20, 0)), [corner("a", 20, 0)], stops=[existing("lone", 60, 0)])
        assert riders(choose(town, keep_existing=True)) == {"S-a": 1, "lone": 0}

    def test_ids_are_never_taken_twice(self) -> None:
        town = oakdale(pupils((20, 0)), [corner("a", 20, 0)], stops=[existing("S-a", 60, 0)])
        assert riders(choose(town, keep_existing=True)) == {"S-a2": 1, "S-a": 0}


def best_by_trying_all(question: Question) -> tuple[int, float]:
    """Fewest stops, then fewest miles, over all sets of stops."""
    stops = range(len(question.capacity))
    for count in range(1, len(question.capacity) + 1):
        seats = [(seat(question, np.isin(stops, chosen))) for chosen in combinations(stops, count)]
        miles = [miles_walked(question, at) for at in seats if at is not None]
        if miles:
            return count, min(miles)
    raise AssertionError("no set of stops holds everybody")


def random_question(seed: int) -> Question:
    rng = np.random.default_rng(seed)
    walk = np.hypot(*(rng.uniform(0, 10, (9, 1, 2)) - rng.uniform(0, 10, (1, 8, 2))).transpose(2, 0, 1))
    walk[walk > 6] = np.inf
    walk[np.arange(9), rng.integers(0, 8, 9)] = 1.0  # everybody reaches something
    capacity = rng.integers(2, 5, 8) if seed % 2 else np.full(8, 99)
    return Question(walk, capacity.astype(np.int64), np.zeros(8, dtype=bool))


@pytest.mark.parametrize("seed", range(16))
def test_as_good_as_trying_all(seed: int) -> None:
    question = random_question(seed)
    if seat(question, np.ones(8, dtype=bool)) is None:
        question = replace(question, capacity=np.full(8, 4))
    stops, miles = best_by_trying_all(question)
    found = answer(question, 10)
    assert (found.opened, found.miles) == (stops, pytest.approx(miles))
    assert found.opened_bound == stops
    assert found.miles_bound == pytest.approx(miles)


def test_without_time_the_bounds_still_hold() -> None:
    question = random_question(0)
    stops, _ = best_by_trying_all(question)
    found: Answer = answer(question, 0)
    assert found.opened_bound <= stops <= found.opened
    assert found.miles_bound <= found.miles
    assert miles_walked(question, found.at) == found.miles


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_lost(seed: int) -> None:
    town = scattered(seed, students=60, corners=12, capacity=6)
    choice = choose(town)
    assert sum(riders(choice).values()) + choice.left_out() == len(town.students)
    assert set(outcomes(choice)) == {student.id for student in town.students}
    assert max(riders(choice).values()) <= 6
    school = choice.schools[0]
    assert school.opened_bound <= school.opened == len(choice.district.stops)
    assert school.miles_bound <= school.miles + 1e-9


def test_the_summary_is_silent_about_a_few() -> None:
    choice = choose(oakdale(pupils(*[(20, 0)] * 9), [corner("a", 20, 0)]))
    (row,) = by_school(choice).itertuples()
    assert np.isnan(row.riders if row.riders is not None else np.nan)
    assert np.isnan(row.mean_walk if row.mean_walk is not None else np.nan)
    assert row.small_stops == 1
    many = choose(oakdale(pupils(*[(20, 0)] * 10), [corner("a", 21, 0)]))
    (row,) = by_school(many).itertuples()
    assert (row.riders, row.small_stops, row.mean_walk, row.status) == (10, 0, 0.1, "optimal")


def test_totals_add_up_in_words() -> None:
    town = oakdale(pupils((20, 0), (26, 0)), [corner("a", 20, 0)])
    assert totals(choose(town)) == [
        "2 students = 1 with a stop + 1 without",
        "1 stops: 0 kept, 1 opened (no choice opens fewer than 1), 0 at a door",
        "mean walk 0.000 miles (with as few stops never below 0.000)",
        "without a stop, too far from any possible stop: 1",
        "stops with fewer than 10 riders: 1; look at them before you show stops to the public",
    ]


def test_the_scenario_checks_itself() -> None:
    with pytest.raises(ValueError, match="capacity"):
        scenario(capacity=0)
