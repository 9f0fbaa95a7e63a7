"""The judge's tables as CSV and Parquet, as they may be shared."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from optimizer.judge.columns import TABLES
from optimizer.outputs.exports.layers import spell_clocks
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.sharing import shared_tables

# A spreadsheet that opens a CSV file runs a cell that begins so; an apostrophe before it makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write a CSV file per table: times as ``7:45``, empty where unknown or left out."""
    written = []
    for name, frame in shared_tables(opened.evaluation).items():
        kinds = {column: of.kind for column, of in TABLES[name].items()}
        clocks = [column for column, kind in kinds.items() if kind == "clock"]
        texts = {column: _harmless(frame[column]) for column, kind in kinds.items() if kind == "text"}
        path = folder / f"{name}.csv"
        spell_clocks(frame.assign(**texts), clocks).to_csv(
            path, index=False, encoding="utf-8", lineterminator="\n"
        )
        written.append(path)
    return written


def write_parquet(opened: OpenedPlan, folder: Path) -> list[Path]:
    """Write a Parquet file per table: times as minutes past midnight, text as it is."""
    written = []
    for name, frame in shared_tables(opened.evaluation).items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, index=False)
        written.append(path)
    return written


def _harmless(texts: pd.Series[str]) -> pd.Series[str]:
    risky = texts.str.startswith(FORMULA_STARTS).fillna(value=False).astype(bool)
    return texts.mask(risky, "'" + texts)
