"""Draw the picture of benchmarks/park.md from the rows that ``belltime bench park --json`` wrote.

Usage: python benchmarks/park_picture.py PICTURE.svg ROWS.json [ROWS.json ...]
"""

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib.figure import Figure
from park_table import read_rows

PUBLISHED = {
    "bird": ("bird_chen", "C, bells fixed, bird rule", "BiRD + Chen"),
    "strict": ("park_mixed", "D, bells in the window, strict rule", "Park's mixed load"),
}
OURS, BOUND, RIVAL = "#1b6ca8", "#8a8a8a", "#c0392b"


def main(picture, *files):
    mpl.rcParams["svg.hashsalt"] = "belltime"
    panels = {}
    for row in read_rows(files):
        panels.setdefault((row["rule"], row["ride"]), []).append(row)
    figure = Figure(figsize=(11, 7), layout="constrained")
    for axis, ((rule, ride), rows) in zip(figure.subplots(2, 2).flat, sorted(panels.items()), strict=True):
        published, title, rival = PUBLISHED[rule]
        draw(axis, rows, published, rival)
        axis.set_title(f"{title}, ride limit {ride:,} s", loc="left", fontsize=10)
    figure.savefig(picture, metadata={"Date": None})


def draw(axis, rows, published, rival):
    """One ladder: ours and our bound as a share of the published buses, case by case."""
    places = range(len(rows))
    ours = [100 * row["buses"] / row[published] for row in rows]
    bounds = [100 * row["bound"] / row[published] for row in rows]
    axis.axhline(100, color=RIVAL, linewidth=1.5, label=f"{rival} = 100 %")
    axis.vlines(places, bounds, ours, color=BOUND, linewidth=1)
    axis.plot(places, bounds, "_", color=BOUND, markersize=9, label="our proven bound")
    axis.plot(places, ours, "o", color=OURS, markersize=5, label="ours")
    for place, row, height in zip(places, rows, ours, strict=True):
        axis.annotate(
            row["buses"], (place, height), (0, 5), textcoords="offset points", ha="center", fontsize=7
        )
    axis.set_xticks(list(places), [row["instance"] for row in rows], rotation=60, ha="right", fontsize=7)
    axis.set_ylabel("% of the published buses", fontsize=8)
    axis.tick_params(axis="y", labelsize=8)
    axis.set_ylim(min(60.0, *ours) - 3, 112)
    axis.legend(fontsize=7, loc="lower left", frameon=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
