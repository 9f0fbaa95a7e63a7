"""Simulated lateness by school and by group of runs. Everything on these sheets is modelled."""

from __future__ import annotations

from optimizer.district import District
from optimizer.judge.lateness import LATENESS_FIGURES, LATENESS_TABLES, Lateness
from optimizer.outputs.late_data import about
from optimizer.outputs.palette import LEVEL_NAMES, late_bin_of
from optimizer.outputs.rows import rows
from optimizer.outputs.workbook.cells import Cell, Field, Kind
from optimizer.outputs.workbook.sheets import GROUPINGS, Lines, Table
from optimizer.plan import Plan

KINDS: dict[str, Kind] = {
    "share": "share",
    "minutes": "number",
    "count": "number",
    "student-minutes": "whole",
}
GROUPED_BY = {"tier": "tier", "tier_of_route": "run of the bus's half day", **GROUPINGS}
NOT_TOLD = "fewer than 10 riders"


def _share(table: str, key: str, header: str) -> Field:
    return Field(header, key, "share", 11, f"simulated (modelled): {LATENESS_TABLES[table][key].meaning}")


def _shares(table: str) -> tuple[Field, ...]:
    return (
        _share(table, "late_after_bell", "After the bell"),
        _share(table, "late_after_bell_5", "After bell - 5 min"),
        _share(table, "late_over_15", "Over 15 min after"),
    )


def late_schools_table(lateness: Lateness, plan: Plan, district: District) -> Table:
    """Every school with buses, the most often late first, and the connection that it hangs on."""
    fields = (
        Field("School", "name", "text", 34),
        Field("Level", "level", "text", 14),
        Field("Area", "area", "text", 18),
        Field("Start in plan", "bell", "clock"),
        *_shares("schools"),
        _share("schools", "any_late", "Any of its runs late"),
        _share("schools", "from_own_runs", "Caused by its own drives"),
        _share("schools", "from_connections", "Passed on by earlier runs"),
        _share("schools", "from_yard", "From yard and drivers"),
        Field("Hangs most on bus", "hangs_on_bus", "text", 10),
        Field("which comes from", "hangs_on_school", "text", 34),
        Field("to its run", "hangs_on_to", "text", 14),
        Field("Shown", "note", "text", 20),
    )
    school_of = {run.id: run.school_id for run in plan.runs}
    lines = rows(lateness.schools)
    for line in lines:
        line["level"] = LEVEL_NAMES[line["level"]]
        line["note"] = NOT_TOLD if line["suppressed"] else "all"
        late, before = line["late_after_bell"], line["hangs_on_from"]
        line["late_after_bell"] = Cell(late, fill=None if late is None else late_bin_of(late).colour)
        line["hangs_on_school"] = None if before is None else district.school(school_of[before]).name
    return fields, lines


def late_groups_table(lateness: Lateness) -> Table:
    """Runs by tier, by place in the bus's half day, and by kind of school; then the figures of all."""
    fields = (
        Field("Grouped by", "by", "text", 22),
        Field("Group", "group", "text", 36),
        Field("Runs", "runs", "whole", 9),
        *_shares("groups"),
        Field("Figure", "value", "number", 12),
        Field("Shown, or what it counts", "note", "words", 70),
    )
    lines: Lines = rows(lateness.groups)
    for line in lines:
        line["note"] = NOT_TOLD if line["suppressed"] else "all"
        if line["by"] == "level":
            line["group"] = LEVEL_NAMES[line["group"]]
        line["by"] = GROUPED_BY.get(line["by"], line["by"])
    figures = [
        {
            "by": "all runs",
            "group": name,
            "value": Cell(value, KINDS.get(LATENESS_FIGURES[name].unit)),
            "note": LATENESS_FIGURES[name].definition,
        }
        for name, value in lateness.figures.items()
    ]
    return fields, [*figures, {"by": "all runs", "group": "simulated", "note": about(lateness)}, *lines]
