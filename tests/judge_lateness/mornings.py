"""Tiny mornings and afternoons, days on which nothing goes wrong, and single things that do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import Period
from optimizer.judge.lateness import Conditions, LatenessParameters
from optimizer.judge.lateness.days import Days, Driving, drive
from optimizer.judge.lateness.schedule import Schedule
from optimizer.judge.lateness.simulation import build_schedules
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario

NOTHING = Conditions()


def always(**conditions: float) -> LatenessParameters:
    """Every kind of day with the same conditions."""
    one = Conditions(**conditions)
    return LatenessParameters(ordinary=one, first_day=one, first_fortnight=one, winter=one)


def tiny_schedule(period: Period = "am") -> Schedule:
    """Bus 1: E1 and H1, slack 5; bus 2: E1 and H1, slack 17; bus 3: E2 and M1, slack 5."""
    return build_schedules(tiny_district(), tiny_scenario(), FlatTravel(), tiny_plan())[period]


def quiet(schedule: Schedule, days: int = 1) -> Days:
    """Days that go as planned."""
    runs, chains = (len(schedule.at), days), (len(schedule.bus), days)
    return Days(np.ones(runs), np.ones(runs), np.ones(runs), np.zeros(chains), np.zeros(chains, dtype=bool))


def late_on(
    schedule: Schedule,
    *,
    pull_out: dict[int, float] | None = None,
    drives: dict[str, float] | None = None,
    no_driver: tuple[int, ...] = (),
    give_up: float = 60,
) -> dict[str, float]:
    """Run id → minutes late. Buses count from 1; ``drives`` stretches the driving of runs."""
    return as_dict(schedule, driven_on(schedule, pull_out or {}, drives or {}, no_driver, give_up))


def driven_on(
    schedule: Schedule,
    pull_out: dict[int, float],
    drives: dict[str, float],
    no_driver: tuple[int, ...],
    give_up: float,
) -> Driving:
    days = quiet(schedule)
    for bus, minutes in pull_out.items():
        days.late_pull_out[bus - 1] = minutes
    for run_id, factor in drives.items():
        days.driving[schedule.run_ids.index(run_id)] = factor
    for bus in no_driver:
        days.uncovered[bus - 1] = True
    return drive(schedule, days, give_up)


def as_dict(schedule: Schedule, driving: Driving) -> dict[str, float]:
    return {run_id: float(round(driving.late[r, 0], 6)) for r, run_id in enumerate(schedule.run_ids)}


def chain(driving: tuple[float, ...], boarding: tuple[float, ...], lead: float, slack: float) -> Schedule:
    """One bus's runs in a row in the morning, without a yard, deadhead, unloading or other buses."""
    at, moment = [], 0.0
    for k, live in enumerate(np.add(driving, boarding)):
        moment += live + (slack if k else 0)
        at.append(moment)
    runs = len(at)
    return Schedule(
        period="am",
        run_ids=tuple(str(k) for k in range(runs)),
        chain=np.zeros(runs, dtype=np.int64),
        order=np.arange(runs),
        at=np.array(at),
        rings=np.array(at) + lead,
        driving=np.array(driving, dtype=float),
        boarding=np.array(boarding, dtype=float),
        deadhead=np.zeros(runs),
        riders=np.ones(runs),
        unload=0.0,
        bus=np.zeros(1, dtype=np.int64),
        substitutes=np.zeros((1, 0), dtype=np.int64),
        substitute_minutes=np.zeros((1, 0)),
    )


def side_by_side(schedule: Schedule) -> Schedule:
    """Give every run of a chain a bus of its own."""
    runs = len(schedule.at)
    numbers: Any = np.arange(runs)
    return replace(
        schedule,
        chain=numbers,
        order=np.zeros(runs, dtype=np.int64),
        bus=numbers,
        substitutes=np.zeros((runs, 0), dtype=np.int64),
        substitute_minutes=np.zeros((runs, 0)),
    )


def cell(frame: pd.DataFrame, row: Any, column: Any) -> Any:
    """One value of a table, or several of one row."""
    return frame.loc[row, column]
