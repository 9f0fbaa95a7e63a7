"""From fractions to runs: keep the surest runs of the linear program, price again, and so on down."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import numpy as np

from optimizer.routing.joint.generation import generate_columns
from optimizer.routing.joint.instance import JointProblem, Run, build_run
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.predecessors import cheapest_before
from optimizer.routing.joint.pricing import Pricer

SURE = 0.999
RELEASED = (0.3, 0.7)
"""Share of the kept runs that are released, least and most."""
ROUNDS_AFTER = 10


def dive(
    master: Master, pricer: Pricer, schools: Sequence[int], until: float, share: float, rounds: int,
    most: float = np.inf, jitter: np.random.Generator | None = None,
) -> list[Run] | None:  # fmt: skip
    """Runs that serve every open stop, or nothing once the program's value exceeds ``most`` or time is up.

    Parameters
    ----------
    share
        Share of the undecided runs to keep at each step, besides the sure ones.
    rounds
        Rounds of pricing after each step.
    jitter
        Shuffles the preference for runs a little, so that another dive goes another way.
    """
    is_open = master.open_stops()
    while any(stops.any() for stops in is_open):
        if master.value > most:
            return None
        is_late = monotonic() > until
        runs = _ripe_runs(master, is_open, 1.0 if is_late else share, jitter)
        if not runs:
            return None
        for run in runs:
            _keep(master, run)
        is_open = master.open_stops()
        if not is_late:
            generate_columns(master, pricer, schools, until, rounds)
    return master.kept_runs()


def surface(
    master: Master, pricer: Pricer, schools: Sequence[int], until: float, rng: np.random.Generator
) -> None:
    """After a dive: release some of the runs it kept, those of a few schools or any of them."""
    kept = master.kept_runs()
    share = rng.uniform(*RELEASED)
    if rng.random() < 0.5:
        among = list(dict.fromkeys(run.school for run in kept))
        chosen = set(rng.permutation(among)[: max(2, int(share * len(among)))].tolist())
        loose = [run for run in kept if run.school in chosen]
    else:
        loose = [run for run in kept if rng.random() < share]
    for run in loose:
        master.release(run)
    generate_columns(master, pricer, schools, until, ROUNDS_AFTER)


def _ripe_runs(
    master: Master, is_open: list[np.ndarray], share: float, jitter: np.random.Generator | None
) -> list[Run]:
    """The sure runs and the most likely others, without the stops that are served already."""
    likely = master.run_values()
    scores = np.array(list(likely.values()))
    order = (
        scores
        if jitter is None
        else scores + np.where(scores < SURE, jitter.uniform(0, 0.25, len(scores)), 1.0)
    )
    runs = list(likely)
    allowance = max(1, int(share * sum(any(is_open[run.school][list(run.stops)]) for run in runs)))
    waiting = [stops.copy() for stops in is_open]
    ripe: list[Run] = []
    for k in np.argsort(-order, kind="stable"):
        if scores[k] < SURE and len(ripe) >= allowance:
            break
        ripe += _left_of(runs[k], waiting, master.problem)
    return ripe


def serve_once(runs: Sequence[Run], is_open: list[np.ndarray], problem: JointProblem) -> list[Run]:
    """The runs without stops that are not open, or that a run before them serves."""
    waiting = [stops.copy() for stops in is_open]
    return [left for run in runs for left in _left_of(run, waiting, problem)]


def _left_of(run: Run, waiting: list[np.ndarray], problem: JointProblem) -> list[Run]:
    """The run without the stops that no longer wait (no run if none does); then its stops do not wait."""
    left = tuple(stop for stop in run.stops if waiting[run.school][stop])
    if not left:
        return []
    waiting[run.school][list(left)] = False
    return [run if left == run.stops else build_run(problem, run.school, left)]


def _keep(master: Master, run: Run) -> None:
    before, _ = cheapest_before(master.problem, run, master.duals.follow)
    master.add([Column(run, before), Column(run, -1)])
    master.fix(run)
