"""Where extra minutes between runs pay most: late student-minutes saved, connection by connection."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import District, Period
from optimizer.judge.columns import table
from optimizer.judge.lateness.columns import BUFFERS
from optimizer.judge.lateness.days import Days, late_student_minutes
from optimizer.judge.lateness.schedule import IntArray, Schedule
from optimizer.judge.lateness.simulation import Lateness, build_schedules, draw_again
from optimizer.judge.timing import EPSILON
from optimizer.plan import Plan
from optimizer.scenario import Scenario, Service
from optimizer.travel import FloatArray, Travel

LEVELS = (1, 2, 3, 5, 8, 12, 16)  # minutes tried in each connection


def place_buffers(
    district: District,
    scenario: Scenario,
    travel: Travel,
    plan: Plan,
    lateness: Lateness,
    *,
    uniform: int = 5,
) -> pd.DataFrame:
    """Suggest where to put as many minutes as ``uniform`` in every connection, so that they save most.

    A buffer moves the later run, its bell and all that follows it on that bus; what that costs in bells and
    buses is for a solve to find out. :func:`retime` uses the room that there is at no cost.

    Returns
    -------
    DataFrame
        columns :data:`optimizer.judge.lateness.BUFFERS`, what pays most first. The sums of
        ``saved_by_uniform`` and ``saved_by_suggested`` compare the two.
    """
    levels = tuple(sorted({*LEVELS, uniform}))
    rows: list[dict[str, Any]] = []
    gains: list[FloatArray] = []
    for period, schedule in build_schedules(district, scenario, travel, plan).items():
        saved = _saved(schedule, draw_again(schedule, lateness), lateness.parameters.give_up, levels)
        room = _room(schedule, scenario.service)
        for r in np.flatnonzero(schedule.order > 0):
            rows.append(_describe(plan, schedule, period, int(r)) | {"room": int(room[r])})
            gains.append(saved[:, r])
    suggested = _share_out(gains, levels, uniform * len(gains))
    for row, gain, minutes in zip(rows, gains, suggested, strict=True):
        row["saved_by_uniform"] = float(gain[levels.index(uniform)])
        row["suggested"] = minutes
        row["saved_by_suggested"] = float(gain[levels.index(minutes)]) if minutes else 0.0
        row["saved_per_minute"] = max(g / m for g, m in zip(gain.tolist(), levels, strict=True))
    return table(BUFFERS, sorted(rows, key=lambda row: (-row["saved_per_minute"], row["to_run"])))


def _describe(plan: Plan, schedule: Schedule, period: Period, row: int) -> dict[str, Any]:
    return {
        "bus": plan.routes[schedule.bus[schedule.chain[row]]].bus,
        "period": period,
        "from_run": schedule.run_ids[schedule.before[row]],
        "to_run": schedule.run_ids[row],
        "slack": float(schedule.slack[row]),
    }


def _saved(schedule: Schedule, days: Days, give_up: float, levels: Sequence[int]) -> FloatArray:
    """[levels, runs] student-minutes that a buffer before each run saves, there and later on that bus."""
    now = late_student_minutes(schedule, days, give_up)
    saved = np.zeros((len(levels), len(now)))
    for rows in schedule.by_order[1:]:
        later: IntArray = (schedule.order >= schedule.order[rows[0]]).astype(np.int64)
        for k, minutes in enumerate(levels):
            moved = replace(
                schedule, at=schedule.at + minutes * later, rings=schedule.rings + minutes * later
            )
            gain = (now - late_student_minutes(moved, days, give_up)) * later
            of_chain = np.bincount(schedule.chain, gain, len(schedule.bus))
            saved[k, rows] = of_chain[schedule.chain[rows]]
    return saved


def _room(schedule: Schedule, service: Service) -> IntArray:
    """[runs] whole minutes by which the connection into a run can widen inside the windows of both ends."""
    low, high = windows(schedule, service)
    slack, before = schedule.slack, schedule.before
    spare = np.where(np.isnan(slack), np.inf, np.maximum(slack - service.buffer, 0))
    spare_after = np.full(len(slack), np.inf)
    spare_after[before[before >= 0]] = spare[before >= 0]
    earlier = np.minimum(schedule.at - low, spare)[before]
    later = np.minimum(high - schedule.at, spare_after)
    whole = np.floor(earlier + EPSILON) + np.floor(later + EPSILON)
    return np.where(before < 0, 0, whole).astype(np.int64)


def windows(schedule: Schedule, service: Service) -> tuple[FloatArray, FloatArray]:
    """[runs] earliest and latest moment at the school; a run outside its window may stay where it is.

    A combined run stays where it is, for a window at another school hangs on it.
    """
    if schedule.period == "am":
        near, far = service.arrival.allowed
        low, high = schedule.rings - far, schedule.rings - near
    else:
        near, far = service.departure.allowed
        low, high = schedule.rings + near, schedule.rings + far
    if schedule.others is not None:
        low = np.where(schedule.others.combined, schedule.at, low)
        high = np.where(schedule.others.combined, schedule.at, high)
    return np.minimum(low, schedule.at), np.maximum(high, schedule.at)


def _share_out(gains: Sequence[FloatArray], levels: Sequence[int], budget: int) -> list[int]:
    """Minutes for each connection, given step by step to the one that gains most per minute."""
    steps = list(pairwise((0, *levels)))
    reached = [0] * len(gains)
    waiting = [entry for k, gain in enumerate(gains) if (entry := _next_step(k, gain, steps, 0)) is not None]
    heapq.heapify(waiting)
    while waiting:
        _, k, step = heapq.heappop(waiting)
        minutes = steps[step][1] - reached[k]
        if minutes > budget:
            continue
        budget -= minutes
        reached[k] = steps[step][1]
        entry = _next_step(k, gains[k], steps, step + 1)
        if entry is not None:
            heapq.heappush(waiting, entry)
    return reached


def _next_step(
    connection: int, gain: FloatArray, steps: Sequence[tuple[int, int]], first: int
) -> tuple[float, int, int] | None:
    """Best step on from level ``first``: minus its gain per minute, the connection, the level reached."""
    have = float(gain[first - 1]) if first else 0.0
    best, best_step = -math.inf, -1
    for step in range(first, len(steps)):
        rate = (float(gain[step]) - have) / (steps[step][1] - steps[first][0])
        if rate > best + EPSILON:
            best, best_step = rate, step
    return (-best, connection, best_step) if best > 0 else None
