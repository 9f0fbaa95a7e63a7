"""Of all runs that there could be, those for the fewest buses at given bells: column generation, with proof.

Where the other methods search, this one also bounds: no choice of runs needs fewer buses at these bells. A
half of the day is asked only if the clock is likely to let its linear program end, so this is for districts,
or parts of one, with up to a thousand stops. Where the clock ends it sooner, the bound is lower, not wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from optimizer.district import PERIODS, District, Run
from optimizer.routing.calls import EPSILON
from optimizer.routing.half_day import HalfDay, HalfDayAt, build_half_day, pose_at, runs_of
from optimizer.routing.joint.compiling import compile_kernels
from optimizer.routing.joint.instance import JointPlan, JointProblem
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.solve import bound_buses, solve_joint
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

SECONDS_A_STOP = 0.02
"""Below this a half of the day is not asked. Of this time the linear program has half; on Park's instances of
1,000 and 2,000 stops it took 0.003 to 0.02 s a stop, the most with rides of 90 minutes."""


@dataclass(frozen=True)
class Chosen:
    """Runs at certain bells; by half of the day the buses before and after, and the fewest of any runs.

    ``bounds`` are 0 where nothing was proven. Stops that several runs share stay shared as they are.
    """

    runs: tuple[Run, ...]
    before: tuple[int, int]
    after: tuple[int, int]
    bounds: tuple[int, int]


def choose_of_all_runs(
    district: District, scenario: Scenario, travel: Travel, bells: Mapping[str, int], *,
    seconds: float = 60.0, seed: int = 1, workers: int = 1,
) -> Chosen:  # fmt: skip
    """Choose runs of the riders of ``district.runs`` anew, for the fewest buses at ``bells`` (by school id).

    Never more buses than ``district.runs`` need, every bus at its aim.

    Parameters
    ----------
    seconds
        for both halves of the day together; a half that this is too short for keeps its runs, unproven.
    workers
        processes for each half (see :func:`optimizer.routing.joint.solve.solve_joint`).

    Raises
    ------
    ValueError
        If a run serves two schools.
    """
    if any(run.also for run in district.runs):
        raise ValueError("runs that serve two schools cannot be chosen anew")
    compile_kernels()
    began = monotonic()
    runs: list[Run] = []
    before, after, bounds = [], [], []
    for k, period in enumerate(PERIODS, start=1):
        half = build_half_day(period, district, scenario, travel)
        at = pose_at(half, bells, scenario)
        plan = match_runs(at.problem, at.runs)
        before.append(plan.buses)
        left = (began + seconds * k / len(PERIODS)) - monotonic()
        plan, bound = _choose(at, allow_every_run(half, at), plan, left, seed, workers)
        after.append(plan.buses)
        bounds.append(bound)
        runs += runs_of(half, plan)
    return Chosen(tuple(runs), (before[0], before[1]), (after[0], after[1]), (bounds[0], bounds[1]))


def _choose(
    at: HalfDayAt, loose: JointProblem, plan: JointPlan, seconds: float, seed: int, workers: int
) -> tuple[JointPlan, int]:
    """A plan of no more buses, and the fewest of any; the same plan and 0 where that cannot be asked.

    Runs are chosen with limits that are rather too tight, the bound is proven with limits that are rather too
    loose (see :func:`allow_every_run`): half of the time each.
    """
    if seconds < SECONDS_A_STOP * at.problem.stop_count or not obeys_triangles(at.problem):
        return plan, 0
    until = monotonic() + seconds
    chosen = solve_joint(at.problem, seconds / 2, seed, start=plan, workers=workers)
    bound = bound_buses(loose, until - monotonic())
    is_better = chosen.plan.buses < plan.buses and not chosen.unserved and _have_places(at, chosen.plan)
    return (chosen.plan if is_better else plan), bound


def allow_every_run(half: HalfDay, at: HalfDayAt) -> JointProblem:
    """The same question with ride limits that no run exceeds which keeps to them in the worst traffic.

    ``at`` scales the limits down to the traffic at the bell, halts included, and so refuses some runs that
    keep to them. A bound must allow these: in lighter traffic a ride is shorter, by at least as much as the
    direct drive is.
    """
    schools = []
    for school, worst, eased in zip(at.problem.schools, half.calls, at.calls, strict=True):
        n = len(school)
        spared = worst.matrix[:n, n] - eased.matrix[:n, n] if n else np.zeros(0)
        schools.append(replace(school, ride_limit=np.array(worst.limit, dtype=np.float64) - spared))
    return JointProblem(tuple(schools), at.problem.reach)


def _have_places(at: HalfDayAt, plan: JointPlan) -> bool:
    """Whether every run has places for its wheelchairs, which the linear program does not count."""
    return all(
        at.calls[run.school].wheelchairs(list(run.stops)) <= at.calls[run.school].places for run in plan.runs
    )


def obeys_triangles(problem: JointProblem) -> bool:
    """Whether leaving a stop out never makes a run longer nor a connection harder: the bound rests on it."""
    for school, reach in zip(problem.schools, problem.reach, strict=True):
        if not len(school):
            continue
        onward = np.column_stack((school.drive, school.to_school))
        for k in range(len(school)):
            if _is_detour_shorter(onward, school.drive[:, k], onward[k]):
                return False
        # Reach falls with the drive from the other school: no faster than the drive between two stops.
        with np.errstate(invalid="ignore"):
            for k in range(len(school)):
                falls = reach[:, [k]] - reach
                if (falls[np.isfinite(falls).all(axis=1)] > school.drive[k] + EPSILON).any():
                    return False
    return True


def _is_detour_shorter(direct: FloatArray, there: FloatArray, onward: FloatArray) -> bool:
    return bool((direct > there[:, None] + onward[None, :] + EPSILON).any())
