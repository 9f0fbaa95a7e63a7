"""The verbs before and during a solve: validate, solve, contracts, demand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.console import SolveScreen, say, say_error, step, stop_on_interrupt
from optimizer.cli.options import NO_PLAN, ScenarioPath, Settings, write_text
from optimizer.errors import Fault, InputError

if TYPE_CHECKING:
    from optimizer.planning import Case, Outcome


def validate_verb(
    what: Annotated[Path, typer.Argument(help="a district's folder, or a scenario", metavar="PATH")],
    settings: Settings = None,
) -> None:
    """Read a district or a scenario, and report every fault at once."""
    from optimizer import planning

    for line in planning.validate(what, settings or ()):
        say(line)


def solve_verb(
    scenario: ScenarioPath,
    out: Annotated[Path | None, typer.Option(help="plan folder (default: plans/NAME)")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="time limit of the solve")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="seed of the search")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="1: the same plan every time")] = None,
    start: Annotated[Path | None, typer.Option(help="plan to start from: its folder or tables")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on from the plan in the folder")] = False,
    alternatives: Annotated[
        int, typer.Option(min=1, help="plans wanted in all, as different as possible")
    ] = 1,
    within: Annotated[int, typer.Option(min=0, help="buses an alternative may have above the best")] = 0,
    settings: Settings = None,
) -> None:
    """Choose bells and routes for a scenario, and write a plan folder.

    Alternatives take the same seconds once more, shared among them, and go to NAME-alt-2, NAME-alt-3, ...
    """
    from optimizer import planning, saved_plans
    from optimizer.alternatives import folder_of
    from optimizer.plan_folder import refuse_foreign_folder

    if start and resume:
        remedy = "Resume goes on from the plan in the plan folder; leave one of them out."
        raise InputError([Fault("--resume", "cannot go with --start", remedy=remedy)])
    with step("reading the scenario and its district"):
        case = planning.load(scenario, settings or ())
        folder = out or Path("plans") / case.scenario.name
        origin = folder if resume else start
        begin = saved_plans.read_start(origin, case) if origin else None
        for number in range(1, alternatives + 1):
            refuse_foreign_folder(folder if number == 1 else folder_of(folder, number))
    describe(case)
    with stop_on_interrupt() as stop, SolveScreen() as screen:
        outcome = planning.solve(
            case,
            seconds=seconds,
            seed=seed,
            workers=workers,
            start=begin,
            resumed=resume,
            progress=screen.show,
            stop=stop,
        )
    with step("writing the plan, its report and its map"):
        outcome.save(folder)
    tell(outcome, folder)
    if outcome.plan is None:
        raise typer.Exit(NO_PLAN)
    if alternatives > 1:
        write_alternatives(outcome, folder, alternatives, within)


def write_alternatives(outcome: Outcome, folder: Path, count: int, within: int) -> None:
    """Find other plans about as good, write each to a folder beside the first, and show them side by side."""
    from optimizer.alternatives import COLUMNS, bearers_of, find_alternatives, folder_of, table_of

    result = outcome.result
    with stop_on_interrupt() as stop, SolveScreen() as screen:
        found = find_alternatives(
            outcome,
            count,
            within=within,
            seconds=result.limit,
            seed=result.seed,
            workers=result.workers,
            progress=screen.show,
            stop=stop,
        )
    with step("writing the alternatives"):
        for number, other in enumerate(found[1:], 2):
            other.save(folder_of(folder, number))
            say(f"written: {folder_of(folder, number)}")
    say(table_of(found).to_string(index=False, na_rep="-"))
    for name, meaning in COLUMNS.items():
        say(f"  {name}: {meaning}")
    say("who bears it: minutes that a student's bell moves from today, on average")
    say(bearers_of(found).to_string(index=False, na_rep="-"))


def describe(case: Case) -> None:
    """Say what is about to be solved, with every change against the defaults."""
    from optimizer.cases import stop_and_run_notes

    problem = case.problem
    say(case.scenario.question)
    for change in case.resolved.changes:
        say(f"  {change}")
    say(
        f"{len(problem.school_ids)} schools, {problem.am.runs} morning and {problem.pm.runs} afternoon runs, "
        f"{problem.am.riders.sum():,} riders; travel: {case.travel.label}"
    )
    for note in stop_and_run_notes(case):
        say(f"  {note}")


def tell(outcome: Outcome, folder: Path) -> None:
    """Say how the solve ended and where the plan lies."""
    from optimizer.outputs.summary import summary
    from optimizer.plan_folder.log_text import stage_table

    say(summary(outcome.result, outcome.evaluation))
    for line in stage_table(outcome.result.stages):
        say(f"  {line}")
    say(f"written: {folder}")
    if outcome.plan is not None:
        say(f"open {folder / 'map.html'} and {folder / 'report.md'}")


def contracts_verb(
    folder: Annotated[Path, typer.Argument(help="folder that holds data/ and scenarios/")] = Path(),
) -> None:
    """Print data/README.md, docs/figures.md, base.toml and the schema again from the code."""
    from optimizer.contracts import contract_as_markdown
    from optimizer.judge.dictionary import figures_as_markdown
    from optimizer.scenario_files import base_toml, scenario_schema

    schema = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    write_text(folder / "data" / "README.md", contract_as_markdown())
    write_text(folder / "docs" / "figures.md", figures_as_markdown())
    write_text(folder / "scenarios" / "base.toml", base_toml())
    write_text(folder / "scenarios" / "scenario.schema.json", schema)


def demand_verb(
    folder: Annotated[Path, typer.Argument(help="folder of Jeffco's facts and districts")] = Path(
        "data/jeffco"
    ),
    seed: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Model Jeffco's riders and stops again from the facts."""
    from optimizer.demand import write_jeffco

    with step("modelling riders at stops"):
        write_jeffco(folder, seed)
    say(f"written: {folder}")


def slack_verb(
    scenario: ScenarioPath,
    buffers: Annotated[str, typer.Option(help="minutes of buffer to try, with commas between")] = "0,5,10,15",
    seconds: Annotated[float | None, typer.Option(min=0.1, help="time limit of each solve")] = None,
    settings: Settings = None,
    out: Annotated[Path | None, typer.Option(help="write the curve as CSV")] = None,
) -> None:
    """Price slack: solve with each buffer, simulate the days, and show buses against lateness."""
    from optimizer.sweep import CURVE, buffer_curve

    minutes = [_minutes(text.strip()) for text in buffers.split(",") if text.strip()]
    curve = buffer_curve(
        scenario,
        minutes,
        settings or (),
        seconds=seconds,
        progress=lambda row: say_error(f"buffer {row['buffer']:g} min: {row.get('buses', 'no plan')} buses"),
    )
    say(curve.to_string(index=False, na_rep="-"))
    for name, meaning in CURVE.items():
        say(f"  {name}: {meaning}")
    if out is not None:
        write_text(out, curve.to_csv(index=False, lineterminator="\n"))


def _minutes(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        remedy = "Give minutes with commas between: 0,5,10."
        raise InputError([Fault("--buffers", "is not a number", value=text, remedy=remedy)]) from None
