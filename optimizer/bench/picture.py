"""The picture of ``belltime bench bells``: found and bound against time, and cost against size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Blue, orange, green, purple, brown, sky, yellow of Okabe and Ito: told apart by colour-blind readers.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d31", "#56b4e9", "#e69f00", "#000000")


def draw_bells(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw ours: left, found and bound as parts of the final bound; right, cost against size."""
    ours = [row for row in rows if row["method"] == "belltime" and row["bound"]]
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    shown = [row for row in ours if not row["case"].startswith("B-")]
    for row, colour in zip(shown, COLOURS * len(shown), strict=False):
        _found_and_bound(left, row, colour)
    left.set(xscale="log", xlabel="seconds", ylabel="÷ best bound of the case", ylim=(0.85, 1.3))
    left.set_title("Found (solid) and bound (dashed) against time")
    left.legend(fontsize=8, frameon=False)
    _cost(right, [row for row in ours if row["case"].startswith("generated")])
    figure.savefig(file)


def _found_and_bound(axes: Axes, row: dict[str, Any], colour: str) -> None:
    for moments, style in ((row["found_at"], "-"), (row["bound_at"], "--")):
        if moments:
            seconds = [max(second, 0.05) for second, _ in moments] + [row["seconds"]]
            ratios = [buses / row["bound"] for _, buses in moments]
            label = row["case"] if style == "-" else None
            axes.step(seconds, [*ratios, ratios[-1]], style, where="post", color=colour, label=label, lw=1.4)


def _cost(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    for key, label, colour in (
        ("to_10", "seconds to 10 %", COLOURS[0]),
        ("to_5", "seconds to 5 %", COLOURS[1]),
        ("peak_mb", "most memory, MB", COLOURS[2]),
    ):
        points = sorted((row["runs"], row[key]) for row in rows if row[key])
        if points:
            axes.plot(*zip(*points, strict=True), "o-", color=colour, label=label)
    axes.set(xscale="log", yscale="log", xlabel="runs, morning and afternoon")
    sizes = sorted({row["runs"] for row in rows})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_title("Cost against size, generated districts")
    axes.legend(fontsize=8, frameon=False)
