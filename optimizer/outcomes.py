"""An outcome: what a solve found, judged, and how it becomes a plan folder with its report and its map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.cases import Case, modelled_inputs, stop_and_run_notes
from optimizer.judge import Evaluation
from optimizer.outputs.maps import plan_map
from optimizer.outputs.report import report_markdown
from optimizer.outputs.words import headline
from optimizer.plan import Plan, Result
from optimizer.plan_folder import path_between, write_plan_folder
from optimizer.scenario import Scenario
from optimizer.scenario_files import scenario_as_toml
from optimizer.tables import read_boundaries, stops_as_csv


@dataclass(frozen=True)
class Outcome:
    """What a solve found, judged. ``evaluation`` is ``None`` when there is no plan."""

    case: Case
    result: Result
    evaluation: Evaluation | None

    @property
    def plan(self) -> Plan | None:
        """The plan, if one was found."""
        return self.result.plan

    def save(self, folder: str | Path) -> Path:
        """Write the plan folder and return its path."""
        return save(self, Path(folder))


def save(outcome: Outcome, folder: Path) -> Path:
    """Write tables, evaluation, log, report and map of ``outcome`` into one plan folder."""
    case, result, evaluation = outcome.case, outcome.result, outcome.evaluation
    changes = [str(change) for change in case.resolved.changes]
    modelled, notes = modelled_inputs(case), stop_and_run_notes(case, shared=True)
    return write_plan_folder(
        folder,
        result=result,
        district=case.district,
        scenario_toml=scenario_as_toml(_seen_from(folder, case)),
        changes=changes,
        modelled=modelled,
        stops_and_runs=notes,
        district_folder=case.resolved.district_folder,
        stops_csv=stops_as_csv(case.district.stops) if case.stop_choice else "",
        evaluation=evaluation,
        report=report_markdown(
            evaluation,
            result,
            case.district,
            case.scenario,
            command=command_of(outcome),
            changes=changes,
            modelled=modelled,
            stops_and_runs=notes,
        ),
        map_html=_map_of(outcome, modelled),
    )


def _seen_from(folder: Path, case: Case) -> Scenario:
    """The scenario with its paths relative to the plan folder, so that both can be moved together."""
    scenario = case.scenario
    travel = scenario.travel
    if travel.roads is not None:
        travel = travel.model_copy(
            update={"roads": path_between(case.resolved.folder / travel.roads, folder)}
        )
    district = path_between(case.resolved.district_folder, folder)
    return scenario.model_copy(update={"district": district, "travel": travel})


def _map_of(outcome: Outcome, modelled: Sequence[str]) -> str:
    if outcome.plan is None or outcome.evaluation is None:
        return ""
    return plan_map(
        outcome.evaluation,
        outcome.plan,
        outcome.case.district,
        outcome.case.scenario,
        headline=headline(outcome.result, outcome.evaluation),
        modelled=modelled,
        boundaries=read_boundaries(outcome.case.resolved.district_folder),
        travel=outcome.case.travel,
    )


def command_of(outcome: Outcome) -> str:
    """The command line that makes this plan again."""
    case, result = outcome.case, outcome.result
    settings = "".join(f" --set {setting}" for setting in case.settings)
    limits = f"--seconds {result.limit:g} --seed {result.seed} --workers {result.workers}"
    return f"belltime solve {case.resolved.path.as_posix()}{settings} {limits}"
