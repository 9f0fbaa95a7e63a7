"""Fit the lateness simulation on the odd school days of a measured year and check it on the even ones.

``python -m benchmarks.lateness FOLDER`` with the two Boston tables in FOLDER prints the tables of
``benchmarks/lateness.md``; ``--fit`` fits the parameters anew first (about a minute), and
``--solve SCENARIO`` adds how late a plan of that scenario is, and what placing its buffer saves.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import minimize

from optimizer.district import District
from optimizer.judge import check, evaluate
from optimizer.judge.figures import FigureValue
from optimizer.judge.lateness import place_buffers, simulate
from optimizer.judge.lateness.days import Driving, draw_days, drive
from optimizer.judge.lateness.parameters import KINDS, Conditions, Kind, LatenessParameters
from optimizer.judge.lateness.schedule import IntArray
from optimizer.judge.lateness.standin import BOSTON, HOWARD_AFTER, HOWARD_BEFORE, StandIn, standin_schedule
from optimizer.placing import place_buffer, with_placing
from optimizer.plan import Plan
from optimizer.planning import load, solve
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray, Travel

LIMITS = (-5, 0, 5, 10, 15, 30)  # minutes after the bell
EARLY = 5  # the tables count minutes from 5 before the bell
FEWEST_RUNS = 300  # of a day that was recorded whole
FIRST_FORTNIGHT = 10  # school days, the first one apart
SETTLED = 15  # school days after which a day is ordinary, outside winter
WINTER = (12, 1, 2)
OTHER_DAYS = 9  # seed of days that neither chose nor confirmed where buffer goes


@dataclass(frozen=True, eq=False)
class Year:
    """One row a school day: date, runs recorded, and [days, limits] runs later than each of ``LIMITS``."""

    dates: tuple[date, ...]
    runs: FloatArray
    later: FloatArray

    def days(self, kind: Kind, odd: bool | None = None) -> IntArray:
        """Numbers of the days of one kind: all, or only the odd (1st, 3rd, ...) or even days of the year."""
        k = np.arange(len(self.dates))
        winter = np.array([day.month in WINTER for day in self.dates])
        chosen = {
            "first_day": k == 0,
            "first_fortnight": (k > 0) & (k < FIRST_FORTNIGHT),
            "winter": winter,
            "ordinary": (k >= SETTLED) & ~winter,
        }[kind] & (self.runs >= FEWEST_RUNS)
        return np.flatnonzero(chosen if odd is None else chosen & (k % 2 == (0 if odd else 1)))

    def shares(self, kind: Kind, odd: bool | None = None) -> FloatArray:
        """Share of the runs later than each of ``LIMITS``."""
        days = self.days(kind, odd)
        return np.asarray(self.later[days].sum(axis=0) / self.runs[days].sum())

    def swing(self, kind: Kind, odd: bool | None = None) -> float:
        """Standard deviation over days of the log odds that a run is later than 5 min before the bell."""
        days = self.days(kind, odd)
        return _swing(self.later[days, 0] / self.runs[days])


def read_year(folder: Path) -> Year:
    """Read the runs of each day and the late ones by minute."""
    runs = {r["date"]: float(r["total.trips"]) for r in _rows(folder / "boston_sy1314_am_trips_per_day.csv")}
    later = {day: np.zeros(len(LIMITS)) for day in runs}
    for row in _rows(folder / "boston_sy1314_am_late_trips_by_minute.csv"):
        minute = int(row["five_late"]) - EARLY
        later[row["date"]] += float(row["count"]) * (minute > np.array(LIMITS))
    dates = sorted(runs)
    return Year(
        tuple(date.fromisoformat(day) for day in dates),
        np.array([runs[day] for day in dates]),
        np.array([later[day] for day in dates]),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _swing(shares: FloatArray) -> float:
    return float(np.std(np.log(shares / (1 - shares)), ddof=1))


def drive_standin(
    conditions: Conditions, standin: StandIn = BOSTON, days: int = 400, seed: int = 1
) -> Driving:
    """Drive the stand-in schedule through days of one kind."""
    schedule, parameters = standin_schedule(standin), LatenessParameters()
    return drive(schedule, draw_days(schedule, conditions, parameters, days, seed), parameters.give_up)


def simulated(driving: Driving) -> tuple[FloatArray, float]:
    """Shares of the driven runs later than each of ``LIMITS``, and the swing from day to day."""
    late = driving.late[driving.driven]
    shares = np.array([np.mean(late > limit) for limit in LIMITS])
    return shares, _swing(np.mean(driving.late > LIMITS[0], axis=0))


# What is fitted for each kind of day, and on which of LIMITS; all else is as on ordinary days.
FITTED: dict[Kind, tuple[str, ...]] = {
    "ordinary": ("leg", "day", "late_pull_out", "uncovered"),
    "winter": ("stretch", "day", "late_pull_out", "uncovered"),
    "first_fortnight": ("stretch", "leg", "late_pull_out"),
    "first_day": ("stretch", "leg"),
}
LIMITS_FITTED: dict[Kind, tuple[int, ...]] = {
    kind: (0, 15) if kind == "first_day" else LIMITS for kind in KINDS
}
START = Conditions(
    day=0.03, route=0.12, leg=0.12, boarding=0.3, late_pull_out=0.02, pull_out_minutes=10, uncovered=0.002
)
FIRST_STEP = 0.3  # of the search, in logs


def fit(year: Year, standin: StandIn = BOSTON) -> LatenessParameters:
    """Fit all kinds of days on the odd days; the first day has only itself."""
    ordinary = _fit(year, "ordinary", START, standin)
    others: dict[str, Any] = {
        kind: _fit(year, kind, replace(ordinary, stretch=0.05), standin)
        for kind in KINDS
        if kind != "ordinary"
    }
    return LatenessParameters(ordinary=ordinary, **others)


def _fit(year: Year, kind: Kind, start: Conditions, standin: StandIn) -> Conditions:
    def miss(logs: FloatArray) -> float:
        return loss(year, kind, _changed(start, FITTED[kind], logs), standin)

    first = np.log([getattr(start, name) for name in FITTED[kind]])
    simplex = np.vstack([first, first + FIRST_STEP * np.eye(len(first))])
    found = minimize(
        miss,
        first,
        method="Nelder-Mead",
        options={"maxfev": 250, "xatol": 0.005, "fatol": 1e-4, "initial_simplex": simplex},
    )
    return _changed(start, FITTED[kind], found.x)


def _changed(start: Conditions, names: Sequence[str], logs: FloatArray) -> Conditions:
    values = {name: round(float(np.exp(log)), 4) for name, log in zip(names, logs, strict=True)}
    # The year cannot tell a driver's bad day from a bad drive: both get the same spread.
    return replace(start, **values | ({"route": values["leg"]} if "leg" in values else {}))


def loss(year: Year, kind: Kind, conditions: Conditions, standin: StandIn = BOSTON) -> float:
    """Sum of squared log errors of the shares fitted, and of the swing where there are days to swing."""
    shares, swing = simulated(drive_standin(conditions, standin))
    chosen = [LIMITS.index(limit) for limit in LIMITS_FITTED[kind]]
    errors = np.log(np.maximum(shares, 1e-6) / year.shares(kind, odd=True))[chosen]
    apart = 0.0 if kind == "first_day" else np.log(swing / year.swing(kind, odd=True))
    return float(np.sum(errors**2) + apart**2)


def on_time_by_tier(standin: StandIn, conditions: Conditions) -> FloatArray:
    """Share of a stand-in's first, second and third runs that arrive by the bell."""
    on_time = drive_standin(conditions, standin, days=1000).late <= 0
    order = standin_schedule(standin).order
    return np.array([on_time[order == k].mean() for k in range(len(standin.shares))])


