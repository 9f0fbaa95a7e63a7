"""The fewest runs that can serve each school on its own: whole numbers that tighten the joint bound."""

from __future__ import annotations

from time import monotonic

import numpy as np

from optimizer.routing.joint.generation import generate_columns, whole_buses
from optimizer.routing.joint.instance import YARD, IntArray, JointProblem, build_run
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.pricing import Pricer


def bound_fewest_runs(problem: JointProblem, until: float) -> IntArray:
    """A lower bound on the runs of every school: from its load and, if time allows, its linear program."""
    return np.array([_bound_school(problem, s, until) for s in range(len(problem.schools))], dtype=np.int64)


def _bound_school(problem: JointProblem, s: int, until: float) -> int:
    school = problem.schools[s]
    by_load = -(-int(school.load.sum()) // school.seats)
    if len(school) == 0 or monotonic() > until:
        return by_load
    alone = JointProblem((school,), (np.full((1, len(school)), -np.inf),))
    master = Master(alone, [np.arange(len(school))], np.zeros(1, dtype=np.int64), np.array([by_load]))
    master.add([Column(build_run(alone, 0, (i,)), YARD) for i in range(len(school))])
    bound = generate_columns(master, Pricer(alone), [0], min(until, monotonic() + 5.0), prove=True)
    return max(by_load, whole_buses(bound))
