"""The benchmark end to end on a tiny instance, and the independent checker that must find every fault."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from optimizer.bench.park import bench_park
from optimizer.errors import InputError
from tests.park.tiny import write_tiny

CHECKER = Path(__file__).parents[2] / "benchmarks" / "park_check.py"


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("park_check", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solve_tiny(folder: Path, bells: str, ride: int = 2700) -> tuple[dict[str, object], Path]:
    instances = write_tiny(folder).parent
    json_file, out_dir = folder / "rows.json", folder / "out"
    rows = bench_park(instances, ["TINY01"], ride, "strict", bells, 60, json_file=json_file, out_dir=out_dir)
    return rows[0], folder / "out" / f"TINY01-{ride}-strict-{bells}.csv"


# A run of school 2 takes 45 s of boarding and 1000 s of driving. Its bus is free at 7:00 at school 1, is
# at the stop at 7:16:40 and at school 2 at 7:34:05; it must be there 154.4 s before the bell. At 7:30 that
# is too late, at 7:37 it is not.
@pytest.mark.parametrize(("bells", "buses"), [("fixed", 2), ("window", 1)])
def test_tiny(tmp_path: Path, checker: ModuleType, bells: str, buses: int) -> None:
    row, plan = solve_tiny(tmp_path, bells)
    assert (row["buses"], row["bound"], row["unserved"]) == (buses, buses, 0)
    assert json.loads((tmp_path / "rows.json").read_text("utf-8")) == [row]
    assert checker.check_plan(tmp_path / "instances", plan) == (buses, [])


def test_limit_that_no_drive_meets(tmp_path: Path, checker: ModuleType) -> None:
    row, plan = solve_tiny(tmp_path, "fixed", ride=1000)
    assert (row["buses"], row["unserved"]) == (0, 2)
    assert checker.check_plan(tmp_path / "instances", plan) == (0, [])


def test_unknown_instance(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NOPE"):
        bench_park(write_tiny(tmp_path).parent, ["NOPE"], 2700, "bird", "fixed", 1)


def replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "\n".join(text.splitlines()[:-1]) + "\n", "not served"),
        (replace(",21\n", ",21 21\n"), "appears twice"),
        (replace(",11\n", ",21\n"), "a stop of another school"),
        (replace(",0700,", ",0701,"), "outside its window"),
        (replace("25045.6", "25040.6"), "is not 154.4 s before the bell"),
        (replace("2,1,2,", "1,2,2,"), "cannot follow in time"),
        (replace("2,1,2,", "2,2,2,"), "not numbered"),
    ],
)
def test_checker_finds(tmp_path: Path, checker: ModuleType, change: Callable[[str], str], words: str) -> None:
    _, plan = solve_tiny(tmp_path, "fixed")
    plan.write_text(change(plan.read_text("utf-8")), encoding="utf-8")
    _, faults = checker.check_plan(tmp_path / "instances", plan)
    assert any(words in fault for fault in faults), faults


@pytest.mark.parametrize(("rule", "ride", "sound"), [("bird", 1000.1, True), ("bird", 999.9, False)])
def test_checker_leaves_out_own_boarding(
    tmp_path: Path, checker: ModuleType, rule: str, ride: float, sound: bool
) -> None:
    instance = checker.Instance(write_tiny(tmp_path))
    row = {"bus": "1", "order": "1", "school_id": "1", "bell": "0700", "arrival": "25045.6", "stops": "11"}
    assert (checker.check_run(instance, row, ride, rule, "fixed")[0] == []) is sound


@pytest.mark.parametrize(("ride", "sound"), [(1045.1, True), (1044.9, False)])
def test_checker_counts_own_boarding(tmp_path: Path, checker: ModuleType, ride: float, sound: bool) -> None:
    instance = checker.Instance(write_tiny(tmp_path))
    row = {"bus": "1", "order": "1", "school_id": "1", "bell": "0700", "arrival": "25045.6", "stops": "11"}
    assert (checker.check_run(instance, row, ride, "strict", "fixed")[0] == []) is sound
