"""Runs for two schools next door: fewer runs or none, nobody lost, and nobody mixed for nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from optimizer.district import PERIODS, District, Level, Run, Stop
from optimizer.judge import check
from optimizer.routing import Routing, build_runs, rebuild_runs
from optimizer.routing.next_door import idle_members, pair_faults, ways_between
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, place, plan_one_run_per_bus, school, stop
from tests.next_door import AIM, BELL, PAIR, WINDOW, combined_runs, combining, next_door

TRAVEL = FlatTravel()


def routed(district: District | None = None, **changes: Any) -> Routing:
    return build_runs(district or next_door(), combining(**changes), TRAVEL)


def scattered(seed: int, levels: tuple[Level, Level] = ("elementary", "middle"), stops: int = 12) -> District:
    """Two schools two minutes apart with random stops around them, up to 10 minutes out each way."""
    rng = np.random.default_rng(seed)
    schools = (school("A", 0, 0, "Aspen", levels[0]), school("B", 2, 0, "Cedar", levels[1]))
    placed = []
    for of in schools:
        for k in range(stops):
            dx, dy = rng.uniform(-10, 10, 2)
            riders = int(rng.integers(1, 12))
            spot = place(f"{of.id}{k}", float(dx), float(dy))
            placed.append(Stop(spot, of.id, riders, riders, wheelchairs=int(rng.random() < 0.1)))
    return replace(next_door(), schools=schools, stops=tuple(placed))


def broken(district: District, scenario: Scenario, runs: tuple[Run, ...]) -> list[str]:
    """Rules that the runs break, each on a bus of its own."""
    driven = replace(district, runs=runs)
    plan = plan_one_run_per_bus(driven, {"A": BELL, "B": BELL}, aim=AIM)
    found = check(driven, scenario, TRAVEL, plan)
    return [v.rule for v in found if v.rule not in ("fleet_limit", "yard_capacity")]


def runs_apart(district: District, *runs: Run) -> list[Run]:
    """Morning runs for the riders of some runs, each school by itself."""
    carried: dict[str, int] = {}
    chairs: dict[str, int] = {}
    for visit in (visit for run in runs for visit in run.visits):
        carried[visit.stop_id] = carried.get(visit.stop_id, 0) + visit.riders
        chairs[visit.stop_id] = chairs.get(visit.stop_id, 0) + visit.wheelchairs
    stops = tuple(
        replace(of, riders_am=carried[of.id], riders_pm=0, wheelchairs=chairs[of.id])
        for of in district.stops
        if of.id in carried
    )
    apart = combining(routing={"combine": []})
    return [
        run for run in build_runs(replace(district, stops=stops), apart, TRAVEL).runs if run.period == "am"
    ]


class TestTwoHalfEmptyRuns:
    def test_share_one_bus(self) -> None:
        assert routed().runs == combined_runs()

    def test_do_not_where_the_scenario_does_not_combine(self) -> None:
        runs = build_runs(next_door(), combining(routing={"combine": []}), TRAVEL).runs
        assert [(run.id, run.also) for run in runs] == [
            ("A-am-1", None), ("B-am-1", None), ("A-pm-1", None), ("B-pm-1", None),
        ]  # fmt: skip

    # Aspen's 20 of 40 leave half a bus: 15 of 30 seats in middle school.
    @pytest.mark.parametrize(("riders", "runs"), [(15, 2), (16, 4)])
    def test_fill_a_bus_to_the_last_seat(self, riders: int, runs: int) -> None:
        first, second = next_door().stops
        stops = (first, replace(second, riders_am=riders, riders_pm=riders))
        assert len(routed(replace(next_door(), stops=stops)).runs) == runs

    # By way of Aspen and with 5 min there Cedar's riders ride 12 min, and the other way Aspen's ride
    # 1 + 2 + 7 + 5 + 2 = 17.
    @pytest.mark.parametrize(("elementary", "middle", "runs"), [(8, 12, 2), (17, 11, 2), (16, 11, 4)])
    def test_keep_to_the_ride_limits_of_both(self, elementary: float, middle: float, runs: int) -> None:
        limits = {"ride_limit": {"elementary": elementary, "middle": middle}, "ride_limit_far": 11}
        assert len(routed(service=limits).runs) == runs

    def test_tell_what_they_spare(self) -> None:
        routing = routed()
        assert routing.fewest == 2
        assert routing.notes[-1] == (
            "Aspen Elementary and Cedar Middle combined: morning runs 1 instead of 2, 1 for both; "
            "afternoon runs 1 instead of 2, 1 for both"
        )

    def test_say_so_where_no_run_is_for_both(self) -> None:
        """16 of Cedar's 30 seats and Aspen's 20 of 40 are more than a bus; yet the pair keeps one bell."""
        first, second = next_door().stops
        routing = routed(replace(next_door(), stops=(first, replace(second, riders_am=16, riders_pm=16))))
        assert routing.notes[-1] == (
            "Aspen Elementary and Cedar Middle combined: morning runs 2 as without, none for both; "
            "afternoon runs 2 as without, none for both; they still share one bell; "
            "leave the pair out to free it"
        )

    def test_leave_a_rider_who_is_driven_directly_alone(self) -> None:
        """42 min away is beyond even the far limit of 40: no way by another school is direct."""
        far = next_door()
        far = replace(far, stops=(stop("A1", "A", -40, 0, 20), stop("B1", "B", -40, 0, 10)))
        routing = routed(far)
        (run,) = [
            run for run in routing.runs if "A1" in {v.stop_id for v in run.visits} and run.period == "am"
        ]
        assert run.also is None

    def test_wheelchairs_keep_their_places(self) -> None:
        # Two in each school, two places in a bus; each takes 4 seats: (20 + 2 × 3) / 40 + 4 / 30 fits.
        first, second = next_door().stops
        stops = (replace(first, wheelchairs=2), replace(second, riders_am=4, riders_pm=4, wheelchairs=2))
        seats = {"fleet": {"wheelchair_places": 2}}
        assert len(routed(replace(next_door(), stops=stops), **seats).runs) == 4
        assert len(routed(replace(next_door(), stops=(stops[0], second)), **seats).runs) == 2

    def test_a_school_without_riders_changes_nothing(self) -> None:
        routing = routed(replace(next_door(), stops=next_door().stops[:1]))
        assert [(run.id, run.also) for run in routing.runs] == [("A-am-1", None), ("A-pm-1", None)]
        assert "none for both" in routing.notes[-1]

    # One rider in one half of the day is enough to have a run to share.
    @pytest.mark.parametrize(("riders", "idle"), [((0, 0), True), ((0, 1), False), ((1, 0), False)])
    def test_a_school_without_riders_is_told(self, riders: tuple[int, int], idle: bool) -> None:
        first, second = next_door().stops
        stops = (first, replace(second, riders_am=riders[0], riders_pm=riders[1]))
        found = idle_members(replace(next_door(), stops=stops), combining())
        assert found == ([(0, 1, "has no stop with riders")] if idle else [])
        assert idle_members(replace(next_door(), stops=stops[1:]), combining())[0] == (0, 0, "has no stops")


class TestWhichSchoolComesFirst:
    def test_in_the_afternoon_the_shorter_day_and_the_bus_waits_for_the_longer(self) -> None:
        """Cedar's day is 15 min longer. The bus leaves Aspen 10 min after its dismissal, is at Cedar 2 min
        later, 3 min before Cedar's, and may leave from 5 after: it stands there for 8 min."""
        district = next_door(day_minutes=405)
        am, pm = routed(district).runs
        assert (am.school_id, am.also, am.stay) == ("B", "A", 5)
        assert (pm.school_id, pm.also, pm.stay) == ("A", "B", 8)

    # It waits no longer than the window is far: 30 min. A day longer by 5 + 2 + 30 is the most.
    @pytest.mark.parametrize(("longer", "refused"), [(37, False), (38, True)])
    def test_no_longer_than_the_window_is_far(self, longer: int, refused: bool) -> None:
        pair = next_door(day_minutes=420 - longer).schools
        first, second = ways_between(pair, "pm", combining(), TRAVEL)
        assert bool(first.refused) is refused
        assert second.refused
        if refused:
            assert first.refused == (
                "in the afternoon a bus would wait 31.0 min at Cedar Middle for its dismissal, "
                "30 are allowed (service.departure.far)"
            )

    def test_only_the_half_of_the_day_that_fits(self) -> None:
        routing = routed(next_door(day_minutes=360))
        assert [(run.period, run.also) for run in routing.runs] == [("am", "A"), ("pm", None), ("pm", None)]
        assert "no afternoon run for both: in the afternoon a bus would wait" in routing.notes[-1]
        assert "leave the pair out" not in routing.notes[-1]

    # The bus is at Aspen 10 + 5 + 2 = 17 min before the bell.
    @pytest.mark.parametrize(("far", "faults"), [(17, 0), (16, 1)])
    def test_a_pair_that_fits_in_neither_half_is_named(self, far: int, faults: int) -> None:
        window = {**WINDOW, "far": far}
        scenario = combining(service={"arrival": window, "departure": window})
        found = pair_faults(next_door(), scenario, TRAVEL)
        assert len(found) == faults
        for place_, words in found:
            assert place_ == 0
            assert words.startswith("Aspen Elementary and Cedar Middle cannot be combined: in the morning")
            assert "17.0 min before the bell, 16 are allowed (service.arrival.far)" in words

    def test_in_the_worst_traffic(self) -> None:
        """At a factor of 3 the drive takes 6 min: 10 + 5 + 6 = 21 before the bell."""
        dense = {"bands_am": [{"until": "9:00", "factor": 1.0}, {"until": "24:00", "factor": 3.0}]}
        for far, refused in ((21, False), (20, True)):
            scenario = combining(service={"arrival": {**WINDOW, "far": far}}, travel=dense)
            ways = ways_between(next_door().schools, "am", scenario, TRAVEL)
            assert all(bool(way.refused) is refused for way in ways)


