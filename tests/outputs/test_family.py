"""Family pages tell a school's times and why, in words, and keep every name a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer.outputs import family
from optimizer.outputs.family import build_family_pages, write_family_pages
from optimizer.outputs.family_reasons import neighbours_of
from optimizer.outputs.family_speech import Speech
from optimizer.outputs.language import read_language
from optimizer.outputs.opened import OpenedPlan
from tests.outputs.chromium import chromium, visit
from tests.outputs.opened_plans import HOSTILE, open_tiny


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path)


def words(page: str) -> str:
    """What people read: the page without markup, in one line."""
    plain = re.sub(r"<style>.*?</style>|<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(plain.replace("\u00a0", " ").split())


def test_a_page_tells_before_and_after(opened: OpenedPlan) -> None:
    text = words(build_family_pages(opened, year="2023-24")["E1.html"])
    assert "Your school in 2023-24 Aspen Elementary" in text
    assert "Start today 8:45 am" in text
    assert "New start 7:45 am 1 hour earlier" in text
    assert "7:20 am School starts 7:45 am School ends 2:45 pm" in text
    assert "Longest bus ride of any rider, one way 13 minutes" in text


def test_a_page_says_why(opened: OpenedPlan) -> None:
    text = words(build_family_pages(opened)["E1.html"])
    assert "your school may start between 7:30 am and 9:00 am" in text
    assert "2 buses bring riders to your school in the morning, and to other schools too" in text
    assert "After your school they serve Dogwood High ." in text
    assert "1 more school starts at 7:45 am too." in text
    assert (
        "needs 3 buses. It is proven that no plan under these rules and bus runs needs fewer than 2." in text
    )


def test_a_lock_is_the_only_reason_that_a_rule_gives(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, bells={"locks": {"E1": "7:45"}})
    text = words(build_family_pages(opened)["E1.html"])
    assert "The district set this start itself" in text
    assert "may start between" not in text


def test_neighbours_are_those_on_the_same_bus_that_morning(opened: OpenedPlan) -> None:
    near = neighbours_of(opened)
    assert (near["E1"].buses, near["E1"].before, near["E1"].after) == (2, (), ("H1",))
    assert (near["M1"].buses, near["M1"].before, near["M1"].after) == (1, ("E2",), ())


def test_unknown_and_modelled_starts_are_called_so(opened: OpenedPlan) -> None:
    pages = build_family_pages(opened)
    assert "Start today not known" in words(pages["E2.html"])
    assert "modelled, not published" in words(pages["M1.html"])
    assert "modelled, not published" not in words(pages["E1.html"])
    assert "Modelled, not observed: riders" in words(pages["E1.html"])


def test_few_riders_tell_no_times(tmp_path: Path) -> None:
    text = words(build_family_pages(open_tiny(tmp_path, few=True))["E2.html"])
    assert "Bus times are not shown: fewer than 10 students ride." in text
    assert "First bus pickup" not in text


def test_pages_speak_spanish(opened: OpenedPlan) -> None:
    pages = build_family_pages(opened, year="2023-24", language="es")
    text = words(pages["E1.html"])
    assert '<html lang="es">' in pages["E1.html"]
    assert "Su escuela en 2023-24 Aspen Elementary" in text
    assert "Entrada actual 8:45 a.m. Nueva entrada 7:45 a.m. 1 hora antes" in text.replace(" → ", " ")
    assert "Después de su escuela llegan a Dogwood High ." in text
    assert "Busque su escuela" in words(pages["index.html"])


def test_every_text_is_used_and_no_other_is_asked_for() -> None:
    rooms = Path(family.__file__).parent
    files = [*rooms.glob("family*.py"), *rooms.glob("templates/family*.html")]
    code = "\n".join(file.read_text("utf-8") for file in files)
    asked = set(re.findall(r"""["']([a-z][a-z_0-9.]+)["']""", code))
    known = {key.removeprefix("family.") for key in read_language("en").texts if key.startswith("family.")}
    stems = {key.removesuffix(".one").removesuffix(".other") for key in known}
    assert {stem for stem in stems if not stem.startswith("level.")} <= asked
    assert set(re.findall(r"""say\(["']([a-z_.]+)["']""", code)) <= known


def test_whom_to_ask_is_a_link_only_if_it_is_an_address(opened: OpenedPlan) -> None:
    asked = build_family_pages(opened, contact="bells@district.example")["E1.html"]
    assert '<a href="mailto:bells@district.example">' in asked
    assert "Whom to ask" not in build_family_pages(opened)["E1.html"]
    hostile = build_family_pages(opened, contact='javascript:"<b>')["E1.html"]
    assert "javascript:&#34;&lt;b&gt;" in hostile


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, school={"name": HOSTILE, "area": HOSTILE}, question=HOSTILE)
    for page in build_family_pages(opened).values():
        assert "<script>alert" not in page
        assert '" onmouseover="' not in page
        assert "{{ 7 * 7 }}" in page or "49" not in page


def test_the_list_links_every_page(opened: OpenedPlan, tmp_path: Path) -> None:
    written = write_family_pages(opened, tmp_path / "families")
    assert written[0].name == "index.html"
    linked = re.findall(r'<a href="([^"]+)">', written[0].read_text("utf-8"))
    assert linked == ["E1.html", "E2.html", "M1.html", "H1.html"]
    assert {path.name for path in written} == {"index.html", *linked}


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (-135, "2 hours 15 minutes")]
)
def test_spans_are_said_in_words(minutes: int, said: str) -> None:
    assert Speech(read_language("en")).span(minutes) == said


def test_a_page_prints_on_one_sheet(opened: OpenedPlan, tmp_path: Path) -> None:
    write_family_pages(opened, tmp_path / "families", contact="bells@district.example")
    with chromium() as browser:
        printed = visit(browser).open(tmp_path / "families" / "E1.html").pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_pages_work_in_a_browser(opened: OpenedPlan, tmp_path: Path) -> None:
    write_family_pages(opened, tmp_path / "families")
    with chromium() as browser:
        seen = visit(browser, 360, 740)
        page = seen.open(tmp_path / "families" / "index.html")
        page.fill("#wanted", "birch")
        assert page.locator("#schools tr:visible").count() == 1
        assert page.inner_text("#found") == "1 school"
        page.press("#wanted", "Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/E2.html")
        assert seen.width_wanted() <= 360
        assert (seen.asked, seen.complaints) == ([], [])
