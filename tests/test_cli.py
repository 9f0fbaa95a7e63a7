"""The command line, from files to files, as a planner uses it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from optimizer import cli
from tests.towns import write_town


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(tmp_path)


def belltime(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["belltime", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def solve(monkeypatch: pytest.MonkeyPatch, town: Path, out: Path, *more: str) -> int:
    return belltime(monkeypatch, "solve", town, "--out", out, "--seconds", "3", "--workers", "1", *more)


def test_solve_check_and_compare(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, later = tmp_path / "plan", tmp_path / "later"
    assert solve(monkeypatch, town, plan) == cli.DONE
    assert solve(monkeypatch, town, later, "--set", "bells.high.earliest=8:45") == cli.DONE
    assert belltime(monkeypatch, "check", plan) == cli.DONE

    result = json.loads((plan / "result.json").read_text("utf-8"))
    assert {"status", "buses", "bound", "gap", "seconds", "seed", "versions"} <= result.keys()
    assert 0 < result["bound"] <= result["buses"]
    assert "bells.high.earliest: 8:15 → 8:45" in (later / "result.json").read_text("utf-8")

    table, page = tmp_path / "table.json", tmp_path / "side.html"
    assert belltime(monkeypatch, "compare", plan, later, "--json", table, "--map", page) == cli.DONE
    assert json.loads(table.read_text("utf-8"))["plans"] == ["twelve-oaks (plan)", "twelve-oaks (later)"]
    assert "<html" in page.read_text("utf-8")
    assert "buses" in capsys.readouterr().out


def test_check_finds_a_bell_changed_by_hand(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan"
    solve(monkeypatch, town, plan)
    bells = (plan / "bells.csv").read_text("utf-8")
    first = bells.splitlines()[1].split(",")
    moved = bells.replace(",".join(first), ",".join([*first[:9], "6:00", *first[10:]]))
    (plan / "bells.csv").write_text(moved, encoding="utf-8")
    assert belltime(monkeypatch, "check", plan) == cli.NO_PLAN


def test_check_refuses_changed_tables(monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path) -> None:
    plan, stops = tmp_path / "plan", tmp_path / "twelve-oaks" / "stops.csv"
    solve(monkeypatch, town, plan)
    stops.write_text(stops.read_text("utf-8").replace(",8\n", ",9\n", 1), encoding="utf-8")
    assert belltime(monkeypatch, "check", plan) == cli.BAD_INPUT


def test_one_worker_and_one_seed_give_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        solve(monkeypatch, town, tmp_path / name, "--seed", "7")
    for file in ("bells.csv", "routes.csv", "runs.csv", "evaluation.json", "scenario.toml"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_infeasible_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan"
    assert solve(monkeypatch, town, plan, "--set", "fleet.limit=2") == cli.NO_PLAN
    result = json.loads((plan / "result.json").read_text("utf-8"))
    assert result["status"] == "infeasible"
    assert result["buses"] is None
    assert any("fleet limit" in words for words in result["conflicts"])
    assert "No plan satisfies" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--set", "bells.high.erliest=8:00"), "earliest"),
        (("--set", "bells.high.earliest=soon"), "soon"),
        (("--seconds", "soon"), "--seconds"),
        (("--start", "nowhere"), "nowhere"),
    ],
)
def test_bad_input_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
    town: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    expected: str,
) -> None:
    plan = tmp_path / "plan"
    assert belltime(monkeypatch, "solve", town, "--out", plan, *words) == cli.BAD_INPUT
    assert expected in capsys.readouterr().err
    assert not plan.exists()


def test_a_foreign_folder_is_left_alone(monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path) -> None:
    assert solve(monkeypatch, town, tmp_path / "twelve-oaks") == cli.BAD_INPUT
    assert sorted(p.name for p in (tmp_path / "twelve-oaks").iterdir()) == [
        "schools.csv",
        "stops.csv",
        "yards.csv",
    ]


def test_validate_lists_the_changes(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert belltime(monkeypatch, "validate", town) == cli.DONE
    assert belltime(monkeypatch, "validate", town.parent / "twelve-oaks") == cli.DONE
    told = capsys.readouterr().out
    assert "bells.high.earliest: 8:00 → 8:15" in told
    assert "12 schools, 72 stops" in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to a child")
def test_interrupt_keeps_the_best_plan(town: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    command = [sys.executable, "-c", "from optimizer.cli import main; main()", "solve", str(town)]
    command += ["--out", str(plan), "--seconds", "600", "--set", "bells.grid=1"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
    ) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if "found" in line:
                break
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        child.stderr.read()
        assert child.wait(timeout=60) == cli.DONE
    assert json.loads((plan / "result.json").read_text("utf-8"))["buses"] > 0


def test_a_plan_from_elsewhere_is_judged_the_same_way(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, plain = tmp_path / "plan", tmp_path / "plain"
    solve(monkeypatch, town, plan)
    plain.mkdir()
    needed = {
        "bells": ["school_id", "bell"],
        "runs": ["run_id", "school_id", "period", "stops", "live_minutes", "live_miles"],
        "routes": ["bus", "yard_id", "period", "run_id", "at_school"],
    }
    for name, columns in needed.items():
        table = pd.read_csv(plan / f"{name}.csv", dtype=str, keep_default_na=False)
        table[columns].to_csv(plain / f"{name}.csv", index=False)
    for verb in ("check", "evaluate", "simulate"):
        capsys.readouterr()
        words = ("--days", "20") if verb == "simulate" else ()
        assert belltime(monkeypatch, verb, plan, *words) == cli.DONE
        ours = capsys.readouterr().out.splitlines()
        assert belltime(monkeypatch, verb, plain, "--scenario", town, *words) == cli.DONE
        theirs = capsys.readouterr().out.splitlines()
        modelled = [line for line in ours if line.startswith("modelled: ")]
        # only belltime knows of its own plan that it built the runs
        assert set(ours) - set(theirs) <= set(modelled)
        assert "travel" in " ".join(theirs) or verb == "check"
    routes = (plain / "routes.csv").read_text("utf-8").splitlines()
    (plain / "routes.csv").write_text("\n".join(routes[:-1]) + "\n", encoding="utf-8")
    assert belltime(monkeypatch, "check", plain, "--scenario", town) == cli.NO_PLAN
    assert "No bus drives run" in capsys.readouterr().out
    bells = (plain / "bells.csv").read_text("utf-8").splitlines()
    (plain / "bells.csv").write_text("\n".join(bells[:-1]) + "\n", encoding="utf-8")
    assert belltime(monkeypatch, "evaluate", plain, "--scenario", town) == cli.BAD_INPUT


def test_evaluate_and_simulate_a_saved_plan(
    monkeypatch: pytest.MonkeyPatch, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, tables = tmp_path / "plan", tmp_path / "tables"
    solve(monkeypatch, town, plan)
    capsys.readouterr()
    assert belltime(monkeypatch, "evaluate", plan, "--out", tables, "--json", tmp_path / "e.json") == cli.DONE
    assert "buses" in capsys.readouterr().out
    saved = json.loads((plan / "evaluation.json").read_text("utf-8"))
    again = json.loads((tmp_path / "e.json").read_text("utf-8"))
    assert again["figures"] == saved["figures"]
    assert len((tables / "schools.csv").read_text("utf-8").splitlines()) == 13
    figures = pd.read_csv(tables / "figures.csv", index_col="figure")
    assert figures.loc["buses", "value"] == saved["figures"]["buses"]
    assert figures.loc["buses", "unit"] == "count"
    assert figures["modelled"].str.contains("travel").all()

    words = ("--days", "50", "--missing", "2", "--out", tables, "--json", tmp_path / "s.json")
    assert belltime(monkeypatch, "simulate", plan, *words) == cli.DONE
    told = capsys.readouterr().out
    assert "simulated (modelled)" in told
    assert "modelled: travel" in told
    for rule in ("fair", "cheapest"):
        assert f"2 drivers short for 20 days, {rule} order" in told
        assert (tables / f"cancellations_{rule}_lost.csv").is_file()
    late = pd.read_csv(tables / "lateness_figures.csv")
    assert late["definition"].str.startswith("simulated (modelled)").all()
    assert json.loads((tmp_path / "s.json").read_text("utf-8"))["days"] == 50
    words = ("--days", "20", "--out", tables, "--formats", "parquet")
    assert belltime(monkeypatch, "simulate", plan, *words) == cli.DONE
    schools = pd.read_parquet(tables / "lateness_schools.parquet")
    assert len(schools) == 12
    assert pd.read_csv(tables / "lateness_schools.csv")["school_id"].size == 12
    assert belltime(monkeypatch, "evaluate", plan, "--out", tables, "--formats", "xml") == cli.BAD_INPUT
    assert belltime(monkeypatch, "simulate", plan, "--kind", "sunny") == cli.BAD_INPUT
    assert belltime(monkeypatch, "simulate", plan, "--missing", "99") == cli.BAD_INPUT
