"""The linear program over columns (a run, and where its bus comes from)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.quiet_highs import QuietHighs
from optimizer.routing.joint.instance import YARD, FloatArray, IntArray, JointProblem, Run

DUAL, PRIMAL = 1, 4
"""HiGHS's simplex methods: after new rows the last basis is still dual feasible, after new columns primal."""


@dataclass(frozen=True, slots=True)
class Column:
    """A run and the school its bus comes from (``YARD``: it costs a bus)."""

    run: Run
    before: int

    @property
    def cost(self) -> float:
        """Buses this column needs."""
        return 1.0 if self.before == YARD else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Duals:
    """Prices of the rows.

    ``stop``: serving it (-1: not open); ``follow``: following a run of the school; ``gain``: one more run of
    the school (it may be followed, and counts towards the fewest runs); ``fixed``: a fixed run.
    """

    stop: tuple[FloatArray, ...]
    follow: FloatArray
    gain: FloatArray
    fixed: FloatArray


class Master:
    """Cover every open stop; no school is followed more often than it has runs; fixed runs need a bus.

    Rows: the open stops (>= 1), per school what follows it (runs - runs that follow >= -spare), per school
    its runs (>= the fewest that can serve it), then the fixed runs (>= 1).
    """

    def __init__(
        self, problem: JointProblem, open_stops: Sequence[IntArray], spare: IntArray, fewest: IntArray
    ) -> None:
        self.problem = problem
        self.columns: list[Column] = []
        self.fixed: list[Run] = []
        self._known: set[Column] = set()
        self._fixed_row: dict[Run, int] = {}
        self._fixed_now: dict[Run, None] = {}
        self._columns_of: dict[Run, list[int]] = {}
        self._stop_row = [np.full(len(school), -1, dtype=np.int64) for school in problem.schools]
        row = 0
        for rows, stops in zip(self._stop_row, open_stops, strict=True):
            rows[stops] = np.arange(row, row + len(stops))
            row += len(stops)
        self._open = [rows >= 0 for rows in self._stop_row]
        self._follow_row = row
        self._count_row = row + len(problem.schools)
        self._fixed_rows = self._count_row + len(problem.schools)
        self.constant = np.concatenate((-spare, np.maximum(fewest, 0))).astype(np.float64)
        lower = np.concatenate((np.ones(row), self.constant))
        self._highs = QuietHighs()
        empty = np.array([], dtype=np.int32)
        self._highs.addRows(
            len(lower), lower, np.full(len(lower), highspy.kHighsInf), 0, empty, empty, np.array([])
        )
        self._has_new_rows = False
        self.value = 0.0
        self.row_value = 0.0
        self.duals = Duals((), np.zeros(0), np.zeros(0), np.zeros(0))
        self.x = np.zeros(0)

    def add(self, columns: Sequence[Column]) -> int:
        """Add the columns not yet known; their count."""
        fresh = list(dict.fromkeys(column for column in columns if column not in self._known))
        if not fresh:
            return 0
        self._known.update(fresh)
        for number, column in enumerate(fresh, start=len(self.columns)):
            self._columns_of.setdefault(column.run, []).append(number)
        self.columns.extend(fresh)
        starts, index, value = self._coefficients(fresh)
        n = len(fresh)
        cost = np.array([column.cost for column in fresh])
        self._highs.addCols(
            n, cost, np.zeros(n), np.full(n, highspy.kHighsInf), len(index), starts, index, value
        )
        return n

    def fix(self, run: Run) -> None:
        """Demand this run, whatever bus serves it: its columns add up to one and its stops are closed."""
        self._open[run.school][list(run.stops)] = False
        self._has_new_rows = True
        self._fixed_now[run] = None
        if run in self._fixed_row:
            self._highs.changeRowBounds(self._fixed_row[run], 1.0, highspy.kHighsInf)
            return
        row = self._fixed_rows + len(self.fixed)
        index = np.array(self._columns_of.get(run, []), dtype=np.int32)
        self._highs.addRow(1.0, highspy.kHighsInf, len(index), index, np.ones(len(index)))
        self.fixed.append(run)
        self._fixed_row[run] = row

    def release(self, run: Run) -> None:
        """Open the stops of a fixed run again; its row stays, demanding nothing."""
        self._highs.changeRowBounds(self._fixed_row[run], -highspy.kHighsInf, highspy.kHighsInf)
        del self._fixed_now[run]
        self._open[run.school][list(run.stops)] = True

    def kept_runs(self) -> list[Run]:
        """Fixed runs whose stops were open once, so that they may be released."""
        return [run for run in self._fixed_now if self._stop_row[run.school][run.stops[0]] >= 0]

    def solve(self, time_limit: float = 600.0) -> Duals:
        """Optimum over the columns so far; keeps ``value`` and ``x`` and returns the prices."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(time_limit, 0.1))
        self._highs.setOptionValue("simplex_strategy", DUAL if self._has_new_rows else PRIMAL)
        self._highs.run()
        self._has_new_rows = False
        solution = self._highs.getSolution()
        self.x = np.array(solution.col_value)
        self.value = float(self._highs.getInfo().objective_function_value)
        dual = np.maximum(np.array(solution.row_dual), 0.0)
        stop = tuple(
            np.where(is_open, dual[rows], -1.0)
            for rows, is_open in zip(self._stop_row, self._open, strict=True)
        )
        follow = dual[self._follow_row : self._count_row]
        self.row_value = float(dual[: self._follow_row].sum() + dual[self._fixed_rows :].sum())
        self.row_value += float(dual[self._follow_row : self._fixed_rows] @ self.constant)
        self.duals = Duals(
            stop, follow, follow + dual[self._count_row : self._fixed_rows], dual[self._fixed_rows :]
        )
        return self.duals

    def whole_runs(self, most: float, seconds: float) -> list[Run] | None:
        """Whole runs among the columns so far that serve every open stop with at most so many buses, if any.

        A stop may be served twice. The linear program stays as it is.
        """
        count = len(self.columns)
        program = QuietHighs()
        program.passModel(self._highs.getLp())
        whole = np.full(count, highspy.HighsVarType.kInteger)
        program.changeColsIntegrality(count, np.arange(count, dtype=np.int32), whole)
        program.setOptionValue("time_limit", max(seconds, 0.1))
        # Between whole numbers: worse plans are of no use, and the first that is good enough will do.
        program.setOptionValue("objective_bound", most + 0.5)
        program.setOptionValue("objective_target", most + 0.1)
        program.run()
        info = program.getInfo()
        is_found = info.primal_solution_status == highspy.kSolutionStatusFeasible
        if not is_found or info.objective_function_value > most + 0.1:
            return None
        chosen = np.flatnonzero(np.array(program.getSolution().col_value) > 0.5)
        return [run for c in chosen if (run := self.columns[c].run) not in self._fixed_now]

    def open_stops(self) -> list[NDArray[np.bool_]]:
        """For each school which stops await a run: they have a row and no fixed run serves them."""
        return [stops.copy() for stops in self._open]

    def columns_used(self) -> list[Column]:
        """Columns in the last solution."""
        return [self.columns[c] for c in np.flatnonzero(self.x > 1e-6)]

    def run_values(self) -> dict[Run, float]:
        """How much of each run the last solution uses, whatever bus serves it; fixed runs left out."""
        values: dict[Run, float] = {}
        for c in np.flatnonzero(self.x > 1e-6):
            run = self.columns[c].run
            if run not in self._fixed_now:
                values[run] = values.get(run, 0.0) + float(self.x[c])
        return values

    def _coefficients(self, columns: Sequence[Column]) -> tuple[IntArray, IntArray, FloatArray]:
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        for column in columns:
            run = column.run
            starts.append(len(index))
            rows = [int(row) for row in self._stop_row[run.school][list(run.stops)] if row >= 0]
            index += [*rows, self._follow_row + run.school, self._count_row + run.school]
            value += [1.0] * (len(rows) + 2)
            if column.before != YARD:
                index.append(self._follow_row + column.before)
                value.append(-1.0)
            if run in self._fixed_row:
                index.append(self._fixed_row[run])
                value.append(1.0)
        return np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32), np.array(value)
