"""What an evaluation says of the tiny plan, and that it never invents what is unknown."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from optimizer.errors import BelltimeError
from optimizer.judge import FIGURES, TABLES
from tests.builders import (
    clock_minutes,
    plan_one_run_per_bus,
    random_district,
    tiny_district,
    tiny_plan,
)
from tests.judge.evaluated import evaluated, row
from tests.judge.verdicts import visits, with_at, with_bells, with_route, with_run, with_school


def test_figures_are_those_defined_in_that_order() -> None:
    assert list(evaluated().figures) == list(FIGURES)


def test_tables_have_the_columns_documented() -> None:
    for name, columns in TABLES.items():
        frame = getattr(evaluated(), name)
        assert list(frame.columns) == list(columns), name
        assert len(frame) > 0, name


def test_blank_is_na_in_every_kind_of_column() -> None:
    schools = evaluated().schools
    for name in ("minutes_moved", "bell_today_basis", "frl_share", "frl_quartile"):
        assert any(value is pd.NA for value in schools[name]), name


def test_fleet_and_riders() -> None:
    figures = evaluated().figures
    assert (figures["buses"], figures["runs_am"], figures["runs_pm"]) == (3, 6, 6)
    assert figures["runs_per_bus"] == 4
    # four first runs of 30 riders and two second runs of 20, in buses of 40 seats: 160 ÷ 240
    assert (figures["riders_am"], figures["riders_pm"], figures["riders_unserved"]) == (160, 160, 0)
    assert figures["seat_use"] == pytest.approx(160 / 240)


def test_rides() -> None:
    """Each way 40 riders (stops a) ride 13 min and 120 (stops b and c) ride 5: 75 % ride 5, the rest 13."""
    figures = evaluated().figures
    assert (figures["ride_median"], figures["ride_p90"], figures["ride_longest"]) == (5, 13, 13)
    assert (figures["ride_over_limit"], figures["ride_over_limit_share"]) == (0, 0)
    service = {"ride_limit": {"high": 12}}
    figures = evaluated(service=service).figures
    assert figures["ride_over_limit"] == 20  # stop a of H1, both ways
    assert figures["ride_over_limit_share"] == 20 / 320


def test_pickups_and_returns() -> None:
    """E1-am-1 begins at 7:35 - 15 = 7:20; H1-pm-1 ends at 15:40 + 15 = 15:55."""
    figures = evaluated().figures
    assert figures["earliest_pickup"] == clock_minutes(7, 20)
    assert figures["latest_return"] == clock_minutes(15, 55)


def test_slack() -> None:
    """Buses 1 and 3 have 5 min, bus 2 has 17, each in both halves of the day; 10 are desired."""
    figures = evaluated().figures
    assert (figures["connections"], figures["slack_min"], figures["slack_median"]) == (6, 5, 5)
    assert (figures["slack_below_desired"], figures["slack_below_desired_share"]) == (4, 4 / 6)
    bins = [figures[f"slack_{name}"] for name in ("under_5", "5_to_10", "10_to_20", "20_up")]
    assert bins == [0, 4, 2, 0]


@pytest.mark.parametrize(("later", "bins"), [(1, [1, 3, 2, 0]), (-5, [0, 3, 3, 0]), (-4, [0, 4, 2, 0])])
def test_slack_bins_at_their_borders(later: int, bins: list[int]) -> None:
    figures = evaluated(plan=with_at("E1-am-1", later)).figures
    assert [figures[f"slack_{name}"] for name in ("under_5", "5_to_10", "10_to_20", "20_up")] == bins


def test_no_connection_no_slack() -> None:
    plan = plan_one_run_per_bus(tiny_district(), tiny_plan().bells)
    figures = evaluated(plan=plan).figures
    assert (figures["connections"], figures["slack_min"], figures["slack_median"]) == (0, None, None)
    assert figures["slack_below_desired_share"] is None


def test_change_from_today() -> None:
    """E1 (400 students) 60 min earlier, M1 (500) 15 later, H1 (1000) 60 later, E2 (200) unknown."""
    figures = evaluated().figures
    assert (figures["schools_moved"], figures["schools_unknown"], figures["largest_shift"]) == (3, 1, 60)
    assert figures["disruption"] == 400 * 60 + 500 * 15 + 1000 * 60
    assert figures["students_moved_60_up"] == 1400
    assert figures["students_moved_10_to_30"] == 500
    assert figures["students_moved_unknown"] == 200
    assert figures["secondary_minutes_later"] == (500 * 15 + 1000 * 60) / 1500
    assert figures["elementary_minutes_later"] == -60


@pytest.mark.parametrize(
    ("moved", "name"),
    [
        (0, "students_moved_0"),
        (1, "students_moved_under_10"),
        (9, "students_moved_under_10"),
        (10, "students_moved_10_to_30"),
        (-29, "students_moved_10_to_30"),
        (30, "students_moved_30_to_60"),
        (59, "students_moved_30_to_60"),
        (-60, "students_moved_60_up"),
    ],
)
def test_students_are_counted_in_one_bin(moved: int, name: str) -> None:
    figures = evaluated(district=with_school("E2", bell_today=clock_minutes(7, 45) - moved)).figures
    assert (figures[name] or 0) - (evaluated().figures[name] or 0) == 200
    assert sum(value or 0 for key, value in figures.items() if key.startswith("students_moved")) == 2100


def test_nothing_known_of_today_is_not_no_change() -> None:
    district = tiny_district()
    unknown = replace(district, schools=tuple(replace(s, bell_today=None) for s in district.schools))
    figures = evaluated(district=unknown).figures
    for name in ("schools_moved", "largest_shift", "disruption", "secondary_minutes_later"):
        assert figures[name] is None, name
    assert figures["students_moved_unknown"] == 2100


@pytest.mark.parametrize(
    ("minute", "from_8_00", "from_8_30"),
    [(29, 1500, 500), (30, 1500, 1500), (-1, 500, 500), (0, 1500, 500)],
)
def test_secondary_starts(minute: int, from_8_00: int, from_8_30: int) -> None:
    """H1 (1000 students) moves around 8:00 and 8:30, M1 (500) stays at 8:30."""
    figures = evaluated(plan=with_bells(H1=clock_minutes(8) + minute)).figures
    assert (figures["secondary_from_8_00"], figures["secondary_from_8_30"]) == (from_8_00, from_8_30)
    assert (figures["secondary_before_8_00"], figures["secondary_before_8_30"]) == (
        1500 - from_8_00,
        1500 - from_8_30,
    )
    assert figures["secondary_from_8_30_share"] == from_8_30 / 1500


@pytest.mark.parametrize(
    ("bell", "late", "very_late"), [((8, 30), 0, 0), ((8, 31), 400, 0), ((9, 0), 400, 0), ((9, 1), 400, 400)]
)
def test_elementary_dismissals(bell: tuple[int, int], late: int, very_late: int) -> None:
    """E1 (400 students) lets out 7 hours after its bell: after 15:30 and after 16:00 count."""
    figures = evaluated(plan=with_bells(E1=clock_minutes(*bell))).figures
    assert figures["elementary_dismissed_late"] == late
    assert figures["elementary_dismissed_very_late"] == very_late
    assert figures["elementary_dismissed_late_share"] == late / 600


def test_bells_and_tiers() -> None:
    evaluation = evaluated(plan=with_bells(E2=clock_minutes(6, 15)))
    figures, tiers = evaluation.figures, evaluation.tiers
    assert (figures["distinct_bells"], figures["schools_outside_tiers"]) == (3, 1)
    assert tiers["tier"].tolist() == ["first", "second", "third", "outside tiers"]
    assert tiers["schools"].tolist() == [1, 2, 0, 1]
    assert row(tiers, tier="second") == {
        "tier": "second", "schools": 2, "students": 1500, "runs_am": 3, "runs_pm": 3,
    }  # fmt: skip


def test_a_lost_rider_is_counted_and_an_invented_one_does_not_make_up() -> None:
    plan = with_run("E1-am-1", visits=visits(("E1a", 9), ("E1b", 21)))
    assert evaluated(plan=plan).figures["riders_unserved"] == 1


def test_what_is_unknown_stays_blank() -> None:
    schools = evaluated().schools
    birch, cedar = row(schools, school_id="E2"), row(schools, school_id="M1")
    assert birch["minutes_moved"] is None
    assert birch["bell_today_basis"] is None
    assert cedar["frl_share"] is None
    assert cedar["frl_quartile"] is None


def test_a_school_without_riders_has_no_rides() -> None:
    district, plan = tiny_district(), tiny_plan()
    stops = tuple(stop for stop in district.stops if stop.school_id != "E2")
    runs = tuple(run for run in plan.runs if run.school_id != "E2")
    only_m1 = with_route("3", lambda route: replace(route, am=route.am[1:], pm=route.pm[1:]), plan)
    schools = evaluated(district=replace(district, stops=stops), plan=replace(only_m1, runs=runs)).schools
    birch = row(schools, school_id="E2")
    assert (birch["runs_am"], birch["riders_pm"]) == (0, 0)
    for name in ("earliest_pickup", "latest_return", "ride_median", "ride_longest"):
        assert birch[name] is None, name


def test_a_run_that_no_bus_drives_has_no_times() -> None:
    runs = evaluated(plan=with_route("2", lambda route: replace(route, pm=route.pm[:1]))).runs
    left = row(runs, run_id="H1-pm-2")
    for name in ("bus", "order", "at", "starts", "ends"):
        assert left[name] is None, name
    assert left["live_minutes"] == 8


def test_the_order_of_runs() -> None:
    runs = evaluated().runs
    last, first = row(runs, run_id="H1-pm-1"), row(runs, run_id="E1-am-1")
    assert (last["bus"], last["order"], last["tier_of_route"]) == ("1", 4, 2)
    assert (first["starts"], first["ends"], first["at"]) == (440, 455, 455)
    assert (last["starts"], last["ends"], last["at"]) == (940, 955, 940)
    assert (first["capacity"], last["capacity"]) == (40, 30)


def test_groups() -> None:
    groups = evaluated().groups
    south, north = row(groups, by="area", group="South"), row(groups, by="area", group="North")
    assert (south["students"], south["minutes_moved"], south["minutes_later"]) == (600, 60, -60)  # E1 only
    assert north["minutes_moved"] == (500 * 15 + 1000 * 60) / 1500
    assert (south["share_before_8_00"], north["share_before_8_00"]) == (1, 0)
    assert (south["earliest_pickup"], north["ride_p90"]) == (440, 13)
    assert row(groups, by="option", group="option")["schools"] == 1
    # Shares 0.1, 0.3 and 0.6 have borders 0.2, 0.3 and 0.45: E2 is in 1, H1 in 2, E1 in 4; M1 is unknown.
    assert groups.loc[groups["by"] == "frl_quartile", "group"].tolist() == ["1", "2", "4", "unknown"]


@pytest.mark.parametrize(("students", "suppressed"), [(9, True), (10, False)])
def test_small_groups_are_suppressed(students: int, suppressed: bool) -> None:
    groups = evaluated(district=with_school("M1", students=students)).groups
    middle = row(groups, by="level", group="middle")
    assert middle["suppressed"] == suppressed
    shown = [name for name in middle if name not in {"by", "group", "schools", "suppressed"}]
    assert all((middle[name] is None) == suppressed for name in shown)


def test_changes_from_a_baseline() -> None:
    baseline = plan_one_run_per_bus(tiny_district(), tiny_plan().bells)
    changes = evaluated(baseline=baseline).changes
    assert changes["buses"] == 3 - 12
    assert changes["slack_min"] is None  # the baseline has no connection
    assert evaluated().changes == {}


def test_as_dict_is_ready_for_json() -> None:
    spelled = evaluated(baseline=tiny_plan()).as_dict()
    text = json.dumps(spelled, allow_nan=False)
    assert json.loads(text) == spelled
    assert text == json.dumps(evaluated(baseline=tiny_plan()).as_dict())
    assert spelled["figures"]["earliest_pickup"] == "7:20"
    assert spelled["changes"]["earliest_pickup"] == 0
    assert spelled["travel"] == "grid of minutes"
    birch = spelled["schools"][1]
    assert (birch["bell"], birch["bell_today"], birch["option"]) == ("7:45", None, True)
    assert spelled["runs"][0]["starts"] == "7:20"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: with_run("E1-am-2", visits=visits(("nowhere", 20))),
        lambda: with_route("1", lambda route: replace(route, yard_id="YX")),
        lambda: with_route("1", lambda route: replace(route, am=(), pm=(*route.pm, *route.am))),
        lambda: tiny_plan(bells={"E1": 465}),
    ],
)
def test_a_plan_that_cannot_be_timed_is_refused(spoil: Any) -> None:
    with pytest.raises(BelltimeError, match="plan tiny does not fit district Tiny: check it first"):
        evaluated(plan=spoil())


def test_a_big_district_is_evaluated_quickly() -> None:
    """125 schools, 1000 runs and 3000 stops, as in Jeffco; seconds of the processor, not of the clock."""
    district = random_district(1, schools=125, runs_each=(3, 5), stops_each=(5, 7), size=60)
    plan = plan_one_run_per_bus(district, {school.id: 510 for school in district.schools})
    begin = time.process_time()
    figures = evaluated(district=district, plan=plan).figures
    assert figures["buses"] == len(district.runs)
    assert time.process_time() - begin < 3
