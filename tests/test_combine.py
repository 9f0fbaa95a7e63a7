"""Schools that are combined, from files to files: every fault by name, and a plan that reads back."""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import cli
from optimizer.district import Run
from optimizer.errors import InputError
from optimizer.judge import evaluate
from optimizer.plan_folder import read_plan
from optimizer.tables import write_district, write_runs
from tests.builders import FlatTravel
from tests.next_door import combined_plan, combined_runs, combining, next_door
from tests.outputs.plans import result_of, save

SCENARIO = """
name = "both"
district = "next-door"
[service]
unload = 5
[routing]
combine = {pairs}
"""

# No minute is left for a second school.
TIGHT = """
[service.arrival]
far = 15
near = 10
aim = 15
[service.departure]
far = 10
near = 10
aim = 10
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Tables of the two schools, which are 2 miles apart on the ground: about 5 min by straight lines."""
    write_district(next_door(), tmp_path / "next-door")
    return tmp_path


def scenario(town: Path, pairs: str = '[["A", "B"]]', more: str = "") -> Path:
    path = town / "both.toml"
    path.write_text(SCENARIO.format(pairs=pairs) + more, encoding="utf-8")
    return path


def belltime(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["belltime", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_from_tables_to_a_plan_and_all_that_is_made_of_it(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = town / "plan"
    wide = "[service.departure]\nnear = 10\naim = 10\nfar = 30\n"
    solve = ("--out", plan, "--seconds", "2", "--workers", "1")
    assert belltime(monkeypatch, "solve", scenario(town, more=wide), *solve) == cli.DONE
    said = capsys.readouterr().out
    assert "Aspen Elementary and Cedar Middle combined: morning runs 1 instead of 2, 1 for both" in said
    assert {(run["school_id"], run["also_school_id"]) for run in rows(plan / "runs.csv")} <= {
        ("A", "B"),
        ("B", "A"),
    }
    (am, pm) = rows(plan / "routes.csv")
    assert am["at_also_school"] < am["at_school"]
    assert pm["at_school"] < pm["at_also_school"]
    assert belltime(monkeypatch, "check", plan) == cli.DONE
    for verb in ("evaluate", "simulate", "map", "motion", "families", "workbook"):
        assert belltime(monkeypatch, verb, plan) == cli.DONE
    export = ("--formats", "gtfs,geojson,csv", "--website", "https://example.org")
    days = ("--from", "2023-08-14", "--to", "2023-09-15")
    assert belltime(monkeypatch, "export", plan, *export, *days) == cli.DONE
    with zipfile.ZipFile(plan / "exports" / "gtfs.zip") as feed:
        times = feed.read("stop_times.txt").decode().splitlines()
    called = [line.split(",")[3] for line in times if line.startswith(am["run_id"])]
    assert {*called[-2:]} == {"A", "B"}  # the two schools come last in the morning


def test_a_plan_reads_back_as_it_was_written(tmp_path: Path) -> None:
    plan = combined_plan(combined_runs(stay=5.25))
    judged = evaluate(next_door(), combining(), FlatTravel(), plan)
    saved = save(tmp_path / "plan", next_door(), judged, result_of(plan))
    assert saved.plan == plan
    assert (tmp_path / "plan" / "routes.csv").read_text("utf-8").splitlines()[1].endswith(",A,7:42")


def test_an_older_folder_without_the_columns_is_read(tmp_path: Path) -> None:
    apart = tuple(Run(run.id, "B", run.period, run.visits) for run in combined_runs())
    plan = combined_plan(apart)
    judged = evaluate(next_door(), combining(), FlatTravel(), plan)
    saved = save(tmp_path / "plan", next_door(), judged, result_of(plan))
    assert "also" not in (tmp_path / "plan" / "runs.csv").read_text("utf-8")
    assert "also" not in (tmp_path / "plan" / "routes.csv").read_text("utf-8")
    assert saved.plan == plan


def test_a_stay_that_is_no_number_is_named(tmp_path: Path) -> None:
    plan = combined_plan()
    judged = evaluate(next_door(), combining(), FlatTravel(), plan)
    save(tmp_path / "plan", next_door(), judged, result_of(plan))
    runs = tmp_path / "plan" / "runs.csv"
    runs.write_text(runs.read_text("utf-8").replace(",A,5.0", ",A,long", 1), encoding="utf-8")
    with pytest.raises(InputError, match='line 2, column stay_minutes: "long" is not a number'):
        read_plan(tmp_path / "plan")


def test_a_districts_table_of_runs_holds_no_combined_runs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two schools"):
        write_runs(combined_runs(), tmp_path / "runs.csv")


FAULTS = {
    '[["A"]]': ['routing.combine[1]: "["A"]" names 1 schools, and a pair is of two'],
    '[["A", "A"]]': ['routing.combine[1]: "A" is one school twice. Give the ids of two schools'],
    '[["A", "C"], ["B", "A"]]': [
        'routing.combine[1][2]: "C" is not in schools.csv',
        'routing.combine[2][2]: "A" is in another pair too. Keep one of them',
    ],
}


@pytest.mark.parametrize("pairs", FAULTS)
def test_every_wrong_pair_is_named(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str], pairs: str
) -> None:
    assert belltime(monkeypatch, "validate", scenario(town, pairs)) == cli.BAD_INPUT
    said = capsys.readouterr().err
    for words in FAULTS[pairs]:
        assert words in said
    assert f"{len(FAULTS[pairs])} fault" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('method = "fleet"\n', 'combine cannot go with method = "fleet", which rebuilds each school'),
        ("mirror = true\n", "combine cannot go with mirror"),
        (
            '[service.arrival]\nfar = 30\nnear = 10\naim = 15\nplanned = "placed"\n',
            'service.arrival.planned: "placed" cannot go with routing.combine. Leave combine out, or set',
        ),
        (
            TIGHT,
            "Aspen Elementary and Cedar Middle cannot be combined: in the morning a bus would reach",
        ),
    ],
)
def test_what_cannot_go_with_combine_is_refused(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str], more: str, words: str
) -> None:
    assert belltime(monkeypatch, "validate", scenario(town, more=more)) == cli.BAD_INPUT
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("stops", "missing"), [(1, "has no stops"), (2, "has no stop with riders")])
def test_a_school_where_nobody_rides_is_refused(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str], stops: int, missing: str
) -> None:
    first, second = next_door().stops
    left = (first, replace(second, riders_am=0, riders_pm=0))[:stops]
    write_district(replace(next_door(), stops=left), town / "next-door")
    assert belltime(monkeypatch, "validate", scenario(town)) == cli.BAD_INPUT
    # The pairs stand on line 7 of SCENARIO, which begins with an empty line.
    told = f'line 7, column routing.combine[1][2]: "B" {missing}, so no run to share. Take the pair out'
    assert told in capsys.readouterr().err


