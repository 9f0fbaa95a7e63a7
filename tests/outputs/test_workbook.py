"""The workbook holds real numbers and times, the judge's figures, and no formula."""

from __future__ import annotations

import io
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from optimizer.judge.figures import FIGURES
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.workbook import build_workbook, write_workbook
from optimizer.outputs.workbook.summary_sheet import sheets_of
from optimizer.units import clock
from tests.outputs.opened_plans import HOSTILE, open_tiny
from tests.outputs.pack import open_named

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, which reads workbooks back, is not installed")


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path)


def read(opened: OpenedPlan) -> Any:
    return openpyxl.load_workbook(io.BytesIO(build_workbook(opened)))


def lines(sheet: Any) -> list[dict[str, Any]]:
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_figures_equal_the_evaluation(opened: OpenedPlan) -> None:
    told = opened.evaluation.as_dict()["figures"]
    shown = {
        line["Name"]: line["Value"]
        for line in lines(read(opened)["Definitions"])
        if line["Part of"] == "figures"
    }
    assert list(shown) == list(FIGURES)
    for name, value in shown.items():
        if FIGURES[name].unit == "cents":
            assert round(value * 100) == told[name], name
        elif isinstance(value, time):
            assert f"{value.hour}:{value.minute:02d}" == told[name], name
        elif value == "unknown":
            assert told[name] is None, name
        else:
            assert value == pytest.approx(told[name], abs=1e-4), name


def test_schools_before_and_after(opened: OpenedPlan) -> None:
    schools = {line["Id"]: line for line in lines(read(opened)["Schools"])}
    aspen, birch = schools["E1"], schools["E2"]
    assert (aspen["Start today"], aspen["Start in plan"]) == (time(8, 45), time(7, 45))
    assert aspen["Minutes moved"] == -60
    assert (aspen["Students"], aspen["Morning riders"], aspen["Longest ride, min"]) == (400, 50, 13)
    assert (birch["Start today"], birch["Minutes moved"], birch["Option school"]) == (None, None, "yes")


def test_shift_bins_add_up(opened: OpenedPlan) -> None:
    shown = {line["Minutes moved from today"]: line for line in lines(read(opened)["Shift bins"])}
    # 400 of the 1,900 students whose start today is known move an hour earlier; E2's 200 are unknown.
    assert shown["60 or more earlier"]["Students"] == 400
    assert shown["60 or more earlier"]["Share of students"] == pytest.approx(400 / 1900)
    assert shown["start today unknown"]["Students"] == 200


def test_fleet_has_yards_and_cost(opened: OpenedPlan) -> None:
    fleet = lines(read(opened)["Fleet and drivers"])
    assert [line["Yard"] for line in fleet] == ["West yard", "West yard", "East yard"]
    # The cents of each route, which add up to $798 a day within the rounding of three routes.
    assert sum(line["Cost a day"] for line in fleet) == pytest.approx(798, abs=0.03)


def test_tight_connections_stand_out(opened: OpenedPlan) -> None:
    book = read(opened)
    slack = [line["Slack, min"] for line in lines(book["Connections"])]
    assert slack == sorted(slack)
    # Buses 1 and 3 have a slack of 5 both ways, less than the 10 desired; bus 2 has 17.
    words = [line["Against desired"] for line in lines(book["Connections"])]
    assert words == ["tight"] * 4 + ["as desired"] * 2
    ((_, rules),) = book["Connections"].conditional_formatting._cf_rules.items()
    assert [(rule.operator, float(rule.formula[0])) for rule in rules] == [("lessThan", 10)]


def test_assumptions_keep_their_sources(opened: OpenedPlan) -> None:
    settings = {line["Setting"]: line for line in lines(read(opened)["Assumptions"])}
    assert settings["service.buffer"]["Value"] == 5
    assert "no US norm seen" in settings["service.buffer"]["Meaning and source"]
    assert settings["bells.high.earliest"]["Value"] == time(8)
    assert settings["bells.lock_today"]["Value"] == "no"


def test_sheets_have_filters_and_frozen_headers(opened: OpenedPlan) -> None:
    book = read(opened)
    sheets = sheets_of(opened, light=True)
    assert book.sheetnames == ["Summary", *sheets]
    for name in sheets:
        assert book[name].auto_filter.ref, name
        assert book[name].freeze_panes in ("B2", "C2"), name


def test_pickups_are_held_against_the_judges_sun(opened: OpenedPlan) -> None:
    light = opened.evaluation.details["light"]
    autumn = light[(light["date"] == "2023-11-03") & (light["level"] == "all")].iloc[0]
    header = f"Nov 3: sunrise {clock(autumn['sunrise'])}"
    by_date = {line["School"]: line for line in lines(read(opened)["Pickup by date"])}
    # E1's first pickup is at 7:20, M1's at 8:05.
    assert by_date["Aspen Elementary"][header] == 440 - autumn["sunrise"]
    assert by_date["Cedar Middle"][header] == 485 - autumn["sunrise"]
    days = {(line["Date"].date(), line["Riders of"]): line for line in lines(read(opened)["Daylight"])}
    dark = days[date(2023, 11, 3), "all levels"]
    assert dark["Sunrise"] == time(*divmod(int(autumn["sunrise"]), 60))
    assert dark["Picked up before sunrise"] == pytest.approx(autumn["before_sunrise"])


def test_lateness_is_called_modelled_and_equals_the_simulation(tmp_path: Path) -> None:
    opened = open_named(tmp_path)
    assert opened.lateness is not None
    book = read(opened)
    shown = {line["School"]: line for line in lines(book["Lateness"])}
    for row in opened.lateness.schools.to_dict("records"):
        assert shown[row["name"]]["After the bell"] == pytest.approx(row["late_after_bell"])
    heads = {cell.value: cell for cell in next(book["Lateness"].iter_rows(max_row=1))}
    assert "simulated (modelled)" in heads["After the bell"].comment.text
    figures = {line["Group"]: line["Figure"] for line in lines(book["Lateness by group"])}
    assert figures["am_late_after_bell"] == pytest.approx(opened.lateness.figures["am_late_after_bell"])


def test_hostile_names_are_no_formulas(tmp_path: Path) -> None:
    book = read(open_tiny(tmp_path, school={"name": HOSTILE, "area": "@SUM(1)"}, question="+1+1"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    names = [cell for cell in cells if cell.value == HOSTILE]
    assert names
    assert all(cell.quotePrefix for cell in names)


def test_few_riders_are_not_told(tmp_path: Path) -> None:
    book = read(open_tiny(tmp_path, few=True))
    schools = {line["Id"]: line for line in lines(book["Schools"])}
    # E2's 5 riders are few; the sum of the district would tell them, so M1's 30 are left out too.
    assert [schools[id_]["Morning riders"] for id_ in ("E1", "E2", "M1", "H1")] == [50, "*", "*", 50]
    assert schools["E2"]["Earliest pickup"] is None
    runs = {line["Run"]: line["Riders"] for line in lines(book["Ride times"])}
    assert (runs["E2-am-1"], runs["M1-am-1"], runs["H1-am-1"]) == ("*", "*", 30)
    assert "Birch Elementary" not in [line["School"] for line in lines(book["Earliest pickup"])]


def test_equal_plans_make_equal_files(opened: OpenedPlan, tmp_path: Path) -> None:
    path = write_workbook(opened, tmp_path / "new" / "plan.xlsx")
    assert path.read_bytes() == build_workbook(opened)
