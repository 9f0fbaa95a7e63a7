"""The plan map and the map of change as pictures."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from optimizer.district import LEVELS
from optimizer.judge.lateness import Lateness
from optimizer.outputs.contrast import ink_on
from optimizer.outputs.ground import area_shapes
from optimizer.outputs.late_data import build_late_data
from optimizer.outputs.map_data import build_map_data
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import LEVEL_NAMES, LEVEL_SHAPES, LEVEL_SIZES, bin_of, late_bin_of
from optimizer.outputs.picture_frame import (
    GROUND,
    HEIGHT,
    INK,
    LINE,
    MARGIN,
    QUIET,
    WIDTH,
    draw_counts,
    empty_axes,
    start_picture,
    unbroken,
    write,
)

MARKERS = {"circle": "o", "hexagon": "h", "star": "*", "square": "s", "diamond": "D", "triangle": "^"}
# A diamond of the same width as a circle looks larger, a star smaller.
SCALES = {"star": 1.5, "diamond": 0.6, "square": 0.8}
MILES_PER_DEGREE = 69.1  # of latitude
Box = tuple[float, float, float, float]
MAP_BOX: Box = (MARGIN, 0.085, 0.62, 0.765)  # left, bottom, width, height of the slide
NOTE_WIDTH, HALF_WIDTH = 52, 66  # letters to the line, beside a map and above half a slide
YARD: Mapping[str, Any] = MappingProxyType(
    {"s": 90, "marker": "P", "facecolor": INK, "edgecolor": "white", "linewidth": 1.2}
)
UNKNOWN_FILL = "#ffffff"

Facts = dict[str, Any]


def draw_plan_map(opened: OpenedPlan) -> Figure:
    """Draw the schools by their start's tier."""
    data = build_map_data(opened.evaluation, opened.plan, opened.district, opened.scenario.bells.tiers, {})
    figure = start_picture(opened, "When schools start")
    axes = draw_ground(figure, data["schools"])
    _draw_yards(axes, data["yards"])
    for school in data["schools"]:
        _draw_school(axes, school, data["colours"][school["tier"]])
    counts = [(t["label"], t["colour"], t["schools"], t["students"]) for t in data["tiers"]]
    _panel(figure, "Start, by tier", counts, data["schools"], ["Crosses are yards."])
    return figure


def draw_change_map(opened: OpenedPlan) -> Figure:
    """Draw the schools by the minutes that they move, each marked with its sign."""
    data = build_map_data(opened.evaluation, opened.plan, opened.district, opened.scenario.bells.tiers, {})
    figure = start_picture(opened, "How far schools move from today")
    axes = draw_ground(figure, data["schools"])
    for school in data["schools"]:
        moved = school["moved"]
        fill = UNKNOWN_FILL if moved is None else bin_of(moved).colour
        _draw_school(axes, school, fill)
        sign = "?" if moved is None else "" if moved == 0 else "+" if moved > 0 else "−"
        _sign(axes, school, sign, ink_on(fill))
    counts = [(c["label"], c["colour"], c["schools"], c["students"]) for c in data["changes"]]
    notes = ["+ later, − earlier, ? start today unknown."]
    if data["hatched"]:
        modelled = sum(school["basis"] == "modelled" for school in data["schools"])
        notes.append(f"The start today of {modelled} of {len(data['schools'])} schools is modelled.")
    _panel(figure, "Minutes moved", counts, data["schools"], notes)
    return figure


def draw_late_map(opened: OpenedPlan, lateness: Lateness) -> Figure:
    """Draw the schools by the simulated share of mornings after the bell."""
    data = build_map_data(opened.evaluation, opened.plan, opened.district, opened.scenario.bells.tiers, {})
    late = build_late_data(lateness, opened.plan, opened.district)
    figure = start_picture(opened, "How often riders would be late, simulated (modelled)")
    axes = draw_ground(figure, data["schools"])
    for school in data["schools"]:
        share = late["schools"].get(school["id"], {}).get("share")
        fill = UNKNOWN_FILL if share is None else late_bin_of(share).colour
        _draw_school(axes, school, fill)
        _sign(axes, school, "?" if share is None else "", ink_on(fill))
    counts = [(c["label"], c["colour"], c["schools"], c["students"]) for c in late["counts"]]
    tiers = [f"{row['tier']}: {100 * row['share']:.1f} % of its morning runs" for row in late["tiers"]]
    notes = [
        "Share of riders’ mornings that end after the bell.",
        *textwrap.wrap(f"From {late['about']}.", NOTE_WIDTH),
        "? no bus in the morning, or fewer than 10 riders.",
        "By tier:",
        *tiers,
    ]
    _panel(figure, "Late mornings", counts, data["schools"], notes)
    return figure


def draw_comparison(opened: OpenedPlan, beside: OpenedPlan) -> Figure:
    """Draw two plans side by side, ``beside`` on the left, by their starts' tiers."""
    figure = start_picture(opened, "Two plans side by side", headline=False)
    for left, of in ((MARGIN, beside), (0.51, opened)):
        data = build_map_data(of.evaluation, of.plan, of.district, of.scenario.bells.tiers, {})
        axes = draw_ground(figure, data["schools"], (left, 0.2, 0.455, 0.62))
        for school in data["schools"]:
            _draw_school(axes, school, data["colours"][school["tier"]])
        words = textwrap.fill(unbroken(f"{of.plan.name}: {of.headline}"), HALF_WIDTH)
        write(figure, left, 0.905, words, size=10.5, va="top", weight="bold", linespacing=1.1)
        _tier_lines(figure, left, data["tiers"])
    return figure


