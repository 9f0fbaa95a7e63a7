"""The command line: verbs → functions. The only room that prints.

Exit codes: 0 done, 1 our fault, 2 no plan satisfies the scenario (or, for ``check``, the plan breaks a
rule), 3 the input needs a change. Heavy rooms are imported inside the verbs, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Abort, TyperException

from optimizer.console import SolveScreen, say, say_error, speak_utf8, step, stop_on_interrupt
from optimizer.errors import BelltimeError, InputError

if TYPE_CHECKING:
    from optimizer.planning import Case, Outcome

DONE, OUR_FAULT, NO_PLAN, BAD_INPUT = 0, 1, 2, 3

app = typer.Typer(
    name="belltime",
    help="School bell times and school-bus schedules, chosen together, with a proven bound.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioPath = Annotated[Path, typer.Argument(help="scenario file (TOML)", metavar="SCENARIO")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="change one key, e.g. bells.high.earliest=8:30"),
]


@app.command("solve")
def solve_verb(
    scenario: ScenarioPath,
    out: Annotated[Path | None, typer.Option(help="plan folder (default: plans/NAME)")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="time limit of the solve")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="seed of the search")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="1: the same plan every time")] = None,
    start: Annotated[Path | None, typer.Option(help="plan folder to start from")] = None,
    settings: Settings = None,
) -> None:
    """Choose bells and routes for a scenario, and write a plan folder."""
    from optimizer import planning, saved_plans
    from optimizer.plan_folder import refuse_foreign_folder

    with step("reading the scenario and its district"):
        case = planning.load(scenario, settings or ())
        begin = saved_plans.read_start(start, case) if start else None
        folder = out or Path("plans") / case.scenario.name
        refuse_foreign_folder(folder)
    describe(case)
    with stop_on_interrupt() as stop, SolveScreen() as screen:
        outcome = planning.solve(
            case, seconds=seconds, seed=seed, workers=workers, start=begin, progress=screen.show, stop=stop
        )
    with step("writing the plan, its report and its map"):
        outcome.save(folder)
    tell(outcome, folder)
    if outcome.plan is None:
        raise typer.Exit(NO_PLAN)


def describe(case: Case) -> None:
    """Say what is about to be solved, with every change against the defaults."""
    problem = case.problem
    say(case.scenario.question)
    for change in case.resolved.changes:
        say(f"  {change}")
    say(
        f"{len(problem.school_ids)} schools, {problem.am.runs} morning and {problem.pm.runs} afternoon runs, "
        f"{problem.am.riders.sum():,} riders; travel: {case.travel.label}"
    )
    if case.routing is not None:
        for note in case.routing.notes:
            say(f"  {note}")


def tell(outcome: Outcome, folder: Path) -> None:
    """Say how the solve ended and where the plan lies."""
    from optimizer.outputs.summary import summary

    say(summary(outcome.result, outcome.evaluation))
    say(f"written: {folder}")
    if outcome.plan is not None:
        say(f"open {folder / 'map.html'} and {folder / 'report.md'}")


@app.command("check")
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


@app.command("compare")
def compare_verb(
    plans: Annotated[list[Path], typer.Argument(help="two or more plan folders", metavar="PLAN PLAN...")],
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
        _write(md, comparison.as_markdown())
    if json_file is not None:
        _write(json_file, json.dumps(comparison.as_dict(), indent=2, ensure_ascii=False) + "\n")
    with step("drawing the plans side by side"):
        _write(map_file or Path("comparison.html"), saved_plans.draw_comparison(plans))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    say(f"written: {path}")


@app.command("validate")
def validate_verb(
    what: Annotated[Path, typer.Argument(help="a district's folder, or a scenario", metavar="PATH")],
    settings: Settings = None,
) -> None:
    """Read a district or a scenario, and report every fault at once."""
    from optimizer import planning

    for line in planning.validate(what, settings or ()):
        say(line)


@app.command("contracts")
def contracts_verb(
    folder: Annotated[Path, typer.Argument(help="folder that holds data/ and scenarios/")] = Path(),
) -> None:
    """Print data/README.md, base.toml and the JSON Schema of scenario files again from the code."""
    from optimizer.contracts import contract_as_markdown
    from optimizer.scenario_files import base_toml, scenario_schema

    schema = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    _write(folder / "data" / "README.md", contract_as_markdown())
    _write(folder / "scenarios" / "base.toml", base_toml())
    _write(folder / "scenarios" / "scenario.schema.json", schema)


@app.command("demand")
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


bench = typer.Typer(no_args_is_help=True, help="Measure the solver by a written protocol (benchmarks/).")
app.add_typer(bench, name="bench")


@bench.command("bells")
def bench_bells_verb(
    names: Annotated[str, typer.Option(help="cases or their beginnings, with commas between")] = "",
    methods: Annotated[str, typer.Option(help="methods, with commas between (default: all)")] = "",
    seconds: Annotated[float | None, typer.Option(min=0.1, help="limit of each method on each case")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    instances: Annotated[Path | None, typer.Option(help="folder of the Park instances, for ladder B")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the rows as JSON")] = None,
) -> None:
    """Bells and pairing: generated districts, Jeffco, and ladder B of the Park instances."""
    from optimizer.bench.bells import as_markdown, bench_bells

    rows = bench_bells(
        names=_listed(names),
        methods=_listed(methods),
        seconds=seconds,
        seed=seed,
        instances=instances,
        json_file=json_file,
        progress=lambda row: say_error(
            f"{row['case']} {row['method']}: {row['buses']} buses, bound {row['bound']}"
        ),
    )
    say(as_markdown(rows))


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def main() -> None:
    """Run the command line, turning every ending into an exit code and words."""
    speak_utf8()
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        code = app(standalone_mode=False)
    except InputError as refused:
        say_error(f"{refused}\n{_count(refused)} Nothing was written.")
        return BAD_INPUT
    except TyperException as misused:
        say_error(misused.format_message())
        return BAD_INPUT
    except BelltimeError as ours:
        say_error(f"belltime is at fault, please report this: {ours}")
        return OUR_FAULT
    except (KeyboardInterrupt, Abort):
        say_error("stopped; nothing was written.")
        return OUR_FAULT
    except Exception:
        say_error(f"{traceback.format_exc()}belltime is at fault, please report the lines above.")
        return OUR_FAULT
    return code if isinstance(code, int) else DONE


def _count(refused: InputError) -> str:
    n = len(refused.faults)
    return "1 fault to mend." if n == 1 else f"{n} faults to mend."
