"""Every notebook is kept without outputs, and runs from top to bottom on three plans of the tiny district."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.judge import evaluate
from tests.builders import (
    FlatTravel,
    clock_minutes,
    plan_one_run_per_bus,
    tiny_district,
    tiny_plan,
    tiny_scenario,
)
from tests.outputs.plans import result_of, save

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells_of(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text("utf-8"))["cells"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    for cell in cells_of(path):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Three plan folders as a notebook finds them: the tiny plan, one bus per run, and a later start."""
    district, scenario, travel = tiny_district(), tiny_scenario(), FlatTravel()
    bells = tiny_plan().bells
    later = {**bells, "E1": clock_minutes(8)}
    found = (
        tiny_plan(),
        replace(plan_one_run_per_bus(district, bells), name="single"),
        replace(plan_one_run_per_bus(district, later), name="later"),
    )
    for plan in found:
        judged = evaluate(district, scenario, travel, plan)
        save(tmp_path / "plans" / plan.name, district, judged, result_of(plan))
    return tmp_path / "plans"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(path: Path, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ipykernel", reason='no kernel: python -m pip install -e ".[test]"')
    nbclient = pytest.importorskip("nbclient", reason='no nbclient: python -m pip install -e ".[test]"')
    nbformat = pytest.importorskip("nbformat")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(plans.parent / "ipython"))
    folder = plans.parent / "notebooks"
    folder.mkdir()
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3", resources=resources).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in shown) == 3
    assert not any(output.get("name") == "stderr" for output in shown), shown
