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
    first = json.loads((plan / "result.json").read_text("utf-8"))
    assert solve(monkeypatch, town, plan, "--resume", "--seconds", "1") == cli.DONE
    assert json.loads((plan / "result.json").read_text("utf-8"))["buses"] <= first["buses"]


def test_resume_needs_a_plan_and_no_other_start(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solve(monkeypatch, town, tmp_path / "none", "--resume") == cli.BAD_INPUT
    assert "is not a plan folder" in capsys.readouterr().err
    assert solve(monkeypatch, town, tmp_path / "none", "--resume", "--start", "x") == cli.BAD_INPUT
    assert "--start" in capsys.readouterr().err
