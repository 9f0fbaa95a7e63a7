"""How late buses are likely to be: by tier, by place in the bus's day, and the schools most often late."""

from __future__ import annotations

from typing import Any

from optimizer.outputs.dashboard.facts import PlanFacts, Row

KINDS = ("tier", "tier_of_route", "level")
MOST = 10  # schools that are named


def build_late(plan: PlanFacts) -> dict[str, Any] | None:
    """Groups of runs and the schools most often late, as simulated; ``None`` where nothing was simulated."""
    if not plan.lateness:
        return None
    rows = [row for row in plan.lateness.get("groups", ()) if not row["suppressed"]]
    kinds = [{"by": by, "rows": [r for r in rows if r["by"] == by and _told(r)]} for by in KINDS]
    schools = [row for row in plan.lateness.get("schools", ()) if not row["suppressed"] and _told(row)]
    worst = sorted(schools, key=lambda row: (-row["late_after_bell"], row["name"]))[:MOST]
    return {
        "kinds": [kind for kind in kinds if kind["rows"]],
        "schools": [_school(row, plan) for row in worst],
    }


def _told(row: Row) -> bool:
    return row["late_after_bell"] is not None


def _school(row: Row, plan: PlanFacts) -> Row:
    """A school with the school that the bus it hangs on comes from; ``None`` where that is the yard."""
    school_of = {run["run_id"]: run["school_id"] for run in plan.runs}
    names = {school["school_id"]: school["name"] for school in plan.schools}
    before = row.get("hangs_on_from")
    return {**row, "from": None if before is None else names.get(school_of.get(before, ""))}
