"""The dictionary of figures: whole, printed, and the tables ready for files."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from optimizer.errors import InputError
from optimizer.judge import ALL_TABLES, DETAILS, FIGURES, TABLES
from optimizer.judge.dictionary import figures_as_markdown
from optimizer.judge.figures import PARTS
from optimizer.scenario_files import read_scenario
from tests.builders import tiny_plan
from tests.judge.evaluated import evaluated

UNITS = {"cents", "minutes", "miles", "count", "share", "clock", "student-minutes"}
PAGE = Path(__file__).parents[2] / "docs" / "figures.md"


def test_each_figure_is_in_one_part_and_has_a_unit_and_a_definition() -> None:
    assert sum(len(part) for part in PARTS.values()) == len(FIGURES)
    for name, figure in FIGURES.items():
        assert figure.unit in UNITS, name
        assert figure.definition, name


def test_the_page_is_printed_from_the_dictionary() -> None:
    assert PAGE.read_text("utf-8") == figures_as_markdown()


def test_the_page_names_every_figure_and_column() -> None:
    page = figures_as_markdown()
    named = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    assert named >= set(FIGURES)
    assert named >= {column for columns in ALL_TABLES.values() for column in columns}


def test_tables_are_those_documented() -> None:
    tables = evaluated(baseline=tiny_plan()).tables
    assert list(tables) == list(ALL_TABLES) == [*TABLES, *DETAILS]
    for name, frame in tables.items():
        assert list(frame.columns) == list(ALL_TABLES[name]), name
        assert len(frame) > 0, name


@pytest.mark.parametrize("name", list(ALL_TABLES))
def test_a_table_is_ready_for_csv_and_parquet(name: str, tmp_path: Path) -> None:
    frame = evaluated().tables[name]
    frame.to_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), frame)
    frame.to_csv(tmp_path / "table.csv", index=False)
    assert list(pd.read_csv(tmp_path / "table.csv").columns) == list(frame.columns)


def test_details_are_written_with_the_evaluation() -> None:
    spelled = evaluated().as_dict()
    assert set(DETAILS) <= set(spelled)
    assert spelled["light"][0]["sunrise"] == "6:13"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dates = [2023-11-03]", "is not text: a date stands in quotation marks"),
        ('dates = ["3 November"]', "is not a date such as"),
        ("dates = []", "is empty"),
        ('timezone = "Denver"', "is not a time zone such as"),
        ('rush_hour = ["18:00", "16:00"]', "begins at 18:00 and does not end after that"),
        ("need = { lunch = 1 }", "lunch"),
    ],
)
def test_slips_in_the_keys_are_refused(line: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f'name = "x"\ndistrict = "d"\n[evaluation]\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_scenario(path)
    (fault,) = refused.value.faults
    assert words in str(fault)
    assert fault.line == 4
