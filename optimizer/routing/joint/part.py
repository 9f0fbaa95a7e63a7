"""A part of a plan set free: some runs are taken apart and chosen anew, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from optimizer.routing.joint.instance import YARD, IntArray, JointPlan, JointProblem, Run
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.predecessors import possible_before


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a neighbourhood frees.

    Parameters
    ----------
    freed
        Runs taken apart.
    movable
        Runs that stay but may follow another run.
    kept
        All runs that stay.
    spare
        Runs of each school that others may still follow, beside the freed and movable ones.
    buses
        Buses the freed and movable runs start today.
    """

    freed: tuple[Run, ...]
    movable: tuple[Run, ...]
    kept: tuple[Run, ...]
    spare: IntArray
    buses: int


def free_runs(problem: JointProblem, plan: JointPlan, numbers: Iterable[int]) -> Part:
    """Free the numbered runs; whatever follows their schools, or starts a bus, may follow something else."""
    freed = set(numbers)
    loose_schools = {plan.runs[r].school for r in freed}
    spare = np.zeros(len(problem.schools), dtype=np.int64)
    movable, buses = [], 0
    for r, run in enumerate(plan.runs):
        before = plan.before[r]
        comes_from = YARD if before == YARD else plan.runs[before].school
        buses += comes_from == YARD
        if r in freed:
            continue
        if comes_from == YARD or comes_from in loose_schools or before in freed:
            movable.append(run)
        else:
            spare[run.school] += 1
            spare[comes_from] -= 1
    kept = tuple(run for r, run in enumerate(plan.runs) if r not in freed)
    return Part(tuple(plan.runs[r] for r in sorted(freed)), tuple(movable), kept, spare, buses)


def build_master(problem: JointProblem, part: Part, fewest: IntArray) -> Master:
    """The linear program of the freed stops and movable runs, with the present runs as its first columns."""
    open_stops = [
        np.array(sorted(stop for run in part.freed if run.school == s for stop in run.stops), dtype=np.int64)
        for s in range(len(problem.schools))
    ]
    locked = [run.school for run in part.kept if run not in set(part.movable)]
    still = fewest - np.bincount(locked, minlength=len(fewest))
    master = Master(problem, open_stops, part.spare, still)
    sources = set(np.flatnonzero(part.spare > 0)) | {run.school for run in (*part.freed, *part.movable)}
    for run in (*part.freed, *part.movable):
        before = [YARD, *(int(p) for p in possible_before(problem, run) if p in sources)]
        master.add([Column(run, p) for p in before])
    for run in part.movable:
        master.fix(run)
    return master
