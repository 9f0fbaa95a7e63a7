"""The hall: load → build → solve → check → evaluate → write one plan folder.

Only here do the solver and the judge meet, and the judge has the last word: a plan that it finds broken
is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.bell_choices import choices_of
from optimizer.build import build_problem
from optimizer.district import District, Run
from optimizer.errors import BelltimeError, Fault, refuse_if_any
from optimizer.judge import Evaluation, check, evaluate
from optimizer.outputs.maps import plan_map
from optimizer.outputs.report import report_markdown
from optimizer.outputs.words import headline
from optimizer.placing import asks_for_placing, place_buffer
from optimizer.plan import LogLine, Plan, Result
from optimizer.plan_folder import path_between, write_plan_folder
from optimizer.problem import Problem
from optimizer.roads import build_travel
from optimizer.routing import Routing, build_runs
from optimizer.runs_and_bells import TURNS, choose_runs_and_bells
from optimizer.scenario import Scenario
from optimizer.scenario_files import ResolvedScenario, check_against, read_scenario, scenario_as_toml
from optimizer.solver import solve as solve_problem
from optimizer.stops import StopChoice, choose_stops, lacks_stops, read_town, totals
from optimizer.tables import districts_in, read_boundaries, read_district, stops_as_csv
from optimizer.travel import Travel

# What a district's own runs may break is a fact about today, to be shown; anything else is our fault.
RULES_ABOUT_GIVEN_RUNS = frozenset({"capacity", "ride_limit", "riders_carried", "run_stops"})


@dataclass(frozen=True)
class Case:
    """A scenario with its district, its travel source and the problem they make.

    ``routing`` and ``stop_choice`` say how runs and stops came about where the district has none.
    """

    resolved: ResolvedScenario
    district: District
    travel: Travel
    problem: Problem
    routing: Routing | None
    settings: tuple[str, ...] = ()
    stop_choice: StopChoice | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario with all parents and settings applied."""
        return self.resolved.scenario


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


def load(scenario: str | Path, settings: Sequence[str] = ()) -> Case:
    """Read a scenario file and its district, choose missing stops, build missing runs, and pose the problem.

    Parameters
    ----------
    scenario
        path of a TOML scenario.
    settings
        changes such as ``bells.high.earliest=8:30``, applied last.

    Raises
    ------
    InputError
        with every fault found in the scenario and in the tables.
    """
    resolved = read_scenario(Path(scenario), settings)
    town = read_town(resolved.district_folder) if lacks_stops(resolved.district_folder) else None
    district = town.district if town else read_district(resolved.district_folder)
    refuse_if_any((*check_against(resolved, district), *_faults_of_evaluation(resolved, district)))
    travel = build_travel(resolved.scenario.travel, resolved.district_folder, resolved.folder)
    chosen, routing = None, None
    if town:
        chosen = choose_stops(town, resolved.scenario, travel)
        refuse_if_any(_faults_of_stops(chosen))
        district = chosen.district
    if not district.runs:
        routing = build_runs(district, resolved.scenario, travel)
        refuse_if_any(_faults_of_routing(resolved, routing))
        district = replace(district, runs=routing.runs)
    problem = build_problem(district, resolved.scenario, travel)
    return Case(resolved, district, travel, problem, routing, tuple(settings), chosen)


def _faults_of_routing(resolved: ResolvedScenario, routing: Routing) -> list[Fault]:
    """A plan that leaves riders behind is none: the scenario must first have room for them."""
    if not routing.unserved:
        return []
    first, lost = routing.unserved[0], sum(unserved.riders for unserved in routing.unserved)
    problem = (
        f"leaves {lost:,} riders on no run, first {first.riders} at stop {first.stop_id}: {first.reason}"
    )
    return [Fault(resolved.path.name, problem, remedy="Change the fleet, or the stops.")]


def _faults_of_stops(chosen: StopChoice) -> list[Fault]:
    if chosen.district.stops:
        return []
    return [Fault("students.csv", "leaves no student at a stop", remedy="; ".join(totals(chosen)) + ".")]


def _faults_of_evaluation(resolved: ResolvedScenario, district: District) -> list[Fault]:
    """An evaluation prices bells as they are, so each school must have exactly one."""
    if not resolved.scenario.evaluate_only:
        return []
    left = {school.name: choices_of(school, resolved.scenario) for school in district.schools}
    return [
        Fault(
            file=resolved.path.name,
            column="evaluate_only",
            problem=f"needs one start for {name}, and the scenario leaves {len(starts)}",
            remedy='Lock it in [bells.locks], or leave its level one choice, e.g. choices = ["7:45"].',
        )
        for name, starts in left.items()
        if len(starts) != 1
    ]


