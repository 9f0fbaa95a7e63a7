"""How figures are spelled for people: dollars, clock times, shares and differences, and the headline."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from optimizer.judge.evaluation import Evaluation
from optimizer.judge.figures import FIGURES, Figure, FigureValue
from optimizer.judge.lateness import CANCELLATION_FIGURES, LATENESS_FIGURES, Cancellations, Lateness
from optimizer.outputs.language import Language
from optimizer.plan import Result
from optimizer.units import clock, dollars

UNKNOWN = "–"


def spell(value: FigureValue, unit: str) -> str:
    """Spell a figure in its unit: ``$1,234``, ``7:05``, ``12.5 %``, ``1,234``; a dash if unknown."""
    if value is None:
        return UNKNOWN
    if unit == "cents":
        return dollars(round(value))
    if unit == "clock":
        return clock(round(value))
    if unit == "share":
        return f"{100 * value:.1f} %"
    if isinstance(value, float) and not value.is_integer():
        return f"{round(value, 1) or 0.0:,}"  # never "-0.0"
    return f"{value:,.0f}"


def spell_difference(value: FigureValue, unit: str) -> str:
    """Spell a difference with its sign; of times of day in minutes, of shares in percentage points."""
    if value is None:
        return UNKNOWN
    size = f"{100 * abs(value):.1f} pts" if unit == "share" else spell(abs(value), _unit_of_change(unit))
    if not any(digit in size for digit in "123456789"):
        return "0"
    return ("+" if value > 0 else "-") + size


def _unit_of_change(unit: str) -> str:
    return "minutes" if unit == "clock" else unit


def spell_moved(minutes: int | None) -> str:
    """``+15``, ``-10``, ``0`` minutes against today; a dash where today is unknown."""
    return UNKNOWN if minutes is None else spell_difference(minutes, "minutes")


def spell_figure(name: str, value: FigureValue) -> str:
    """Spell the judge's figure of this name in its unit."""
    return spell(value, FIGURES[name].unit)


def bound_sentence(result: Result) -> str:
    """Say what is proven about the number of buses, in one sentence."""
    if result.buses is None:
        return "There is no plan to measure against the bound."
    if result.buses == result.bound:
        return f"Proven: no plan under these rules and runs needs fewer than {result.bound:,} buses."
    gap = "" if result.gap is None else f", a gap of {100 * result.gap:.1f} %"
    return f"Proven: no plan under these rules and runs needs fewer than {result.bound:,} buses{gap}."


def headline(result: Result, evaluation: Evaluation | None) -> str:
    """Buses, what is proven of them, and the cost of a school day, in one line."""
    if result.plan is None or evaluation is None:
        return "No plan was found."
    cost = spell_figure("total", evaluation.figures["total"])
    return f"{result.plan.buses:,} buses, {cost} a school day. {bound_sentence(result)}"


def headline_in(language: Language, result: Result, evaluation: Evaluation) -> str:
    """Say the headline of a plan in a page's language."""
    if result.plan is None:
        return ""
    cost = language.spell(evaluation.figures["total"], "cents")
    told = language.texts["map.headline"].format(buses=language.count("buses", result.plan.buses), cost=cost)
    gap = 0 if result.plan.buses == result.bound else result.gap
    key = "map.proven_gap" if gap else "map.proven_least"
    bound = language.texts[key].format(n=language.number(result.bound), gap=language.spell(gap, "share"))
    return f"{told} {bound}"


def figure_lines(figures: Mapping[str, FigureValue]) -> list[str]:
    """Spell every figure of an evaluation with its unit, one to a line."""
    return [_line(name, value, FIGURES[name]) for name, value in figures.items()]


def lateness_lines(lateness: Lateness) -> list[str]:
    """Spell the figures of a simulation, and the ten schools most often late with what they hang on."""
    about = f"{lateness.days:,} days of kind {lateness.kind}, seed {lateness.seed}: {lateness.basis}"
    figures = [_line(name, value, LATENESS_FIGURES[name]) for name, value in lateness.figures.items()]
    worst = [_late_school(school) for school in lateness.schools.head(10).to_dict("records")]
    return [about, *figures, "schools with runs after the bell most often, and what that hangs on:", *worst]


def _late_school(school: Mapping[Hashable, Any]) -> str:
    before = school["hangs_on_from"]
    cause = (
        f"bus {school['hangs_on_bus']} coming from run {before}" if before else "first runs, from the yard"
    )
    late = spell(school["late_after_bell"], "share")
    return f"  {school['name']:<44} {clock(school['bell'])} {late:>7}  {cause}"


def shortage_lines(shortage: Cancellations) -> list[str]:
    """Spell what a shortage of drivers does, warnings first."""
    figures = [_line(name, value, CANCELLATION_FIGURES[name]) for name, value in shortage.figures.items()]
    about = f"{shortage.missing} drivers short for {shortage.days} days, {shortage.rule} order:"
    return [about, *(f"  WARNING: {words}" for words in shortage.warnings), *figures]


def _line(name: str, value: FigureValue, figure: Figure) -> str:
    return f"  {name:<36} {spell(value, figure.unit):>14}  {figure.unit}"