def test_a_plan_keeps_what_became_of_a_pair(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With 35 of 40 and 10 of 30 seats a bus is too small for both, and the plan says so."""
    first, second = next_door().stops
    stops = (replace(first, riders_am=35, riders_pm=35), second)
    write_district(replace(next_door(), stops=stops), town / "next-door")
    seats = (
        "--set",
        "fleet.seats=40",
        "--set",
        "fleet.load.elementary=1.0",
        "--set",
        "fleet.load.middle=0.75",
    )
    wide = "[service.departure]\nnear = 10\naim = 10\nfar = 30\n"
    solve = ("--out", town / "plan", "--seconds", "1", "--workers", "1")
    assert belltime(monkeypatch, "solve", scenario(town, more=wide), *seats, *solve) == cli.DONE
    words = "they still share one bell; leave the pair out to free it"
    assert words in capsys.readouterr().out
    result = json.loads((town / "plan" / "result.json").read_text("utf-8"))
    assert result["stops_and_runs"][0] == "4 runs built for 90 riders; seats alone need 4"
    assert words in result["stops_and_runs"][1]
    assert words in (town / "plan" / "report.md").read_text("utf-8").partition("## Stops and runs")[2]


def test_given_runs_are_not_combined(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visits = {"am": combined_runs()[0].visits, "pm": combined_runs()[1].visits}
    runs = [
        Run(f"{of}-{period}", of, period, tuple(v for v in visits[period] if v.stop_id.startswith(of)))
        for of in ("A", "B")
        for period in ("am", "pm")
    ]
    write_runs(runs, town / "next-door" / "runs.csv")
    assert belltime(monkeypatch, "validate", scenario(town)) == cli.BAD_INPUT
    assert 'routing.combine: "A B" changes no run of runs.csv. Leave combine out' in capsys.readouterr().err


def test_locks_that_keep_a_pair_apart_are_infeasible(
    monkeypatch: pytest.MonkeyPatch, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = "[service.departure]\nnear = 10\naim = 10\nfar = 30\n"
    locks = '[bells.locks]\nA = "7:45"\nB = "8:30"\n'
    path = scenario(town, more=wide + locks)
    assert belltime(monkeypatch, "solve", path, "--out", town / "plan", "--seconds", "1") == cli.NO_PLAN
    assert "schools that must share a bell have no start in common" in capsys.readouterr().out
