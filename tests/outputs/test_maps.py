"""Maps open offline, keep hostile names as text, and are the same bytes for the same plan."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from optimizer.district import District
from optimizer.judge import Evaluation, evaluate
from optimizer.outputs.comparison_map import build_comparison_data, comparison_map
from optimizer.outputs.ground import area_shapes
from optimizer.outputs.language import read_language
from optimizer.outputs.map_data import build_map_data, change_counts
from optimizer.outputs.maps import plan_map
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district
from tests.outputs.plans import result_of, save

HOSTILE = """</script><script>alert("x")</script> 'O''Brien' & {{ 7 * 7 }} "Academy\""""


@pytest.fixture
def page(evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario) -> str:
    return plan_map(evaluation, plan, district, scenario, headline="3 buses", modelled=["riders"])


# Leaflet's comments and the credits may name these; none is fetched.
NAMED = {
    "http://www.w3.org/2000/svg",
    "https://leafletjs.com",
    "https://www.openstreetmap.org/copyright",
    "https://bugzilla.mozilla.org/show_bug.cgi?id=888319",
}


def fetched(page: str) -> list[str]:
    """Everything in a page's markup and style that a browser would load by itself."""
    tags = re.findall(r"<(?:script|link|img|iframe|use)[^>]+?(?:src|href)\s*=[^>]*>", page)
    return tags + re.findall(r"url\((?!data:|#)[^)]*\)|@import[^;]*", page)


def test_nothing_is_asked_of_the_network(page: str) -> None:
    assert not fetched(page)
    asked = set(re.findall(r"https?://[^\s\"'<>)\\]+", page))
    assert {address for address in asked if "tile.openstreetmap.org" not in address} <= NAMED
    for library in ("jquery", "bootstrap", "awesome", "glyphicon"):
        assert library not in page.lower()


