"""Catalogues hold the same texts, pages ask for no other, and numbers are spelled as people read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.outputs import language as module
from optimizer.outputs.language import languages, read_language

OUTPUTS = Path(module.__file__).parent
EN = read_language("en")


def test_english_and_spanish_are_there() -> None:
    assert {"en", "es"} <= set(languages())


@pytest.mark.parametrize("code", languages())
def test_every_catalogue_reads_without_a_fault(code: str) -> None:
    assert read_language(code).texts.keys() == EN.texts.keys()


def test_a_catalogue_names_every_fault_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = dict(EN.texts)
    del texts["page.skip"]
    texts |= {"count.schools.one": "one school", "page.extra": "?"}
    read = module._read
    monkeypatch.setattr(module, "_read", lambda code: (texts, ()) if code == "es" else read(code))
    with pytest.raises(InputError) as refused:
        read_language("es")
    assert {fault.column for fault in refused.value.faults} == {
        "page.skip",
        "count.schools.one",
        "page.extra",
    }


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match='"tlh" is not in the catalogue'):
        read_language("tlh")


def test_pages_ask_only_for_texts_that_there_are() -> None:
    rooms = OUTPUTS / "dashboard"
    files = [*rooms.rglob("*.html"), *rooms.rglob("*.py"), OUTPUTS / "language.py", *OUTPUTS.glob("memo*.py")]
    asked = {
        key
        for file in files
        for key in re.findall(
            r"""(?:\bt|\.text|\.texts)[(\[]["']([a-z_0-9.]+)["']""", file.read_text("utf-8")
        )
        if not key.endswith(".")
    }
    assert len(asked) > 100
    assert asked <= EN.texts.keys()


def test_every_text_of_the_maps_is_used_and_there() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (OUTPUTS / "templates").glob("*map.js"))
    # A text is asked for by say(…), by name(button, …), or by a list or a pair of keys that say(…) gets.
    asked = {f"map.{key}" for key in re.findall(r'"([a-z0-9_]+)"', scripts)}
    files = [*(OUTPUTS / "templates").glob("*.html"), *OUTPUTS.glob("*.py")]
    asked |= {key for file in files for key in re.findall(r"map\.[a-z0-9_]+", file.read_text("utf-8"))}
    asked |= {f"map.layer_{name}" for name in ("tier", "other", "today", "baseline", "late")}
    asked |= {f"map.layer_{name}" for name in ("am", "pm", "stops", "yards")}
    asked |= {f"map.{kind}_{name}" for kind in ("out", "key") for name in ("riders", "empty", "standing")}
    assert {key for key in EN.texts if key.startswith("map.")} <= asked
    said = {f"map.{key}" for key in re.findall(r'say(?:Named)?\("([a-z0-9_]+)"', scripts)}
    assert len(said) > 50
    assert said - {"map.key_", "map.out_"} <= EN.texts.keys()


def test_every_text_of_the_script_is_used() -> None:
    script = (OUTPUTS / "dashboard" / "templates" / "dashboard.js").read_text("utf-8")
    asked = set(re.findall(r"words\.(\w+)", script)) | {
        f"row_{key}" for key in re.findall(r'\["(\w+)"(?:, "main")?\]', script)
    }
    assert asked == {key.removeprefix("script.") for key in EN.texts if key.startswith("script.")}


@pytest.mark.parametrize(
    ("value", "unit", "words", "difference"),
    [
        (123_456, "cents", "$1,235", "+$1,235"),
        (-123_456, "cents", "−$1,235", "−$1,235"),
        (0.125, "share", "12.5%", "+12.5\u00a0pts"),
        (1.0, "share", "100%", "+100\u00a0pts"),
        (3.0, "minutes", "3", "+3"),
        (1234.56, "miles", "1,234.6", "+1,234.6"),
        (-0.04, "minutes", "0", "0"),
        (465, "clock", "7:45\u00a0am", "+465 min"),
        (None, "count", "–", "–"),
    ],
)
def test_spelling(value: float | None, unit: str, words: str, difference: str) -> None:
    assert EN.spell(value, unit) == words
    assert EN.difference(value, unit) == difference


def test_the_clock_has_no_zero_and_no_thirteen() -> None:
    # 0:05 is 12:05 am, noon is 12:00 pm, 13:30 is 1:30 pm.
    assert [EN.clock(minutes) for minutes in (5, 720, 810)] == [
        "12:05\u00a0am",
        "12:00\u00a0pm",
        "1:30\u00a0pm",
    ]


def test_changes_are_said_in_words() -> None:
    assert [EN.moved(minutes) for minutes in (-15, 0, 45, None)] == [
        "15 min earlier", "same time", "45 min later", "–",
    ]  # fmt: skip


def test_one_is_not_many() -> None:
    assert (EN.count("schools", 1), EN.count("schools", 1200)) == ("1 school", "1,200 schools")


def test_sentences_of_other_rooms_are_translated_where_they_are_known() -> None:
    spanish = read_language("es")
    known = spanish.phrase("today's start of 119 of 123 schools is modelled")
    assert known == ("la hora de entrada actual de 119 de 123 escuelas es modelada", True)
    assert spanish.phrase("something new") == ("something new", False)
    assert EN.phrase("something new") == ("something new", True)


def test_what_is_put_into_a_sentence_stays_text() -> None:
    assert EN.text("page.title", district="<b>{n}</b>") == "&lt;b&gt;{n}&lt;/b&gt;: bells and buses"
