"""Runs keep to the service of the scenario: time at stops, limits by level, each half of the day apart."""

import pytest

from optimizer.district import District, Level, Stop
from optimizer.routing import build_runs
from tests.builders import FlatTravel, place, school, tiny_scenario

TRAVEL = FlatTravel()


def runs_of(district: District, **service: object) -> list[list[str]]:
    """Stop ids of the morning's runs."""
    routing = build_runs(district, tiny_scenario(service=service), TRAVEL)
    return [[visit.stop_id for visit in run.visits] for run in routing.runs if run.period == "am"]


def one_school(*stops: tuple[float, float, int, int], level: Level = "elementary") -> District:
    placed = [
        Stop(place(f"S{k}", east, north), "S", am, pm) for k, (east, north, am, pm) in enumerate(stops, 1)
    ]
    return District("One school", (school("S", 0, 0, "School", level),), tuple(placed), ())


# 20 minutes from the far stop; the near one, on the way, takes 60 s and 6 s for each of 10 riders: 22 min.
@pytest.mark.parametrize(
    ("stop_seconds", "rider_seconds", "limit", "runs"),
    [(60, 6, 22, 1), (61, 6, 22, 2), (60, 6.1, 22, 2), (0, 0, 20, 1), (120, 6, 23, 1)],
)
def test_time_at_stops_counts(stop_seconds: float, rider_seconds: float, limit: float, runs: int) -> None:
    district = one_school((20, 0, 10, 10), (10, 0, 10, 10))
    found = runs_of(
        district,
        stop_seconds=stop_seconds,
        rider_seconds=rider_seconds,
        ride_limit={"elementary": limit},
        ride_limit_far=limit,
    )
    assert len(found) == runs


@pytest.mark.parametrize(("level", "runs"), [("elementary", 2), ("middle", 1)])
def test_each_level_has_its_own_limit(level: Level, runs: int) -> None:
    district = one_school((20, 0, 10, 10), (10, 0, 10, 10), level=level)
    assert len(runs_of(district, ride_limit={"elementary": 21, "middle": 22})) == runs


def test_afternoons_are_no_mirror_of_mornings() -> None:
    # 40 seats: 40 riders fill one bus in the morning; 60 in the afternoon need two.
    routing = build_runs(one_school((5, 0, 20, 30), (6, 0, 20, 30)), tiny_scenario(), TRAVEL)
    assert [run.period for run in routing.runs] == ["am", "pm", "pm"]
    assert sum(run.riders for run in routing.runs if run.period == "pm") == 60
