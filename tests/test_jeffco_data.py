"""Jeffco's tables: reproducible, consistent with their facts, and near to what is published."""

import csv
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from optimizer.demand import DemandParameters, build_demand, write_jeffco
from optimizer.demand.facts import SchoolFacts, read_school_facts
from optimizer.district import SECONDARY, District
from optimizer.scenario import PerLevel
from optimizer.tables import read_district

JEFFCO = Path(__file__).parents[1] / "data" / "jeffco"
SHARED = Path(__file__).parents[2] / "shared" / "facts" / "jeffco"
SEED = 1
FILES = [f"{year}/{table}.csv" for year in ("2022-23", "2023-24") for table in ("schools", "stops", "yards")]


@pytest.fixture(scope="module")
def before() -> District:
    return read_district(JEFFCO / "2022-23")


@pytest.fixture(scope="module")
def after() -> District:
    return read_district(JEFFCO / "2023-24")


@pytest.fixture(scope="module")
def facts() -> tuple[SchoolFacts, ...]:
    return read_school_facts(JEFFCO / "facts")


@pytest.fixture(scope="module")
def closures() -> list[dict[str, str]]:
    with (JEFFCO / "facts" / "closures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def riders(district: District, *levels: str) -> int:
    level = {school.id: school.level for school in district.schools}
    return sum(s.riders_am for s in district.stops if not levels or level[s.school_id] in levels)


@pytest.fixture(scope="module")
def written_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jeffco")
    (folder / "facts").mkdir()
    for name in ("schools.csv", "yards.csv"):
        (folder / "facts" / name).write_bytes((JEFFCO / "facts" / name).read_bytes())
    write_jeffco(folder, SEED)
    return folder


@pytest.mark.parametrize("file", FILES)
def test_tables_are_what_the_facts_and_the_seed_give(file: str, written_again: Path) -> None:
    assert (written_again / file).read_bytes() == (JEFFCO / file).read_bytes()


def test_shipped_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in JEFFCO.rglob("*.csv")) < 1_000_000


def test_enrolment_adds_up_to_the_published_totals(facts: tuple[SchoolFacts, ...]) -> None:
    totals = {year: sum(s.enrolment.get(year, 0) for s in facts) for year in (2021, 2022, 2023)}
    assert totals == {2021: 67_583, 2022: 66_493, 2023: 65_751}


def test_riders_are_calibrated_to_the_published_count(before: District) -> None:
    assert riders(before) == pytest.approx(17_759, rel=0.01)


def test_eligible_are_calibrated_to_the_published_share(before: District) -> None:
    everyone = PerLevel(elementary=1, k8=1, k12=1, middle=1, jr_sr=1, high=1)
    eligible = riders(
        build_demand(JEFFCO / "facts", 2022, SEED, parameters=DemandParameters(take_up=everyone))
    )
    assert eligible / sum(s.students for s in before.schools) == pytest.approx(0.42, abs=0.01)


def test_every_level_has_a_fair_part_of_the_riders(before: District) -> None:
    assert 0.35 < riders(before, "elementary", "k8") / riders(before) < 0.55
    assert 0.20 < riders(before, "middle") / riders(before) < 0.30
    assert 0.25 < riders(before, "high", "jr_sr") / riders(before) < 0.35


def test_stops_are_of_a_likely_number_and_size(before: District, after: District) -> None:
    for district in (before, after):
        assert 2_500 < len(district.stops) < 3_500
        assert min(s.riders_am for s in district.stops) == 4
        assert max(s.riders_am for s in district.stops) == 15


def test_option_schools_have_no_riders(before: District) -> None:
    with_stops = {stop.school_id for stop in before.stops}
    assert with_stops == {school.id for school in before.schools if not school.option}


def test_closed_schools_are_gone_and_later_ones_still_open(
    closures: list[dict[str, str]], before: District, after: District
) -> None:
    for row in closures:
        closes = date.fromisoformat(row["closes"])
        assert (row["cde_code"] in before.school_index) == (closes > date(2022, 9, 1)), row
        assert (row["cde_code"] in after.school_index) == (closes > date(2023, 9, 1)), row


def test_closures_agree_with_the_schools(
    closures: list[dict[str, str]], facts: tuple[SchoolFacts, ...]
) -> None:
    listed = {row["cde_code"]: (row["closes"], row["receivers"]) for row in closures}
    del listed["0148"]  # Allendale closed in 2021, before the first enrolment here
    assert listed == {s.id: (str(s.closes), "|".join(s.receivers)) for s in facts if s.closes}


