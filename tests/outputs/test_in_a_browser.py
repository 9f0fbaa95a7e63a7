"""Every page in a real browser: offline, at three widths, by keyboard and screen reader, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outputs.chromium import Visit, chromium, visit
from tests.outputs.pack import PAGES, open_named, write_pack

WIDTHS = ((360, 740), (768, 1024), (1440, 900))
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    return write_pack(open_named(folder), folder / "pack")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def opened(browser: Any, path: Path, width: int = 1440, height: int = 900) -> Visit:
    seen = visit(browser, width, height)
    seen.open(path)
    return seen


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_offline_at_every_width(browser: Any, pack: Path, name: str) -> None:
    for width, height in WIDTHS:
        seen = opened(browser, pack / name, width, height)
        assert seen.width_wanted() <= width
        assert (seen.asked, seen.complaints) == ([], [])
        seen.page.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_used_without_eyes_or_mouse(browser: Any, pack: Path, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    for width, height in (WIDTHS[0], WIDTHS[-1]):
        seen = opened(browser, pack / name, width, height)
        found = axe.run(seen.page).response["violations"]
        serious = [
            (rule["id"], node["target"], node["failureSummary"])
            for rule in found
            if rule["impact"] in SERIOUS
            for node in rule["nodes"]
        ]
        assert not serious
        seen.page.close()


@pytest.mark.parametrize("name", ["map.html", "changes.html", "lateness.html", "comparison.html"])
def test_search_finds_a_school_on_a_map(browser: Any, pack: Path, name: str) -> None:
    seen = opened(browser, pack / name)
    seen.page.fill("#school", "birch")
    seen.page.press("#school", "Enter")
    assert seen.page.inner_text(".leaflet-popup .card h3") == "Birch Elementary"
    seen.page.fill("#school", "nowhere")
    seen.page.press("#school", "Enter")
    assert seen.page.text_content("#found") == "No school of this name."
    assert seen.complaints == []


def test_toggles_show_and_hide_layers(browser: Any, pack: Path) -> None:
    page = opened(browser, pack / "lateness.html").page
    legend = page.locator(".legend h2").first
    assert legend.inner_text() == "Late mornings, simulated (modelled)"
    page.check("text=Start and tier")
    assert legend.inner_text() == "Start, by tier"
    page.check("text=Change against today")
    assert legend.inner_text() == "Change from today"
    drawn = "Object.keys(map_plan._layers).length"
    page.check("text=Morning runs")
    shown = page.evaluate(drawn)
    page.uncheck("text=Morning runs")
    assert shown - page.evaluate(drawn) == 6 + 1  # six runs and their layer
    yards = page.locator(".leaflet-marker-icon[title$=yard]")
    assert yards.count() == 2
    page.uncheck("text=Yards")
    assert yards.count() == 0


def test_the_card_says_how_late_and_why(browser: Any, pack: Path) -> None:
    page = opened(browser, pack / "lateness.html").page
    page.fill("#school", "Dogwood High")
    page.press("#school", "Enter")
    card = page.inner_text(".leaflet-popup .card")
    assert "Late mornings" in card
    assert "20 school days of kind “ordinary”, simulated (modelled), seed 1" in card


def test_comparison_halves_move_together(browser: Any, pack: Path) -> None:
    page = opened(browser, pack / "comparison.html").page
    page.evaluate("map_left.setView([39.75, -105.05], 13, { animate: false })")
    assert page.evaluate("map_right.getZoom()") == 13
    assert page.evaluate("map_right.getCenter().distanceTo(map_left.getCenter()) < 10")
    page.check("text=Against the other side")
    assert page.inner_text(".legend h2 >> nth=0") == "Change from the other side"


def test_the_dashboard_is_printed_dark_on_white(browser: Any, pack: Path) -> None:
    page = opened(browser, pack / "dashboard.html").page
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    inks = page.evaluate(
        """[...document.querySelectorAll("p, td, th, h2, li")]
        .filter((e) => e.offsetParent && e.textContent.trim())
        .map((e) => [getComputedStyle(e).color, e.textContent.trim().slice(0, 30)])"""
    )
    light = [words for colour, words in inks if sum(map(int, colour[4:-1].split(","))) > 3 * 120]
    assert not light
    printed = page.pdf(format="Letter")
    assert printed.startswith(b"%PDF")
    assert 2 <= printed.count(b"/Type /Page\n") <= 12


def test_spanish_pages_speak_spanish(browser: Any, pack: Path) -> None:
    seen = opened(browser, pack / "dashboard-es.html")
    page = seen.page
    assert page.get_attribute("html", "lang") == "es"
    page.evaluate("location.hash = '#school=H1'")
    page.wait_for_selector("#card[open]")
    card = page.inner_text("#card")
    assert "Dogwood High" in card
    assert "Entrada" in card
    page.keyboard.press("Escape")
    page.goto((pack / "familias" / "index.html").as_uri())
    page.fill("#wanted", "birch")
    assert page.inner_text("#found") == "1 escuela"
    assert seen.complaints == []


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("map-es.html", "Entrada, por turno"),
        ("changes-es.html", "Cambio respecto al plan tiny"),
        ("lateness-es.html", "Mañanas con retraso, simuladas (modelado)"),
        ("comparison-es.html", "Entrada, por turno"),
    ],
)
def test_spanish_maps_speak_spanish(browser: Any, pack: Path, name: str, heading: str) -> None:
    page = opened(browser, pack / name).page
    assert page.get_attribute("html", "lang") == "es"
    assert page.inner_text(".legend h2 >> nth=0") == heading
    page.fill("#school", "birch")
    page.press("#school", "Enter")
    assert "Entrada" in page.inner_text(".leaflet-popup .card")
    assert page.get_attribute(".leaflet-popup-close-button", "aria-label") == "Cerrar"


def test_the_spanish_day_in_motion_plays(browser: Any, pack: Path) -> None:
    page = opened(browser, pack / "motion-es.html").page
    page.focus("#slider")
    page.keyboard.press("Home")
    assert page.inner_text("#out").startswith("0 autobuses en marcha de 3")
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Pausa"


@pytest.mark.parametrize("name", ["map.html", "motion.html", "comparison.html"])
def test_a_map_can_be_printed(browser: Any, pack: Path, name: str) -> None:
    page = opened(browser, pack / name).page
    page.emulate_media(media="print")
    assert page.locator(".folium-map").first.is_visible()
    printed = page.pdf(format="Letter", landscape=True, print_background=True)
    assert printed.count(b"/Type /Page\n") == 1
