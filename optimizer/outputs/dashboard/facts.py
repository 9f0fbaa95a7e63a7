"""What a shared page knows of a saved plan: figures and tables without what must not be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimizer.errors import Fault, InputError
from optimizer.judge.detail_columns import ALL_TABLES
from optimizer.judge.fairness import FEWEST_STUDENTS, GROUPED_BY
from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.outputs.compare import distinct_names
from optimizer.outputs.palette import tier_colours
from optimizer.outputs.sharing import hide_few
from optimizer.plan_folder import SavedPlan
from optimizer.units import parse_clock

Row = dict[str, Any]

# What would tell of the few riders of a school.
OF_RIDERS = ("riders_am", "riders_pm", "earliest_pickup", "latest_return", "ride_median", "ride_longest")
LATE_DISMISSAL = ("15:30", "16:00")  # the defaults of a scenario
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class PlanFacts:
    """A plan as the dashboard shows it. Times of day are minutes past midnight, unknown is ``None``.

    A school whose students are few, or would tell those of another, has ``students`` ``None`` and
    ``few_students`` true; with fewer than ten riders its rides are ``None`` and ``few_riders`` is true.
    ``lateness`` is the judge's simulation as JSON values (``Lateness.as_dict``), empty where none was made.
    """

    letter: str
    name: str
    saved: SavedPlan
    figures: dict[str, FigureValue]
    schools: tuple[Row, ...]
    runs: tuple[Row, ...]
    routes: tuple[Row, ...]
    tiers: tuple[Row, ...]
    groups: tuple[Row, ...]
    light: tuple[Row, ...]
    levels: tuple[Row, ...]
    fairness: tuple[Row, ...]
    gaps: tuple[Row, ...]
    lateness: Mapping[str, Any]
    colours: dict[str, str]

    @property
    def result(self) -> dict[str, Any]:
        """How the plan was found."""
        return self.saved.result

    @property
    def question(self) -> str:
        """The question of the plan's scenario."""
        return str(self.saved.scenario.get("question", ""))

    @property
    def keeps_today(self) -> bool:
        """Whether every school starts as it does today."""
        return self.figures["schools_moved"] == 0 and self.figures["schools_unknown"] == 0

    @property
    def late_dismissal(self) -> tuple[int, int]:
        """After these moments elementary dismissals count as late and as very late."""
        late, very_late = self.saved.scenario.get("late_dismissal", LATE_DISMISSAL)
        return parse_clock(late), parse_clock(very_late)

    def figure(self, name: str) -> FigureValue:
        """One figure of the judge, or the plan's ``bound``."""
        return self.result["bound"] if name == "bound" else self.figures[name]


def read_facts(saved: Sequence[SavedPlan]) -> tuple[PlanFacts, ...]:
    """Take the facts out of saved plans, the first being the one that others are held against.

    Raises
    ------
    InputError
        if there is no plan, or a folder holds none.
    """
    if not saved:
        raise InputError([Fault("dashboard", "needs at least one plan")])
    for plan in saved:
        plan.require_plan()
    return tuple(
        _facts(plan, name, letter_of(i))
        for i, (plan, name) in enumerate(zip(saved, distinct_names(saved), strict=True))
    )


def letter_of(position: int) -> str:
    """A, B, C, … Z, AA, AB: how a plan is called on the page."""
    turn, place = divmod(position, len(LETTERS))
    return (LETTERS[turn - 1] if turn else "") + LETTERS[place]


def _facts(plan: SavedPlan, name: str, letter: str) -> PlanFacts:
    judged: Mapping[str, Any] = plan.evaluation or {}
    tables = {table: tuple(_timed(table, row) for row in judged.get(table, ())) for table in ALL_TABLES}
    tiers = [tier["name"] for tier in plan.scenario.get("bells", {}).get("tiers", [])]
    return PlanFacts(
        letter=letter,
        name=name,
        saved=plan,
        figures={key: _minutes(judged["figures"].get(key), FIGURES[key].unit) for key in FIGURES},
        schools=without_the_few(tables["schools"]),
        runs=tables["runs"],
        routes=tables["routes"],
        tiers=tables["tiers"],
        **{name: tables[name] for name in ("groups", "light", "levels", "fairness", "gaps")},
        lateness=judged.get("lateness") or {},
        colours=tier_colours(tiers or [row["tier"] for row in tables["tiers"][:-1]]),
    )


def _timed(table: str, row: Mapping[str, Any]) -> Row:
    columns = ALL_TABLES[table]
    return {name: _minutes(row.get(name), column.kind) for name, column in columns.items()}


def _minutes(value: Any, unit: str) -> Any:
    """Minutes past midnight of a clock time; any other value as it is."""
    if unit != "clock" or value is None:
        return value
    return -parse_clock(value[1:]) if value.startswith("-") else parse_clock(value)


def is_few(number: float | None) -> bool:
    """Whether so few are counted that a child could be recognised."""
    return number is not None and 0 < number < FEWEST_STUDENTS


def without_the_few(schools: Sequence[Row]) -> tuple[Row, ...]:
    """Leave out of schools' rows what would tell of fewer than ten students or riders.

    A count of students is also left out where a level's, area's, quartile's or kind's total, which the page
    shows, would tell one that is.
    """
    few_students = _hidden(schools, "students", GROUPED_BY)
    few_riders = [is_few(row["riders_am"]) or is_few(row["riders_pm"]) for row in schools]
    return tuple(
        {
            **row,
            **({"students": None} if hide_students else {}),
            **(dict.fromkeys(OF_RIDERS) if hide_riders else {}),
            "few_students": hide_students,
            "few_riders": hide_riders,
        }
        for row, hide_students, hide_riders in zip(schools, few_students, few_riders, strict=True)
    )


def _hidden(schools: Sequence[Row], key: str, sums: Sequence[str]) -> list[bool]:
    """Whether each school's count is few, or would tell one that is by any of the sums."""
    table = pd.DataFrame(schools, columns=[key, *sums])
    counts = table[key].astype("Int64")
    hidden = counts.isna() & False
    while True:
        told = hidden.copy()
        for sum_ in sums:
            of = table[sum_].astype("string").fillna("unknown")
            told |= hide_few(counts.mask(told, 1), of).isna() & counts.notna()
        if told.equals(hidden):
            return [bool(value) for value in hidden]
        hidden = told