def test_receiving_schools_gain_riders(
    closures: list[dict[str, str]], before: District, after: District
) -> None:
    receivers = {r for row in closures if row["closes"] == "2023-07-01" for r in row["receivers"].split("|")}
    assert len(receivers) == 16  # 15 closures, one of them with two receivers
    gained = [
        sum(s.riders_am for s in after.stops_of[r]) > sum(s.riders_am for s in before.stops_of[r])
        for r in receivers
    ]
    assert all(gained)


def test_todays_bells_keep_to_the_published_ranges(before: District) -> None:
    modelled = [s for s in before.schools if s.bell_today_basis == "modelled"]
    assert len(before.schools) - len(modelled) == 4
    for school in modelled:
        low, high = (435, 455) if school.level in SECONDARY else (455, 540)
        assert school.bell_today is not None
        assert low <= school.bell_today <= high
        assert school.bell_today % 5 == 0


def test_bells_of_today_do_not_change_with_the_year(before: District, after: District) -> None:
    for school in after.schools:
        assert school.bell_today == before.school(school.id).bell_today


def test_adopted_bells_stand_only_in_the_year_of_the_change(before: District, after: District) -> None:
    assert not any(s.bell_adopted for s in before.schools)
    assert sum(s.bell_adopted is not None for s in after.schools) == 31


def test_published_days_lie_in_the_published_ranges(after: District) -> None:
    known = [s for s in after.schools if s.day_minutes is not None]
    assert len(known) == 27
    for school in known:
        low, high = (435, 440) if school.level == "high" else (410, 420)  # 7:15 to 7:20, 6:50 to 7:00
        assert school.day_minutes is not None
        assert low <= school.day_minutes <= high


def test_every_column_of_the_facts_is_described() -> None:
    readme = (JEFFCO / "README.md").read_text("utf-8")
    for table in ("schools", "closures", "yards"):
        header = (JEFFCO / "facts" / f"{table}.csv").read_text("utf-8").splitlines()[0]
        assert [c for c in header.split(",") if f"`{c}`" not in readme] == []


def read_real_areas() -> gpd.GeoDataFrame:
    codes = {"elem": "ES_CampCod", "middle": "MS_CampCod", "high": "HS_CampCod"}
    parts = [
        gpd.read_file(SHARED / f"boundaries_{name}.geojson").rename(columns={code: "school_id"})
        for name, code in codes.items()
    ]
    return pd.concat(parts)[["school_id", "geometry"]].dissolve("school_id").reset_index()


def share_in_own_area(district: District, areas: gpd.GeoDataFrame) -> dict[str, float]:
    """Share of riders whose stop lies in the real attendance area of their school, by level."""
    shapes = dict(zip(areas["school_id"], areas.geometry, strict=True))
    inside: dict[str, list[float]] = {}
    for school in district.schools:
        stops = district.stops_of[school.id]
        if school.id in shapes and stops:
            hit = shapely.contains_xy(
                shapes[school.id], [s.place.lon for s in stops], [s.place.lat for s in stops]
            )
            count = np.array([s.riders_am for s in stops])
            for key in (school.level, "all"):
                inside.setdefault(key, [0, 0])
                inside[key][0] += count[hit].sum()
                inside[key][1] += count.sum()
    return {level: a / b for level, (a, b) in inside.items()}


needs_real_areas = pytest.mark.skipif(
    not (SHARED / "boundaries_elem.geojson").is_file(),
    reason="real attendance areas are not shipped; looked for them in ../shared beside the project",
)


@needs_real_areas
def test_riders_live_in_their_real_attendance_areas(before: District) -> None:
    shares = share_in_own_area(before, read_real_areas())
    # measured 0.70, 0.84, 0.84 and 0.78; a rule that ignored the facts would be far below
    assert shares["elementary"] > 0.66
    assert shares["middle"] > 0.81
    assert shares["high"] > 0.81
    assert shares["all"] > 0.75


@needs_real_areas
def test_real_areas_give_the_same_riders(before: District) -> None:
    areas = read_real_areas()
    real = build_demand(JEFFCO / "facts", 2022, SEED, areas)
    assert riders(real) == pytest.approx(riders(before), rel=0.02)
    for level in ("elementary", "middle", "high"):
        assert riders(real, level) == pytest.approx(riders(before, level), rel=0.03)
    # a stop in the middle of its homes may lie across a bent border, no more
    assert share_in_own_area(real, areas)["all"] > 0.96
