"""Bells chosen together with the runs: the two questions answered in turn until neither saves a bus."""

from __future__ import annotations

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
    others: Sequence[Run] = (),
) -> tuple[IntArray, tuple[Run, ...]]:
    """Bells, and which of these runs and ``others`` to drive, for the fewest buses that the time allows.

    Never more buses than the given runs need at the given bells. Predecessors are told by school: any run
    of it ends at the same place and time.
    """
    now = match_runs(windows.at(bells), runs)
    candidates = list(dict.fromkeys((*runs, *others)))
    model = cp_model.CpModel()
    limits = zip(windows.earliest, windows.latest, strict=True)
    bell = [model.new_int_var(int(first), int(last), "") for first, last in limits]
    for variable, minute in zip(bell, bells, strict=True):
        model.add_hint(variable, int(minute))
    follows = {
        run: YARD if before == YARD else runs[before].school
        for run, before in zip(runs, now.before, strict=True)
    }
    driven = _add_runs(model, candidates, follows)
    uses: list[list[cp_model.IntVar]] = [[] for _ in windows.schools]
    for run in candidates:
        for p, use in _add_starts(model, windows, bell, run, driven[run], follows.get(run)):
            uses[p].append(use)
    for p, literals in enumerate(uses):
        of_school = [driven[run] for run in candidates if run.school == p]
        model.add(cp_model.LinearExpr.sum(literals) <= cp_model.LinearExpr.sum(of_school))
    started = cp_model.LinearExpr.sum(list(driven.values()))
    model.minimize(started - cp_model.LinearExpr.sum([use for literals in uses for use in literals]))
    found, chosen = _solve(model, bell, driven, seconds, seed, workers) or (bells, tuple(runs))
    return (
        (found, chosen) if match_runs(windows.at(found), chosen).buses <= now.buses else (bells, tuple(runs))
    )


def _add_runs(
    model: cp_model.CpModel, candidates: Sequence[Run], follows: dict[Run, int]
) -> dict[Run, cp_model.IntVar]:
    """Literals "the run is driven": every stop by exactly one run; hinted as it is now."""
    driven = {run: model.new_bool_var("") for run in candidates}
    at: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for run, literal in driven.items():
        model.add_hint(literal, run in follows)
        for stop in run.stops:
            at.setdefault((run.school, stop), []).append(literal)
    for literals in at.values():
        model.add_exactly_one(literals)
    return driven


def _add_starts(
    model: cp_model.CpModel, windows: BellWindows, bell: list[cp_model.IntVar], run: Run,
    driven: cp_model.IntVar, follows: int | None,
) -> list[tuple[int, cp_model.IntVar]]:  # fmt: skip
    """Literals "the run follows this school", at most one and only if it is driven; hinted as it is now."""
    starts = []
    for p, apart in _steps_apart(windows, run):
        use = model.new_bool_var("")
        model.add_hint(use, p == follows)
        starts.append((p, use))
        if windows.earliest[run.school] - windows.latest[p] < apart:
            model.add(bell[run.school] - bell[p] >= apart).only_enforce_if(use)
    model.add(cp_model.LinearExpr.sum([use for _, use in starts]) <= driven)
    return starts


def _solve(
    model: cp_model.CpModel, bell: list[cp_model.IntVar], driven: dict[Run, cp_model.IntVar],
    seconds: float, seed: int, workers: int,
) -> tuple[IntArray, tuple[Run, ...]] | None:  # fmt: skip
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    found = np.array([solver.value(variable) for variable in bell], dtype=np.int64)
    return found, tuple(run for run, literal in driven.items() if solver.value(literal))


def _steps_apart(windows: BellWindows, run: Run) -> list[tuple[int, int]]:
    """Schools the run may follow for some bells, and how many grid steps its bell must then be later."""
    needed = windows.gap[run.school][:, run.stops[0]] + run.service - TOLERANCE
    apart = np.ceil(needed / windows.step).astype(np.int64)
    possible = apart <= windows.latest[run.school] - windows.earliest
    possible[run.school] = False
    return [(int(p), int(apart[p])) for p in np.flatnonzero(possible)]