def solve(
    case: Case | str | Path,
    *,
    seconds: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    start: Plan | None = None,
    resumed: bool = False,
    progress: Callable[[LogLine], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve a case (or the scenario at a path) and have the judge confirm and price the plan.

    ``seconds``, ``seed`` and ``workers`` default to the scenario's; ``start`` is a plan to begin from, with
    its routes where they fit, and ``resumed`` says that the same scenario made it: no stage then ends worse;
    ``progress`` receives the solver's log line by line; ``stop`` is asked regularly and ends the solve
    with the best plan found so far.

    Raises
    ------
    BelltimeError
        if the judge finds a rule broken: a fault of belltime, never of the planner.
    """
    case = case if isinstance(case, Case) else load(case)
    limits = case.scenario.solve
    allowed = limits.seconds if seconds is None else seconds
    seed = limits.seed if seed is None else seed
    workers = limits.workers if workers is None else workers
    left, settled = allowed, ""
    if case.scenario.routing.method == "fleet" and case.routing is not None:
        if start is not None and resumed:
            case = _with_runs(case, start.runs)
        else:
            turns = choose_runs_and_bells(
                case.district, case.scenario, case.travel, seconds=allowed, seed=seed, workers=workers,
                start=start, progress=progress, stop=stop,
            )  # fmt: skip
            case, start, settled = _with_runs(case, turns.runs), turns.start, turns.words
            left = (1 - TURNS) * allowed
    result = solve_problem(
        case.problem,
        case.district.runs,
        seconds=left,
        seed=seed,
        workers=workers,
        start=start,
        resumed=resumed,
        progress=progress,
        stop=stop,
    )
    result = replace(result, limit=allowed, notes=(settled, *result.notes) if settled else result.notes)
    if asks_for_placing(case.scenario):
        result = place_buffer(case.district, case.scenario, case.travel, result)
    if result.plan is None:
        return Outcome(case, result, None)
    words = confirm(case, result.plan)
    evaluation = evaluate(case.district, case.scenario, case.travel, result.plan)
    return Outcome(case, replace(result, notes=(*result.notes, *words)), evaluation)


def _with_runs(case: Case, runs: tuple[Run, ...]) -> Case:
    """The same case with other runs for the same riders."""
    district = replace(case.district, runs=runs)
    routing = None if case.routing is None else replace(case.routing, runs=runs)
    problem = build_problem(district, case.scenario, case.travel)
    return replace(case, district=district, routing=routing, problem=problem)


def confirm(case: Case, plan: Plan) -> tuple[str, ...]:
    """Let the judge check a plan of ours; say what the district's own runs break, raise for the rest."""
    broken = check(case.district, case.scenario, case.travel, plan)
    given = case.routing is None
    ours = [v for v in broken if not (given and v.rule in RULES_ABOUT_GIVEN_RUNS)]
    if ours:
        words = "\n".join(str(violation) for violation in ours[:20])
        raise BelltimeError(f"the judge refuses this plan ({len(ours)} rules broken):\n{words}")
    return tuple(f"in the district's own runs: {violation.words}" for violation in broken)


def save(outcome: Outcome, folder: Path) -> Path:
    """Write tables, evaluation, log, report and map of ``outcome`` into one plan folder."""
    case, result, evaluation = outcome.case, outcome.result, outcome.evaluation
    changes = [str(change) for change in case.resolved.changes]
    modelled = modelled_inputs(case)
    return write_plan_folder(
        folder,
        result=result,
        district=case.district,
        scenario_toml=scenario_as_toml(_seen_from(folder, case)),
        changes=changes,
        modelled=modelled,
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
    )


def command_of(outcome: Outcome) -> str:
    """The command line that makes this plan again."""
    case, result = outcome.case, outcome.result
    settings = "".join(f" --set {setting}" for setting in case.settings)
    limits = f"--seconds {result.limit:g} --seed {result.seed} --workers {result.workers}"
    return f"belltime solve {case.resolved.path.as_posix()}{settings} {limits}"


def modelled_inputs(case: Case) -> tuple[str, ...]:
    """What of the input is modelled rather than observed, in words; every output repeats it."""
    district, words = case.district, []
    if "modelled" in case.travel.label:
        words.append(f"travel: {case.travel.label}")
    bells = sum(school.bell_today_basis == "modelled" for school in district.schools)
    if bells:
        words.append(f"today's start of {bells} of {len(district.schools)} schools is modelled")
    yards = sum(yard.basis == "modelled" for yard in district.yards)
    if yards:
        words.append(f"the position of {yards} of {len(district.yards)} yards is modelled")
    if case.stop_choice is not None:
        words.append("stops are chosen from the students' homes, not the district's own")
    if any(stop.basis == "modelled" for stop in district.stops):
        words.append("stops and riders are modelled, not the district's own")
    if case.routing is not None:
        words.append("runs are built from the stops, not the district's own")
    return tuple(words)


def validate(what: Path, settings: Sequence[str] = ()) -> list[str]:
    """Read a district, a folder of districts, or a scenario with its district; say what was found.

    Raises
    ------
    InputError
        with every fault found.
    """
    if what.is_dir():
        return [_folder_in_words(folder) for folder in districts_in(what) or [what]]
    case = load(what, settings)
    return [
        f"{case.scenario.name}: {case.scenario.question}",
        *(f"  {change}" for change in case.resolved.changes),
        _district_in_words(case.district),
        *(f"  contradiction: {words}" for words in case.problem.contradictions),
    ]


def _folder_in_words(folder: Path) -> str:
    if not lacks_stops(folder):
        return _district_in_words(read_district(folder))
    town = read_town(folder)
    return f"{_district_in_words(town.district)}; {len(town.students):,} students to choose stops for"


def _district_in_words(district: District) -> str:
    riders = sum(stop.riders_am for stop in district.stops)
    return (
        f"{district.source}: {len(district.schools)} schools, {len(district.stops):,} stops, "
        f"{riders:,} morning riders, {len(district.yards)} yards, {len(district.runs):,} runs: no fault"
    )
