"""Charts as pictures: students by start, today and in the plan, and the buses out through the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from optimizer.district import PERIODS
from optimizer.judge.bells import tier_of
from optimizer.outputs.motion_data import build_motion
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import tier_colours
from optimizer.outputs.picture_frame import INK, MARGIN, QUIET, quiet_axes, start_picture, time_of_day, write
from optimizer.outputs.rows import rows

BAR_MINUTES = 3.6  # of the five between two starts
LAYERS = (
    ("riders", "with riders", "#1b1f24"),
    ("standing", "standing at a school or stop", "#9aa5b1"),
    ("empty", "empty, between runs and yard", "#d5dae0"),
)
HALVES = {"am": "Morning", "pm": "Afternoon"}


def draw_bells(opened: OpenedPlan) -> Figure:
    """Draw students by start, today above the plan on the same axes; modelled starts are hatched."""
    figure = start_picture(opened, "Students by start, today and in the plan")
    schools = rows(opened.evaluation.schools)
    known = [school for school in schools if school["bell_today"] is not None]
    starts = [s["bell"] for s in schools] + [s["bell_today"] for s in known]
    upper = figure.add_axes((MARGIN + 0.045, 0.5, 0.895, 0.27))
    lower = figure.add_axes((MARGIN + 0.045, 0.135, 0.895, 0.27), sharex=upper, sharey=upper)
    unknown = len(schools) - len(known)
    words = f" ({unknown} schools unknown)" if unknown else ""
    hatched = ", hatched where modelled" if any(s["bell_today_basis"] == "modelled" for s in known) else ""
    _bars(upper, opened, known, "bell_today", f"Today{words}{hatched}")
    _bars(lower, opened, schools, "bell", "In the plan")
    upper.set_xlim(min(starts) - 10, max(starts) + 10)
    upper.set_ylim(0, upper.get_ylim()[1] * 1.16)
    for axes in (upper, lower):
        _clock_axis(axes, 15)
    _tier_key(figure, opened)
    return figure


def _bars(axes: Axes, opened: OpenedPlan, schools: Sequence[dict[str, Any]], key: str, words: str) -> None:
    colours = tier_colours([tier.name for tier in opened.scenario.bells.tiers])
    students: dict[tuple[int, bool], int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    for school in schools:
        modelled = key == "bell_today" and school["bell_today_basis"] == "modelled"
        students[school[key], modelled] += school["students"] or 0
        counts[school[key]] += 1
    for bell, number in counts.items():
        fill = colours[tier_of(bell, opened.scenario)]
        sure, modelled_too = students[bell, False], students[bell, True]
        axes.bar(bell, sure, BAR_MINUTES, color=fill, edgecolor=INK, linewidth=0.8)
        axes.bar(
            bell,
            modelled_too,
            BAR_MINUTES,
            bottom=sure,
            color=fill,
            edgecolor=INK,
            linewidth=0.8,
            hatch="////",
        )
        axes.annotate(
            str(number), (bell, sure + modelled_too), (0, 2), textcoords="offset points", ha="center", size=9
        )
    axes.set_title(words, loc="left", fontsize=12, fontweight="bold", color=INK)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylabel("students", color=QUIET)
    quiet_axes(axes)


def _clock_axis(axes: Axes, step: int) -> None:
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(FixedLocator(range(-(-int(low) // step) * step, int(high) + 1, step)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: time_of_day(value)))


def _tier_key(figure: Figure, opened: OpenedPlan) -> None:
    x = MARGIN + 0.045
    figure_key = figure.add_axes((0, 0.818, 1, 0.03))
    figure_key.set_axis_off()
    figure_key.set_xlim(0, 1)
    figure_key.set_ylim(0, 1)
    used = set(opened.evaluation.schools["tier"])
    colours = tier_colours([tier.name for tier in opened.scenario.bells.tiers])
    for name, colour in colours.items():
        if name in used:
            figure_key.scatter([x + 0.006], [0.5], s=90, marker="s", facecolor=colour, edgecolor=INK)
            write(figure_key, x + 0.016, 0.5, name, size=10.5, va="center")
            x += 0.035 + 0.0075 * len(name)
    write(figure_key, x + 0.01, 0.5, "numbers: schools", size=10.5, color=QUIET, va="center")


def draw_buses(opened: OpenedPlan) -> Figure:
    """Draw the buses out by the minute: with riders, standing, empty."""
    figure = start_picture(opened, "Buses out through the day")
    halves = build_motion(opened)["halves"]
    most = 0
    panels = []
    for number, period in enumerate(PERIODS):
        axes = figure.add_axes((MARGIN + 0.035 + number * 0.48, 0.14, 0.42, 0.61))
        day = halves[period]
        minutes = list(range(day["first"], day["last"] + 1))
        layers = [day["counts"][name] for name, *_ in LAYERS]
        axes.stackplot(minutes, layers, colors=[colour for *_, colour in LAYERS], linewidth=0)
        axes.set_xlim(day["first"], day["last"])
        axes.set_title(HALVES[period], loc="left", fontsize=12, fontweight="bold", color=INK)
        quiet_axes(axes)
        _clock_axis(axes, 30)
        most = max(most, *(sum(at) for at in zip(*layers, strict=True)))
        panels.append(axes)
    for axes in panels:
        axes.set_ylim(0, max(1, most) * 1.08)
    panels[0].set_ylabel("buses", color=QUIET)
    _layer_key(figure)
    return figure


def _layer_key(figure: Figure) -> None:
    axes = figure.add_axes((0, 0.81, 1, 0.03))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    x = MARGIN + 0.035
    for _, words, colour in LAYERS:
        axes.scatter([x + 0.006], [0.5], s=90, marker="s", facecolor=colour, edgecolor=INK)
        write(axes, x + 0.016, 0.5, words, size=10.5, va="center")
        x += 0.04 + 0.0065 * len(words)
