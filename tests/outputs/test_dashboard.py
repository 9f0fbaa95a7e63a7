"""The dashboard shows the judge's figures, hides the few, keeps names as text, and asks for nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from optimizer.district import District
from optimizer.errors import InputError
from optimizer.judge import evaluate
from optimizer.outputs.contrast import contrast, ink_on
from optimizer.outputs.dashboard import dashboard
from optimizer.outputs.dashboard.balance import (
    build_runs_per_bus,
    build_slack,
    build_tiers,
    build_trade_off,
    scale,
)
from optimizer.outputs.dashboard.bell_grid import axis_of, build_grid, buses_at_once
from optimizer.outputs.dashboard.daylight import build_dark, darkest, read_daylight
from optimizer.outputs.dashboard.facts import PlanFacts, letter_of, read_facts
from optimizer.outputs.dashboard.fairness import build_fairness, build_gaps, build_pictures
from optimizer.outputs.dashboard.late import build_late
from optimizer.outputs.dashboard.moves import build_moves, column_of, reach
from optimizer.outputs.language import read_language
from optimizer.outputs.palette import CHANGE_BINS, OUTSIDE_COLOUR, TIER_COLOURS, bin_of
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district
from tests.outputs.plans import result_of, save
from tests.outputs.test_maps import HOSTILE, data_in, fetched, hostile_district

EN = read_language("en")


@pytest.fixture
def facts(saved: SavedPlan) -> PlanFacts:
    return read_facts([saved])[0]


@pytest.fixture
def page(saved: SavedPlan) -> str:
    return dashboard([saved, replace(saved, name="other")])


def judged(saved: SavedPlan, **tables: Any) -> SavedPlan:
    """Replace tables of a saved plan's evaluation."""
    assert saved.evaluation is not None
    return replace(saved, evaluation={**saved.evaluation, **tables})


# The page as a whole


def test_nothing_is_asked_of_the_network(page: str) -> None:
    assert not fetched(page)
    assert "http://" not in page
    assert "https://" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;;")


def test_equal_plans_make_equal_pages(page: str, saved: SavedPlan) -> None:
    assert page == dashboard([saved, replace(saved, name="other")])


def test_no_machine_path_is_on_the_page(page: str, saved: SavedPlan) -> None:
    assert str(saved.folder.parent) not in page
    assert "belltime solve tiny/scenario.toml" in page


def test_the_bound_is_said_in_words(page: str, saved: SavedPlan) -> None:
    assert "Proven: no plan needs fewer than 2 buses." in page
    proven = replace(saved, result={**saved.result, "bound": 3})
    assert "no plan needs fewer than 3 buses, so this is the least." in dashboard([proven])


def test_one_plan_needs_no_choice_and_no_trade_off(saved: SavedPlan) -> None:
    alone = dashboard([saved])
    assert 'name="plan"' not in alone
    assert "What is saved, and what is moved" not in alone


def test_spanish_page_speaks_spanish(saved: SavedPlan) -> None:
    page = dashboard([saved], "es")
    assert '<html lang="es">' in page
    assert "Todas las escuelas" in page
    assert "Every school" not in page


def test_no_plan_is_refused(saved: SavedPlan) -> None:
    with pytest.raises(InputError, match="holds no plan"):
        dashboard([saved, replace(saved, plan=None)])
    with pytest.raises(InputError, match="at least one plan"):
        dashboard([])


def test_hostile_names_stay_text(tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel) -> None:
    district = hostile_district()
    evaluation = evaluate(district, scenario, travel, plan)
    named = replace(plan, name=HOSTILE + '" onmouseover="x\u202e')
    saved = save(tmp_path / "tiny", district, evaluation, result_of(named))
    page = dashboard([saved, replace(saved, name="other")])
    assert 'alert("x")' not in page
    assert not re.search(r"<[^>]*\sonmouseover=", page)
    assert page.count("<script") == 2  # data, and the page's own
    assert data_in(page)["cards"]["E1"]["name"] == HOSTILE
    # A right-to-left mark in a name turns nothing outside of it.
    for name in re.finditer(
        "\u202e", re.sub(r"<script type.*?</script>|<title>.*?</title>", "", page, flags=re.S)
    ):
        before = name.string[: name.start()]
        assert before.rfind("<bdi>") > before.rfind("</bdi>")


# Privacy


