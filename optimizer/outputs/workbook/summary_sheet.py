"""The first sheet: the answer, what it rests on, and where to find the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from optimizer.judge.columns import TABLES
from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.outputs.compare import LINES
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.workbook.cells import Book, Cell, Field, Kind
from optimizer.outputs.workbook.sheets import Table

KIND_OF_UNIT: dict[str, Kind] = {
    "count": "whole",
    "cents": "dollars",
    "minutes": "number",
    "hours": "number",
    "miles": "number",
    "share": "share",
    "clock": "clock",
    "student-minutes": "whole",
}
UNIT_WORDS = {"cents": "dollars", "share": "%", "clock": "time of day", "count": ""}
SHEETS = {
    "Schools": "every school before and after",
    "Shift bins": "schools and students by minutes moved",
    "Fleet and drivers": "every bus's day, its paid minutes and cost",
    "Connections": "slack between two runs of a bus, the tightest first",
    "Ride times": "every run, the longest ride first",
    "Earliest pickup": "first pickup of every school, the earliest first",
    "Pickup by date": "first pickup against sunrise, through the school year",
    "Daylight": "riders picked up before civil dawn and sunrise, home after sunset, on the scenario's days",
    "Fairness": "who bears what, by level, area, need and kind of school",
    "Lateness": "how often each school would be late, simulated (modelled), and what it hangs on",
    "Lateness by group": "the same by tier, place in the bus's day and kind of school",
    "Assumptions": "every setting, its meaning and source",
    "Definitions": "what each figure and column counts",
}


def sheets_of(opened: OpenedPlan, *, light: bool) -> dict[str, str]:
    """Sheets of a plan's workbook and what is on them; those without lateness or light are left out."""
    left_out = set() if light else {"Pickup by date", "Daylight"}
    if opened.lateness is None:
        left_out |= {"Lateness", "Lateness by group"}
    return {name: words for name, words in SHEETS.items() if name not in left_out}


def figure_cell(value: FigureValue, unit: str) -> Cell:
    """Put a figure into its cell: cents become dollars, times of day stay times, no float loses a digit."""
    if value is None:
        return Cell("unknown", "counted")
    kind = KIND_OF_UNIT[unit]
    if unit == "count" and not float(value).is_integer():
        kind = "number"
    return Cell(value / 100 if unit == "cents" else value, kind)


def write_summary(book: Book, opened: OpenedPlan, sheets: Mapping[str, str]) -> Worksheet:
    """Write the first sheet; ``sheets`` are those that follow and what is on them."""
    sheet = book.add_sheet("Summary")
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 90)
    large = book.book.add_format({"bold": True, "font_size": 16, "quote_prefix": True})
    bold = book.book.add_format({"bold": True})
    link = book.book.add_format({"font_color": "#0550AE", "underline": 1})
    sheet.write_string(0, 0, opened.title, large)
    book.write(sheet, 1, 0, Cell(opened.scenario.question, "text"))
    sheet.write_string(2, 0, opened.headline, bold)
    row = 4
    for heading, lines in _blocks(opened):
        sheet.write_string(row, 0, heading, bold)
        for line in lines:
            row += 1
            for column, cell in enumerate(line):
                book.write(sheet, row, column, cell)
        row += 2
    sheet.write_string(row, 0, "Sheets of this workbook", bold)
    for name, words in sheets.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        sheet.write_string(row, 1, words)
    sheet.freeze_panes(3, 0)
    return sheet


def _blocks(opened: OpenedPlan) -> Iterator[tuple[str, Sequence[tuple[Cell, ...]]]]:
    figures = opened.evaluation.figures
    answer = []
    for line in LINES:
        known = line.figure in FIGURES
        unit = FIGURES[line.figure].unit if known else "count"
        value = figures[line.figure] if known else opened.result.bound
        shown = None if value is None else value / line.per
        meaning = FIGURES[line.figure].definition if known else "no plan under these rules and runs has fewer"
        cell = figure_cell(shown, line.unit or unit)
        answer.append((Cell(line.words, "text"), cell, Cell(meaning, "text")))
    yield "The plan in figures", answer
    modelled = opened.modelled or ("nothing: all inputs are the district's own",)
    yield "Modelled, not known", [(Cell(words, "text"),) for words in modelled]
    yield "How it was found", [(Cell(name, "text"), Cell(value, "counted")) for name, value in _found(opened)]


def _found(opened: OpenedPlan) -> Iterator[tuple[str, str | int | float]]:
    result = opened.result
    yield "Plan", opened.plan.name
    yield "Scenario", opened.scenario.name
    yield "District tables", opened.district.name
    yield "Driving times", opened.evaluation.travel
    yield "Status", result.status
    yield "Seconds of search", result.seconds
    yield "Seed", result.seed
    yield "Workers", result.workers
    yield from sorted(result.versions.items())
    for file, digest in sorted(opened.district.digests.items()):
        yield f"SHA-256 of {file}", digest


def definitions_table(opened: OpenedPlan) -> Table:
    """Every figure with its value and definition, then every column of the judge's tables."""
    fields = (
        Field("Part of", "part", "text", 14),
        Field("Name", "name", "text", 36),
        Field("Value", "value", "number", 16),
        Field("Unit", "unit", "text", 16),
        Field("Better", "better", "text", 10),
        Field("What it counts", "meaning", "words", 90),
    )
    lines = [
        {
            "part": "figures",
            "name": name,
            "value": figure_cell(opened.evaluation.figures[name], of.unit),
            "unit": UNIT_WORDS.get(of.unit, of.unit),
            "better": of.better,
            "meaning": of.definition,
        }
        for name, of in FIGURES.items()
    ]
    for part, columns in TABLES.items():
        lines += [
            {"part": part, "name": name, "unit": column.kind, "meaning": column.meaning}
            for name, column in columns.items()
        ]
    return fields, lines
