"""Rules on runs that serve two schools: only where the scenario says so, and in time at both."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.district import Run
from optimizer.judge.case import HALF_DAY, Case, spell
from optimizer.judge.timing import EPSILON, Driven


def combined_allowed(case: Case) -> Iterator[tuple[str, str]]:
    """Let a run serve two schools only if the scenario combines them and it carries riders of both."""
    allowed = {frozenset(pair) for pair in case.scenario.routing.combine}
    for run in case.plan.runs:
        if run.also is None:
            continue
        names = " and ".join(map(case.school_name, run.school_ids))
        if frozenset(run.school_ids) not in allowed:
            yield f"run {run.id}", f"Run {run.id} serves {names}, which the scenario does not combine."
        for school_id in run.school_ids:
            if not _carries(case, run, school_id):
                who = case.school_name(school_id)
                yield f"run {run.id}", f"Run {run.id} serves {names}, but carries no rider of {who}."


def _carries(case: Case, run: Run, school_id: str) -> bool:
    stops = case.district.stop_by_id
    return any(
        visit.riders > 0 and visit.stop_id in stops and stops[visit.stop_id].school_id == school_id
        for visit in run.visits
    )


def combined_window(case: Case) -> Iterator[tuple[str, str]]:
    """Meet the other school of a combined run inside the window too: arrival (am), departure (pm).

    The whole window from near to far counts, whatever is planned: only one of the schools can be met at the
    aim.
    """
    service = case.scenario.service
    for driven in case.timetable.driven:
        if driven.time.also is None:
            continue
        window = service.arrival if driven.period == "am" else service.departure
        minutes = driven.time.waits(driven.time.also, driven.at)
        if not window.near - EPSILON <= minutes <= window.far + EPSILON:
            yield f"bus {driven.bus}", _outside(driven, minutes, f"{window.near} to {window.far}")


def combined_stay(case: Case) -> Iterator[tuple[str, str]]:
    """Stand at the other school long enough to unload or load, and no longer than the window is far.

    Riders of the first school sit in the bus meanwhile.
    """
    service = case.scenario.service
    for run in case.plan.runs:
        far = service.arrival.far if run.period == "am" else service.departure.far
        if run.also is not None and not service.unload - EPSILON <= run.stay <= far + EPSILON:
            where = case.school_name(run.also)
            stands = f"Run {run.id}, {HALF_DAY[run.period]}, stands {spell(run.stay)} min at {where}"
            yield f"run {run.id}", f"{stands}; {spell(service.unload)} to {far} min allowed."


def _outside(driven: Driven, minutes: float, allowed: str) -> str:
    name = "" if driven.time.also is None else driven.time.also.name
    met = (
        f"reaches {name} {spell(minutes)} min before its bell"
        if driven.period == "am"
        else f"leaves {name} {spell(minutes)} min after its dismissal"
    )
    who = f"Bus {driven.bus}, {HALF_DAY[driven.period]}: run {driven.time.run.id}"
    return f"{who} {met}; {allowed} min allowed."
