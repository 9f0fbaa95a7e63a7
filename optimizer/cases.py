"""Cases: a scenario with its district, missing stops and runs made, and the problem that they pose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.bell_choices import choices_of
from optimizer.build import build_problem
from optimizer.district import District
from optimizer.errors import Fault, refuse_if_any
from optimizer.problem import Problem
from optimizer.roads import RoadTravel, build_travel
from optimizer.routing import Routing, build_runs, idle_members, idle_notes, pair_faults, unserved_notes
from optimizer.scenario import Scenario
from optimizer.scenario_files import ResolvedScenario, check_against, fault_at, read_scenario
from optimizer.stops import StopChoice, choose_stops, lacks_stops, read_town, totals
from optimizer.tables import districts_in, read_district
from optimizer.travel import Travel


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
    refuse_if_any(_faults_of_pairs(resolved, district, travel))
    if not district.runs:
        routing = build_runs(district, resolved.scenario, travel)
        refuse_if_any(_faults_of_routing(resolved, routing))
        district = replace(district, runs=routing.runs)
    problem = build_problem(district, resolved.scenario, travel)
    return Case(resolved, district, travel, problem, routing, tuple(settings), chosen)


def _faults_of_routing(resolved: ResolvedScenario, routing: Routing) -> list[Fault]:
    """A plan that leaves riders behind is none: the scenario must first have room for them."""
    return [
        Fault(resolved.path.name, f"leaves {words}", remedy="Change the fleet, or the stops.")
        for words in unserved_notes(routing.unserved)
    ]


def _faults_of_pairs(resolved: ResolvedScenario, district: District, travel: Travel) -> list[Fault]:
    """Schools to combine whose buses cannot be in time at both, or of which one has nobody to ride."""
    pairs, sources = resolved.scenario.routing.combine, resolved.sources
    alone = "Take the pair out: a shared bell would gain nothing."
    remedy = "Take the pair out, or widen the window (service.arrival, service.departure; service.unload)."
    return [
        *(
            fault_at(
                sources, ("routing", "combine", i, j), f"{problem}, so no run to share", pairs[i][j], alone
            )
            for i, j, problem in idle_members(district, resolved.scenario)
        ),
        *(
            fault_at(sources, ("routing", "combine", place), problem, " ".join(pairs[place]), remedy)
            for place, problem in pair_faults(district, resolved.scenario, travel)
        ),
    ]


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


def stop_and_run_notes(case: Case, *, shared: bool = False) -> tuple[str, ...]:
    """What a planner should know of stops and runs: who waits nowhere, what no run meets, what pairs came to.

    Where they are kept with a plan they are ``shared``: a few students are then only called few.
    """
    chosen = () if case.stop_choice is None else totals(case.stop_choice, shared=shared)
    built = () if case.routing is None else case.routing.notes
    return (*_road_notes(case, shared=shared), *chosen, *idle_notes(case.district), *built)


def _road_notes(case: Case, *, shared: bool) -> tuple[str, ...]:
    """What was left out of a road network, and places far from it; what is ``shared`` names no place."""
    roads, district = case.travel, case.district
    if not isinstance(roads, RoadTravel):
        return ()
    places = [place.place for group in (district.schools, district.stops, district.yards) for place in group]
    return (*roads.notes, *roads.notes_on(places, named=not shared))


def validate(what: Path, settings: Sequence[str] = ()) -> list[str]:
    """Read a district, a folder of districts, or a scenario with its district; say what was found.

    Raises
    ------
    InputError
        with every fault found.
    """
    if what.is_dir():
        return [words for folder in districts_in(what) or [what] for words in _folder_in_words(folder)]
    case = load(what, settings)
    return [
        f"{case.scenario.name}: {case.scenario.question}",
        *(f"  {change}" for change in case.resolved.changes),
        _district_in_words(case.district),
        *(f"  {note}" for note in stop_and_run_notes(case)),
        *(f"  contradiction: {words}" for words in case.problem.contradictions),
    ]


def _folder_in_words(folder: Path) -> list[str]:
    if not lacks_stops(folder):
        district = read_district(folder)
        return [_district_in_words(district), *(f"  {note}" for note in idle_notes(district))]
    town = read_town(folder)
    return [f"{_district_in_words(town.district)}; {len(town.students):,} students to choose stops for"]


def _district_in_words(district: District) -> str:
    riders = sum(stop.riders_am for stop in district.stops)
    return (
        f"{district.source}: {len(district.schools)} schools, {len(district.stops):,} stops, "
        f"{riders:,} morning riders, {len(district.yards)} yards, {len(district.runs):,} runs: no fault"
    )
