"""The verbs that share a plan, from a plan folder to files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from optimizer import cli
from tests.towns import write_town


def belltime(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["belltime", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_every_verb_writes_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan, board = tmp_path / "plan", tmp_path / "dashboard.html"
    town = write_town(tmp_path)
    solved = belltime(monkeypatch, "solve", town, "--out", plan, "--seconds", "3", "--workers", "1")
    assert solved == cli.DONE
    verbs = (
        ("lateness-map", plan, "--days", "20", "--kind", "winter"),
        ("changes", plan, "--against", plan, "--language", "es"),
        ("motion", plan),
        ("workbook", plan),
        ("map", plan, "--language", "es"),
        ("families", plan, "--language", "es", "--contact", "the office"),
        ("pictures", plan, "--against", plan, "--formats", "png"),
        ("export", plan, "--formats", "geojson,csv"),
        ("report", plan, "--language", "es"),
        ("dashboard", plan, plan, "--out", board),
    )
    for words in verbs:
        assert belltime(monkeypatch, *words) == cli.DONE, words[0]
    files = ("lateness.html", "changes.html", "motion.html", "workbook.xlsx", "memo.html")
    assert all((plan / file).stat().st_size > 1000 for file in files)
    assert "20 school days of kind “winter”" in (plan / "lateness.html").read_text("utf-8")
    for page in ("map.html", "changes.html"):
        assert '<html lang="es">' in (plan / page).read_text("utf-8")
    assert "Busque su escuela" in (plan / "families" / "index.html").read_text("utf-8")
    assert (plan / "pictures" / "comparison.png").exists()
    assert (plan / "exports" / "schools.geojson").exists()
    assert (plan / "exports" / "lateness_schools.csv").exists()
    assert board.exists()


def test_an_unknown_kind_of_day_or_language_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan"
    belltime(monkeypatch, "solve", write_town(tmp_path), "--out", plan, "--seconds", "3", "--workers", "1")
    assert belltime(monkeypatch, "lateness-map", plan, "--kind", "snow") == cli.BAD_INPUT
    assert belltime(monkeypatch, "families", plan, "--language", "tlh") == cli.BAD_INPUT
    assert "is not in the catalogue" in capsys.readouterr().err
    assert not (plan / "families").exists()
