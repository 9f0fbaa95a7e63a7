"""Modelled demand on a district of eight schools that can be drawn on a napkin."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from optimizer.demand import BellParameters, DemandParameters, build_demand
from optimizer.demand.bells_before import build_bells_before
from optimizer.demand.catchments import Catchment, Homes, build_neighbourhoods
from optimizer.demand.facts import read_school_facts
from optimizer.demand.plane import Plane
from optimizer.demand.riders import eligible_part, enrolled, gather, local_share
from optimizer.errors import InputError
from optimizer.scenario import PerLevel

# North and South are 6.9 miles apart; East closes in 2023 and goes to North or South, whichever is nearer.
SCHOOLS = """\
cde_code,name,level,area,lat,lon,terrain,enrolment_2022,enrolment_2023,option,area_children,attending_share,\
choice_in_share,area_with,feeder_middle,feeder_high,closes,receivers,bell_before,day_before,bell_adopted_2023
01,North,elementary,A,40.10,-105.00,plains,400,450,no,500,0.6,0.25,,05,06,,,8:10,,7:45
02,South,elementary,A,40.00,-105.00,plains,400,450,no,400,0.5,0.5,,05,06,,,,,
03,East,elementary,A,40.05,-104.96,plains,200,,no,250,0.4,0.5,,05,06,2023-07-01,01|02,,,
04,North upper,elementary,A,40.11,-105.00,plains,100,100,no,250,0.4,0,01,05,06,,,,,
05,Middle,middle,A,40.05,-105.00,plains,500,500,no,500,0.7,0.3,,,06,,,,,
06,High,high,A,40.05,-105.01,plains,600,600,no,700,0.6,0.3,,,,,,7:30,418,
07,Choice,k8,Options,40.05,-105.02,plains,300,300,yes,,,,,,,,,,,
08,Unpublished,elementary,A,40.02,-104.97,plains,,,no,100,0.5,0.2,,05,06,,,,,
"""
YARDS = "yard_id,name,lat,lon,buses,basis,terrain\nY1,Yard,40.05,-105.0,,modelled,plains\n"


@pytest.fixture
def facts_folder(tmp_path: Path) -> Path:
    (tmp_path / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "yards.csv").write_text(YARDS, encoding="utf-8")
    return tmp_path


def homes_at(*east_miles: float, mountain: bool = False) -> tuple[Homes, Catchment]:
    n = len(east_miles)
    points = np.array([(east, 0.0) for east in east_miles])
    homes = Homes(Plane(40.1, -105.0), points, np.zeros(n, int), np.ones(n), np.full(n, mountain))
    return homes, Catchment(np.arange(n), np.ones(n))


@pytest.mark.parametrize(
    ("east", "mountain", "right"),
    [
        (0.3, False, 0.0),  # 0.3 x 1.37 = 0.41 road miles: under half the walk zone of 1 mile
        (0.5, False, 0.9),  # 0.5 x 1.37 = 0.69: between half and whole, hazard share
        (0.7, False, 0.9),  # 0.7 x 1.37 = 0.96
        (0.7, True, 1.0),  # 0.7 x 1.46 = 1.02: beyond the zone in the mountains
        (0.8, False, 1.0),  # 0.8 x 1.37 = 1.10
    ],
)
def test_right_to_the_bus(facts_folder: Path, east: float, mountain: bool, right: float) -> None:
    north = read_school_facts(facts_folder)[0]
    homes, catchment = homes_at(east, mountain=mountain)
    eligible = eligible_part(north, catchment, homes, DemandParameters())
    assert eligible.weights.tolist() == [right]


def test_enrolment_not_published_follows_from_the_area(facts_folder: Path) -> None:
    schools = {s.id: s for s in read_school_facts(facts_folder)}
    assert enrolled(schools["01"], 2022) == 400
    assert enrolled(schools["03"], 2023) is None
    # 100 children x 0.5 attend = 50, who are 1 - 0.2 = 80 % of the school: 50 / 0.8 = 62.5
    assert enrolled(schools["08"], 2022) == 62


def test_local_share_merges_with_closed_schools(facts_folder: Path) -> None:
    schools = read_school_facts(facts_folder)
    by_id = {s.id: s for s in schools}
    # 500 x 0.6 = 300 of 400
    assert local_share(by_id["01"], schools, 2022, DemandParameters()) == pytest.approx(0.75)
    # half of East joins: (300 + 0.5 x 250 x 0.4) / (400 + 0.5 x 200) = 350 / 500
    assert local_share(by_id["01"], schools, 2023, DemandParameters()) == pytest.approx(0.7)
    assert local_share(by_id["07"], schools, 2022, DemandParameters()) == 0


def test_children_of_a_closed_school_go_to_its_receivers(facts_folder: Path) -> None:
    facts = read_school_facts(facts_folder)
    before, after = (
        {n.facts.id: n.groups[0][0] for n in build_neighbourhoods(facts, year)} for year in (2022, 2023)
    )
    assert before == {"01": ("01",), "02": ("02",), "03": ("03",), "08": ("08",)}
    assert after == {"01": ("01",), "02": ("02",), "03": ("01", "02"), "08": ("08",)}


def test_schools_with_one_area_share_its_homes(facts_folder: Path) -> None:
    north = build_neighbourhoods(read_school_facts(facts_folder), 2022)[0]
    assert [alternatives for alternatives, _ in north.groups] == [("01",), ("04",), ("05",), ("06",)]


def test_few_homes_make_one_stop_however_far_apart() -> None:
    assert [g.tolist() for g in gather(np.array([(0, 0), (9, 0), (5, 5)], float), 0.5, (4, 15))] == [
        [0, 1, 2]
    ]


def test_homes_far_apart_make_two_stops() -> None:
    # eight homes, 0.1 mile apart, with a gap of 2 miles in the middle: halved there
    places = np.array([(i * 0.1 + (2 if i >= 4 else 0), 0) for i in range(8)])
    assert sorted(g.tolist() for g in gather(places, 0.5, (4, 15))) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_no_stop_holds_more_than_the_most_riders() -> None:
    groups = gather(np.zeros((40, 2)), 0.5, (4, 15))
    assert sorted(i for g in groups for i in g.tolist()) == list(range(40))
    assert [len(g) for g in groups] == [10, 10, 10, 10]  # 40 -> 20 + 20 -> 10 each


def test_riders_are_enrolled_local_eligible_and_willing(facts_folder: Path) -> None:
    everyone = PerLevel(elementary=1, k8=1, k12=1, middle=1, jr_sr=1, high=1)
    nobody_walks = PerLevel(elementary=0, k8=0, k12=0, middle=0, jr_sr=0, high=0)
    all_ride = DemandParameters(walk_zone=nobody_walks, take_up=everyone)
    district = build_demand(facts_folder, 2022, 1, parameters=all_ride)
    riders = {s.id: sum(stop.riders_am for stop in district.stops_of[s.id]) for s in district.schools}
    # enrolled x local share: 400 x 0.75, 400 x 200/400, 200 x 100/200, 100 x 100/100, 500 x 350/500,
    # 600 x 420/600, none of the option school, 62 x 50/62
    assert riders == {"01": 300, "02": 200, "03": 100, "04": 100, "05": 350, "06": 420, "07": 0, "08": 50}


def test_same_seed_same_district(facts_folder: Path) -> None:
    first, again, other = (build_demand(facts_folder, 2022, seed) for seed in (1, 1, 2))
    assert first == again
    assert first.stops != other.stops


@pytest.mark.parametrize(("column", "key"), [("school_id", "02"), ("name", "South")])
def test_stops_lie_in_the_real_boundary_where_there_is_one(facts_folder: Path, column: str, key: str) -> None:
    real = gpd.GeoDataFrame({column: [key]}, geometry=[box(-105.1, 39.95, -105.02, 40.0)], crs=4326)
    district = build_demand(facts_folder, 2022, 1, real)
    stops = district.stops_of["02"]
    assert stops
    assert all(-105.11 < s.place.lon < -105.01 and 39.94 < s.place.lat < 40.01 for s in stops)


def test_tables_say_what_is_modelled(facts_folder: Path) -> None:
    before, after = (build_demand(facts_folder, year, 1) for year in (2022, 2023))
    north = before.school("01")
    assert (north.bell_today, north.bell_today_basis, north.bell_adopted) == (490, "published", None)
    assert after.school("01").bell_adopted == 465
    assert after.school("01").day_minutes is None
    assert before.school("02").bell_today_basis == "modelled"
    assert before.school("08").note == "students modelled"
    assert before.school("06").day_minutes == 418
    assert "03" not in after.school_index


def test_modelled_bells_keep_to_the_published_ranges(facts_folder: Path) -> None:
    bells = build_bells_before(read_school_facts(facts_folder), seed=3)
    assert bells["06"] == (450, 418)
    assert 435 <= bells["05"][0] <= 455
    assert 410 <= bells["05"][1] <= 430
    assert all(
        455 <= bells[i][0] <= 540 and 400 <= bells[i][1] <= 420 for i in ("02", "03", "04", "07", "08")
    )
    assert all(bells[i][0] % 5 == 0 for i in bells)


def test_a_range_of_one_start_leaves_no_choice(facts_folder: Path) -> None:
    narrow = BellParameters(elementary=(480, 480), elementary_day=(400, 400))
    assert build_bells_before(read_school_facts(facts_folder), 1, narrow)["02"] == (480, 400)


def test_every_fault_of_the_facts_is_told_at_once(facts_folder: Path) -> None:
    broken = SCHOOLS.replace("40.10,", "forty,").replace("middle,A", "muddle,A").replace("01|02", "01|99")
    (facts_folder / "schools.csv").write_text(broken, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_school_facts(facts_folder)
    assert [(f.line, f.column, f.value) for f in caught.value.faults] == [
        (2, "lat", "forty"),
        (6, "level", "muddle"),
        (4, "receivers", "99"),
    ]


def test_a_district_without_attendance_areas_is_refused(facts_folder: Path) -> None:
    rows = [row for row in SCHOOLS.splitlines(keepends=True) if "elementary" not in row]
    (facts_folder / "schools.csv").write_text("".join(rows), encoding="utf-8")
    with pytest.raises(InputError, match="no school has an attendance area"):
        build_demand(facts_folder, 2022, 1)


def test_two_areas_around_one_building_are_refused(facts_folder: Path) -> None:
    (facts_folder / "schools.csv").write_text(SCHOOLS.replace("40.00,", "40.10,"), encoding="utf-8")
    with pytest.raises(InputError, match="name the other in area_with"):
        build_demand(facts_folder, 2022, 1)
