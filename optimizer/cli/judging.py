"""The verbs about saved plans that only judge: check, evaluate, compare, simulate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.console import say, step
from optimizer.cli.options import NO_PLAN, JsonFile, PlanPath, PlanPaths, write_text

if TYPE_CHECKING:
    from optimizer.judge import Column, Evaluation, Figure
    from optimizer.judge.lateness import Cancellations, Lateness
    from optimizer.saved_plans import Judged

TableFolder = Annotated[Path | None, typer.Option(help="folder for the figures and tables")]
TableFormats = Annotated[str, typer.Option(help="csv, parquet or both, with a comma between")]


Against = Annotated[
    Path | None,
    typer.Option(
        "--scenario", help="judge plain tables (bells.csv, runs.csv, routes.csv in PLAN) by this scenario"
    ),
]


def check_verb(plan: PlanPath, scenario: Against = None) -> None:
    """Judge a saved plan again from the district's tables; exit 0 only if no rule is broken."""
    from optimizer import saved_plans

    judged = saved_plans.read_for_judge(plan, scenario)
    broken = saved_plans.check_judged(judged)
    for violation in broken:
        say(str(violation))
    if broken:
        say(f"{len(broken)} rules broken in {plan}")
        raise typer.Exit(NO_PLAN)
    say(f"nothing broken: {len(judged.plan.routes)} routes, {len(judged.plan.runs)} runs")


def compare_verb(
    plans: PlanPaths,
    md: Annotated[Path | None, typer.Option(help="write the table as Markdown")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the table as JSON")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="side-by-side map (default: comparison.html)")
    ] = None,
    language: Annotated[str, typer.Option(help="of the map: en, es or another of outputs/languages")] = "en",
) -> None:
    """Compare plans figure by figure, and draw them side by side."""
    from optimizer import saved_plans

    with step("reading the plans"):
        comparison = saved_plans.compare_folders(plans)
    say(comparison.as_text())
    if md is not None:
        write_text(md, comparison.as_markdown())
    if json_file is not None:
        write_text(json_file, json.dumps(comparison.as_dict(), indent=2, ensure_ascii=False) + "\n")
    with step("drawing the plans side by side"):
        write_text(map_file or Path("comparison.html"), saved_plans.draw_comparison(plans, language))


def evaluate_verb(
    plan: PlanPath,
    scenario: Against = None,
    out: TableFolder = None,
    formats: TableFormats = "csv",
    json_file: JsonFile = None,
) -> None:
    """Evaluate a saved plan again from the tables: every figure with its unit, and the tables behind it."""
    from optimizer import saved_plans
    from optimizer.judge import ALL_TABLES, FIGURES
    from optimizer.outputs.exports.tables import refuse_unknown_formats
    from optimizer.outputs.words import figure_lines

    wanted = _listed(formats)
    refuse_unknown_formats(wanted)
    with step("evaluating the plan"):
        judged = saved_plans.read_for_judge(plan, scenario)
        evaluation = saved_plans.evaluate_judged(judged)
    say("\n".join((*figure_lines(evaluation.figures), *_modelled(judged))))
    if json_file is not None:
        write_text(json_file, json.dumps(evaluation.as_dict(), indent=1, ensure_ascii=False) + "\n")
    if out is not None:
        _write(out, wanted, "", evaluation, FIGURES, ALL_TABLES, judged)


def simulate_verb(
    plan: PlanPath,
    scenario: Against = None,
    days: Annotated[int, typer.Option(min=1, max=100_000, help="school days to simulate")] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    kind: Annotated[str, typer.Option(help="ordinary, winter, first_fortnight or first_day")] = "ordinary",
    missing: Annotated[
        int, typer.Option(min=0, help="drivers short: also hold a fair order to cancel against the cheapest")
    ] = 0,
    school_days: Annotated[int, typer.Option(min=1, help="days that the shortage lasts")] = 20,
    out: TableFolder = None,
    formats: TableFormats = "csv",
    json_file: JsonFile = None,
) -> None:
    """Simulate how late the buses of a saved plan are likely to be, and who loses service without drivers."""
    from optimizer import saved_plans
    from optimizer.judge.lateness import LATENESS_FIGURES, LATENESS_TABLES
    from optimizer.outputs.exports.tables import refuse_unknown_formats
    from optimizer.outputs.words import lateness_lines

    wanted = _listed(formats)
    refuse_unknown_formats(wanted)
    with step("simulating school days"):
        judged = saved_plans.read_for_judge(plan, scenario)
        lateness = saved_plans.simulate_judged(judged, days=days, seed=seed, kind=kind)
    say("\n".join((*lateness_lines(lateness), *_modelled(judged))))
    if out is not None:
        _write(out, wanted, "lateness_", lateness, LATENESS_FIGURES, LATENESS_TABLES, judged)
    if missing:
        _tell_shortage(judged, missing, school_days, out, wanted)
    if json_file is not None:
        write_text(json_file, json.dumps(lateness.as_dict(), indent=1, ensure_ascii=False) + "\n")


def _tell_shortage(judged: Judged, missing: int, days: int, out: Path | None, formats: list[str]) -> None:
    """Say who loses service in a fair order and in the cheapest, with a warning where need bears more."""
    from optimizer import saved_plans
    from optimizer.judge.lateness import CANCELLATION_FIGURES, CANCELLATION_RULES, CANCELLATION_TABLES
    from optimizer.outputs.words import shortage_lines

    for rule in CANCELLATION_RULES:
        shortage = saved_plans.shortage_of(judged, missing=missing, days=days, rule=rule)
        say("\n".join(shortage_lines(shortage)))
        if out is not None:
            prefix = f"cancellations_{rule}_"
            _write(out, formats, prefix, shortage, CANCELLATION_FIGURES, CANCELLATION_TABLES, judged)


def _listed(formats: str) -> list[str]:
    return [name.strip() for name in formats.split(",") if name.strip()]


def _modelled(judged: Judged) -> list[str]:
    """What every figure rests on that is modelled rather than observed."""
    return [f"modelled: {words}" for words in judged.modelled]


def _write(
    folder: Path,
    formats: list[str],
    prefix: str,
    found: Evaluation | Lateness | Cancellations,
    figures: Mapping[str, Figure],
    columns: Mapping[str, Mapping[str, Column]],
    judged: Judged,
) -> None:
    """Write the tables, and the figures with unit, definition and what is modelled as one table more."""
    from optimizer.outputs.exports.tables import FIGURE_COLUMNS, figures_table, write_tables

    tables = {**found.tables, "figures": figures_table(found.figures, figures, judged.modelled)}
    known = {**columns, "figures": FIGURE_COLUMNS}
    written = write_tables(
        {prefix + name: table for name, table in tables.items()},
        {prefix + name: of for name, of in known.items()},
        folder,
        formats,
    )
    say(f"written: {len(written)} tables in {folder}")
