"""Names made to do harm stay names, in everything that is shared."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import icalendar
import pytest

from tests.outputs.chromium import chromium, visit
from tests.outputs.pack import AT, HARM, MINUS, PAGES, PLUS, open_named, write_files, write_pack

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packs")
    return {
        name: write_pack(open_named(folder / f"of {name}", harm), folder / name, contact=f"{harm}office")
        for name, harm in (("plain", "Plain "), ("harm", HARM))
    }


class Structure(HTMLParser):
    """Counts the elements of a page, each with the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, *(name for name, _ in attrs)] += 1


@pytest.mark.parametrize("page", PAGES)
def test_names_change_no_markup(packs: dict[str, Path], page: str) -> None:
    plain, harm = (Structure((packs[name] / page).read_text("utf-8")).found for name in ("plain", "harm"))
    assert plain == harm
    assert plain.total() > 10


# A text that turns the direction of writing must stand alone in its block, or be isolated.
STRAY = """() => {
  const stray = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent;
    if (!text.includes("\u202e") || node.parentElement.closest("bdi, option, script")) continue;
    let block = node.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    if (block.textContent.trim() !== text.trim()) stray.push(block.tagName + " " + block.className);
  }
  return stray;
}"""
PLANTED = "document.querySelectorAll('[onmouseover], [onerror], img[src=x], [x]').length"


def test_no_name_acts_in_a_browser(packs: dict[str, Path]) -> None:
    with chromium() as browser:
        for name in PAGES:
            seen = visit(browser)
            page = seen.open(packs["harm"] / name)
            _open_all(page)
            assert page.evaluate(PLANTED) == 0, name
            assert page.evaluate(STRAY) == [], name
            assert (seen.asked, seen.complaints) == ([], []), name
            seen.page.close()


def _open_all(page: Any) -> None:
    """Open what is drawn only when it is asked for: layers, popups, a card, a followed bus."""
    for box in page.locator(".leaflet-control-layers-overlays input").all():
        box.check()
    if page.locator("#follow").count():
        page.select_option("#follow", index=1)
    if page.locator(".leaflet-marker-icon[role=button]").count():
        page.locator(".leaflet-marker-icon[role=button]").first.dispatch_event("click")
        page.wait_for_selector(".leaflet-popup .card")
    if page.locator("#card").count():
        page.evaluate("location.hash = '#school=E1'")
        page.wait_for_selector("#card[open]")


def test_the_workbook_runs_nothing(packs: dict[str, Path]) -> None:
    openpyxl = pytest.importorskip(
        "openpyxl", reason="openpyxl, which reads workbooks back, is not installed"
    )
    book = openpyxl.load_workbook(packs["harm"] / "workbook.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA)]
    assert len(risky) > 100
    assert not [f"{cell.parent.title} {cell.coordinate}" for cell in risky if not cell.quotePrefix]


def test_the_report_keeps_its_tables(packs: dict[str, Path]) -> None:
    plain, harm = ((packs[name] / "report.md").read_text("utf-8").splitlines() for name in ("plain", "harm"))
    assert len(plain) == len(harm)
    assert "<script" not in "".join(harm)
    assert "<img" not in "".join(harm)
    for one, other in zip(plain, harm, strict=True):
        assert len(re.findall(r"(?<!\\)\|", one)) == len(re.findall(r"(?<!\\)\|", other)), other


@pytest.mark.parametrize("harm", [HARM, PLUS, AT, MINUS], ids=["equals", "plus", "at", "minus"])
def test_tables_run_no_formula_and_other_formats_keep_the_name(tmp_path: Path, harm: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_files(open_named(tmp_path, harm), out)
    for path in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"))):
            assert not [cell for cell in row if cell.startswith(FORMULA) and not _is_number(cell)], path.name
    name = f"{harm}Aspen Elementary"
    features = json.loads((out / "schools.geojson").read_text("utf-8"))["features"]
    assert features[0]["properties"]["name"] == name
    (package,) = out.glob("*.gpkg")
    assert name in list(gpd.read_file(package, layer="schools")["name"])
    with zipfile.ZipFile(out / "gtfs.zip") as zipped:
        stops = csv.DictReader(io.StringIO(zipped.read("stops.txt").decode("utf-8")))
        assert name in [row["stop_name"] for row in stops]
    calendar = icalendar.Calendar.from_ical((out / "bells" / "E1.ics").read_bytes())
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == [f"{name}: school day"]
    assert {path.stem for path in out.glob("*.png")} >= {"plan-map", "lateness-map", "comparison"}


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.:]+", cell) is not None
