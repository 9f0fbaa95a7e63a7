"""The end of a solve in a few lines, as the command line says it."""

from __future__ import annotations

from optimizer.judge.evaluation import Evaluation
from optimizer.outputs.words import headline, spell, spell_figure
from optimizer.plan import Result


def summary(result: Result, evaluation: Evaluation | None) -> str:
    """Say what was found, what is proven, and what a board asks for first; without a plan, why."""
    ending = " (stopped early)" if result.interrupted else ""
    if result.plan is None or evaluation is None:
        return "\n".join(
            (_no_plan(result) + ending, *(f"  {words}" for words in (*result.conflicts, *result.notes)))
        )
    figures = evaluation.figures
    of = {name: spell_figure(name, value) for name, value in figures.items()}
    hours = spell((figures["paid_minutes"] or 0) / 60, "hours")
    lines = [
        f"{headline(result, evaluation)} {result.seconds:,.0f} s{ending}",
        f"  {of['runs_per_bus']} runs a bus, {hours} paid driver hours a day; {of['total_year']} a year",
        f"  miles a day: {of['live_miles']} live, {of['deadhead_miles']} deadhead",
        f"  secondary students from 8:00: {of['secondary_from_8_00_share']}",
        f"  secondary students from 8:30: {of['secondary_from_8_30_share']}",
        f"  elementary students dismissed late: {of['elementary_dismissed_late_share']}",
        f"  earliest pickup {of['earliest_pickup']}, longest ride {of['ride_longest']} min",
        f"  least slack of a connection {of['slack_min']} min",
        f"  {of['schools_moved']} schools move, by at most {of['largest_shift']} min",
    ]
    return "\n".join((*lines, *(f"  {note}" for note in result.notes)))


def _no_plan(result: Result) -> str:
    if result.status == "infeasible":
        return "No plan satisfies this scenario:"
    return "Time ran out before any plan was found."