@pytest.mark.parametrize("seed", range(8))
class TestEveryPair:
    def test_never_more_runs_and_nobody_lost(self, seed: int) -> None:
        district, scenario = scattered(seed), combining()
        alone = build_runs(district, combining(routing={"combine": []}), TRAVEL)
        together = build_runs(district, scenario, TRAVEL)
        assert together.fewest <= len(together.runs) <= len(alone.runs)
        for period in PERIODS:
            carried: dict[str, int] = {}
            for visit in (v for run in together.runs if run.period == period for v in run.visits):
                carried[visit.stop_id] = carried.get(visit.stop_id, 0) + visit.riders
            assert carried == {stop.id: stop.riders(period) for stop in district.stops}

    def test_the_judge_finds_nothing(self, seed: int) -> None:
        district, scenario = scattered(seed, ("elementary", "high")), combining()
        assert broken(district, scenario, build_runs(district, scenario, TRAVEL).runs) == []

    def test_a_combined_run_has_riders_of_both(self, seed: int) -> None:
        district = scattered(seed)
        for run in build_runs(district, combining(), TRAVEL).runs:
            assert run.also is None or min(district.riders_by_school(run).values()) > 0

    def test_no_two_combined_runs_could_be_one_for_each_school(self, seed: int) -> None:
        """Where each school's riders of two combined runs fit one bus, they also ride on one, so that
        routing them again by themselves needs more than two runs for what two combined ones carry."""
        district = scattered(seed)
        shared = [run for run in build_runs(district, combining(), TRAVEL).runs if run.also]
        for first, second in combinations(shared, 2):
            if first.period == second.period == "am":
                assert len(runs_apart(district, first, second)) > 2

    def test_same_input_same_runs(self, seed: int) -> None:
        first, second = (build_runs(scattered(seed), combining(), TRAVEL) for _ in range(2))
        assert first == second


