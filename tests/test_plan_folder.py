"""A plan folder reads back as it was written, replaces only itself, and says what is broken in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.district import District, Run
from optimizer.errors import InputError
from optimizer.judge import Evaluation, evaluate
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan, read_plan, write_plan_folder
from optimizer.plan_folder.layout import OUR_FILES
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.outputs.plans import result_of, save


@pytest.fixture
def evaluation(district: District, scenario: Scenario, travel: FlatTravel, plan: Plan) -> Evaluation:
    return evaluate(district, scenario, travel, plan)


@pytest.fixture
def saved(tmp_path: Path, district: District, evaluation: Evaluation, plan: Plan) -> SavedPlan:
    return save(tmp_path / "tiny", district, evaluation, result_of(plan))


def test_reads_back_the_same_plan(saved: SavedPlan, plan: Plan) -> None:
    assert saved.plan == plan
    assert sorted(path.name for path in saved.folder.iterdir()) == sorted({*OUR_FILES} - {"stops.csv"})
    assert saved.evaluation is not None
    assert saved.evaluation["figures"]["buses"] == 3
    assert saved.scenario["name"] == "tiny"
    assert saved.district_folder == (saved.folder.parent / "district").resolve()


def test_keeps_measured_runs_to_the_last_digit(tmp_path: Path) -> None:
    # 0.1 + 0.2 has 17 digits; rounding would make it another plan.
    def measured(run: Run) -> Run:
        return replace(run, live_minutes=15 + (0.1 + 0.2) / 3, live_miles=5.0)

    runs = tuple(measured(run) for run in tiny_district().runs)
    district, plan = tiny_district(runs=runs), tiny_plan(runs=runs)
    judged = evaluate(district, tiny_scenario(), FlatTravel(), plan)
    assert save(tmp_path / "measured", district, judged, result_of(plan)).plan == plan


def test_bells_are_written_as_clock_times_and_unknowns_as_nothing(saved: SavedPlan) -> None:
    lines = (saved.folder / "bells.csv").read_text("utf-8").splitlines()
    # E1 moves from 8:45 to 7:45: 60 minutes earlier; E2's start today is unknown.
    assert (
        lines[1] == "E1,Aspen Elementary,elementary,South,39.7,-105.1,400,8:45,published,7:45,14:45,first,-60"
    )
    assert lines[2] == "E2,Birch Elementary,elementary,South,39.7,-105,200,,,7:45,14:45,first,"


def test_routes_tell_the_day_of_a_bus(saved: SavedPlan) -> None:
    lines = (saved.folder / "routes.csv").read_text("utf-8").splitlines()
    # Bus 1: E1's first run is 15 min long and arrives 7:35; 10 min to the school H1 and 20 on to its stop
    # make a deadhead of 20 (0,0 to 0,20); H1's run begins 8:05: 7:35 + 5 + 20 leaves 5 min of slack.
    assert lines[1] == "1,YW,am,1,E1-am-1,E1,7:20,7:35,,,,1"
    assert lines[2] == "1,YW,am,2,H1-am-1,H1,8:05,8:20,,20.0,5.0,2"


def test_equal_plans_make_equal_bytes(
    tmp_path: Path, district: District, evaluation: Evaluation, plan: Plan
) -> None:
    once = save(tmp_path / "a" / "tiny", district, evaluation, result_of(plan)).folder
    again = save(tmp_path / "b" / "tiny", district, evaluation, result_of(plan, seconds=9.0)).folder
    for name in OUR_FILES:
        if name not in ("result.json", "stops.csv"):
            assert (once / name).read_bytes() == (again / name).read_bytes(), name
            assert b"\r" not in (once / name).read_bytes()
    first, second = (json.loads((folder / "result.json").read_text("utf-8")) for folder in (once, again))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}
    assert first["district"]["folder"] == "../district"


def test_a_scenario_without_a_plan_leaves_its_reasons(
    tmp_path: Path, saved: SavedPlan, district: District
) -> None:
    none = result_of(None, status="infeasible", conflicts=("E1 and H1 must share a bell, yet cannot.",))
    write_plan_folder(
        saved.folder,
        result=none,
        district=district,
        scenario_toml="",
        district_folder=tmp_path,
        report="# no\n",
    )
    (saved.folder / "scenario.toml").write_text('name = "tiny"\n', "utf-8")
    found = read_plan(saved.folder)
    assert found.plan is None
    assert found.result["conflicts"] == ["E1 and H1 must share a bell, yet cannot."]
    assert not (saved.folder / "bells.csv").exists()
    with pytest.raises(InputError, match="holds no plan"):
        found.require_plan()


def test_foreign_files_survive_a_new_plan(
    saved: SavedPlan, district: District, evaluation: Evaluation, plan: Plan
) -> None:
    (saved.folder / "minutes of the board.txt").write_text("keep me", "utf-8")
    save(saved.folder, district, evaluation, result_of(plan))
    assert (saved.folder / "minutes of the board.txt").read_text("utf-8") == "keep me"
    assert [path.name for path in saved.folder.parent.iterdir()] == ["tiny"]


def test_refuses_a_folder_of_something_else(
    tmp_path: Path, district: District, evaluation: Evaluation, plan: Plan
) -> None:
    (tmp_path / "budget.xlsx").write_text("not ours", "utf-8")
    with pytest.raises(InputError, match="is not a plan folder"):
        save(tmp_path, district, evaluation, result_of(plan))
    assert [path.name for path in tmp_path.iterdir()] == ["budget.xlsx"]


def test_a_file_that_cannot_be_moved_is_not_lost(
    saved: SavedPlan, district: District, evaluation: Evaluation, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (saved.folder / "notes.txt").write_text("keep me", "utf-8")
    real = Path.rename

    def refuse_notes(self: Path, target: Path) -> Path:
        if self.name == "notes.txt":
            raise PermissionError("open in another program")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse_notes)
    with pytest.raises(PermissionError):
        save(saved.folder, district, evaluation, result_of(plan))
    assert [path.read_text("utf-8") for path in saved.folder.parent.rglob("notes.txt")] == ["keep me"]


def test_a_crash_leaves_the_old_plan(
    saved: SavedPlan, district: District, evaluation: Evaluation, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (saved.folder / "bells.csv").read_bytes()
    real = Path.rename

    def refuse_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError("open in another program")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(PermissionError):
        save(saved.folder, district, evaluation, result_of(plan, bound=1))
    assert (saved.folder / "bells.csv").read_bytes() == before
    assert json.loads((saved.folder / "result.json").read_text("utf-8"))["bound"] == 2
    assert [path.name for path in saved.folder.parent.iterdir()] == ["tiny"]


def break_file(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8", newline="\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("bells.csv", ",7:45,14:45", ",quarter to,14:45", 'bells.csv, line 2, column bell: "quarter to"'),
        ("bells.csv", ",7:45,14:45", ",,14:45", "bells.csv, line 2, column bell"),
        ("bells.csv", "school_id,", "school,", "bells.csv, line 1, column school_id: is missing"),
        (
            "routes.csv",
            "E1-am-1",
            "E9-am-1",
            'routes.csv, line 2, column run_id: "E9-am-1" is not in runs.csv',
        ),
        ("routes.csv", "E1-am-1", "H1-am-1", 'column run_id: "H1-am-1" is driven twice'),
        ("routes.csv", "2,YW,am,2", "2,YE,am,2", "column yard_id"),
        ("routes.csv", "1,YW,am,1", "1,YW,noon,1", '"noon" is neither am nor pm'),
        ("runs.csv", "E1a:10", "E1a", "names no riders at stop E1a"),
        ("runs.csv", "E1-am-2,", "E1-am-1,", 'column run_id: "E1-am-1" stands in an earlier line too'),
        ("bells.csv", "E2,", "E1,", 'line 3, column school_id: "E1" stands in an earlier line too'),
        ("evaluation.json", "{", "", "is not JSON"),
        ("result.json", '"district"', '"country"', "result.json, column district: is missing"),
        ("scenario.toml", "=", "", "is not TOML"),
    ],
)
def test_broken_folders_name_the_place(saved: SavedPlan, name: str, old: str, new: str, words: str) -> None:
    break_file(saved.folder, name, old, new)
    with pytest.raises(InputError) as refused:
        read_plan(saved.folder)
    assert words in str(refused.value)


def test_all_faults_are_told_at_once(saved: SavedPlan) -> None:
    (saved.folder / "runs.csv").unlink()
    break_file(saved.folder, "bells.csv", "8:30", "25:99")
    with pytest.raises(InputError) as refused:
        read_plan(saved.folder)
    assert {"runs.csv", "bells.csv"} <= {Path(fault.file).name for fault in refused.value.faults}


def test_any_other_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a plan folder"):
        read_plan(tmp_path)
