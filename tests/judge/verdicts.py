"""What the judge says of the tiny plan, and small ways to change that plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from optimizer.district import District, Run, School, Stop, Visit
from optimizer.judge import Violation, check
from optimizer.plan import Plan, Route, TimedRun
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario


def verdict(
    district: District | None = None, scenario: Scenario | None = None, plan: Plan | None = None
) -> tuple[Violation, ...]:
    """Check the tiny plan, or what replaces a part of it."""
    return check(district or tiny_district(), scenario or tiny_scenario(), FlatTravel(), plan or tiny_plan())


def rules_broken(**case: Any) -> list[str]:
    """Rules broken, each as often as it is."""
    return [violation.rule for violation in verdict(**case)]


def with_bells(plan: Plan | None = None, **bells: int) -> Plan:
    """Ring other bells and move every run along with its school's."""
    plan = plan or tiny_plan()
    later = {school_id: bell - plan.bells[school_id] for school_id, bell in bells.items()}
    school_of = {run.id: run.school_id for run in plan.runs}

    def moved(timed: tuple[TimedRun, ...]) -> tuple[TimedRun, ...]:
        return tuple(replace(t, at=t.at + later.get(school_of[t.run_id], 0)) for t in timed)

    routes = tuple(replace(route, am=moved(route.am), pm=moved(route.pm)) for route in plan.routes)
    return replace(plan, bells={**plan.bells, **bells}, routes=routes)


def with_route(bus: str, change: Callable[[Route], Route], plan: Plan | None = None) -> Plan:
    """Change the route of one bus."""
    plan = plan or tiny_plan()
    routes = tuple(change(route) if route.bus == bus else route for route in plan.routes)
    return replace(plan, routes=routes)


def with_at(run_id: str, later: int, plan: Plan | None = None) -> Plan:
    """Let one run meet its school ``later`` minutes after its aim."""
    plan = plan or tiny_plan()

    def moved(timed: tuple[TimedRun, ...]) -> tuple[TimedRun, ...]:
        return tuple(replace(t, at=t.at + later) if t.run_id == run_id else t for t in timed)

    routes = tuple(replace(route, am=moved(route.am), pm=moved(route.pm)) for route in plan.routes)
    return replace(plan, routes=routes)


def with_run(run_id: str, plan: Plan | None = None, **changes: Any) -> Plan:
    """Change one run of the plan."""
    plan = plan or tiny_plan()
    return replace(plan, runs=tuple(replace(r, **changes) if r.id == run_id else r for r in plan.runs))


def visits(*pairs: tuple[str, int]) -> tuple[Visit, ...]:
    return tuple(Visit(stop_id, riders) for stop_id, riders in pairs)


def run_named(run_id: str) -> Run:
    return next(run for run in tiny_district().runs if run.id == run_id)


def with_school(school_id: str, **changes: Any) -> District:
    """Change one school of the tiny district."""
    district = tiny_district()

    def changed(school: School) -> School:
        return replace(school, **changes) if school.id == school_id else school

    return replace(district, schools=tuple(map(changed, district.schools)))


def with_stop(stop_id: str, **changes: Any) -> District:
    """Change one stop of the tiny district."""
    district = tiny_district()

    def changed(stop: Stop) -> Stop:
        return replace(stop, **changes) if stop.id == stop_id else stop

    return replace(district, stops=tuple(map(changed, district.stops)))
