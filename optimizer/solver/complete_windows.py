"""Bells, moments and connections as one constraint program: small districts with windows, solved and proven.

The brother of ``complete`` for runs that may be off their aims: there a connection is of a school with a run,
here of two runs, because each has a moment of its own.
"""

from __future__ import annotations

import math

import numpy as np
from ortools.sat.python import cp_model

from optimizer.problem import HalfDay, IntArray
from optimizer.solver.bell_rules import BellProgram, Limits
from optimizer.solver.board import Board, Half
from optimizer.solver.windows import Shifts


class WindowProgram:
    """Fewest buses over bells and moments within ``limits``."""

    def __init__(self, board: Board, limits: Limits) -> None:
        self._rules = BellProgram(board, limits)
        self._board = board
        self._model = self._rules.model
        self._fleet = self._model.new_int_var(0, max(board.runs), "fleet")
        self._shifts = [
            self._add_half(half, day) for half, day in zip(board.halves, board.problem.halves, strict=True)
        ]
        self._model.minimize(self._fleet)

    def _add_half(self, half: Half, day: HalfDay) -> list[cp_model.IntVar]:
        """Moments and connections of one half; returns the shifts of its runs."""
        model, runs = self._model, range(day.runs)
        shifts = [model.new_int_var(-day.early, day.late, f"shift_{day.period}_{run}") for run in runs]
        joined: dict[tuple[int, int], cp_model.IntVar] = {}
        for before in runs:
            for after in runs:
                slack = self._slack(half, before, after)
                if before == after or slack[1] + day.early + day.late < 0:
                    continue
                literal = model.new_bool_var(f"join_{day.period}_{before}_{after}")
                model.add(slack[0] + shifts[after] - shifts[before] >= 0).only_enforce_if(literal)
                joined[before, after] = literal
        for run in runs:
            model.add_at_most_one(var for (before, _), var in joined.items() if before == run)
            model.add_at_most_one(var for (_, after), var in joined.items() if after == run)
        model.add(self._fleet >= day.runs - sum(joined.values()))
        return shifts

    def _slack(self, half: Half, before: int, after: int) -> tuple[cp_model.LinearExpr, int]:
        """Minutes that a connection leaves over with both runs at their aims, and the most it can."""
        one, other = int(half.school_of_run[before]), int(half.school_of_run[after])
        group_of = self._board.problem.group_of
        own, theirs = self._rules.chosen[group_of[one]], self._rules.chosen[group_of[other]]
        late = {k: int(half.anchor[other, k] - half.need[half.band[other, k], one, after]) for k in theirs}
        away = {k: int(half.anchor[one, k]) for k in own}
        spare = cp_model.LinearExpr.weighted_sum(
            [*theirs.values(), *own.values()],
            [*(late[k] for k in theirs), *(-away[k] for k in own)],
        )
        return spare, max(late.values()) - min(away.values())

    def solve(self, solver: cp_model.CpSolver, hint: IntArray) -> tuple[IntArray, Shifts, int] | None:
        """Ask CP-SAT for the fewest buses: bells [G], shifts and bound; ``None`` if it finds nothing."""
        self._rules.hint(hint)
        if solver.solve(self._model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        am, pm = (
            np.array([solver.value(shift) for shift in shifts], dtype=np.int32) for shifts in self._shifts
        )
        return self._rules.pick(solver), (am, pm), math.ceil(solver.best_objective_bound - 1e-6)