def small_school(riders: int, students: int) -> District:
    """Birch Elementary with few riders, all at one stop each way, and few students."""
    first, birch, *others = tiny_district().schools
    stops = [
        replace(s, riders_am=riders, riders_pm=riders) if s.id == "E2a" else s for s in tiny_district().stops
    ]
    stops = [replace(s, riders_am=0, riders_pm=0) if s.id == "E2b" else s for s in stops]
    visits = {"E2a": riders, "E2b": 0}
    runs = tuple(
        replace(run, visits=tuple(replace(v, riders=visits.get(v.stop_id, v.riders)) for v in run.visits))
        for run in tiny_district().runs
    )
    schools = (first, replace(birch, students=students), *others)
    return tiny_district(schools=schools, stops=tuple(stops), runs=runs)


def card_of_birch(
    tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel, n: int
) -> dict[str, Any]:
    district = small_school(riders=n, students=n)
    planned = replace(plan, runs=district.runs)
    evaluation = evaluate(district, scenario, travel, planned)
    page = dashboard([save(tmp_path / "tiny", district, evaluation, result_of(planned))])
    card: dict[str, Any] = data_in(page)["cards"]["E2"]
    return card


def test_nine_are_hidden(tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel) -> None:
    card = card_of_birch(tmp_path, plan, scenario, travel, 9)
    assert "students not shown" in card["kind"]
    column = card["plans"]["A"]
    assert (column["riders"], column["pickup"], column["back"], column["ride"]) == (
        "not shown",
        "–",
        "–",
        "–",
    )
    assert column["start"] == "7:45\u00a0am"  # bells are public


def test_ten_are_shown(tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel) -> None:
    card = card_of_birch(tmp_path, plan, scenario, travel, 10)
    assert "10 students" in card["kind"]
    column = card["plans"]["A"]
    assert column["riders"] == "10"
    assert "–" not in (column["pickup"], column["back"], column["ride"])


def test_what_would_tell_the_few_is_hidden_too(saved: SavedPlan) -> None:
    assert saved.evaluation is not None
    schools = [
        {**row, "students": 9 if row["school_id"] == "E2" else row["students"]}
        for row in saved.evaluation["schools"]
    ]
    # E2's level and area would tell it by E1, which is hidden too; E1's kind and quartile, and E2's, tell one
    # by the next. A sum with one hidden school tells it, so among these four, all are.
    hidden = {
        s["school_id"]: s["few_students"] for s in read_facts([judged(saved, schools=schools)])[0].schools
    }
    assert hidden == {"E1": True, "E2": True, "M1": True, "H1": True}


def test_no_stop_is_named(page: str, district: District) -> None:
    for stop in district.stops:
        assert f"{stop.place.lat:.4f}" not in page
        assert f'"{stop.id}"' not in page


def test_a_suppressed_group_has_no_place_in_a_picture(saved: SavedPlan) -> None:
    assert saved.evaluation is not None
    few = dict.fromkeys(saved.evaluation["groups"][0]) | {
        "by": "area", "group": "Few", "schools": 1, "suppressed": True,
    }  # fmt: skip
    plan = read_facts([judged(saved, groups=[*saved.evaluation["groups"], few])])[0]
    for picture in build_pictures(build_fairness(plan, plan)):
        rows = [row for kind in picture["kinds"] for row in kind["rows"] if row["group"] == "Few"]
        assert [(row["suppressed"], row["after"]) for row in rows] == [(True, None)]


# Bell grid and light


def test_grid_has_a_row_for_every_start(facts: PlanFacts) -> None:
    rows = build_grid(facts, axis_of([facts]))
    assert [(row["bell"], row["schools"], row["students"]) for row in rows] == [(465, 2, 600), (510, 2, 1500)]
    # First runs ride 15 minutes and arrive 10 before 7:45: from 7:20.
    longest = rows[0]["longest"][0]
    assert (longest["starts"], longest["ends"], longest["minutes"]) == (440, 455, 15)


def test_axis_holds_the_day_in_full_hours(facts: PlanFacts) -> None:
    axis = axis_of([facts])
    # 7:20 first pickup; dismissal 8:30 + 7 h = 15:30, runs leave at 15:40 and take 15: 15:55.
    assert (axis.first, axis.last) == (7 * 60, 16 * 60)
    assert axis.percent(7 * 60) == 0
    assert axis.percent(11 * 60 + 30) == 50
    assert axis.percent(24 * 60) == 100


def test_buses_are_counted_in_steps_of_five_minutes() -> None:
    runs = [{"starts": 420, "ends": 430}, {"starts": 423, "ends": 431}]
    # 420-425 both (the second begins in it), 425-430 both, 430-435 the second alone.
    assert buses_at_once(runs) == [(420, 2), (425, 2), (430, 1)]


