"""Fewest buses for given runs: a maximum matching of every run with the run its bus drove before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from optimizer.routing.joint.instance import TOLERANCE, YARD, JointPlan, JointProblem, Run


def match_runs(problem: JointProblem, runs: Sequence[Run]) -> JointPlan:
    """Chain the runs into the fewest buses; exact for fixed runs and bells."""
    school = np.array([run.school for run in runs], dtype=np.int64)
    possible = np.zeros((len(runs), len(runs)), dtype=bool)
    for r, run in enumerate(runs):
        possible[r] = (problem.reach[run.school][:, run.stops[0]] >= run.service - TOLERANCE)[school]
    before = maximum_bipartite_matching(csr_matrix(possible), perm_type="column")
    return JointPlan(tuple(runs), tuple(int(b) if b >= 0 else YARD for b in before))