def _tier_lines(figure: Figure, left: float, tiers: Sequence[Facts]) -> None:
    """Name the tiers under half a slide, one to a line; of more than five, the last are left to the map."""
    axes = empty_axes(figure, left, 0.07, 0.455, 0.125)
    axes.set_ylim(-5, 0.6)
    for number, tier in enumerate(tiers[:5]):
        y = -1.1 * number - 0.4
        axes.scatter([0.012], [y], s=80, marker="s", facecolor=tier["colour"], edgecolor=INK)
        words = f"{tier['label']}: {tier['schools']:,} schools, {tier['students']:,} students"
        write(axes, 0.035, y, words, size=9.5, va="center")


def draw_ground(figure: Figure, schools: Sequence[Facts], box: Box = MAP_BOX, *, names: bool = True) -> Axes:
    """Lay out the map: areas, their ``names``, a scale of five miles."""
    left, bottom, width, height = box
    axes = figure.add_axes((left, bottom, width, height), facecolor=GROUND)
    lats, lons = [s["lat"] for s in schools], [s["lon"] for s in schools]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    # A degree of longitude is shorter than one of latitude; the map fills its box at the larger scale needed.
    shorter = math.cos(math.radians(lat))
    wide = width * WIDTH / (height * HEIGHT)
    half = max(max(lats) - lat, (max(lons) - lon) * shorter / wide) + 0.03
    axes.set_ylim(lat - half, lat + half)
    axes.set_xlim(lon - half * wide / shorter, lon + half * wide / shorter)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(LINE)
    for shape in area_shapes(schools):
        ring = [(lon, lat) for lat, lon in shape["ring"]]
        axes.add_patch(
            Polygon(ring, facecolor="white", edgecolor="#b9c4ce", linewidth=1, alpha=0.8, zorder=1)
        )
        if names:
            lat, lon = shape["at"]
            write(axes, lon, lat, shape["name"], size=8.5, color=QUIET, ha="center", va="center", zorder=2)
    _draw_scale(axes, shorter)
    return axes


def _draw_scale(axes: Axes, shorter: float, miles: int = 5) -> None:
    length = miles / (MILES_PER_DEGREE * shorter)
    transform = axes.get_xaxis_transform()
    west, east = axes.get_xlim()
    left = west + 0.03 * (east - west)
    axes.plot([left, left + length], [0.03, 0.03], color=QUIET, linewidth=2, transform=transform, zorder=3)
    write(axes, left, 0.042, f"{miles} miles", size=8.5, color=QUIET, transform=transform, zorder=3)


def _draw_school(axes: Axes, school: Facts, fill: str) -> None:
    axes.scatter(
        [school["lon"]], [school["lat"]], s=_size(school["level"]), marker=_marker(school["level"]),
        facecolor=fill, edgecolor=INK, linewidth=0.9, zorder=5,
    )  # fmt: skip


def _sign(axes: Axes, school: Facts, sign: str, ink: str) -> None:
    lower = 0.0 if LEVEL_SHAPES[school["level"]] != "triangle" else -0.0015
    write(
        axes, school["lon"], school["lat"] + lower, sign,
        size=8, weight="bold", color=ink, ha="center", va="center_baseline", zorder=6,
    )  # fmt: skip


def _draw_yards(axes: Axes, yards: Sequence[Facts]) -> None:
    for yard in yards:
        axes.scatter([yard["lon"]], [yard["lat"]], **YARD, zorder=7)


def _marker(level: str) -> str:
    return MARKERS[LEVEL_SHAPES[level]]  # type: ignore[index]


def _size(level: str) -> float:
    """Area of a level's marker in square points, as tall as on the pages."""
    shape = LEVEL_SHAPES[level]  # type: ignore[index]
    return float((LEVEL_SIZES[level] * 0.62) ** 2 * SCALES.get(shape, 1.0))  # type: ignore[index]


def _panel(
    figure: Figure,
    heading: str,
    counts: Sequence[tuple[str, str, int, int]],
    schools: Sequence[Facts],
    notes: Sequence[str],
) -> None:
    """Draw the key beside the map: counts by colour, then shapes by level."""
    axes = empty_axes(figure, 0.69, 0.085, 0.275, 0.765)
    axes.set_ylim(-24, 0.6)
    line = draw_counts(axes, heading, counts, 0)
    write(axes, 0, line, "Shape: level", size=11, weight="bold", va="center")
    used = [level for level in LEVELS if any(school["level"] == level for school in schools)]
    for number, level in enumerate(used):
        x, y = 0.5 * (number % 2), line - 1.2 - (number // 2) * 1.2
        axes.scatter(
            [x + 0.025],
            [y],
            s=_size(level),
            marker=_marker(level),
            facecolor="white",
            edgecolor=INK,
            clip_on=False,
        )
        write(axes, x + 0.07, y, LEVEL_NAMES[level], size=10, va="center")
    line -= 1.2 * (1 + (len(used) + 1) // 2) + 0.2
    for number, words in enumerate(notes):
        write(axes, 0, line - number * 0.95, words, size=9, color=QUIET, va="center")
