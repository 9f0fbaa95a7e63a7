"""Plans side by side, figure by figure, from their folders alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from optimizer.district import LEVELS
from optimizer.judge.figures import FIGURES, FigureValue
from optimizer.outputs import markdown
from optimizer.outputs.palette import LEVEL_NAMES
from optimizer.outputs.words import spell, spell_difference
from optimizer.plan_folder import SavedPlan
from optimizer.units import parse_clock


class Line(NamedTuple):
    """One line of a comparison: the judge's figure, its name for people, and its unit if shown in another."""

    figure: str
    words: str
    unit: str = ""
    per: float = 1


LINES = (
    Line("buses", "buses"),
    Line("bound", "proven: no plan needs fewer buses than"),
    Line("runs_per_bus", "runs a bus"),
    Line("total", "cost a school day"),
    Line("bus_day", "of which buses"),
    Line("driver_hours", "of which drivers' work"),
    Line("guarantee", "of which drivers' guarantee"),
    Line("miles_live", "of which live miles"),
    Line("miles_deadhead", "of which deadhead miles"),
    Line("monitors", "of which monitors"),
    Line("spares_day", "of which spare buses"),
    Line("total_year", "cost a year"),
    Line("paid_minutes", "paid driver hours a day", "hours", 60),
    Line("live_miles", "live miles a day"),
    Line("deadhead_miles", "deadhead miles a day"),
    Line("schools_moved", "schools moved"),
    Line("largest_shift", "largest move, minutes"),
    Line("disruption", "student-minutes moved"),
    Line("students_moved_0", "students moved 0 min"),
    Line("students_moved_under_10", "students moved 1 to 9 min"),
    Line("students_moved_10_to_30", "students moved 10 to 29 min"),
    Line("students_moved_30_to_60", "students moved 30 to 59 min"),
    Line("students_moved_60_up", "students moved 60 min or more"),
    Line("students_moved_unknown", "students whose start today is unknown"),
    Line("distinct_bells", "different starts"),
    Line("secondary_from_8_00_share", "secondary students from 8:00"),
    Line("secondary_from_8_30_share", "secondary students from 8:30"),
    Line("secondary_minutes_later", "secondary students later, mean minutes"),
    Line("elementary_minutes_later", "elementary students later, mean minutes"),
    Line("elementary_dismissed_late", "elementary students dismissed late"),
    Line("elementary_dismissed_very_late", "elementary students dismissed very late"),
    Line("earliest_pickup", "earliest pickup"),
    Line("latest_return", "latest return"),
    Line("ride_median", "median ride, minutes"),
    Line("ride_p90", "ride of nine in ten, minutes"),
    Line("ride_longest", "longest ride, minutes"),
    Line("slack_min", "least slack, minutes"),
    Line("slack_median", "median slack, minutes"),
    Line("slack_below_desired_share", "connections with less slack than desired"),
)
LEVEL_LINES = (
    Line("minutes_later", "later than today, mean minutes"),
    Line("earliest_pickup", "earliest pickup"),
    Line("ride_longest", "longest ride, minutes"),
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans side by side.

    ``table`` has the columns figure (the judge's name; ``level: figure`` for one level), words, unit, one per
    plan with its number, and one per further plan with its difference to the first, ``NAME - FIRST``. Times
    of day are minutes past midnight, money is cents, shares are 0 to 1, unknown is missing.
    ``notes`` say what is modelled and what the plans do not share.
    """

    plans: tuple[str, ...]
    table: pd.DataFrame
    notes: tuple[str, ...]

    def as_text(self) -> str:
        """Lay the table out for a terminal: columns padded, numbers right."""
        lines = [self._header(), *self._spelled()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        padded = [
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(pairs)
            )
            for pairs in (list(zip(line, widths, strict=True)) for line in lines)
        ]
        rule = "-" * len(padded[0])
        return "\n".join((padded[0], rule, *padded[1:], *self.notes))

    def as_markdown(self) -> str:
        """Write the table and its notes as Markdown."""
        notes = "".join(f"- {markdown.escape(note)}\n" for note in self.notes)
        return markdown.table(self._header(), self._spelled()) + (f"\n{notes}" if notes else "")

    def as_dict(self) -> dict[str, Any]:
        """Turn the table into JSON values, numbers as they are."""
        return {
            "plans": list(self.plans),
            "figures": [
                {
                    "figure": row["figure"],
                    "words": row["words"],
                    "unit": row["unit"],
                    "values": {name: _known(row[name]) for name in self.plans},
                    "differences": {
                        name: _known(row[column])
                        for name, column in zip(self.plans[1:], self._differences, strict=True)
                    },
                }
                for row in self.table.to_dict("records")
            ],
            "notes": list(self.notes),
        }

    @property
    def _differences(self) -> tuple[str, ...]:
        return tuple(_difference_column(name, self.plans[0]) for name in self.plans[1:])

    def _header(self) -> list[str]:
        return ["", self.plans[0], *(word for name in self.plans[1:] for word in (name, "difference"))]

    def _spelled(self) -> Iterator[list[str]]:
        for row in self.table.to_dict("records"):
            cells = [row["words"], spell(_known(row[self.plans[0]]), row["unit"])]
            for name, difference in zip(self.plans[1:], self._differences, strict=True):
                cells.append(spell(_known(row[name]), row["unit"]))
                cells.append(spell_difference(_known(row[difference]), row["unit"]))
            yield cells


def compare(saved: Sequence[SavedPlan]) -> Comparison:
    """Compare two or more saved plans; differences are to the first.

    Raises
    ------
    InputError
        if a folder holds no plan.
    """
    for plan in saved:
        plan.require_plan()
    names = distinct_names(saved)
    rows = [*_rows(saved), *_level_rows(saved)]
    table = pd.DataFrame(
        {
            "figure": [row.figure for row in rows],
            "words": [row.words for row in rows],
            "unit": [row.unit for row in rows],
            **{name: _numbers(row.found[i] for row in rows) for i, name in enumerate(names)},
        }
    )
    for name in names[1:]:
        table[_difference_column(name, names[0])] = table[name] - table[names[0]]
    return Comparison(names, table, tuple(_notes(saved, names)))


def distinct_names(saved: Sequence[SavedPlan]) -> tuple[str, ...]:
    """Name each plan: by its own name, or with its folder's where two plans share one."""
    shared = Counter(plan.name for plan in saved)
    names: list[str] = []
    for plan in saved:
        name = plan.name if shared[plan.name] == 1 else f"{plan.name} ({plan.folder.name})"
        names.append(name if name not in names else f"{name} {len(names) + 1}")
    return tuple(names)


class _Row(NamedTuple):
    figure: str
    words: str
    unit: str
    found: tuple[FigureValue, ...]


def _rows(saved: Sequence[SavedPlan]) -> Iterator[_Row]:
    for line in LINES:
        unit = "count" if line.figure == "bound" else FIGURES[line.figure].unit
        found = tuple(_figure(plan, line.figure, unit) for plan in saved)
        shown = tuple(None if value is None else value / line.per for value in found)
        yield _Row(line.figure, line.words, line.unit or unit, shown)


def _figure(plan: SavedPlan, name: str, unit: str) -> FigureValue:
    figures = (plan.evaluation or {}).get("figures", {})
    return _number(plan.result["bound"] if name == "bound" else figures.get(name), unit)


def _level_rows(saved: Sequence[SavedPlan]) -> Iterator[_Row]:
    for level in LEVELS:
        groups = [_group(plan, level) for plan in saved]
        if not any(groups):
            continue
        for line in LEVEL_LINES:
            unit = "clock" if line.figure == "earliest_pickup" else "minutes"
            values = tuple(_number(group.get(line.figure), unit) for group in groups)
            yield _Row(f"{level}: {line.figure}", f"{LEVEL_NAMES[level]}: {line.words}", unit, values)


def _group(plan: SavedPlan, level: str) -> dict[str, Any]:
    groups = (plan.evaluation or {}).get("groups", [])
    return next((g for g in groups if g["by"] == "level" and g["group"] == level), {})


def _number(value: Any, unit: str) -> FigureValue:
    if value is None:
        return None
    return parse_clock(value) if unit == "clock" else value


def _numbers(values: Iterator[FigureValue]) -> pd.Series[Any]:
    return pd.Series([float("nan") if value is None else float(value) for value in values], dtype="Float64")


def _known(value: Any) -> FigureValue:
    return None if pd.isna(value) else float(value)


def _difference_column(name: str, first: str) -> str:
    return f"{name} - {first}"


def _notes(saved: Sequence[SavedPlan], names: Sequence[str]) -> Iterator[str]:
    yield f"Differences are to {names[0]}."
    for plan, name in zip(saved, names, strict=True):
        modelled = plan.result.get("modelled", [])
        if modelled:
            yield f"{name}: modelled are {'; '.join(modelled)}."
    if len({str(plan.result["district"]["digests"]) for plan in saved}) > 1:
        yield "The plans do not share the same district tables: differences mix facts and choices."
    if len({str(plan.scenario.get("prices")) for plan in saved}) > 1:
        yield "The plans do not share the same prices."
