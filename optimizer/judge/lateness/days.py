"""Many school days at once: drawing what goes wrong, and driving the schedule through it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.district import PERIODS
from optimizer.judge.lateness.parameters import Conditions, LatenessParameters
from optimizer.judge.lateness.schedule import IntArray, Schedule
from optimizer.travel import FloatArray

BoolArray = npt.NDArray[np.bool_]

NEVER = 1e6  # minutes; no bus is free to take over


@dataclass(frozen=True, eq=False)
class Days:
    """What goes wrong on each day: multipliers of planned minutes [runs, days], and per chain [chains, days].

    ``late_pull_out`` is in minutes; ``uncovered`` marks chains whose bus has no driver.
    """

    driving: FloatArray
    boarding: FloatArray
    deadhead: FloatArray
    late_pull_out: FloatArray
    uncovered: BoolArray


@dataclass(frozen=True, eq=False)
class Driving:
    """How the days went, [runs, days].

    Attributes
    ----------
    late
        minutes that a bus arrives after the bell (am) or leaves after its planned departure (pm); negative
        is before. A run that is not driven counts ``give_up`` minutes.
    begins
        minutes that the bus is late at the run's beginning, never negative.
    own
        as ``late``, had the bus begun this run on time.
    driven
        False where an uncovered route's run is not driven at all.
    uncovered
        the run belongs to a route without a driver, whether another bus drives it or not.
    """

    late: FloatArray
    begins: FloatArray
    own: FloatArray
    driven: BoolArray
    uncovered: BoolArray


def draw_days(
    schedule: Schedule, conditions: Conditions, parameters: LatenessParameters, days: int, seed: int
) -> Days:
    """Draw ``days`` days. Weather and missing drivers are the same for morning and afternoon of a seed."""
    shared = np.random.default_rng([seed, 0])
    weather = conditions.day * shared.standard_normal(days)
    no_driver = shared.random((int(schedule.bus.max(initial=-1)) + 1, days)) < conditions.uncovered
    rng = np.random.default_rng([seed, 1 + PERIODS.index(schedule.period)])
    runs, chains = len(schedule.at), len(schedule.bus)
    route = conditions.route * rng.standard_normal((chains, days))
    common = weather + route[schedule.chain]
    spread = _hour_spread(schedule, parameters)[:, None]

    def multiplier(shared_part: FloatArray | float, own: float) -> FloatArray:
        normal: FloatArray = shared_part + own * rng.standard_normal((runs, days))
        normal *= spread
        normal += conditions.stretch
        return np.exp(normal, out=normal)

    is_late = rng.random((chains, days)) < conditions.late_pull_out
    return Days(
        driving=multiplier(common, conditions.leg),
        boarding=multiplier(0.0, conditions.boarding),
        deadhead=multiplier(common, conditions.leg),
        late_pull_out=is_late * conditions.pull_out_minutes * rng.standard_exponential((chains, days)),
        uncovered=no_driver[schedule.bus],
    )


def _hour_spread(schedule: Schedule, parameters: LatenessParameters) -> FloatArray:
    spread = np.ones(len(schedule.rings))
    for hour in reversed(parameters.hours):
        spread[schedule.rings < hour.until] = hour.factor
    return spread


def drive(schedule: Schedule, days: Days, give_up: float) -> Driving:
    """Drive every day, first with the drivers there are, then the uncovered routes by substitutes."""
    free = _pull_out(schedule)[:, None] + days.late_pull_out
    driving, ended = _drive(schedule, days, free, np.inf)
    if not days.uncovered.any():
        return driving
    free = np.where(days.uncovered, _taken_over(schedule, days, ended), free)
    return _drive(schedule, days, free, give_up)[0]


def at_other_schools(schedule: Schedule, driving: Driving) -> tuple[Schedule, Driving]:
    """The same days for the riders of the other schools of combined runs; nobody rides on all other runs."""
    if schedule.others is None:
        return replace(schedule, riders=np.zeros_like(schedule.riders)), driving
    ahead = schedule.others.ahead[:, None]
    late = np.where(driving.driven, driving.late - ahead, driving.late)
    there = replace(schedule, riders=schedule.others.riders)
    return there, replace(driving, late=late, own=driving.own - ahead)


def at_own_schools(schedule: Schedule) -> Schedule:
    """The same schedule without the riders of the other schools of combined runs."""
    others = schedule.others
    return schedule if others is None else replace(schedule, riders=schedule.riders - others.riders)


def late_student_minutes(schedule: Schedule, days: Days, give_up: float) -> FloatArray:
    """[runs] riders × minutes late on a mean day, everybody's at the own school."""
    driving = drive(schedule, days, give_up)
    minutes = np.asarray(at_own_schools(schedule).riders * np.maximum(driving.late, 0).mean(axis=1))
    if schedule.others is not None:
        there, met = at_other_schools(schedule, driving)
        minutes = minutes + there.riders * np.maximum(met.late, 0).mean(axis=1)
    return minutes