def test_some_pair_saves_a_run_and_ids_are_unique() -> None:
    saved = 0
    for seed in range(8):
        routing = build_runs(scattered(seed), combining(), TRAVEL)
        saved += sum(half.before - half.after for half in routing.combined)
        assert len({run.id for run in routing.runs}) == len(routing.runs)
    assert saved > 0


def test_schools_apart_stay_as_they_are() -> None:
    """A third school's runs are the same whether two others are combined or not."""
    third = school("C", 30, 0, "Elm", "elementary")
    district = next_door()
    district = replace(
        district,
        schools=(district.schools[0], third, district.schools[1]),
        stops=(*district.stops, stop("C1", "C", 35, 0, 7)),
    )
    alone = build_runs(district, combining(routing={"combine": []}), TRAVEL)
    together = build_runs(district, combining(routing={"combine": PAIR}), TRAVEL)
    assert [run for run in together.runs if run.school_id == "C"] == [
        run for run in alone.runs if run.school_id == "C"
    ]


def test_combined_runs_are_not_rebuilt_for_the_fleet() -> None:
    district = replace(next_door(), runs=combined_runs())
    with pytest.raises(ValueError, match="two schools"):
        rebuild_runs(district, combining(), TRAVEL, {"A": BELL, "B": BELL})
