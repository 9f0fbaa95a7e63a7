"""Where a run's bus comes from: for each first stop the cheapest school, a step function of service time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.joint.instance import TOLERANCE, YARD, FloatArray, IntArray, JointProblem, Run


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """For each stop the schools in order of reach, all shapes (stops, schools); independent of any price."""

    time: FloatArray
    order: IntArray


def build_steps(problem: JointProblem) -> list[Steps]:
    """Sort, once, every school's possible predecessors by how long a run may be to follow them."""
    steps = []
    for reach in problem.reach:
        order = np.argsort(reach.T, axis=1, kind="stable")
        time = np.take_along_axis(np.ascontiguousarray(reach.T), order, axis=1)
        start = int((time <= 0).sum(axis=1).min()) if time.size else 0
        steps.append(Steps(np.ascontiguousarray(time[:, start:]), np.ascontiguousarray(order[:, start:])))
    return steps


def price_steps(steps: Steps, school_price: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Service times and the cheapest start of a run up to each: 1 for a bus from the yard, or less."""
    price = np.minimum(school_price[steps.order], 1.0)
    cheapest = np.minimum.accumulate(price[:, ::-1], axis=1)[:, ::-1]
    return steps.time, np.ascontiguousarray(cheapest, dtype=np.float64)


def possible_before(problem: JointProblem, run: Run) -> IntArray:
    """Schools whose runs this run may follow."""
    return np.flatnonzero(problem.reach[run.school][:, run.stops[0]] >= run.service - TOLERANCE)


def cheapest_before(problem: JointProblem, run: Run, school_price: FloatArray) -> tuple[int, float]:
    """The school (or ``YARD``) from which the run's bus comes most cheaply, and that price."""
    schools = possible_before(problem, run)
    if len(schools) == 0:
        return YARD, 1.0
    best = int(schools[np.argmin(school_price[schools])])
    price = float(school_price[best])
    return (best, price) if price < 1.0 else (YARD, 1.0)
