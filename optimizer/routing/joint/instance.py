"""The joint question: which stops share a run, and which runs share a bus, when the bells are fixed.

A run is grown backwards from its school, so everything is told from the school's end. An afternoon is
the mirror image: read *first stop* as the last one and *comes from* as *goes on to*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TOLERANCE = 1e-6
"""Slack in time units below which a limit counts as met: sums of floats in another order differ by less."""

YARD = -1
"""Stands where a school would: the bus comes straight from the yard."""


@dataclass(frozen=True, slots=True, eq=False)
class SchoolStops:
    """One school's stops, in any one unit of time.

    Travel must obey the triangle inequality (leaving a stop out never makes a run longer); the bound
    and the removal of stops served twice rest on it.

    Parameters
    ----------
    board
        Time at each stop, shape (n,).
    drive
        Travel time from stop to stop, shape (n, n); row = from, column = to.
    to_school
        Travel time from each stop to the school, shape (n,).
    ride_limit
        Longest ride of the riders of each stop, shape (n,).
    counts_own_boarding
        Whether a stop's own boarding is part of its riders' ride.
    """

    name: str
    stops: tuple[str, ...]
    load: IntArray
    board: FloatArray
    drive: FloatArray
    to_school: FloatArray
    ride_limit: FloatArray
    seats: int
    counts_own_boarding: bool

    def __len__(self) -> int:
        return len(self.stops)


@dataclass(frozen=True, slots=True, eq=False)
class JointProblem:
    """Schools with their stops, and which runs may follow which school.

    ``reach[s][p, i]`` is the longest service time a run of school ``s`` that starts at its stop ``i`` may
    have and still be driven by a bus that has just finished a run of school ``p`` (``-inf``: never). A
    school follows only schools that ring earlier, so connections hold no cycle.
    """

    schools: tuple[SchoolStops, ...]
    reach: tuple[FloatArray, ...]

    @property
    def stop_count(self) -> int:
        """Number of stops of all schools."""
        return sum(len(school) for school in self.schools)


@dataclass(frozen=True, slots=True)
class Run:
    """Stops of one school in driving order (numbers of its stops); time from first boarding to school."""

    school: int
    stops: tuple[int, ...]
    service: float


@dataclass(frozen=True, slots=True)
class JointPlan:
    """Runs, and for each the run its bus drove before (``YARD``: it is the first of its bus)."""

    runs: tuple[Run, ...]
    before: tuple[int, ...]

    @property
    def buses(self) -> int:
        """Buses needed: runs that no other run precedes."""
        return sum(previous == YARD for previous in self.before)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that no run may serve, and the reason in words."""

    school: int
    stop: int
    riders: int
    reason: str


def service_time(school: SchoolStops, stops: tuple[int, ...]) -> float:
    """Time from the start of boarding at the first stop to the arrival at the school."""
    order = list(stops)
    legs = school.drive[order[:-1], order[1:]].sum() + school.to_school[order[-1]]
    return float(school.board[order].sum() + legs)


def build_run(problem: JointProblem, school: int, stops: tuple[int, ...]) -> Run:
    """The run of a school through these stops, measured."""
    return Run(school, stops, service_time(problem.schools[school], stops))


def is_allowed(school: SchoolStops, stops: tuple[int, ...]) -> bool:
    """Whether seats and every stop's ride limit hold."""
    if int(school.load[list(stops)].sum()) > school.seats:
        return False
    elapsed, following = 0.0, -1
    for stop in reversed(stops):
        leg = school.to_school[stop] if following < 0 else school.drive[stop, following]
        ride = elapsed + leg + (school.board[stop] if school.counts_own_boarding else 0.0)
        if ride > school.ride_limit[stop] + TOLERANCE:
            return False
        elapsed += float(leg + school.board[stop])
        following = stop
    return True


def find_unserved(problem: JointProblem) -> list[Unserved]:
    """Stops that not even a run of their own may serve: too many riders, or too far for the ride limit."""
    found = []
    for s, school in enumerate(problem.schools):
        for i in range(len(school)):
            riders = int(school.load[i])
            if riders == 0:
                reason = "nobody waits there"
            elif riders > school.seats:
                reason = f"{riders} riders are more than {school.seats} seats"
            elif not np.isfinite(school.to_school[i]):
                reason = "no way leads from it to the school"
            elif not is_allowed(school, (i,)):
                reason = f"even a direct drive exceeds its ride limit of {school.ride_limit[i]:g}"
            else:
                continue
            found.append(Unserved(s, i, riders, reason))
    return found


def leave_out(problem: JointProblem, unserved: Sequence[Unserved]) -> JointProblem:
    """The problem without the unserved stops."""
    if not unserved:
        return problem
    schools, reaches = [], []
    for s, school in enumerate(problem.schools):
        left = _stops_left(problem, s, unserved)
        schools.append(
            replace(
                school,
                stops=tuple(school.stops[i] for i in left),
                load=school.load[left],
                board=school.board[left],
                drive=np.ascontiguousarray(school.drive[np.ix_(left, left)]),
                to_school=school.to_school[left],
                ride_limit=school.ride_limit[left],
            )
        )
        reaches.append(np.ascontiguousarray(problem.reach[s][:, left]))
    return JointProblem(tuple(schools), tuple(reaches))


def put_back(problem: JointProblem, plan: JointPlan, unserved: Sequence[Unserved]) -> JointPlan:
    """The plan of the problem without the unserved stops, in the numbers of the whole problem."""
    left = [_stops_left(problem, s, unserved) for s in range(len(problem.schools))]
    runs = (replace(run, stops=tuple(left[run.school][stop] for stop in run.stops)) for run in plan.runs)
    return JointPlan(tuple(runs), plan.before)


def _stops_left(problem: JointProblem, school: int, unserved: Sequence[Unserved]) -> list[int]:
    gone = {u.stop for u in unserved if u.school == school}
    return [i for i in range(len(problem.schools[school])) if i not in gone]
