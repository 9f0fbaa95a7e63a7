"""Several plans, and going on from a plan, on the command line."""

import json
from pathlib import Path

import pytest

from optimizer import cli
from tests.test_cli import belltime, solve
from tests.towns import write_town


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(tmp_path)


def test_alternatives_are_checked_and_shown(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan"
    assert solve(monkeypatch, town, plan, "--alternatives", "3", "--within", "1") == cli.DONE
    told = capsys.readouterr().out
    assert "distance" in told
    assert "plan_3" in told
    best = json.loads((plan / "result.json").read_text("utf-8"))["buses"]
    bells = {(plan / "bells.csv").read_text("utf-8")}
    for number in (2, 3):
        folder = tmp_path / f"plan-alt-{number}"
        assert json.loads((folder / "result.json").read_text("utf-8"))["buses"] <= best + 1
        assert belltime(monkeypatch, "check", folder) == cli.DONE
        bells.add((folder / "bells.csv").read_text("utf-8"))
    assert len(bells) == 3


def test_resume_is_never_worse(monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    assert solve(monkeypatch, town, plan) == cli.DONE
    before = stages_of(plan)
    assert solve(monkeypatch, town, plan, "--resume", "--seconds", "0.5") == cli.DONE
    assert stages_of(plan) <= before


def stages_of(plan: Path) -> list[float]:
    """Buses, cost and disruption of a plan."""
    return [stage["value"] for stage in json.loads((plan / "result.json").read_text("utf-8"))["stages"]]


def test_tables_from_elsewhere_are_a_start(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path
) -> None:
    plan, theirs = tmp_path / "plan", tmp_path / "theirs"
    assert solve(monkeypatch, town, plan) == cli.DONE
    theirs.mkdir()
    for file in ("bells.csv", "routes.csv"):
        (theirs / file).write_bytes((plan / file).read_bytes())
    for number, start in enumerate((theirs, theirs / "bells.csv")):
        out = tmp_path / f"again-{number}"
        assert solve(monkeypatch, town, out, "--start", str(start), "--seconds", "0.5") == cli.DONE
        assert stages_of(out)[0] <= stages_of(plan)[0]
        assert not [note for note in notes_of(out) if note.startswith("start:")]


def notes_of(plan: Path) -> list[str]:
    """What the solve had to say of itself."""
    return list(json.loads((plan / "result.json").read_text("utf-8"))["notes"])


def test_a_start_that_breaks_a_rule_is_repaired_and_said(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path
) -> None:
    bells, plan = tmp_path / "bells.csv", tmp_path / "plan"
    rows = [f"{i:03d},{'6:00' if i == 11 else '8:30'}" for i in range(12)]
    bells.write_text("\n".join(["school_id,bell", *rows]) + "\n", encoding="utf-8")
    assert solve(monkeypatch, town, plan, "--start", str(bells), "--seconds", "0.5") == cli.DONE
    assert any("011 6:00" in note for note in notes_of(plan))


def test_a_start_without_every_bell_or_any_is_refused(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bells = tmp_path / "bells.csv"
    bells.write_text("school_id,bell\n000,8:75\n", encoding="utf-8")
    assert solve(monkeypatch, town, tmp_path / "plan", "--start", str(bells)) == cli.BAD_INPUT
    assert "8:75" in capsys.readouterr().err
    bells.write_text("school_id,bell\n000,8:30\n", encoding="utf-8")
    assert solve(monkeypatch, town, tmp_path / "plan", "--start", str(bells)) == cli.BAD_INPUT
    assert "has no bell for this school" in capsys.readouterr().err


def test_resume_needs_a_plan_and_no_other_start(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solve(monkeypatch, town, tmp_path / "none", "--resume") == cli.BAD_INPUT
    assert "is not a plan folder" in capsys.readouterr().err
    assert solve(monkeypatch, town, tmp_path / "none", "--resume", "--start", "x") == cli.BAD_INPUT
    assert "--start" in capsys.readouterr().err