def test_light_is_the_judges(saved: SavedPlan) -> None:
    facts = read_facts([saved])[0]
    light = read_daylight(facts)
    judged_days = [row for row in facts.light if row["level"] == "all"]
    assert [(day.day.isoformat(), day.sunrise) for day in light] == [
        (row["date"], row["sunrise"]) for row in judged_days
    ]
    # The latest sunrise is that of November 3, before the clocks change; dusk is as long as dawn.
    assert light[darkest(light)].day == date(2023, 11, 3)
    assert all(day.dusk - day.sunset == day.sunrise - day.dawn for day in light)


def test_a_day_without_sunrise_is_left_out(saved: SavedPlan) -> None:
    polar = {"date": "2024-01-08", "level": "all", "dawn": None, "sunrise": None, "sunset": None}
    facts = read_facts([judged(saved, light=[polar])])[0]
    assert read_daylight(facts) == ()
    assert '<fieldset class="light">' not in dashboard([judged(saved, light=[polar])])


def test_who_rides_in_the_dark_is_the_judges_share(saved: SavedPlan) -> None:
    facts = read_facts([saved])[0]
    dark = build_dark(facts)[1]
    row = next(r for r in facts.light if (r["date"], r["level"]) == ("2023-11-03", "all"))
    assert (dark["before_sunrise"], dark["before_dawn"]) == (row["before_sunrise"], row["before_dawn"])
    assert EN.spell(row["before_sunrise"], "share") in dashboard([saved])


# Order of levels, gaps, lateness


def test_the_order_of_levels_is_told(saved: SavedPlan, page: str) -> None:
    high = next(row for row in read_facts([saved])[0].levels if row["level"] == "high")
    # H1 starts at 7:30 today and at 8:30 in the plan.
    assert (high["start_today"], high["start"]) == (450, 510)
    assert "7:30\u00a0am → <b>8:30\u00a0am</b>" in page


def test_gaps_name_the_best_and_the_worst_off(saved: SavedPlan) -> None:
    row = {
        "by": "area", "figure": "burden", "unit": "minutes", "best": "North", "best_value": 3.25,
        "worst": "South", "worst_value": 61.5, "gap_before": 0.0, "gap": 58.25, "chance": 0.01,
        "meaningful": True,
    }  # fmt: skip
    unasked, alike = {**row, "figure": "share_over_limit"}, {**row, "by": "option", "worst": None}
    plan = judged(saved, gaps=[row, unasked, alike])
    gaps = build_gaps(read_facts([plan])[0])
    assert [(kind["by"], len(kind["rows"])) for kind in gaps] == [("area", 1)]
    page = dashboard([plan])
    assert "South</bdi> <small>61.5</small>" in page
    assert "more than chance" in page


def test_a_range_is_told_where_the_judge_gives_one(saved: SavedPlan) -> None:
    row = {
        "by": "level", "group": "high", "figure": "minutes_moved", "unit": "minutes", "schools": 6,
        "apart": 12.4, "low": 2.0, "high": 20.0, "meaningful": True,
    }  # fmt: skip
    assert "+12 <small>(+2 … +20)</small><b>*</b>" in dashboard([judged(saved, fairness=[row])])
    alone = {**row, "low": None, "high": None, "meaningful": False}
    assert "(+2 … +20)" not in dashboard([judged(saved, fairness=[alone])])


def test_lateness_names_schools_but_never_the_few(saved: SavedPlan) -> None:
    school = {
        "school_id": "E1", "name": "Aspen Elementary", "suppressed": False, "late_after_bell": 0.25,
        "hangs_on_from": "E2-am1",
    }  # fmt: skip
    few = {**school, "school_id": "M1", "name": "Cedar Middle", "suppressed": True, "late_after_bell": None}
    shares = {"late_after_bell": 0.1, "late_over_15": 0.01}
    group = {"by": "tier", "group": "first", "suppressed": False, **shares}
    simulated = {
        "days": 20, "kind": "ordinary", "seed": 1, "figures": {}, "schools": [school, few],
        "groups": [group, {**group, "by": "area"}],
    }  # fmt: skip
    late = build_late(read_facts([judged(saved, lateness=simulated)])[0])
    assert late is not None
    assert [kind["by"] for kind in late["kinds"]] == ["tier"]
    assert [row["name"] for row in late["schools"]] == ["Aspen Elementary"]
    assert build_late(read_facts([saved])[0]) is None


def test_slack_is_counted_by_the_judge(saved: SavedPlan) -> None:
    facts = read_facts([saved])[0]
    assert sum(row["connections"] for row in build_slack(facts)) == facts.figures["connections"]


# Change, balance, trade-off


