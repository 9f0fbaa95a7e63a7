"""Runs for given bells: one half of the day after the other, each with as few buses as found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import numpy as np

from optimizer.district import PERIODS, District, Run
from optimizer.routing.for_fleet import fit_promise, shorten_runs, spare_buses
from optimizer.routing.half_day import build_half_day, pose_at, runs_of
from optimizer.routing.joint.matching import match_runs
from optimizer.scenario import Scenario
from optimizer.travel import Travel

TRIES = 20_000  # the clock ends most searches sooner


@dataclass(frozen=True)
class Rebuilt:
    """Runs made for bells, and the buses of (morning, afternoon) at their aims before and after."""

    runs: tuple[Run, ...]
    before: tuple[int, int]
    after: tuple[int, int]


def rebuild_runs(
    district: District, scenario: Scenario, travel: Travel, bells: Mapping[str, int], *,
    promise: float = 0.0, seconds: float = 20.0, seed: int = 1, stop: Callable[[], bool] | None = None,
) -> Rebuilt:  # fmt: skip
    """Rebuild ``district.runs`` of the same riders so that fewer buses drive them at ``bells``.

    Runs that serve two schools are refused (``ValueError``): each school's stops are moved by themselves.

    Parameters
    ----------
    promise
        minutes that the bells took every run to be shorter than it is.
    seconds
        for both halves of the day together, beside the seconds that less driving takes at the end.
    """
    if any(run.also for run in district.runs):
        raise ValueError("runs that serve two schools cannot be rebuilt for the fleet")
    runs: list[Run] = []
    before, after = [], []
    began = monotonic()
    for k, period in enumerate(PERIODS, start=1):
        rng = np.random.default_rng([seed, k])
        until = began + seconds * k / len(PERIODS)
        half = build_half_day(period, district, scenario, travel)
        at = pose_at(half, bells, scenario)
        plan = match_runs(at.problem, at.runs)
        before.append(plan.buses)
        fitted = fit_promise(at.problem, at.calls, at.runs, promise, rng) if promise else plan
        plan = min(plan, fitted, key=lambda found: found.buses)
        plan = spare_buses(at.problem, at.calls, plan, TRIES, _clock(until, stop), rng)
        plan = shorten_runs(at.problem, at.calls, plan, rng)
        after.append(plan.buses)
        runs += runs_of(half, plan)
    return Rebuilt(tuple(runs), (before[0], before[1]), (after[0], after[1]))


def _clock(until: float, stop: Callable[[], bool] | None) -> Callable[[], bool]:
    return lambda: monotonic() > until or (stop is not None and stop())
