"""The dictionary of figures as a page: every figure and column with its unit and definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from optimizer.judge.columns import TABLES, Column
from optimizer.judge.detail_columns import DETAILS
from optimizer.judge.figures import PARTS, Part
from optimizer.judge.lateness.columns import BUFFERS, CANCELLATION_TABLES, LATENESS_TABLES
from optimizer.judge.lateness.figures import LATENESS_FIGURES
from optimizer.judge.lateness.service_lost import CANCELLATION_FIGURES
from optimizer.judge.measures import MEASURES

HEAD = """\
# Figures

What an evaluation counts, name by name. This page is printed from the dictionaries in `optimizer/judge`, as
are the units in the reports. Money is in US cents, a time of day (clock) in minutes past midnight in tables
and `7:45` in files; a share is 0 to 1. What is unknown is blank, never 0.

What is called modelled rests on assumptions
that the definition names; what is called simulated rests on the lateness model.
"""


def figures_as_markdown() -> str:
    """Every figure and table as the page ``docs/figures.md``."""
    return "\n".join((HEAD, *_figures(), *_tables()))


def _figures() -> Iterator[str]:
    simulated = {"Lateness": LATENESS_FIGURES, "Cancellations": CANCELLATION_FIGURES}
    for heading, part in {**PARTS, **simulated}.items():
        yield f"## {heading}\n"
        yield _figure_table(part)


def _figure_table(part: Part) -> str:
    lines = ((f"`{name}`", of.unit, of.better, of.definition) for name, of in part.items())
    return _table(("figure", "unit", "better", "definition"), lines)


def _tables() -> Iterator[str]:
    yield "## Tables\n"
    yield "One row each; columns of a kind other than text are numbers, clock times or yes and no.\n"
    lateness = {f"lateness {name}": columns for name, columns in LATENESS_TABLES.items()}
    shortage = {f"cancellations {name}": columns for name, columns in CANCELLATION_TABLES.items()}
    for name, columns in {**TABLES, **DETAILS, **lateness, **shortage, "buffers": BUFFERS}.items():
        yield f"### {name}\n"
        yield _column_table(columns)
        if name == "fairness":
            yield "Measures of `fairness` and `gaps`:\n"
            yield _figure_table(MEASURES)


def _column_table(columns: Mapping[str, Column]) -> str:
    return _table(
        ("column", "kind", "meaning"),
        ((f"`{name}`", column.kind.replace("_", "/"), column.meaning) for name, column in columns.items()),
    )


def _table(header: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    rows = [header, tuple("---" for _ in header), *lines]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows) + "\n"