def test_columns_end_where_the_palette_changes_colour() -> None:
    assert [column_of(m) for m in (0, 1, 9, 10, -9, -10, 60)] == [0, 1, 1, 2, -1, -2, 7]
    for minutes in range(-200, 201):
        limits = [m for m in range(-260, 261) if column_of(m) == column_of(minutes)]
        assert len({bin_of(m) for m in limits}) == 1
    assert len(CHANGE_BINS) == 9


def test_moves_count_schools_and_students(facts: PlanFacts) -> None:
    moves = build_moves(facts, reach([facts]))
    # E1's 400 move -60, M1's 500 move +15, H1's 1,000 move +60; E2's start today is unknown.
    found = {c["least"]: (c["schools"], c["students"]) for c in moves["columns"] if c["schools"]}
    assert found == {-69: (1, 400), 10: (1, 500), 60: (1, 1000)}
    assert (moves["half"], moves["nine_in_ten"], moves["unknown"]) == (60, 60, 1)
    assert moves["near_share"] == pytest.approx(500 / 1900, abs=1e-4)  # evaluation.json has four decimals


def test_tiers_and_buses_add_up(facts: PlanFacts) -> None:
    tiers = build_tiers(facts)
    # First: E1's two runs and E2's; second: M1's and H1's two.
    assert [(t["tier"], t["runs_am"], t["share"]) for t in tiers if t["schools"]] == [
        ("first", 3, 0.5), ("second", 3, 0.5),
    ]  # fmt: skip
    assert [(row["runs"], row["buses"]) for row in build_runs_per_bus(facts)] == [(4, 3)]


@pytest.mark.parametrize(("most", "last", "lines"), [(279, 300, 4), (79_403, 80_000, 5), (0, 1, 2)])
def test_scales_are_round_and_hold_all(most: float, last: float, lines: int) -> None:
    assert (scale(most)[-1], len(scale(most))) == (last, lines)


def test_names_in_the_trade_off_do_not_cover_one_another(saved: SavedPlan) -> None:
    plans = read_facts([saved, replace(saved, name="twin")])
    assert [point["lift"] for point in build_trade_off(plans, "buses")["points"]] == [0, 1]


def test_letters_go_on_after_z() -> None:
    assert [letter_of(i) for i in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]


@pytest.mark.parametrize("colour", [*TIER_COLOURS, OUTSIDE_COLOUR])
def test_text_on_a_tier_can_be_read(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.5


# Lateness, where it was simulated


def test_lateness_is_shown_only_where_it_was_simulated(saved: SavedPlan) -> None:
    shares = {"late_after_bell": 0.064, "late_over_15": 0.01}
    lateness = {
        "days": 500,
        "kind": "winter",
        "seed": 1,
        "figures": {"am_late_after_bell": 0.071},
        "groups": [{"by": "tier", "group": "first", "suppressed": False, **shares}],
        "schools": [
            {"school_id": "E1", "name": "Aspen Elementary", "suppressed": False, "late_after_bell": 0.05}
        ],
    }  # fmt: skip
    page = dashboard([judged(saved, lateness=lateness)])
    assert "How often buses would be late" in page
    assert "500 simulated days of kind “winter”, seed 1." in page
    assert "7.1%" in page
    assert "6.4%" in page
    assert data_in(page)["cards"]["E1"]["plans"]["A"]["on_time"] == "95%"
    assert "How often buses would be late" not in dashboard([saved])


# In a browser


@pytest.fixture
def browser() -> Any:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = next(
        (p for p in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if p.exists()), None
    )
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = running.chromium.launch(executable_path=str(chromium), args=quiet)
        yield opened
        opened.close()


def test_it_works_offline_in_a_browser(browser: Any, page: str, tmp_path: Path) -> None:
    file = tmp_path / "dashboard.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{file.as_uri()}#school=H1")
    assert tab.locator("dialog h2").inner_text() == "Dogwood High"
    tab.keyboard.press("Escape")
    tab.fill("#query", "BIRCH")
    assert tab.locator(".view:not([hidden]) .schools tbody tr:visible").count() == 1
    tab.fill("#query", "")
    tab.locator(".view:not([hidden]) .schools thead button").nth(6).click()  # by change, unknown first
    heads = tab.locator(".view:not([hidden]) .schools th[aria-sort=ascending]")
    assert heads.all_inner_texts()[0].startswith("Change")
    order = tab.locator(".view:not([hidden]) .schools tbody tr").evaluate_all(
        "all => all.map(r => r.dataset.id)"
    )
    assert order == ["E2", "E1", "M1", "H1"]
    tab.locator("input[name=plan]").first.check(force=True)
    assert tab.locator("#showing").inner_text().startswith("Showing plan A")
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()