def _pull_out(schedule: Schedule) -> FloatArray:
    """[chains] when each bus leaves its yard by the plan."""
    first = np.flatnonzero(schedule.order == 0)
    leaves = np.empty(len(schedule.bus))
    leaves[schedule.chain[first]] = schedule.due[first] - schedule.deadhead[first]
    return leaves


def _drive(schedule: Schedule, days: Days, free: FloatArray, give_up: float) -> tuple[Driving, FloatArray]:
    """Follow each bus from run to run, from when it is ``free`` to its last end, which is returned too."""
    reference = schedule.rings if schedule.period == "am" else schedule.at
    shape = days.driving.shape
    late, begins, own, driven = np.empty(shape), np.empty(shape), np.empty(shape), np.ones(shape, dtype=bool)
    free = free.copy()
    for rows in schedule.by_order:
        chains = schedule.chain[rows]
        due = schedule.due[rows, None]
        ready = free[chains] + schedule.deadhead[rows, None] * days.deadhead[rows]
        live = schedule.driving[rows, None] * days.driving[rows]
        live += schedule.boarding[rows, None] * days.boarding[rows]
        begins[rows] = np.maximum(ready - due, 0)
        moment, over = _serve(schedule, rows, due + begins[rows], live)
        late[rows] = moment - reference[rows, None]
        own[rows] = _serve(schedule, rows, due, live)[0] - reference[rows, None]
        free[chains] = over
        if give_up < np.inf:
            dropped = days.uncovered[chains] & (ready - due > give_up)
            driven[rows] = ~dropped
            late[rows] = np.where(dropped, give_up, late[rows])
            free[chains] = np.where(dropped, ready, over)
    return Driving(late, begins, own, driven, days.uncovered[schedule.chain]), free


def _serve(
    schedule: Schedule, rows: IntArray, begins: FloatArray, live: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Moment at the school and end of runs that begin at ``begins``. No bus leaves a stop or school early."""
    if schedule.period == "am":
        arrives = np.maximum(schedule.at[rows, None], begins + live)
        return arrives, arrives + schedule.unload
    leaves = begins + schedule.unload
    return leaves, leaves + live


def _taken_over(schedule: Schedule, days: Days, ended: FloatArray) -> FloatArray:
    """[chains, days] when a substitute, its own runs over, is as near as the yard is to the first run."""
    first = np.flatnonzero(schedule.order == 0)
    from_yard = np.empty(len(schedule.bus))
    from_yard[schedule.chain[first]] = schedule.deadhead[first]
    free = np.full(ended.shape, NEVER)
    busy: dict[int, set[int]] = {}
    for day, chain in np.argwhere(days.uncovered.T).tolist():
        taken = busy.setdefault(day, set())
        for k, other in enumerate(schedule.substitutes[chain].tolist()):
            if other not in taken and not days.uncovered[other, day]:
                taken.add(other)
                away = float(schedule.substitute_minutes[chain, k] - from_yard[chain])
                free[chain, day] = ended[other, day] + away
                break
    return free
