"""Tiny random problems, and their answers by enumeration."""

from dataclasses import replace
from itertools import product

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from optimizer.district import Run, Visit
from optimizer.problem import HalfDay, PriceBook, Problem, StageAim
from optimizer.solver.cuts import NO_DOOR, Cuts

BANDS = np.array([470, 490, 1440], dtype=np.int32)
BOOK = PriceBook(10_600, 2_300, 220, 180, 20, 10, 5, 120)


def tiny(seed: int, schools: int = 4, widest: int = 3, **changes: object) -> Problem:
    """A few schools, 1 to 3 runs each, a few choices, on and off the grid, with locks and odd days."""
    rng = np.random.default_rng(seed)
    starts = [
        tuple(sorted({int(450 + 7 * x) for x in rng.choice(12, rng.integers(1, widest + 1), replace=False)}))
        for _ in range(schools)
    ]
    students = rng.integers(100, 900, schools).astype(np.int32)
    problem = Problem(
        name=f"tiny-{seed}",
        school_ids=tuple(f"0{s}" for s in range(schools)),
        levels=("elementary",) * schools,
        areas=("",) * schools,
        choices=tuple(starts),
        group_of=np.arange(schools, dtype=np.int32),
        day=(420 + 5 * rng.integers(-2, 3, schools)).astype(np.int32),
        today=np.where(rng.random(schools) < 0.8, 480, -1).astype(np.int32),
        students=students,
        secondary=rng.random(schools) < 0.5,
        elementary=rng.random(schools) < 0.5,
        yard_ids=("Y1", "Y2"),
        yard_buses=(None, None),
        am=_half("am", rng, schools),
        pm=_half("pm", rng, schools),
        prices=BOOK,
        stages=(StageAim("buses"),),
    )
    return replace(problem, **changes)  # type: ignore[arg-type]


def _half(period: str, rng: np.random.Generator, schools: int) -> HalfDay:
    owner = np.repeat(np.arange(schools), rng.integers(1, 4, schools)).astype(np.int32)
    runs, yards = len(owner), 2
    factor = np.array([1.0, 1.2, 1.1])[:, None]
    ride = 5 + factor * rng.uniform(3, 15, runs)
    miles = rng.uniform(0.5, 8, (schools, runs))
    need = np.ceil(8 + factor[:, :, None] * miles * 2 + 3 + ride[:, None, :]).astype(np.int32)
    to_run, to_school = rng.uniform(1, 9, (yards, runs)), rng.uniform(1, 9, (yards, schools))
    return HalfDay(
        period=period,  # type: ignore[arg-type]
        run_ids=tuple(f"{period}{r}" for r in range(runs)),
        school_of_run=owner,
        riders=np.full(runs, 20, dtype=np.int32),
        ride=ride,
        need=need,
        live_miles=rng.uniform(2, 9, runs),
        deadhead_miles=miles,
        yard_run_minutes=factor[:, :, None] * to_run * 2,
        yard_run_miles=to_run,
        yard_school_minutes=factor[:, :, None] * to_school * 2,
        yard_school_miles=to_school,
        lead=15,
        early=0,
        late=0,
        band_until=BANDS if period == "am" else BANDS + 420,
        at_school=8.0,
    )


def runs_of(problem: Problem) -> tuple[Run, ...]:
    """Runs to carry into a plan."""
    return tuple(
        Run(run_id, problem.school_ids[s], half.period, (Visit(f"stop {run_id}", 20),))
        for half in problem.halves
        for run_id, s in zip(half.run_ids, half.school_of_run, strict=True)
    )


def fits(problem: Problem, half: HalfDay, bells: np.ndarray) -> np.ndarray:
    """[R, R] whether a bus can drive one run and then (in the order of anchors) another."""
    anchor, band = half.anchor(bells, problem.day), half.band(bells, problem.day)
    own = half.school_of_run
    return np.array(
        [[anchor[q] - anchor[s] >= half.need[band[q], s, r] for r, q in enumerate(own)] for s in own]
    )


def buses(problem: Problem, bells: np.ndarray) -> int:
    """The fewest buses for fixed bells: run by run, by scipy."""
    fleet = []
    for half in problem.halves:
        matched = maximum_bipartite_matching(csr_array(fits(problem, half, bells)))
        fleet.append(half.runs - int((matched >= 0).sum()))
    return max(fleet)


def all_bells(problem: Problem) -> list[np.ndarray]:
    """Every choice of bells that groups allow."""
    groups = range(int(problem.group_of.max()) + 1)
    lists = [problem.choices[int(np.flatnonzero(problem.group_of == g)[0])] for g in groups]
    return [np.array(bells, dtype=np.int32)[problem.group_of] for bells in product(*lists)]


def one_cut(school: int, first: int, last: int, runs: list[int], door: int = NO_DOOR) -> Cuts:
    """A link, or with ``door`` a narrow door."""
    row = (np.array([value], dtype=np.int32) for value in (school, first, last, door))
    return Cuts(*row, np.array([0, len(runs)]), np.array(runs, dtype=np.int32))
