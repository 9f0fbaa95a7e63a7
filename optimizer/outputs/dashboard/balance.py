"""How the work is spread: runs in each tier, runs of each bus, and what plans cost against what they move."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from optimizer.outputs.dashboard.facts import PlanFacts

STEPS = (1, 2, 2.5, 5, 10)
GRID_LINES = 4
# The judge's figures of slack, with the minutes that they count from and up to.
SLACK = (
    ("slack_under_5", 0, 5),
    ("slack_5_to_10", 5, 10),
    ("slack_10_to_20", 10, 20),
    ("slack_20_up", 20, None),
)
NEAR, WIDE = 11, 50  # percent of a chart up and across; names of closer dots would lie on one another


def build_tiers(plan: PlanFacts) -> list[dict[str, Any]]:
    """Tiers with the schools, students and runs in them; bars are percent of the fullest tier's runs."""
    used = [row for row in plan.tiers if row["schools"] or row["tier"] != "outside tiers"]
    most = max((row["runs_am"] for row in used), default=0) or 1
    total = sum(row["runs_am"] for row in used) or 1
    return [
        {
            **row,
            "colour": plan.colours.get(row["tier"], "#7A7A7A"),
            "width": round(100 * row["runs_am"] / most, 2),
            "share": row["runs_am"] / total,
        }
        for row in used
    ]


def build_runs_per_bus(plan: PlanFacts) -> list[dict[str, Any]]:
    """Count buses by the runs that they drive a day; bars are percent of the longest."""
    counts = Counter(row["runs_am"] + row["runs_pm"] for row in plan.routes)
    most = max(counts.values(), default=1)
    span = range(min(counts, default=0), max(counts, default=0) + 1)
    return [{"runs": n, "buses": counts[n], "width": round(100 * counts[n] / most, 2)} for n in span]


def build_slack(plan: PlanFacts) -> list[dict[str, Any]]:
    """Connections by their slack: spans of minutes (``None``: no limit), bars in percent of the longest."""
    counts = [int(plan.figures[figure] or 0) for figure, _, _ in SLACK]
    most = max(counts) or 1
    return [
        {"least": least, "most": up_to, "connections": count, "width": round(100 * count / most, 2)}
        for (_, least, up_to), count in zip(SLACK, counts, strict=True)
    ]


def build_trade_off(plans: Sequence[PlanFacts], figure: str) -> dict[str, Any]:
    """Place each plan by student-minutes moved (across) and ``figure`` (up), in percent of the chart."""
    points = [(p, float(p.figures["disruption"] or 0), float(p.figures[figure] or 0)) for p in plans]
    across = scale(max(x for _, x, _ in points))
    up = scale(max(y for _, _, y in points))
    placed = [
        {
            "letter": plan.letter,
            "name": plan.name,
            "x": round(100 * x / across[-1], 2),
            "y": round(100 * y / up[-1], 2),
            "moved": x,
            "value": y,
        }
        for plan, x, y in points
    ]
    return {"points": list(_apart(placed)), "across": across, "up": up, "figure": figure}


def _apart(points: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Lift a dot's name over those of dots that it would cover."""
    for i, point in enumerate(points):
        lift = sum(
            abs(point["x"] - other["x"]) < WIDE and abs(point["y"] - other["y"]) < NEAR
            for other in points[:i]
        )
        yield {**point, "lift": lift}


def scale(most: float) -> list[float]:
    """Round numbers from zero to at least ``most``, at even steps."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / GRID_LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * size for size in STEPS if power * size >= rough * (1 - 1e-9))
    return [step * i for i in range(math.ceil(most / step - 1e-9) + 1)]
