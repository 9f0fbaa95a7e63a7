"""The workbook opens in LibreOffice, which reads out the judge's figures."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from optimizer.judge.figures import FIGURES
from optimizer.outputs.workbook import write_workbook
from optimizer.outputs.workbook.summary_sheet import SHEETS
from tests.outputs.pack import HARM, open_named

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, which reads workbooks back, is not installed")


@pytest.fixture(scope="module", params=["", HARM], ids=["plain", "harm"])
def read_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The workbook as LibreOffice saved it again, and the plan's evaluation as JSON holds it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("office")
    opened = open_named(folder, request.param)
    path = write_workbook(opened, folder / "workbook.xlsx")
    told = json.loads(json.dumps(opened.evaluation.as_dict()))
    convert(program, path, folder / "again")
    return openpyxl.load_workbook(folder / "again" / "workbook.xlsx"), told


def convert(program: str, path: Path, into: Path) -> None:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(into), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def lines(sheet: Any) -> list[dict[str, Any]]:
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_figures_are_those_of_the_evaluation(read_out: tuple[Any, Any]) -> None:
    book, told = read_out
    shown = {row["Name"]: row["Value"] for row in lines(book["Definitions"]) if row["Part of"] == "figures"}
    assert list(shown) == list(told["figures"])
    for name, value in told["figures"].items():
        assert spelled(shown[name], FIGURES[name].unit) == pytest.approx(value, abs=1e-4), name


def spelled(cell: Any, unit: str) -> Any:
    """A cell as evaluation.json spells it."""
    if unit == "cents" and cell is not None:
        return round(100 * cell)
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02d}"
    return None if cell == "unknown" else cell


def test_schools_start_when_the_evaluation_says(read_out: tuple[Any, Any]) -> None:
    book, told = read_out
    shown = {row["Id"]: row for row in lines(book["Schools"])}
    for school in told["schools"]:
        row = shown[school["school_id"]]
        assert spelled(row["Start in plan"], "clock") == school["bell"]
        assert spelled(row["Earliest pickup"], "clock") == school["earliest_pickup"]
        assert row["Minutes moved"] == school["minutes_moved"]
        assert row["Morning riders"] == school["riders_am"]


def test_no_cell_is_a_formula_or_an_error(read_out: tuple[Any, Any]) -> None:
    book, _ = read_out
    assert book.sheetnames == ["Summary", *SHEETS]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 1000
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]
