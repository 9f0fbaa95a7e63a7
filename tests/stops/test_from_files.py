"""Millbrook from its files to stops and to a plan, by the command line and by Python."""

import csv
import json
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from optimizer import check_folder, cli, load, solve
from optimizer.stops import Reason, by_school, totals
from optimizer.student_stops import choose
from tests.stops.test_reading import MILLBROOK

IDS = [f"m{k:03d}" for k in range(1, 221)]


@pytest.fixture
def millbrook(tmp_path: Path) -> Path:
    """A copy, with a scenario that stands on its own."""
    folder = Path(shutil.copytree(MILLBROOK, tmp_path / "millbrook"))
    scenario = (folder / "millbrook.toml").read_text("utf-8").splitlines()
    (folder / "millbrook.toml").write_text("\n".join(scenario[1:]), encoding="utf-8")
    return folder


def belltime(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["belltime", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_verb_writes_stops_and_no_student(
    monkeypatch: pytest.MonkeyPatch, millbrook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, told = tmp_path / "stops.csv", tmp_path / "stops.json"
    scenario = millbrook / "millbrook.toml"
    assert belltime(monkeypatch, "stops", scenario, "--out", out, "--json", told) == cli.DONE
    with out.open(encoding="utf-8", newline="") as file:
        stops = list(csv.DictReader(file))
    # 220 students; 16 walk to school and one has no coordinates.
    assert sum(int(stop["riders_am"]) for stop in stops) == 203
    assert max(int(stop["riders_am"]) for stop in stops) <= 25
    assert sum(int(stop["wheelchairs"]) for stop in stops) == 3
    doors = [stop for stop in stops if stop["door"] == "yes"]
    assert [stop["walk_miles"] for stop in doors] == ["0.000"] * 3
    # The mean over those who walk is what the totals say; no mean is that of fewer than ten.
    walks = [(int(s["riders_am"]), s["school_id"], s["walk_miles"]) for s in stops if s["door"] == "no"]
    walkers = sum(riders for riders, *_ in walks)
    assert sum(riders * float(mean) for riders, _, mean in walks) / walkers == pytest.approx(0.417, abs=0.001)
    behind: Counter[tuple[str, str]] = Counter()
    for riders, school_id, mean in walks:
        behind[school_id, mean] += riders
    assert min(behind.values()) >= 10
    written = out.read_text("utf-8") + told.read_text("utf-8") + capsys.readouterr().out
    assert not [student for student in IDS if student in written]
    shared = json.loads(told.read_text("utf-8"))
    # Of 23, 7 and 9 stops 3 are at doors; 16 walk to school, told with the one without coordinates.
    assert shared["totals"] == [
        "220 students = 203 with a stop + 17 without",
        "36 stops that students walk to: 0 kept, 36 opened (no choice opens fewer than 36)",
        "mean walk, by school: 0.265 to 0.618 miles",
        "without a stop, in the walk zone of the school or no coordinates: 17",
    ]
    rows = [(row["riders"], row["stops"], row["opened"]) for row in shared["schools"]]
    assert rows == [(91, 21, 21), (62, 7, 7), (50, 8, 8)]
    assert not {"doors", "small_stops"} & shared["schools"][0].keys()
    assert sorted(path.name for path in millbrook.iterdir()) == sorted(p.name for p in MILLBROOK.iterdir())


def test_the_worked_example_says_what_is_found(millbrook: Path) -> None:
    _, choice = choose(millbrook / "millbrook.toml")
    page = (MILLBROOK.parents[1] / "stops.md").read_text("utf-8")
    assert "\n".join(totals(choice)) in page
    assert set(by_school(choice)["status"]) == {"optimal"}


def test_the_list_of_students_stays_in_their_folder(
    monkeypatch: pytest.MonkeyPatch, millbrook: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "stops.csv"
    assert belltime(monkeypatch, "stops", millbrook, "--out", out, "--list-students") == cli.DONE
    with (millbrook / "students-at-stops.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["student_id"] for row in rows) == IDS
    assert all(bool(row["stop_id"]) != bool(row["reason"]) for row in rows)
    assert [path.name for path in out.parent.iterdir()] == ["stops.csv"]


def test_a_folder_has_no_key_to_set(monkeypatch: pytest.MonkeyPatch, millbrook: Path, tmp_path: Path) -> None:
    out = tmp_path / "stops.csv"
    words = ("stops", millbrook, "--out", out, "--set", "stops.capacity=9")
    assert belltime(monkeypatch, *words) == cli.BAD_INPUT
    assert not out.exists()


def test_solve_takes_students_where_there_are_no_stops(millbrook: Path, tmp_path: Path) -> None:
    case = load(millbrook / "millbrook.toml", ["solve.workers=1"])
    assert case.stop_choice is not None
    assert case.stop_choice.left_out(Reason.WALKS) == 16
    folder = solve(case, seconds=2).save(tmp_path / "plan")
    # The plan keeps the stops, so that it can be judged without choosing them again.
    assert check_folder(folder)[1] == ()
    assert "stops are chosen from the students' homes" in (folder / "report.md").read_text("utf-8")
    written = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert not [student for student in IDS if student in written]
    # Students = riders of the stops + students left out with their reasons, as far as it may be shared.
    kept = json.loads((folder / "result.json").read_text("utf-8"))["stops_and_runs"]
    told = totals(case.stop_choice, shared=True)
    assert kept[: len(told)] == told
    assert "203 with a stop + 17 without" in told[0]
    notes = (folder / "report.md").read_text("utf-8").partition("## Stops and runs")[2].partition("##")[0]
    assert "203 with a stop + 17 without\n" in notes
    assert "runs built for 406 riders" in notes  # 203 both ways


def test_written_stops_are_a_district_like_any_other(millbrook: Path) -> None:
    first = load(millbrook / "millbrook.toml")
    (millbrook / "stops.csv").write_text((stops_of(millbrook)), encoding="utf-8")
    again = load(millbrook / "millbrook.toml")
    assert again.stop_choice is None
    assert again.district.stops == first.district.stops
    assert again.district.runs == first.district.runs


def stops_of(folder: Path) -> str:
    from optimizer.tables import stops_as_csv

    return stops_as_csv(choose(folder / "millbrook.toml")[1].district.stops)


def test_students_who_all_walk_leave_nothing_to_solve(
    monkeypatch: pytest.MonkeyPatch, millbrook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    students = "student_id,school_id,lat,lon\na,101,40.5,-96.0\n"
    (millbrook / "students.csv").write_text(students, encoding="utf-8")
    assert belltime(monkeypatch, "solve", millbrook / "millbrook.toml") == cli.BAD_INPUT
    assert "without a stop, in the walk zone of the school: 1" in capsys.readouterr().err


def test_a_scenario_without_places_for_wheelchairs_says_so(
    monkeypatch: pytest.MonkeyPatch, millbrook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("solve", millbrook / "millbrook.toml", "--set", "fleet.wheelchair_places=0")
    assert belltime(monkeypatch, *words) == cli.BAD_INPUT
    told = capsys.readouterr().err
    # Three students, both ways; two of them are fetched at the door, which is not named.
    assert "leaves 2 riders on no run, at stop 102-s1: " in told
    assert "leaves 4 riders on no run, at 2 stops at a door: " in told
    assert "fleet.wheelchair_places and wheelchair_seats leave no place for a wheelchair" in told


def test_validate_reads_students_too(
    monkeypatch: pytest.MonkeyPatch, millbrook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert belltime(monkeypatch, "validate", millbrook) == cli.DONE
    assert "220 students to choose stops for" in capsys.readouterr().out
    assert belltime(monkeypatch, "validate", millbrook.parent) == cli.DONE
    (millbrook / "students.csv").write_text("student_id\na\n", encoding="utf-8")
    assert belltime(monkeypatch, "validate", millbrook) == cli.BAD_INPUT
