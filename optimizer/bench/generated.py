"""Districts out of a seed: Problems of any size to measure the solver by.

Half of the schools stand in a dense town, half in wide country around it; high schools and middle schools
have few long runs, elementary schools short ones. Windows are 60 to 90 minutes on a 5-minute grid, days
differ in length, travel is straight-line at 25 mph with a band for the peak. Nothing here is a fact about
any district.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.district import Level, Period, Run, Visit
from optimizer.problem import FloatArray, HalfDay, IntArray, PriceBook, Problem, StageAim

MILES_PER_MINUTE = 25 / 60
DETOUR = 1.3
AT_SCHOOL, BUFFER = 8.0, 5.0
FACTORS = (1.1, 1.3, 1.2)
UNTIL: dict[Period, tuple[int, ...]] = {"am": (450, 525, 1440), "pm": (870, 930, 1440)}


@dataclass(frozen=True)
class Kind:
    """A level of school: its share, window, day, runs and the miles a run covers."""

    level: Level
    share: float
    window: tuple[int, int]
    day: int
    runs: tuple[int, int]
    miles: float


KINDS = (
    Kind("elementary", 0.62, (450, 540), 415, (1, 4), 6.0),
    Kind("k8", 0.08, (450, 540), 420, (2, 5), 7.0),
    Kind("middle", 0.16, (480, 540), 425, (3, 8), 8.0),
    Kind("high", 0.14, (480, 540), 435, (4, 10), 10.0),
)


def generate(schools: int, seed: int = 1, grid: int = 5) -> tuple[Problem, tuple[Run, ...]]:
    """A problem with ``schools`` schools (about 3.7 runs each and half) and its runs."""
    rng = np.random.default_rng(seed)
    kinds = [KINDS[k] for k in rng.choice(len(KINDS), schools, p=[kind.share for kind in KINDS])]
    size = float(np.sqrt(schools)) * 1.6
    town = rng.random(schools) < 0.5
    spread = np.where(town, 0.18, 0.5)[:, None]
    places = size * (0.5 + spread * rng.uniform(-1, 1, (schools, 2)))
    yards = size * np.array([[0.35, 0.4], [0.7, 0.65], [0.5, 0.9]])
    shift = rng.integers(-2, 3, schools) * grid
    windows = [(k.window[0] + s, k.window[1] + s) for k, s in zip(kinds, shift, strict=True)]
    today = np.array([(low + high) // 2 // grid * grid for low, high in windows], dtype=np.int32)
    day = np.array([k.day for k in kinds], dtype=np.int32) + rng.integers(-1, 2, schools).astype(np.int32) * 5
    counts = [int(rng.integers(k.runs[0], k.runs[1] + 1)) for k in kinds]
    ends = [
        (s, _far_end(places[s], kinds[s], bool(town[s]), rng)) for s, n in enumerate(counts) for _ in range(n)
    ]
    halves = {period: _half(period, ends, places, yards, rng) for period in ("am", "pm")}
    secondary = np.array([k.level in {"middle", "high"} for k in kinds])
    problem = Problem(
        name=f"generated-{schools}-{seed}",
        school_ids=tuple(f"S{s:04d}" for s in range(schools)),
        levels=tuple(k.level for k in kinds),
        areas=tuple("town" if t else "country" for t in town),
        choices=tuple(tuple(range(low, high + 1, grid)) for low, high in windows),
        group_of=np.arange(schools, dtype=np.int32),
        day=day,
        today=today,
        students=rng.integers(200, 1500, schools).astype(np.int32),
        secondary=secondary,
        elementary=np.array([k.level == "elementary" for k in kinds]),
        yard_ids=("Y1", "Y2", "Y3"),
        yard_buses=(None, None, None),
        am=halves["am"],
        pm=halves["pm"],
        prices=PriceBook(10_600, 2_300, 220, 220, 20, 10, 5, 240),
        stages=(StageAim("buses"), StageAim("cost"), StageAim("disruption")),
    )
    runs = tuple(
        Run(run_id, problem.school_ids[s], half.period, (Visit(f"stop-{run_id}", 40),))
        for half in problem.halves
        for run_id, s in zip(half.run_ids, half.school_of_run, strict=True)
    )
    return problem, runs


def _far_end(school: FloatArray, kind: Kind, town: bool, rng: np.random.Generator) -> FloatArray:
    angle = rng.uniform(0, 2 * np.pi)
    reach = kind.miles * (0.45 if town else 1.0) * rng.uniform(0.3, 1.0)
    return np.asarray(school + 0.6 * reach * np.array([np.cos(angle), np.sin(angle)]))


def _half(
    period: Period,
    ends: list[tuple[int, FloatArray]],
    places: FloatArray,
    yards: FloatArray,
    rng: np.random.Generator,
) -> HalfDay:
    school_of_run: IntArray = np.array([s for s, _ in ends], dtype=np.int32)
    points = np.array([p for _, p in ends]).reshape(len(ends), 2)
    factor = np.array(FACTORS)[:, None]
    live_miles = _miles(places[school_of_run], points, paired=True) * rng.uniform(1.1, 1.8, len(ends))
    dwell = rng.uniform(5.0, 14.0, len(ends))
    ride = dwell + factor * live_miles / MILES_PER_MINUTE
    deadhead = _miles(places, points)
    need = AT_SCHOOL + factor[:, :, None] * deadhead / MILES_PER_MINUTE + BUFFER + ride[:, None, :]
    yard_run, yard_school = _miles(yards, points), _miles(yards, places)
    return HalfDay(
        period=period,
        run_ids=tuple(f"{period}{r:05d}" for r in range(len(ends))),
        school_of_run=school_of_run,
        riders=np.full(len(ends), 40, dtype=np.int32),
        ride=ride,
        need=np.ceil(need - 1e-6).astype(np.int32),
        live_miles=live_miles,
        deadhead_miles=deadhead,
        yard_run_minutes=factor[:, :, None] * yard_run / MILES_PER_MINUTE,
        yard_run_miles=yard_run,
        yard_school_minutes=factor[:, :, None] * yard_school / MILES_PER_MINUTE,
        yard_school_miles=yard_school,
        lead=15,
        early=0,
        late=0,
        band_until=np.array(UNTIL[period], dtype=np.int32),
        at_school=AT_SCHOOL,
    )


def _miles(here: FloatArray, there: FloatArray, *, paired: bool = False) -> FloatArray:
    gap = here - there if paired else here[:, None, :] - there[None, :, :]
    return np.asarray(DETOUR * np.hypot(gap[..., 0], gap[..., 1]), dtype=np.float64)
