"""Use the room inside the arrival and departure windows where buses are likely to be late, at no cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.district import District
from optimizer.judge.lateness.buffers import windows
from optimizer.judge.lateness.days import BoolArray, Days, draw_days, late_student_minutes
from optimizer.judge.lateness.parameters import BOSTON_2013, Kind, LatenessParameters
from optimizer.judge.lateness.schedule import Schedule
from optimizer.judge.lateness.simulation import build_schedules
from optimizer.judge.timing import EPSILON
from optimizer.plan import Plan, Route, TimedRun
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

ROUNDS = 40  # each may spend an even share of the waiting that is left


def retime(
    district: District,
    scenario: Scenario,
    travel: Travel,
    plan: Plan,
    *,
    days: int = 200,
    seed: int = 2,
    kind: Kind = "ordinary",
    parameters: LatenessParameters = BOSTON_2013,
) -> Plan:
    """Shift runs inside their windows so that fewer riders are late: same buses, bells, order of runs.

    Riders wait no longer in all than before (riders × minutes between bus and bell, mornings and afternoons
    apart): the minutes go from runs that are safe to runs that are not. The plan keeps every rule of
    :func:`optimizer.judge.check` that it kept before. If nothing helps, it comes back as it was.
    """
    moments: dict[str, int] = {}
    for schedule in build_schedules(district, scenario, travel, plan).values():
        drawn = draw_days(schedule, parameters.of(kind), parameters, days, seed)
        at = _retime(schedule, drawn, scenario, parameters.give_up)
        moments |= {run_id: round(at[r]) for r, run_id in enumerate(schedule.run_ids)}
    return replace(plan, routes=tuple(_moved(route, moments) for route in plan.routes))


def _moved(route: Route, moments: dict[str, int]) -> Route:
    def at(runs: tuple[TimedRun, ...]) -> tuple[TimedRun, ...]:
        return tuple(TimedRun(run.run_id, moments[run.run_id]) for run in runs)

    return replace(route, am=at(route.am), pm=at(route.pm))


@dataclass(frozen=True, eq=False)
class _Limits:
    """[runs] earliest and latest moment at the school, and slack to keep before the run (NaN: no run before).

    What the plan breaks already it may go on breaking, but no more than it does.
    """

    low: FloatArray
    high: FloatArray
    slack: FloatArray


def _retime(schedule: Schedule, days: Days, scenario: Scenario, give_up: float) -> FloatArray:
    """[runs] moments at the school: from the least waiting, spend the plan's where it saves most."""
    low, high = windows(schedule, scenario.service)
    limits = _Limits(low, high, np.minimum(schedule.slack, scenario.service.buffer))
    budget = float(_waiting(schedule).sum())
    best = schedule.moved_to(_least_waiting(schedule, limits))
    for left in range(ROUNDS, 0, -1):
        share = (budget - float(_waiting(best).sum())) / left
        best = best.moved_to(best.at + _moves(best, days, give_up, limits, share))
    before = late_student_minutes(schedule, days, give_up).sum()
    better = late_student_minutes(best, days, give_up).sum() < before - EPSILON
    return best.at if better else schedule.at


def _waiting(schedule: Schedule) -> FloatArray:
    """[runs] riders × minutes between the bus and the bell."""
    return np.asarray(schedule.riders * np.abs(schedule.rings - schedule.at))


def _least_waiting(schedule: Schedule, limits: _Limits) -> FloatArray:
    """[runs] latest moments (am) or earliest (pm) that windows and connections allow."""
    spare = schedule.slack - limits.slack
    at = limits.high.copy() if schedule.period == "am" else limits.low.copy()
    # Mornings are settled from the last run of a bus back, afternoons from the first on.
    later_runs = schedule.by_order[1:]
    for rows in reversed(later_runs) if schedule.period == "am" else later_runs:
        first = schedule.before[rows]
        between = schedule.at[rows] - schedule.at[first] - spare[rows]  # least minutes from run to run
        if schedule.period == "am":
            at[first] = np.minimum(at[first], np.floor(at[rows] - between + EPSILON))
        else:
            at[rows] = np.maximum(at[rows], np.ceil(at[first] + between - EPSILON))
    return at


def _moves(schedule: Schedule, days: Days, give_up: float, limits: _Limits, share: float) -> FloatArray:
    """[runs] minutes to move now, -1, 0 or 1: what saves most for the waiting it costs, within ``share``."""
    minute = -1 if schedule.period == "am" else 1
    allowed = _may_move(schedule, limits)
    now = late_student_minutes(schedule, days, give_up)
    gain = np.zeros(len(schedule.at))
    for rows in schedule.by_order:
        trial = schedule.at.copy()
        trial[rows[allowed[rows]]] += minute
        saved = now - late_student_minutes(schedule.moved_to(trial), days, give_up)
        gain[rows] = np.bincount(schedule.chain, saved, len(schedule.bus))[schedule.chain[rows]]
    return minute * _chosen(schedule, np.where(allowed, gain, 0.0), share)


def _may_move(schedule: Schedule, limits: _Limits) -> BoolArray:
    """[runs] whether a run alone may go a minute earlier (am) or later (pm)."""
    spare = np.where(schedule.before < 0, np.inf, schedule.slack - limits.slack)
    if schedule.period == "am":
        return np.asarray((schedule.at - 1 >= limits.low - EPSILON) & (spare >= 1 - EPSILON))
    onward = np.full(len(spare), np.inf)
    inner = schedule.before >= 0
    onward[schedule.before[inner]] = spare[inner]
    return np.asarray((schedule.at + 1 <= limits.high + EPSILON) & (onward >= 1 - EPSILON))


def _chosen(schedule: Schedule, gain: FloatArray, share: float) -> FloatArray:
    """[runs] 1 for the runs that gain most per minute of waiting, one a bus, within ``share``; else 0."""
    cost = np.maximum(schedule.riders, 1)
    chosen, used = np.zeros(len(gain)), set[int]()
    for r in np.argsort(-gain / cost, kind="stable").tolist():
        chain = int(schedule.chain[r])
        if gain[r] > EPSILON and cost[r] <= share + EPSILON and chain not in used:
            used.add(chain)
            chosen[r] = 1
            share -= float(cost[r])
    return chosen
