"""report.md: the answer in one table, then tables, and last the assumptions. Facts only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.district import District
from optimizer.judge.evaluation import Evaluation
from optimizer.outputs import report_tables as tables
from optimizer.outputs.markdown import escape, table
from optimizer.outputs.rows import rows
from optimizer.outputs.settings import setting_lines
from optimizer.outputs.words import UNKNOWN, headline, spell, spell_figure
from optimizer.plan import Result
from optimizer.scenario import Scenario
from optimizer.units import clock


def report_markdown(
    evaluation: Evaluation | None,
    result: Result,
    district: District,
    scenario: Scenario,
    *,
    command: str,
    changes: Sequence[str] = (),
    modelled: Sequence[str] = (),
    stops_and_runs: Sequence[str] = (),
) -> str:
    """Write the report of a solve.

    Parameters
    ----------
    evaluation
        the judge's view of the plan, ``None`` if there is no plan: then the report says why.
    command
        the command line that makes this plan again.
    changes
        every change of the scenario against the defaults, in words.
    modelled
        what of the input is modelled rather than known, in words.
    stops_and_runs
        what a planner should know of how stops and runs came about, in words.
    """
    title = f"# {escape(district.name or scenario.district)}: {escape(scenario.name)}\n"
    question = f"**{escape(scenario.question)}**\n" if scenario.question else ""
    parts = [title, question, f"{escape(headline(result, evaluation))}\n"]
    if evaluation is None:
        parts.extend(_no_plan(result))
    else:
        schools = rows(evaluation.schools)
        parts.extend(_answer(result, evaluation, scenario))
        parts.extend(tables.bells_by_level(schools, evaluation))
        parts.extend(tables.students_by_change(schools, evaluation))
        parts.extend(tables.tiers(rows(evaluation.tiers), scenario))
        parts.extend(tables.burdens(rows(evaluation.groups)))
        parts.extend(tables.slack(evaluation))
        parts.extend(tables.school_list(schools))
    parts.extend(_notes(stops_and_runs, result))
    parts.extend(_assumptions(scenario, changes, modelled))
    parts.extend(_unknown(evaluation, result, modelled))
    parts.extend(_reproduce(result, district, command))
    return "\n".join(part for part in parts if part)


def _no_plan(result: Result) -> Iterator[str]:
    yield "## Why there is no plan\n"
    if result.status == "infeasible":
        yield "The scenario's rules clash:\n"
    else:
        yield "Time ran out before any plan was found; more seconds may find one.\n"
    yield _bullets([*result.conflicts, *result.notes])


def _answer(result: Result, evaluation: Evaluation, scenario: Scenario) -> Iterator[str]:
    of = {name: spell_figure(name, value) for name, value in evaluation.figures.items()}
    paid = spell((evaluation.figures["paid_minutes"] or 0) / 60, "hours")
    yield "## The answer\n"
    yield table(
        ("", "this plan"),
        [
            ("Buses", of["buses"]),
            ("Proven: no plan under these rules and runs needs fewer buses than", f"{result.bound:,}"),
            ("Gap between the two", UNKNOWN if result.gap is None else f"{100 * result.gap:.1f} %"),
            ("Buses in the morning / afternoon", f"{of['buses_am']} / {of['buses_pm']}"),
            ("Runs in the morning / afternoon", f"{of['runs_am']} / {of['runs_pm']}"),
            ("Runs a bus", of["runs_per_bus"]),
            ("Cost of a school day", of["total"]),
            (f"Cost of a year ({scenario.prices.school_days} days)", of["total_year"]),
            ("Paid driver hours a day", paid),
            ("Miles a day, with riders / without", f"{of['live_miles']} / {of['deadhead_miles']}"),
            ("Secondary students who start at 8:00 or later", of["secondary_from_8_00_share"]),
            ("Secondary students who start at 8:30 or later", of["secondary_from_8_30_share"]),
            (
                f"Elementary students dismissed after {clock(scenario.late_dismissal[0])}",
                of["elementary_dismissed_late_share"],
            ),
            (
                f"Elementary students dismissed after {clock(scenario.late_dismissal[1])}",
                of["elementary_dismissed_very_late_share"],
            ),
            ("Earliest pickup", of["earliest_pickup"]),
            ("Longest ride, minutes", of["ride_longest"]),
            ("Least slack of a connection, minutes", of["slack_min"]),
        ],
    )
    yield "The map is [map.html](map.html); open it in a browser, it needs no network.\n"


def _notes(stops_and_runs: Sequence[str], result: Result) -> Iterator[str]:
    if stops_and_runs:
        yield "## Stops and runs\n"
        yield _bullets(stops_and_runs)
    if result.plan is not None and result.notes:  # without a plan they say why, further up
        yield "## Notes of the solve\n"
        yield _bullets(result.notes)


def _assumptions(scenario: Scenario, changes: Sequence[str], modelled: Sequence[str]) -> Iterator[str]:
    yield "## What was assumed\n"
    if modelled:
        yield "Modelled, not known:\n"
        yield _bullets(modelled)
    if changes:
        yield "Changed against the defaults:\n"
        yield _bullets(changes)
    yield "Service, travel and prices, with what each means and where its default comes from:\n"
    yield table(
        ("Setting", "Value", "Meaning and source of the default"), setting_lines(scenario), text_columns=3
    )


def _unknown(evaluation: Evaluation | None, result: Result, modelled: Sequence[str]) -> Iterator[str]:
    yield "## What is not known\n"
    lines = [
        "How many buses other runs, walk zones or driving times would need: the bound holds for these.",
        "How often buses would run late: every connection keeps its slack, but no lateness is simulated.",
    ]
    if evaluation is not None and evaluation.figures["schools_unknown"]:
        unknown = evaluation.figures["schools_unknown"]
        lines.append(f"Today's start of {unknown:,.0f} schools, and so their change.")
    if modelled:
        lines.append(
            "How far the modelled inputs above are from the district's own; every figure rests on them."
        )
    if result.status == "feasible":
        lines.append("Whether fewer buses than this plan's are possible: the bound leaves room.")
    yield _bullets(lines)


def _reproduce(result: Result, district: District, command: str) -> Iterator[str]:
    yield "## How to make it again\n"
    yield f"```\n{command}\n```\n"
    yield (
        f"Seed {result.seed}, {result.workers} workers. One worker gives the same plan every time; more may "
        "end in another plan of the same quality.\n"
    )
    yield table(("Package", "Version"), sorted(result.versions.items()), text_columns=2)
    if district.digests:
        yield table(("Table", "SHA-256"), sorted(district.digests.items()), text_columns=2)


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"- {escape(line)}\n" for line in lines)
