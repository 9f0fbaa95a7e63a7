"""The text of each table in a plan folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Protocol

import pandas as pd

from optimizer.district import PERIODS, Run
from optimizer.plan import Plan
from optimizer.plan_folder.layout import (
    ALSO,
    AT_ALSO,
    BELL_COLUMNS,
    ROUTE_COLUMNS,
    RUN_COLUMNS,
    STAY,
)
from optimizer.tables import spell_visit
from optimizer.units import clock


class Judged(Protocol):
    """What a plan folder keeps of the judge's evaluation; times are minutes past midnight."""

    @property
    def schools(self) -> pd.DataFrame:
        """One row per school."""
        ...

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        ...

    @property
    def connections(self) -> pd.DataFrame:
        """One row per pair of runs that one bus drives in a row."""
        ...

    def as_dict(self) -> dict[str, Any]:
        """Spell everything for JSON."""
        ...


def _csv(columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue()


def bells_csv(evaluation: Judged) -> str:
    """Write a start for every school."""
    times = {"bell_today", "bell", "dismissal"}
    table = evaluation.schools
    columns = [[_cell(value, clocked=name in times) for value in table[name]] for name in BELL_COLUMNS]
    return _csv(BELL_COLUMNS, list(zip(*columns, strict=True)))


def _cell(value: Any, *, clocked: bool = False) -> str:
    """Spell a cell: empty if missing, a clock time, or the shortest number that reads back the same."""
    if value is None or pd.isna(value):
        return ""
    if clocked:
        return clock(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def routes_csv(plan: Plan, evaluation: Judged) -> str:
    """Write a line for every run of every bus; deadhead and slack are those of the connection into it."""
    table = evaluation.runs
    starts = dict(zip(table["run_id"], table["starts"], strict=True))
    ends = dict(zip(table["run_id"], table["ends"], strict=True))
    runs = {run.id: run for run in plan.runs}
    others = dict(zip(table["run_id"], table["at_also"], strict=True))
    into = _connections_into(evaluation)
    lines = []
    for route in plan.routes:
        for period in PERIODS:
            for order, timed in enumerate(route.of(period), 1):
                outer = clock(int((starts if period == "am" else ends)[timed.run_id]))
                deadhead, slack = into.get((route.bus, timed.run_id), ("", ""))
                first, last = (outer, "") if period == "am" else ("", outer)
                run = runs[timed.run_id]
                where = (route.bus, route.yard_id, period, order, run.id, run.school_id)
                also = (run.also or "", _cell(others[run.id], clocked=True))
                lines.append((*where, first, clock(timed.at), last, deadhead, slack, order, *also))
    return _csv(*_with_other_schools(ROUTE_COLUMNS, (ALSO, AT_ALSO), lines))


def runs_csv(runs: Sequence[Run]) -> str:
    """Every run with the riders at each stop, so that it can be read without the district's stops."""
    lines = [
        [run.id, run.school_id, run.period, " ".join(map(spell_visit, run.visits))]
        + ["" if number is None else repr(number) for number in (run.live_minutes, run.live_miles)]
        + ([run.also, repr(run.stay)] if run.also else ["", ""])
        for run in runs
    ]
    return _csv(*_with_other_schools(RUN_COLUMNS, (ALSO, STAY), lines))


def _with_other_schools(
    columns: Sequence[str], also: Sequence[str], lines: Sequence[Sequence[Any]]
) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """Columns and lines, with those of the other school (last in ``lines``) only where some run has one."""
    if any(any(line[-len(also) :]) for line in lines):
        return (*columns, *also), lines
    return columns, [line[: -len(also)] for line in lines]


def _connections_into(evaluation: Judged) -> dict[tuple[str, str], tuple[str, str]]:
    """Deadhead minutes and slack of the connection that leads into a run, by bus and run id."""
    table = evaluation.connections
    return {
        (bus, run_id): (f"{deadhead:.1f}", f"{slack:.1f}")
        for bus, run_id, deadhead, slack in zip(
            table["bus"], table["to_run"], table["deadhead_minutes"], table["slack"], strict=True
        )
    }
