"""Compile before the clock starts: every compiled kernel once, on a toy district of two schools.

Compiled code is kept on disk, so only the first solve after an installation takes its half minute and later
ones load it. Nothing of it counts against the time of a solve.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from optimizer.district import Period
from optimizer.plan import LogLine
from optimizer.problem import FloatArray, HalfDay, PriceBook, Problem
from optimizer.solver.annealing import Walker
from optimizer.solver.ascent import Climb
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import build_board
from optimizer.solver.fleet import aim_of

# Seconds after which a person is told what takes so long, again and again.
SILENCE = 2.0


def compile_kernels(progress: Callable[[LogLine], None] | None = None) -> None:
    """Have every kernel compiled; ``progress`` hears of it where that takes longer than two seconds."""
    compiler = threading.Thread(target=_touch_kernels, daemon=True)
    compiler.start()
    while True:
        compiler.join(SILENCE)
        if not compiler.is_alive():
            return
        if progress is not None:
            progress(LogLine(0.0, "compiling", "once, for all later solves", None, None))


def _touch_kernels() -> None:
    """Run each kernel with the types that a solve gives it."""
    board = build_board(toy_problem())
    limits = Limits(board.allowed)
    walker = Walker(board, np.zeros(2, dtype=np.int32), 1)
    walker.walk(aim_of(limits), 10, 1.0)
    walker.move(0, 1)
    camp = Climb(board, limits)
    camp.step_up(0.1, 1, lambda: True)
    camp.appraise()


def toy_problem() -> Problem:
    """Two schools with a run each and two starts to choose from."""
    return Problem(
        name="toy",
        school_ids=("1", "2"),
        levels=("elementary", "high"),
        areas=("", ""),
        choices=((450, 500), (450, 500)),
        group_of=np.arange(2, dtype=np.int32),
        day=np.full(2, 400, dtype=np.int32),
        today=np.full(2, 450, dtype=np.int32),
        students=np.zeros(2, dtype=np.int32),
        secondary=np.array([False, True]),
        elementary=np.array([True, False]),
        yard_ids=("yard",),
        yard_buses=(None,),
        am=_toy_half("am"),
        pm=_toy_half("pm"),
        prices=PriceBook(0, 0, 0, 0, 0, 0, 0, 0),
        stages=(),
    )


def _toy_half(period: Period) -> HalfDay:
    nothing: FloatArray = np.zeros((1, 2))
    return HalfDay(
        period=period,
        run_ids=(f"{period}1", f"{period}2"),
        school_of_run=np.arange(2, dtype=np.int32),
        riders=np.zeros(2, dtype=np.int32),
        ride=nothing,
        need=np.full((1, 2, 2), 30, dtype=np.int32),
        live_miles=nothing[0],
        deadhead_miles=np.zeros((2, 2)),
        yard_run_minutes=np.zeros((1, 1, 2)),
        yard_run_miles=nothing,
        yard_school_minutes=np.zeros((1, 1, 2)),
        yard_school_miles=nothing,
        lead=0,
        early=0,
        late=0,
        band_until=np.array([1440], dtype=np.int32),
        at_school=0.0,
    )
