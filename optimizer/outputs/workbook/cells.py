"""The cells of a workbook: real numbers and times in their formats, and text that never runs as a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.outputs.contrast import ink_on
from optimizer.units import MINUTES_PER_DAY, clock

Kind = Literal[
    "text",
    "words",
    "whole",
    "plain",
    "number",
    "moved",
    "clock",
    "day",
    "dollars",
    "cents",
    "share",
    "yes_no",
    "counted",
]

# A spreadsheet takes text that begins so for a formula as soon as somebody edits the cell.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HIDDEN = "*"  # a count that would be of fewer than ten, or would tell one

_FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {},
    "words": {"text_wrap": True},
    "whole": {"num_format": "#,##0"},
    "counted": {"num_format": "#,##0", "align": "right"},
    "plain": {"align": "right"},
    "number": {"num_format": "#,##0.0"},
    "moved": {"num_format": "+0;-0;0"},
    "clock": {"num_format": "h:mm", "align": "right"},
    "day": {"num_format": "ddd, mmm d, yyyy", "align": "right"},
    "dollars": {"num_format": "$#,##0"},
    "cents": {"num_format": "$#,##0.00"},
    "share": {"num_format": "0.0%"},
    "yes_no": {},
}
HEADER = {"bold": True, "bg_color": "#24292F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}


class Cell(NamedTuple):
    """A value with a kind of its own, or a colour behind it."""

    value: Any
    kind: Kind | None = None
    fill: str | None = None


class Field(NamedTuple):
    """One column of a sheet. ``meaning`` is shown when the pointer rests on its header."""

    header: str
    key: str
    kind: Kind = "text"
    width: float = 10
    meaning: str = ""


@dataclass
class Book:
    """A workbook in the making, with the formats that it has used so far."""

    book: Workbook
    made: dict[tuple[Kind, str | None, bool], Format] = field(default_factory=dict)

    def format_of(self, kind: Kind, fill: str | None = None, *, quoted: bool = False) -> Format:
        """Return the format of a kind of cell, made once."""
        key = (kind, fill, quoted)
        if key not in self.made:
            looks = {"valign": "top", **_FORMATS[kind]}
            if fill is not None:
                looks |= {"bg_color": fill, "font_color": ink_on(fill)}
            if quoted:
                looks["quote_prefix"] = True
            self.made[key] = self.book.add_format(looks)
        return self.made[key]

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """Write one value as its kind; an unknown value leaves the cell empty."""
        value, kind, fill = cell
        if value is None or value == "":
            return
        if kind == "clock" and not isinstance(value, str) and 0 <= value < MINUTES_PER_DAY:
            sheet.write_number(row, column, value / MINUTES_PER_DAY, self.format_of("clock", fill))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self.format_of("day", fill))
        elif kind == "yes_no":
            sheet.write_string(row, column, "yes" if value else "no", self.format_of("yes_no", fill))
        elif kind == "clock" and not isinstance(value, str):
            sheet.write_string(row, column, clock(round(value)), self.format_of("clock", fill))
        elif isinstance(value, str):
            quoted = value.startswith(FORMULA_STARTS)
            sheet.write_string(row, column, value, self.format_of(kind or "text", fill, quoted=quoted))
        else:
            sheet.write_number(row, column, value, self.format_of(kind or "number", fill))

    def add_table(
        self, name: str, fields: Sequence[Field], lines: Sequence[Mapping[str, Any]], *, frozen: int = 1
    ) -> Worksheet:
        """Add a sheet that is one table: filters, frozen headers, ``frozen`` columns held, printed wide."""
        sheet = self.add_sheet(name)
        header = self.book.add_format(HEADER)
        for column, of in enumerate(fields):
            sheet.set_column(column, column, of.width)
            sheet.write_string(0, column, of.header, header)
            if of.meaning:
                sheet.write_comment(0, column, of.meaning, {"x_scale": 1.6, "y_scale": 0.8})
        for row, line in enumerate(lines, 1):
            for column, of in enumerate(fields):
                found = line.get(of.key)
                cell = found if isinstance(found, Cell) else Cell(found)
                self.write(sheet, row, column, cell._replace(kind=cell.kind or of.kind))
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(1, len(lines)), len(fields) - 1)
        sheet.repeat_rows(0)
        return sheet

    def add_sheet(self, name: str) -> Worksheet:
        """Add a sheet that prints in landscape, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet
