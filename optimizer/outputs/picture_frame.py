"""The frame of every picture: a slide of 16 to 9 with title, headline and what is modelled."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from optimizer.outputs.language import read_language
from optimizer.outputs.opened import OpenedPlan

WIDTH, HEIGHT = 13.333, 7.5  # inches
INK, QUIET, LINE, GROUND = "#1b1f24", "#57606a", "#d5dae0", "#eef1f3"
MARGIN = 0.035
BAR = "#b6bfc9"


def start_picture(opened: OpenedPlan, about: str, *, headline: bool = True) -> Figure:
    """Start a slide with its words; dollars and underscores in them stay what they are."""
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    write(figure, MARGIN, 0.955, about, size=21, weight="bold", va="top")
    if headline:
        words = textwrap.fill(unbroken(f"{opened.title}. {opened.headline}"), 152)
        write(figure, MARGIN, 0.9, words, size=11, va="top", linespacing=1.1)
    if opened.modelled:
        words = textwrap.fill(f"Modelled, not observed: {'; '.join(opened.modelled)}.", 205)
        write(figure, MARGIN, 0.028, words, size=8.5, color=QUIET, va="bottom")
    return figure


def time_of_day(minute: float) -> str:
    """Spell a time as the pages do: ``2:50 pm``."""
    return read_language("en").clock(round(minute))


def unbroken(words: str) -> str:
    """Keep a percent sign on the line of its number."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def write(to: Figure | Axes, x: float, y: float, words: str, **looks: object) -> None:
    """Write words that are nobody's mathematics, whatever signs they hold."""
    to.text(x, y, words, parse_math=False, **{"color": INK, **looks})  # type: ignore[arg-type]


def empty_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add a part of the slide that is drawn on in units of its own lines: 0 to 1 across, lines downward."""
    axes = figure.add_axes((left, bottom, width, height))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    return axes


def draw_counts(axes: Axes, heading: str, counts: Sequence[tuple[str, str, int, int]], top: float) -> float:
    """Draw a table of label, colour, schools and students from line ``top`` down; return the next line."""
    most = max([students for *_, students in counts] or [1]) or 1
    write(axes, 0, top, heading, size=11, weight="bold", va="center")
    write(axes, 0.8, top, "schools", size=9, color=QUIET, ha="right", va="center")
    write(axes, 1, top, "students", size=9, color=QUIET, ha="right", va="center")
    for line, (label, colour, schools, students) in enumerate(counts):
        y = top - 1.1 - line * 1.35
        axes.add_patch(Rectangle((0, y - 0.3), 0.045, 0.6, facecolor=colour, edgecolor=QUIET, linewidth=0.8))
        write(axes, 0.07, y, label, size=10, va="center")
        write(axes, 0.8, y, f"{schools:,}", size=10, ha="right", va="center")
        write(axes, 1, y, f"{students:,}", size=10, ha="right", va="center")
        axes.add_patch(Rectangle((0.07, y - 0.66), 0.93 * students / most, 0.17, facecolor=BAR))
    return top - 1.1 - len(counts) * 1.35 - 0.5


def quiet_axes(axes: Axes) -> None:
    """Leave only what helps to read a chart."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(colors=INK, labelsize=10, length=3, color=QUIET)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
