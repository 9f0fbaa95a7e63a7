"""Compile before the clock starts: every compiled kernel once, on a school of two stops."""

from __future__ import annotations

import numpy as np

from optimizer.routing.joint.instance import JointProblem, SchoolStops
from optimizer.routing.joint.master import Duals
from optimizer.routing.joint.pricing import Pricer


def compile_kernels() -> None:
    """Have every kernel compiled; compiled code is kept on disk, so only the first time takes its seconds."""
    pricer = Pricer(toy_problem())
    duals = Duals((np.ones(2),), np.zeros(1), np.zeros(1), np.zeros(0))
    pricer.price(duals, 0)
    pricer.price_exactly(duals, 0)
    pricer.bound_shortfall(duals, 0, 1_000)


def toy_problem() -> JointProblem:
    """One school, two stops a minute from it and from each other, a rider each."""
    minute = np.ones(2)
    school = SchoolStops(
        name="toy",
        stops=("1", "2"),
        load=np.ones(2, dtype=np.int64),
        board=np.zeros(2),
        drive=np.ones((2, 2)) - np.eye(2),
        to_school=minute,
        ride_limit=10 * minute,
        seats=10,
        counts_own_boarding=False,
    )
    return JointProblem((school,), (np.full((1, 2), -np.inf),))
