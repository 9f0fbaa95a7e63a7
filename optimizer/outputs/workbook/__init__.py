"""The workbook of one plan: before and after, fleet, slack, rides, who bears what, and every assumption.

Numbers are numbers and times are times, so that they can be sorted, filtered and reckoned with; text is
text, whatever a school is called. Counts of fewer than ten are left out, see
:mod:`optimizer.outputs.sharing`.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import CHANGE_BINS
from optimizer.outputs.workbook import sheets
from optimizer.outputs.workbook.assumptions import assumptions_table
from optimizer.outputs.workbook.cells import Book
from optimizer.outputs.workbook.daylight import daylight_table, light_of, pickup_by_date_table
from optimizer.outputs.workbook.lateness import late_groups_table, late_schools_table
from optimizer.outputs.workbook.summary_sheet import definitions_table, sheets_of, write_summary

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Not the day that the file was made: equal plans shall make equal bytes.
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format stores a time without zone

__all__ = ["build_workbook", "write_workbook"]


def write_workbook(opened: OpenedPlan, path: str | Path) -> Path:
    """Write the workbook of a plan to ``path`` (.xlsx) and return it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build_workbook(opened))
    return path


def build_workbook(opened: OpenedPlan) -> bytes:
    """Build the workbook of a plan as the bytes of an .xlsx file.

    The sheets of daylight are left out where the sun does not rise on the scenario's days, those of lateness
    where no days were simulated.
    """
    made = io.BytesIO()
    light = light_of(opened)
    with Workbook(made, OPTIONS) as file:
        file.set_properties({"title": opened.title, "created": CREATED})
        book = Book(file)
        write_summary(book, opened, sheets_of(opened, light=bool(light)))
        book.add_table("Schools", *sheets.schools_table(opened))
        _add_shift_chart(book, book.add_table("Shift bins", *sheets.shift_table(opened)))
        book.add_table("Fleet and drivers", *sheets.fleet_table(opened))
        _add_connections(book, opened)
        book.add_table("Ride times", *sheets.rides_table(opened))
        book.add_table("Earliest pickup", *sheets.pickup_table(opened), frozen=2)
        if light:
            book.add_table("Pickup by date", *pickup_by_date_table(opened, light))
            book.add_table("Daylight", *daylight_table(opened), frozen=2)
        book.add_table("Fairness", *sheets.fairness_table(opened), frozen=2)
        if opened.lateness is not None:
            told = late_schools_table(opened.lateness, opened.plan, opened.district)
            book.add_table("Lateness", *told)
            book.add_table("Lateness by group", *late_groups_table(opened.lateness), frozen=2)
        book.add_table("Assumptions", *assumptions_table(opened))
        book.add_table("Definitions", *definitions_table(opened), frozen=2)
    return made.getvalue()


def _add_connections(book: Book, opened: OpenedPlan) -> None:
    """Add the connections, with those of less slack than desired in bold on a colour of their own."""
    fields, lines = sheets.connections_table(opened)
    sheet = book.add_table("Connections", fields, lines)
    tight = book.book.add_format({"bg_color": "#FBE3C0", "font_color": "#5C3A00", "bold": True})
    column = next(i for i, of in enumerate(fields) if of.key == "slack")
    sheet.conditional_format(
        1, column, max(1, len(lines)), column,
        {"type": "cell", "criteria": "<", "value": opened.scenario.service.buffer_desired, "format": tight},
    )  # fmt: skip


def _add_shift_chart(book: Book, sheet: Worksheet) -> None:
    """Draw students by minutes moved beside their table, in the colours of every map of change."""
    bins, last = CHANGE_BINS, len(CHANGE_BINS)
    chart = book.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "Students",
            "categories": ["Shift bins", 1, 0, last, 0],
            "values": ["Shift bins", 1, 4, last, 4],
            "points": [{"fill": {"color": span.colour}, "border": {"color": "#57606A"}} for span in bins],
            "data_labels": {"value": True, "num_format": "#,##0"},
            "gap": 30,
        }
    )
    chart.set_title({"name": "Students by minutes moved from today", "name_font": {"size": 13}})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D5DAE0"}}}
    )
    chart.set_size({"width": 760, "height": 380})
    sheet.insert_chart("A14", chart, {"description": "Column chart of students by minutes moved from today"})
