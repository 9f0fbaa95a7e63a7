"""A first plan in a moment: runs built by cheapest insertion, then chained into the fewest buses."""

from __future__ import annotations

from optimizer.routing.joint.instance import (
    JointPlan,
    JointProblem,
    Run,
    SchoolStops,
    build_run,
    is_allowed,
    service_time,
)
from optimizer.routing.joint.matching import match_runs


def build_start(problem: JointProblem) -> JointPlan:
    """Serve every stop; each stop must be allowed a run of its own."""
    runs: list[Run] = []
    for s, school in enumerate(problem.schools):
        left = sorted(range(len(school)), key=lambda stop: -float(school.to_school[stop]))
        while left:
            stops = _fill_run(school, left)
            left = [stop for stop in left if stop not in stops]
            runs.append(build_run(problem, s, stops))
    return match_runs(problem, runs)


def _fill_run(school: SchoolStops, left: list[int]) -> tuple[int, ...]:
    """The farthest stop, and whatever else is cheapest to take along until nothing fits."""
    stops: tuple[int, ...] = (left[0],)
    while True:
        longer = [
            (service_time(school, grown) - float(school.board[stop]), grown)
            for stop in left
            if stop not in stops and int(school.load[[*stops, stop]].sum()) <= school.seats
            for at in range(len(stops) + 1)
            if is_allowed(school, grown := (*stops[:at], stop, *stops[at:]))
        ]
        if not longer:
            return stops
        stops = min(longer)[1]
