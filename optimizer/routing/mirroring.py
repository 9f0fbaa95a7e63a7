"""Afternoons that mirror mornings, where a scenario asks for it: one set of runs that fits both halves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from optimizer.district import PERIODS, Period, Run, School, Stop, Visit
from optimizer.routing.calls import Calls, build_calls
from optimizer.scenario import Scenario
from optimizer.travel import Travel


def fullest(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Stops with the riders of their fuller half of the day, in both."""
    most = ((stop, max(stop.riders_am, stop.riders_pm)) for stop in stops)
    return tuple(replace(stop, riders_am=riders, riders_pm=riders) for stop, riders in most if riders)


def build_calls_both_ways(school: School, stops: Sequence[Stop], scenario: Scenario, travel: Travel) -> Calls:
    """Pose a morning that is as hard as either half: the slower way of every leg, the shorter limit."""
    am, pm = (build_calls(school, stops, period, scenario, travel) for period in PERIODS)
    return replace(
        am,
        drive=np.maximum(am.matrix, pm.matrix).tolist(),
        limit=[min(pair) for pair in zip(am.limit, pm.limit, strict=True)],
    )


def halves(runs: Iterable[Run], stops: Sequence[Stop]) -> tuple[Run, ...]:
    """Morning runs of :func:`fullest` stops → runs of each half with the riders that it really has."""
    runs = tuple(runs)
    return tuple(run for period in PERIODS for run in _half(runs, stops, period))


def _half(runs: Sequence[Run], stops: Sequence[Stop], period: Period) -> Iterable[Run]:
    """Runs of one half; wheelchairs have their places first, visits and runs without riders are left out."""
    left = {stop.id: stop.riders(period) - stop.wheelchairs for stop in stops}
    for run in runs:
        visits = []
        for visit in run.visits:
            others = min(visit.riders - visit.wheelchairs, left[visit.stop_id])
            left[visit.stop_id] -= others
            if others + visit.wheelchairs:
                visits.append(Visit(visit.stop_id, others + visit.wheelchairs, visit.wheelchairs))
        if visits:
            way = visits if period == "am" else visits[::-1]
            run_id = f"{run.school_id}-{period}-{run.id.rpartition('-')[2]}"
            yield Run(run_id, run.school_id, period, tuple(way))
