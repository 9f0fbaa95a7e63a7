"""The command line: verbs → functions. The only room that prints.

Exit codes: 0 done, 1 our fault, 2 no plan satisfies the scenario (or, for ``check``, the plan breaks a
rule), 3 the input needs a change. Heavy rooms are imported inside the verbs, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
import traceback

import typer
from typer.exceptions import Abort, TyperException

from optimizer.cli import judging, measuring, sharing, solving, stopping
from optimizer.cli.console import say_error, speak_utf8
from optimizer.cli.options import BAD_INPUT, DONE, NO_PLAN, OUR_FAULT
from optimizer.errors import BelltimeError, InputError

__all__ = ["BAD_INPUT", "DONE", "NO_PLAN", "OUR_FAULT", "app", "main"]

app = typer.Typer(
    name="belltime",
    help="School bell times and school-bus schedules, chosen together, with a proven bound.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("validate")(solving.validate_verb)
app.command("solve")(solving.solve_verb)
app.command("slack")(solving.slack_verb)
app.command("check")(judging.check_verb)
app.command("evaluate")(judging.evaluate_verb)
app.command("simulate")(judging.simulate_verb)
app.command("compare")(judging.compare_verb)
app.command("dashboard")(sharing.dashboard_verb)
app.command("report")(sharing.report_verb)
app.command("workbook")(sharing.workbook_verb)
app.command("export")(sharing.export_verb)
app.command("families")(sharing.families_verb)
app.command("map")(sharing.map_verb)
app.command("motion")(sharing.motion_verb)
app.command("changes")(sharing.changes_verb)
app.command("lateness-map")(sharing.lateness_map_verb)
app.command("pictures")(sharing.pictures_verb)
app.command("demand")(solving.demand_verb)
app.command("stops")(stopping.stops_verb)
app.command("contracts")(solving.contracts_verb)

bench = typer.Typer(no_args_is_help=True, help="Measure the solver by a written protocol (benchmarks/).")
bench.command("bells")(measuring.bench_bells_verb)
bench.command("park")(measuring.bench_park_verb)
app.add_typer(bench, name="bench")


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
