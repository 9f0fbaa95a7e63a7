"""What a map of lateness draws: each school's late mornings, what they hang on, and the tiers' own."""

from __future__ import annotations

from typing import Any

from optimizer.district import District
from optimizer.judge.lateness import Lateness
from optimizer.outputs.palette import LATE_BINS, late_bin_of
from optimizer.outputs.rows import rows
from optimizer.plan import Plan

Facts = dict[str, Any]

KINDS_IN_WORDS = {
    "ordinary": "ordinary",
    "winter": "winter",
    "first_fortnight": "first-fortnight",
    "first_day": "first",
}


def build_late_data(lateness: Lateness, plan: Plan, district: District) -> Facts:
    """Everything of a simulation that the page's script draws, as plain JSON values.

    A school's ``share`` is that of its riders' mornings that end after the bell, ``None`` if it is not told.
    """
    schools = {row["school_id"]: _school(row, plan, district) for row in rows(lateness.schools)}
    students = {school.id: school.students or 0 for school in district.schools}
    return {
        "basis": lateness.basis,
        "about": about(lateness),
        "schools": schools,
        "counts": late_counts({id_: facts["share"] for id_, facts in schools.items()}, students),
        "tiers": tiers_of(lateness),
    }


def about(lateness: Lateness) -> str:
    """How the figures came about, in words."""
    kind = KINDS_IN_WORDS[lateness.kind]
    return f"{lateness.days:,} {kind} school days, {lateness.basis}, seed {lateness.seed}"


def tiers_of(lateness: Lateness) -> list[Facts]:
    """Share of the morning runs of each tier that arrive after the bell."""
    return [
        {"tier": row["group"], "share": row["late_after_bell"]}
        for row in rows(lateness.groups)
        if row["by"] == "tier" and row["late_after_bell"] is not None
    ]


def late_counts(shares: dict[str, float | None], students: dict[str, int]) -> list[Facts]:
    """Schools and students in each bin of :data:`LATE_BINS`."""
    return [
        {
            "label": span.label,
            "colour": span.colour,
            "least": span.least,
            "schools": len(inside),
            "students": sum(students[school_id] for school_id in inside),
        }
        for span in LATE_BINS
        for inside in [
            [id_ for id_, share in shares.items() if share is not None and late_bin_of(share) is span]
        ]
    ]


def _school(row: Facts, plan: Plan, district: District) -> Facts:
    causes = (row["from_own_runs"], row["from_connections"], row["from_yard"])
    return {
        "share": row["late_after_bell"],
        "any": row["any_late"],
        "few": bool(row["suppressed"]),
        "causes": None if None in causes else list(causes),
        "hangs": _hangs_on(row, plan, district),
    }


def _hangs_on(row: Facts, plan: Plan, district: District) -> Facts | None:
    """The connection that makes the school late most: its bus, and the school that the bus comes from."""
    if row["hangs_on_from"] is None:
        return None
    school_of = {run.id: run.school_id for run in plan.runs}
    return {
        "bus": row["hangs_on_bus"],
        "run": row["hangs_on_to"],
        "school": district.school(school_of[row["hangs_on_from"]]).name,
    }
