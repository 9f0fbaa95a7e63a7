"""The benchmark measures what it says: ladder A, rivals that give true plans, and rows that add up."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.bench.bells import bench_bells
from optimizer.bench.chen import chen_problem
from optimizer.bench.generated import generate
from optimizer.bench.growth import exponent, growth
from optimizer.bench.picture import draw_bells
from optimizer.bench.rivals import METHODS, fleet
from optimizer.errors import InputError

PARK = Path(__file__).parents[2] / "shared" / "benchmarks" / "park"
needs_park = pytest.mark.skipif(not PARK.exists(), reason="the Park instances are not beside the project")


@needs_park
def test_ladder_a_reproduces_all_32_published_counts() -> None:
    with (PARK / "pnas-tableS1.csv").open(encoding="utf-8") as file:
        published = [row for row in csv.DictReader(file) if row["exp_name"] == "Chen"]
    assert len(published) == 32
    for row in published:
        problem = chen_problem(str(PARK / "instances" / row["benchmark"]), int(float(row["max_riding_time"])))
        assert fleet(problem, problem.today) == int(row["buses"]), problem.name


@pytest.mark.parametrize("method", METHODS)
def test_rivals_keep_the_rules(method: str) -> None:
    problem, _ = generate(6, seed=3)
    attempt = METHODS[method](problem, 5.0, 1)
    if attempt.buses is None:
        assert attempt.note
        return
    half = max(h.runs for h in problem.halves)
    assert 0 < attempt.buses <= half
    assert all(buses >= attempt.buses for _, buses in attempt.trace)


def test_fleet_counts_by_hand() -> None:
    # Bells an hour and a half apart let some bus do two runs; bells all alike let none.
    problem, _ = generate(6, seed=3)
    alike = np.full(6, 480, dtype=np.int32)
    assert fleet(replace(problem, day=np.full(6, 420, dtype=np.int32)), alike) == max(
        h.runs for h in problem.halves
    )
    spread = np.array([c[0] for c in problem.choices], dtype=np.int32)
    assert fleet(problem, spread) <= max(h.runs for h in problem.halves)


def test_rows_and_json(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    rows = bench_bells(
        names=["generated-25"], methods=["belltime", "today's bells"], seconds=4, json_file=file
    )
    assert json.loads(file.read_text("utf-8")) == rows
    assert {"case", "method", "buses", "bound", "seconds", "peak_mb"} <= rows[0].keys()
    ours, today = rows
    assert ours["bound"] <= ours["buses"] < today["buses"]
    assert today["ratio"] == round(today["buses"] / ours["bound"], 4)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="generated-25"):
        bench_bells(names=["nowhere"], methods=["magic"])


def test_rows_of_other_cases_stay_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    bench_bells(names=["generated-25"], methods=["today's bells"], seconds=1, json_file=file)
    bench_bells(names=["generated-60"], methods=["today's bells"], seconds=1, json_file=file)
    bench_bells(names=["generated-25"], methods=["today's bells"], seconds=1, json_file=file)
    assert [row["case"] for row in json.loads(file.read_text("utf-8"))] == ["generated-60", "generated-25"]


def test_exponent_of_a_square_and_of_too_few_points() -> None:
    # 3 n^2 at n = 10, 20, 40: doubling n quadruples the cost.
    assert exponent([10, 20, 40], [300, 1200, 4800]) == pytest.approx(2)
    assert exponent([10, 20], [300, 1200]) is None
    assert exponent([10, 20, 40], [300, 0, 4800]) is None, "a size that never got there has no time"


def test_growth_counts_memory_above_the_modules() -> None:
    # 110, 120 and 140 MB over 100 MB of modules: 10, 20, 40 for 10, 20, 40 runs.
    def row(runs: int, method: str, peak: int) -> dict[str, Any]:
        return {
            "case": f"generated-{runs}",
            "method": method,
            "runs": runs,
            "peak_mb": peak,
            "to_10": 1.0,
            "to_5": None,
            "bound_at": [[float(runs), 1]],
        }

    rows = [row(n, "belltime", 100 + n) for n in (10, 20, 40)] + [row(10, "today's bells", 100)]
    found = growth(rows)
    assert found["memory above the modules'"] == pytest.approx(1)
    assert found["seconds to the first bound"] == pytest.approx(1)
    assert found["seconds to 10 %"] == pytest.approx(0)
    assert found["seconds to 5 %"] is None


def test_picture_has_both_halves(tmp_path: Path) -> None:
    rows = bench_bells(names=["generated-25"], methods=["belltime"], seconds=2)
    draw_bells(rows, tmp_path / "bells.svg")
    drawn = (tmp_path / "bells.svg").read_text("utf-8")
    assert "generated-25" in drawn
    assert "Cost against size" in drawn
