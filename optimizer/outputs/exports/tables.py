"""The judge's tables as CSV and Parquet; a plan's export holds them as they may be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from optimizer.errors import Fault, refuse_if_any
from optimizer.judge.columns import TABLES, Column
from optimizer.judge.figures import Figure, FigureValue
from optimizer.judge.lateness import LATENESS_TABLES
from optimizer.outputs.exports.layers import spell_clocks
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.sharing import LATENESS, shared_lateness, shared_tables

TableFormat = Literal["csv", "parquet"]
TABLE_FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)
Columns = Mapping[str, Column]

# A spreadsheet that opens a CSV file runs a cell that begins so; an apostrophe before it makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


# Table → its columns, of all that an export may hold.
EXPORTED: Mapping[str, Columns] = {
    **TABLES,
    **{f"lateness_{name}": LATENESS_TABLES[name] for name in LATENESS},
}


def tables_of(opened: OpenedPlan) -> dict[str, pd.DataFrame]:
    """The judge's tables as they may be shared, and those of the simulated days if there are some."""
    plan, district, lateness = opened.plan, opened.district, opened.lateness
    late = {} if lateness is None else shared_lateness(lateness, plan, district)
    return {**shared_tables(opened.evaluation, plan, district), **late}


def write_csv(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write a CSV file per table, see :func:`write_tables`."""
    return write_tables(tables_of(opened), EXPORTED, folder, ["csv"])


def write_parquet(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write a Parquet file per table, see :func:`write_tables`."""
    return write_tables(tables_of(opened), EXPORTED, folder, ["parquet"])


def write_tables(
    tables: Mapping[str, pd.DataFrame], columns: Mapping[str, Columns], folder: Path, formats: Sequence[str]
) -> list[Path]:
    """Write every table into ``folder`` in each of ``formats``, and return the files.

    CSV spells times as ``7:45`` and leaves the unknown empty; Parquet keeps minutes past midnight.

    Raises
    ------
    InputError
        if a format is unknown. Nothing is written then.
    """
    refuse_unknown_formats(formats)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in dict.fromkeys(formats):
        for name, frame in tables.items():
            path = folder / f"{name}.{form}"
            if form == "csv":
                spelled = _spelled(frame, columns[name])
                spelled.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
            else:
                frame.to_parquet(path, index=False)
            written.append(path)
    return written


def refuse_unknown_formats(formats: Sequence[str]) -> None:
    """Raise for a format in which no table can be written."""
    remedy = f"Choose from {', '.join(TABLE_FORMATS)}."
    refuse_if_any(
        Fault("--formats", "is not a format of tables", value=name, remedy=remedy)
        for name in formats
        if name not in TABLE_FORMATS
    )


FIGURE_COLUMNS: Columns = {
    "figure": Column("text", "name"),
    "value": Column("number", "what was found; empty where unknown"),
    "unit": Column("text", "unit of the value; clock: minutes past midnight"),
    "better": Column("text", "lower, higher or neither"),
    "definition": Column("text", "what it counts"),
    "modelled": Column("text", "what of the input behind it is modelled rather than observed"),
}


def figures_table(
    values: Mapping[str, FigureValue], figures: Mapping[str, Figure], modelled: Sequence[str]
) -> pd.DataFrame:
    """One row a figure: its value, its unit and its definition from the judge's dictionary, its footing."""
    rows = [
        {
            "figure": name,
            "value": value,
            "unit": figures[name].unit,
            "better": figures[name].better,
            "definition": figures[name].definition,
            "modelled": "; ".join(modelled),
        }
        for name, value in values.items()
    ]
    frame = pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))
    return frame.astype({name: "Float64" if name == "value" else "string" for name in FIGURE_COLUMNS})


def _spelled(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    kinds = {name: column.kind for name, column in columns.items() if name in frame}
    texts = {name: _harmless(frame[name]) for name, kind in kinds.items() if kind == "text"}
    return spell_clocks(frame.assign(**texts), [name for name, kind in kinds.items() if kind == "clock"])


def _harmless(texts: pd.Series[str]) -> pd.Series[str]:
    risky = texts.str.startswith(FORMULA_STARTS).fillna(value=False).astype(bool)
    return texts.mask(risky, "'" + texts)
