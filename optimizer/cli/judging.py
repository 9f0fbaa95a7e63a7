"""The verbs about saved plans that only judge: check, evaluate, compare, simulate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import say, step
from optimizer.cli.options import NO_PLAN, JsonFile, PlanPath, PlanPaths, write_text


def check_verb(
    plan: Annotated[Path, typer.Argument(help="plan folder", metavar="PLAN")],
) -> None:
    """Judge a saved plan again from the district's tables; exit 0 only if no rule is broken."""
    from optimizer import saved_plans

    saved, broken = saved_plans.check_folder(plan)
    for violation in broken:
        say(str(violation))
    if broken:
        say(f"{len(broken)} rules broken in {plan}")
        raise typer.Exit(NO_PLAN)
    say(f"nothing broken: {len(saved.require_plan().routes)} routes, {len(saved.require_plan().runs)} runs")


def compare_verb(
    plans: PlanPaths,
    md: Annotated[Path | None, typer.Option(help="write the table as Markdown")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the table as JSON")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="side-by-side map (default: comparison.html)")
    ] = None,
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
        write_text(map_file or Path("comparison.html"), saved_plans.draw_comparison(plans))


def evaluate_verb(
    plan: PlanPath,
    out: Annotated[Path | None, typer.Option(help="folder for the tables, as CSV files")] = None,
    json_file: JsonFile = None,
) -> None:
    """Evaluate a saved plan again from the tables: every figure with its unit, and the tables behind it."""
    from optimizer import saved_plans
    from optimizer.outputs.words import figure_lines

    with step("evaluating the plan"):
        evaluation = saved_plans.evaluate_folder(plan)
    say("\n".join(figure_lines(evaluation.figures)))
    if json_file is not None:
        write_text(json_file, json.dumps(evaluation.as_dict(), indent=1, ensure_ascii=False) + "\n")
    if out is not None:
        for name, table in saved_plans.shared_tables(evaluation).items():
            write_text(out / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))


def simulate_verb(
    plan: PlanPath,
    days: Annotated[int, typer.Option(min=1, max=100_000, help="school days to simulate")] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    kind: Annotated[str, typer.Option(help="ordinary, winter, first_fortnight or first_day")] = "ordinary",
    missing: Annotated[int, typer.Option(min=0, help="drivers short: also show a fair order to cancel")] = 0,
    school_days: Annotated[int, typer.Option(min=1, help="days that the shortage lasts")] = 20,
    out: Annotated[Path | None, typer.Option(help="folder for the tables, as CSV files")] = None,
    json_file: JsonFile = None,
) -> None:
    """Simulate how late the buses of a saved plan are likely to be, and who loses service without drivers."""
    from optimizer import saved_plans
    from optimizer.outputs.words import lateness_lines, shortage_lines

    with step("simulating school days"):
        lateness = saved_plans.simulate_folder(plan, days=days, seed=seed, kind=kind)
    say("\n".join(lateness_lines(lateness)))
    tables = {name: getattr(lateness, name) for name in ("schools", "runs", "connections", "groups")}
    if missing:
        shortage = saved_plans.shortage_of_folder(plan, missing=missing, days=school_days)
        say("\n".join(shortage_lines(shortage)))
        tables |= {"cancelled": shortage.cancelled, "service_lost": shortage.lost}
    if json_file is not None:
        write_text(json_file, json.dumps(lateness.as_dict(), indent=1, ensure_ascii=False) + "\n")
    if out is not None:
        for name, table in tables.items():
            write_text(out / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