def compare_buffers(scenario: str, seconds: float) -> Iterator[str]:
    """Solve a scenario; say how late its plan is by kind of day, and what placing its buffer saves."""
    case = load(scenario)
    outcome = solve(case, seconds=seconds)
    if outcome.plan is None:
        yield "no plan"
        return
    given = (case.district, with_placing(case.scenario), case.travel)
    began = perf_counter()
    evaluate(*given, outcome.plan)
    yield f"evaluated in {perf_counter() - began:.1f} s"
    yield from _by_kind(given, outcome.plan)
    began = perf_counter()
    placed = place_buffer(*given, outcome.result)
    yield f"placed in {perf_counter() - began:.1f} s: {placed.notes[-1]}"
    for name, plan in (("plan", outcome.plan), ("placed", placed.plan)):
        if plan is None:
            continue
        late, figures = simulate(*given, plan, seed=OTHER_DAYS), evaluate(*given, plan).figures
        broken = len(check(*given, plan))
        yield f"{name}: {plan.buses} buses, {broken} violations, cost {figures['total']}, {_waits(figures)}"
        yield from (f"  {key} {value}" for key, value in late.figures.items())
    buffers = place_buffers(*given, outcome.plan, simulate(*given, outcome.plan))
    saved = buffers[["saved_by_uniform", "saved_by_suggested"]].sum()
    yield f"buffers: {saved.round().to_dict()} late student-minutes a day, {len(buffers)} connections"


def _by_kind(given: tuple[District, Scenario, Travel], plan: Plan) -> Iterator[str]:
    for kind in KINDS:
        began = perf_counter()
        late = simulate(*given, plan, kind=kind).figures
        took = perf_counter() - began
        names = ("am_late_after_bell", "am_late_over_15", "am_late_student_minutes", "am_late_bad_day")
        yield f"{kind}, {took:.1f} s: " + ", ".join(f"{name} {late[name]:.4g}" for name in names)


def _waits(figures: Mapping[str, FigureValue]) -> str:
    return f"{figures['wait_am_mean']} mean, {figures['wait_am_longest']} longest wait"


def main(arguments: Sequence[str]) -> None:
    """Print the calibration, Howard County's experiment, and a plan's buffers."""
    year = read_year(Path(arguments[0]))
    parameters = fit(year) if "--fit" in arguments else LatenessParameters()
    for kind in KINDS:
        shares, swing = simulated(drive_standin(parameters.of(kind), days=1000, seed=2))
        print(f"{kind}: {parameters.of(kind)}\n  simulated  {_percent(shares)}  swing {swing:.2f}")
        for name, odd in (("fitted on", True), ("held out", False)):
            days = len(year.days(kind, odd))
            if days:
                swung = f"{year.swing(kind, odd):.2f}" if days > 1 else "-"
                print(f"  {name:9}  {_percent(year.shares(kind, odd))}  swing {swung}, {days} days")
    for name, standin in (("before", HOWARD_BEFORE), ("after", HOWARD_AFTER)):
        for kind in ("first_fortnight", "ordinary"):
            print(f"Howard {name}, {kind}: {_percent(on_time_by_tier(standin, parameters.of(kind)))}")
    if "--solve" in arguments:
        for line in compare_buffers(arguments[arguments.index("--solve") + 1], seconds=120):
            print(line)


def _percent(shares: FloatArray) -> str:
    return " ".join(f"{100 * share:6.2f}" for share in shares)


if __name__ == "__main__":
    main(sys.argv[1:])
