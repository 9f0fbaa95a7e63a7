"""Bells chosen together with the runs: the two questions answered in turn until neither saves a bus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from optimizer.routing.joint.instance import (
    TOLERANCE,
    YARD,
    FloatArray,
    IntArray,
    JointProblem,
    Run,
    SchoolStops,
)
from optimizer.routing.joint.matching import match_runs


@dataclass(frozen=True, slots=True, eq=False)
class BellWindows:
    """Schools whose bells may move on a grid.

    Parameters
    ----------
    gap
        For each school, shape (schools, stops): time from the bell of another school to its own that a run
        needs, besides its service time, to begin at the stop and follow a run of that other school.
    earliest, latest
        First and last bell of each school, in grid steps.
    step
        Length of a grid step in the unit of ``gap``.
    """

    schools: tuple[SchoolStops, ...]
    gap: tuple[FloatArray, ...]
    earliest: IntArray
    latest: IntArray
    step: float

    def at(self, bells: IntArray) -> JointProblem:
        """The joint problem once the bells (in grid steps) are fixed."""
        time = bells * self.step
        return JointProblem(
            self.schools, tuple(time[s] - time[:, None] - gap for s, gap in enumerate(self.gap))
        )

    def relaxed(self) -> JointProblem:
        """Every connection that *some* bells allow, at once: its bound holds for all bells."""
        late, early = self.latest * self.step, self.earliest * self.step
        reach = [late[s] - early[:, None] - gap for s, gap in enumerate(self.gap)]
        for s, school_reach in enumerate(reach):
            school_reach[s] = -np.inf
        return JointProblem(self.schools, tuple(reach))


def choose_bells(
    windows: BellWindows,
    runs: Sequence[Run],
    bells: IntArray,
    seconds: float,
    seed: int = 1,
    workers: int = 1,
) -> IntArray:
    """Bells for which these runs need the fewest buses, as far as time allows; no worse than the given ones.

    Predecessors are told by school: any run of it ends at the same place and time.
    """
    model = cp_model.CpModel()
    limits = zip(windows.earliest, windows.latest, strict=True)
    bell = [model.new_int_var(int(first), int(last), "") for first, last in limits]
    now = match_runs(windows.at(bells), runs)
    for variable, minute in zip(bell, bells, strict=True):
        model.add_hint(variable, int(minute))
    uses: list[list[cp_model.IntVar]] = [[] for _ in windows.schools]
    for run, before in zip(runs, now.before, strict=True):
        follows = YARD if before == YARD else runs[before].school
        for p, use in _add_starts(model, windows, bell, run, follows):
            uses[p].append(use)
    count = Counter(run.school for run in runs)
    for p, literals in enumerate(uses):
        model.add(cp_model.LinearExpr.sum(literals) <= count[p])
    model.maximize(cp_model.LinearExpr.sum([use for literals in uses for use in literals]))
    found = _solve(model, bell, bells, seconds, seed, workers)
    return found if match_runs(windows.at(found), runs).buses <= now.buses else bells


def _add_starts(
    model: cp_model.CpModel, windows: BellWindows, bell: list[cp_model.IntVar], run: Run, follows: int
) -> list[tuple[int, cp_model.IntVar]]:
    """Literals "the run follows this school", at most one true; hinted as it is now."""
    starts = []
    for p, apart in _steps_apart(windows, run):
        use = model.new_bool_var("")
        model.add_hint(use, p == follows)
        starts.append((p, use))
        if windows.earliest[run.school] - windows.latest[p] < apart:
            model.add(bell[run.school] - bell[p] >= apart).only_enforce_if(use)
    model.add_at_most_one([use for _, use in starts])
    return starts


def _solve(
    model: cp_model.CpModel,
    bell: list[cp_model.IntVar],
    bells: IntArray,
    seconds: float,
    seed: int,
    workers: int,
) -> IntArray:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return bells
    return np.array([solver.value(variable) for variable in bell], dtype=np.int64)


def _steps_apart(windows: BellWindows, run: Run) -> list[tuple[int, int]]:
    """Schools the run may follow for some bells, and how many grid steps its bell must then be later."""
    needed = windows.gap[run.school][:, run.stops[0]] + run.service - TOLERANCE
    apart = np.ceil(needed / windows.step).astype(np.int64)
    possible = apart <= windows.latest[run.school] - windows.earliest
    possible[run.school] = False
    return [(int(p), int(apart[p])) for p in np.flatnonzero(possible)]