def test_a_policy_forbids_all_but_tiles(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;;")


def test_equal_plans_make_equal_maps(
    page: str, evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario
) -> None:
    assert page == plan_map(evaluation, plan, district, scenario, headline="3 buses", modelled=["riders"])


def data_in(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def hostile_district() -> District:
    first, *others = tiny_district().schools
    return tiny_district(name=HOSTILE, schools=(replace(first, name=HOSTILE, area=HOSTILE), *others))


def test_hostile_names_stay_text(plan: Plan, scenario: Scenario, travel: FlatTravel) -> None:
    district = hostile_district()
    judged = evaluate(district, scenario, travel, plan)
    page = plan_map(judged, plan, district, scenario, headline=HOSTILE, modelled=[HOSTILE])
    assert 'alert("x")' not in page
    assert page.count("<script") == 4  # data, Leaflet, the page's script, the maps'
    assert "49" not in data_in(page)["schools"][0]["name"]  # {{ 7 * 7 }} was not reckoned
    assert data_in(page)["schools"][0]["name"] == HOSTILE


def test_hostile_names_stay_text_in_a_comparison(
    tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel
) -> None:
    district = hostile_district()
    judged = evaluate(district, scenario, travel, plan)
    saved = save(tmp_path / "tiny", district, judged, result_of(replace(plan, name=HOSTILE)))
    page = comparison_map([saved, saved])
    assert 'alert("x")' not in page
    assert data_in(page)["plans"][0]["name"].startswith(HOSTILE)


def test_data_of_the_map(evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario) -> None:
    data = build_map_data(evaluation, plan, district, scenario.bells.tiers, {"E1": 450})
    aspen = data["schools"][0]
    # Today 8:45 = 525, planned 7:45 = 465: 60 earlier than today, 15 later than the baseline's 7:30.
    assert (aspen["today"], aspen["bell"], aspen["moved"], aspen["from_baseline"]) == (525, 465, -60, 15)
    assert aspen["buses"] == ["1", "2"]
    run = next(run for run in data["runs"] if run["id"] == "E1-am-1")
    assert [data["stops"][i]["id"] for i in run["stops"]] == ["E1a", "E1b"]
    assert [yard["buses"] for yard in data["yards"]] == [2, 1]


def test_tiers_are_counted_with_the_starts_in_use(
    evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario
) -> None:
    tiers = build_map_data(evaluation, plan, district, scenario.bells.tiers, {})["tiers"]
    # Elementary 400 + 200 at 7:45; middle 500 and high 1,000 at 8:30; nothing in the third tier.
    found = [(tier["label"], tier["schools"], tier["students"]) for tier in tiers]
    assert found == [("first, 7:45", 2, 600), ("second, 8:30", 2, 1500), ("third, 8:31–10:00", 0, 0)]


def test_changes_fall_into_one_bin_each() -> None:
    counts = change_counts([(-60, 1), (-59, 2), (-1, 4), (0, 8), (9, 16), (10, 32), (60, 64), (None, 128)])
    assert [row["students"] for row in counts] == [1, 2, 0, 4, 8, 16, 32, 0, 64]


def test_an_area_scattered_over_others_is_no_place() -> None:
    def school(area: str, lat: float, lon: float) -> dict[str, Any]:
        return {"area": area, "lat": lat, "lon": lon, "option": False}

    north = [school("North", 39.8 + i / 100, -105.0) for i in range(3)]
    scattered = [school("Programs", 39.79, -105.01), school("Programs", 39.83, -104.99)]
    assert [shape["name"] for shape in area_shapes([*north, *scattered])] == ["North"]


def test_boundaries_replace_soft_outlines(
    evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario
) -> None:
    square = gpd.GeoDataFrame(
        {"school_id": ["E1"]}, geometry=[box(-105.1, 39.7, -105.0, 39.8)], crs="EPSG:4326"
    )
    page = plan_map(evaluation, plan, district, scenario, boundaries=square)
    assert data_in(page)["boundaries"] == [
        [[39.7, -105.0], [39.8, -105.0], [39.8, -105.1], [39.7, -105.1], [39.7, -105.0]]
    ]


def test_a_comparison_keeps_schools_that_only_one_plan_has(
    tmp_path: Path, saved: SavedPlan, scenario: Scenario, travel: FlatTravel, plan: Plan
) -> None:
    district = tiny_district()
    fewer = replace(saved, bells=saved.bells[saved.bells["school_id"] != "E1"])
    data = build_comparison_data([saved, fewer], read_language("en"))
    assert [school["id"] for school in data["schools"]] == [school.id for school in district.schools]
    assert data["plans"][0]["bells"] == [465, 465, 510, 510]
    assert data["plans"][1]["bells"] == [None, 465, 510, 510]


def test_names_of_areas_cover_no_school_and_no_other_name() -> None:
    # Five schools of each area, one in the very middle of both: neither name may stand there.
    corners = [(39.6, -105.2), (39.6, -105.0), (39.8, -105.2), (39.8, -105.0), (39.7, -105.1)]
    schools = [
        {"lat": lat, "lon": lon, "area": area, "option": False}
        for area in ("One", "Two")
        for lat, lon in corners
    ]
    (one, two) = (shape["at"] for shape in area_shapes(schools))
    # 650 pixels are 0.2 degrees: letters 16 high, three of them 24 wide, dots 18 across.
    pixel = 0.2 / 650
    for at in (one, two):
        assert all(abs(at[0] - lat) > 16 * pixel or abs(at[1] - lon) > 20 * pixel for lat, lon in corners)
    assert abs(one[0] - two[0]) >= 16 * pixel or abs(one[1] - two[1]) >= 24 * pixel


def test_comparisons_of_equal_plans_are_equal_and_offline(saved: SavedPlan) -> None:
    page = comparison_map([saved, saved, saved])
    assert page == comparison_map([saved, saved, saved])
    assert not fetched(page)
    assert [plan["name"] for plan in data_in(page)["plans"]] == [
        "tiny (tiny)",
        "tiny (tiny) 2",
        "tiny (tiny) 3",
    ]
