"""Comparisons add up, spell differences with their sign, and say what plans do not share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimizer.errors import InputError
from optimizer.outputs.compare import Comparison, compare
from optimizer.plan_folder import SavedPlan


@pytest.fixture
def cheaper(saved: SavedPlan) -> SavedPlan:
    """The tiny plan made to look better: two buses, $100 less a day, pickups 12 minutes later."""
    assert saved.evaluation is not None
    figures = {**saved.evaluation["figures"], "buses": 2, "total": 69_800, "earliest_pickup": "7:32"}
    figures["secondary_from_8_30_share"] = 0.5
    evaluation = {**saved.evaluation, "figures": figures}
    return replace(saved, name="cheaper", evaluation=evaluation)


@pytest.fixture
def comparison(saved: SavedPlan, cheaper: SavedPlan) -> Comparison:
    return compare([saved, cheaper])


def row(comparison: Comparison, figure: str) -> dict[Any, Any]:
    return comparison.table[comparison.table["figure"] == figure].to_dict("records")[0]


def test_differences_are_to_the_first(comparison: Comparison) -> None:
    assert row(comparison, "buses")["cheaper - tiny"] == 2 - 3
    # $798 a day against $698
    assert row(comparison, "total")["cheaper - tiny"] == 69_800 - 79_800
    # 7:20 against 7:32
    assert row(comparison, "earliest_pickup")["cheaper - tiny"] == 12
    assert row(comparison, "bound")["cheaper - tiny"] == 0


def test_paid_minutes_are_told_in_hours(saved: SavedPlan, comparison: Comparison) -> None:
    assert saved.evaluation is not None
    hours = row(comparison, "paid_minutes")
    assert hours["tiny"] == pytest.approx(saved.evaluation["figures"]["paid_minutes"] / 60)
    assert hours["unit"] == "hours"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_markdown_spells_units(comparison: Comparison) -> None:
    lines = {cells(line)[0]: cells(line)[1:] for line in comparison.as_markdown().splitlines()}
    assert lines["buses"] == ["3", "2", "-1"]
    assert lines["cost a school day"] == ["$798", "$698", "-$100"]
    assert lines["earliest pickup"] == ["7:20", "7:32", "+12"]
    assert lines["secondary students from 8:30"] == ["100.0 %", "50.0 %", "-50.0 pts"]
    assert lines["elementary: later than today, mean minutes"] == ["-60", "-60", "0"]


def test_text_lines_up(comparison: Comparison) -> None:
    lines = comparison.as_text().splitlines()
    table = lines[: len(comparison.table) + 2]
    assert len({len(line) for line in table}) == 1
    assert lines[-1].startswith("cheaper: modelled")


def test_json_holds_numbers(comparison: Comparison) -> None:
    figures = {line["figure"]: line for line in comparison.as_dict()["figures"]}
    assert figures["buses"]["values"] == {"tiny": 3, "cheaper": 2}
    assert figures["buses"]["differences"] == {"cheaper": -1}


def test_unknown_stays_unknown(saved: SavedPlan, cheaper: SavedPlan) -> None:
    assert cheaper.evaluation is not None
    cheaper.evaluation["figures"]["total"] = None
    lines = {cells(line)[0]: cells(line)[1:] for line in compare([saved, cheaper]).as_markdown().splitlines()}
    assert lines["cost a school day"] == ["$798", "–", "–"]


def test_notes_tell_what_plans_do_not_share(saved: SavedPlan, cheaper: SavedPlan) -> None:
    other_year = {
        **cheaper.result,
        "district": {**cheaper.result["district"], "digests": {"stops.csv": "ff"}},
    }
    notes = compare([saved, replace(cheaper, result=other_year)]).notes
    assert any("same district tables" in note for note in notes)
    assert not any("same district tables" in note for note in compare([saved, cheaper]).notes)


def test_a_folder_without_a_plan_cannot_be_compared(saved: SavedPlan) -> None:
    with pytest.raises(InputError, match="holds no plan"):
        compare([saved, replace(saved, plan=None)])
