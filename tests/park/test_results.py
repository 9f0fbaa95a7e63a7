"""What benchmarks/park.md states stands in the plans that are kept beside it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PLANS = BENCHMARKS / "results" / "plans"
INSTANCES = Path(__file__).parents[3] / "shared" / "benchmarks" / "park" / "instances"
LADDERS = ("park-c-2700", "park-c-5400", "park-d-2700", "park-d-5400")


def rows_of(ladder: str) -> list[dict[str, object]]:
    return list(json.loads((BENCHMARKS / "results" / f"{ladder}.json").read_text("utf-8")))


def plan_of(row: dict[str, object]) -> Path:
    return PLANS / f"{row['instance']}-{row['ride']}-{row['rule']}-{row['bells']}.csv"


@pytest.mark.parametrize("ladder", LADDERS)
def test_every_row_has_its_plan_with_so_many_buses_and_runs(ladder: str) -> None:
    rows = rows_of(ladder)
    assert len(rows) == 16
    for row in rows:
        with plan_of(row).open(encoding="utf-8", newline="") as file:
            runs = list(csv.DictReader(file))
        assert (len({run["bus"] for run in runs}), len(runs)) == (row["buses"], row["runs"]), row["instance"]
        assert int(str(row["bound"])) <= int(str(row["buses"]))


def test_the_table_and_its_sums_are_those_of_the_rows() -> None:
    files = [str(BENCHMARKS / "results" / f"{ladder}.json") for ladder in LADDERS]
    printed = subprocess.run(
        [sys.executable, str(BENCHMARKS / "park_table.py"), *files],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = (BENCHMARKS / "park.md").read_text("utf-8")
    assert page.endswith(printed.rstrip() + "\n")
    for ladder in LADDERS:
        rows = rows_of(ladder)
        ours, bound = (sum(int(str(row[name])) for row in rows) for name in ("buses", "bound"))
        assert f"| 16 of 16 | {ours:,} | {bound:,} | {ours / bound:.3f} |" in page


@pytest.mark.skipif(not INSTANCES.exists(), reason="the Park instances are not beside the project")
def test_a_reader_that_shares_no_code_finds_nothing_wrong_in_them() -> None:
    plans = [str(plan_of(row)) for ladder in LADDERS for row in rows_of(ladder)]
    checked = subprocess.run(
        [sys.executable, str(BENCHMARKS / "park_check.py"), str(INSTANCES), *plans],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout[-2000:]
