"""The day in motion as a picture: where the buses are at six moments of the day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from matplotlib.figure import Figure

from optimizer.district import PERIODS
from optimizer.outputs.motion_data import EMPTY, build_motion, buses_at
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import tier_colours
from optimizer.outputs.picture_frame import INK, MARGIN, QUIET, empty_axes, start_picture, time_of_day, write
from optimizer.outputs.picture_maps import draw_ground
from optimizer.outputs.rows import rows

MOMENTS = 3  # of each half day
FACTS = ("lat", "lon", "option", "tier")
WIDE, HIGH, GAP = 0.148, 0.58, 0.008
STANDING_FILL = "#9aa5b1"

Facts = dict[str, Any]


def draw_motion(opened: OpenedPlan) -> Figure:
    """Draw the buses on small maps, at the busiest minute of each third of a morning and an afternoon."""
    figure = start_picture(opened, "The day in motion: where the buses are at six moments")
    motion = build_motion(opened)
    schools = [
        {**{key: school[key] for key in FACTS}, "area": school["area"] or ""}
        for school in rows(opened.evaluation.schools)
    ]
    colours = tier_colours([tier.name for tier in opened.scenario.bells.tiers])
    fills = [colours[schools[run["school"]]["tier"]] for run in motion["runs"]]
    left = MARGIN
    for period in PERIODS:
        day = motion["halves"][period]
        for minute in busiest_minutes(day):
            axes = draw_ground(figure, schools, (left, 0.16, WIDE, HIGH), names=False)
            for lat, lon, then in buses_at(day["buses"], minute):
                looks: Facts = {"s": 24, "facecolor": fills[then], "zorder": 6}
                if then < 0:
                    looks = {"s": 11, "facecolor": "white" if then == EMPTY else STANDING_FILL, "zorder": 5}
                axes.scatter([lon], [lat], edgecolor=INK, linewidth=0.6, **looks)
            riding = day["counts"]["riders"][minute - day["first"]]
            write(figure, left, 0.782, time_of_day(minute), size=15, weight="bold", va="center")
            write(figure, left, 0.754, f"{riding:,} buses on a run", size=9.5, color=QUIET, va="center")
            left += WIDE + GAP
    _key(figure, {name: colours[name] for name in colours if name in {s["tier"] for s in schools}})
    return figure


def busiest_minutes(day: Facts) -> list[int]:
    """In each third of a half day, the last minute at which most buses carry riders."""
    riders: list[int] = day["counts"]["riders"]
    edges = [len(riders) * part // MOMENTS for part in range(MOMENTS + 1)]
    spans = [range(low, high) for low, high in pairwise(edges) if low < high]
    return [day["first"] + max(span, key=lambda at: (riders[at], at)) for span in spans]


def _key(figure: Figure, colours: dict[str, str]) -> None:
    axes = empty_axes(figure, MARGIN, 0.095, 1 - 2 * MARGIN, 0.04)
    axes.set_ylim(-1, 1)
    at = 0.0
    lines = [(f"with riders, tier {name}", colour) for name, colour in colours.items()]
    for words, fill in [*lines, ("empty", "white"), ("standing", STANDING_FILL)]:
        axes.scatter([at + 0.006], [0], s=42, facecolor=fill, edgecolor=INK, linewidth=0.8)
        write(axes, at + 0.017, 0, words, size=10, va="center")
        at += 0.035 + 0.006 * len(words)
    write(axes, at, 0, "Straight between stops, not the streets driven.", size=9.5, color=QUIET, va="center")
