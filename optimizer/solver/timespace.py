"""The time-space relaxation: bells may be split, buses flow through time, and nothing undercuts it.

Each group spreads one unit over its choices. A school's share of a choice frees so many of its buses at
that moment; they may wait, and leave at the last moment that still makes a run of another school at one of
its choices. What flows into a run at a choice is at most the school's share of that choice. The fleet is
at least runs minus connections, in both halves. Arcs are priced in a few at a time, so that only a part of
all connections is ever in the program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from optimizer.problem import FloatArray, IntArray
from optimizer.quiet_highs import QuietHighs
from optimizer.solver.board import Board
from optimizer.solver.cuts import Cuts, allowance, under_cuts, waited
from optimizer.solver.prices import Clockwork, Tolls, by_minute, list_arcs, no_tolls


@dataclass(frozen=True)
class Relaxed:
    """A solved relaxation: shares of bells [G, K], and the prices that its duals suggest.

    By half: ``price`` [S, K] of freed buses, ``ceiling`` [R, K] of runs' choices, ``flow`` of each arc,
    ``toll`` of each cut, ``stock`` [S, K] buses that wait after a choice.
    """

    objective: float
    share: FloatArray
    price: tuple[FloatArray, FloatArray]
    weight: tuple[float, float]
    ceiling: tuple[FloatArray, FloatArray]
    flow: tuple[FloatArray, FloatArray]
    toll: tuple[FloatArray, FloatArray]
    stock: tuple[FloatArray, FloatArray]


def arcs_below(clock: Clockwork, price: FloatArray, tolls: Tolls, below: FloatArray, most: int) -> IntArray:
    """Arcs of one half whose bus costs less than ``below`` [R, K]; for each run and choice the ``most``."""
    return np.asarray(list_arcs(clock.times, tolls, by_minute(clock, price), below, most)[0])


def first_arcs(clock: Clockwork, most: int) -> IntArray:
    """Arcs to begin with: to each run and choice from the ``most`` schools that can ring latest before it."""
    early = -clock.half.anchor.astype(np.float64)
    below = np.full((len(clock.half.school_of_run), early.shape[1]), np.inf)
    return arcs_below(clock, early - early.min(), no_tolls(clock), below, most)


def new_arcs(clock: Clockwork, known: IntArray, more: IntArray) -> IntArray:
    """Those of ``more`` that are not in ``known``."""
    width, schools = clock.half.anchor.shape[1], len(clock.half.anchor)

    def key(arcs: IntArray) -> npt.NDArray[np.int64]:
        return np.asarray((arcs[:, 2].astype(np.int64) * width + arcs[:, 3]) * schools + arcs[:, 0])

    return more[~np.isin(key(more), key(known))]


class Program:
    """The linear program over given arcs and choices ``open_`` [G, K], built once and solved once."""

    def __init__(
        self,
        board: Board,
        clocks: tuple[Clockwork, Clockwork],
        arcs: tuple[IntArray, IntArray],
        cuts: tuple[Cuts, Cuts],
        open_: npt.NDArray[np.bool_],
    ) -> None:
        self.board, self._open = board, open_
        self.shape = board.starts.shape
        self._rows: list[npt.NDArray[np.int64]] = []
        self._columns: list[npt.NDArray[np.int64]] = []
        self._values: list[FloatArray] = []
        self.row_count, self.column_count = self.shape[0], board.starts.size + 1
        group, choice = np.nonzero(open_)
        self._add(group, group * self.shape[1] + choice, 1.0)
        self.lower = [np.ones(self.shape[0])]
        self.upper = [np.ones(self.shape[0])]
        self.offsets = [self._add_half(clock, chosen) for clock, chosen in zip(clocks, arcs, strict=True)]
        self.cuts = [
            self._add_cuts(clock, chosen, cut, offset[3])
            for clock, chosen, cut, offset in zip(clocks, arcs, cuts, self.offsets, strict=True)
        ]

    def _add(self, rows: npt.ArrayLike, columns: npt.ArrayLike, values: npt.ArrayLike) -> None:
        row = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        self._rows.append(row)
        self._columns.append(np.broadcast_to(np.asarray(columns, dtype=np.int64), row.shape))
        self._values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), row.shape))

    def _add_half(self, clock: Clockwork, arcs: IntArray) -> tuple[int, int, int, int, int]:
        """Rows of freed buses, of runs' choices, of the fleet; where each begins, and the arcs."""
        group_of, width = self.board.problem.group_of, self.shape[1]
        schools, runs = len(clock.count), len(clock.half.school_of_run)
        freed = self.row_count
        served = freed + schools * width
        fleet = served + runs * width
        waits = self.column_count
        moves = waits + schools * width
        school, choice = np.nonzero(np.arange(width)[None, :] < clock.count[:, None])
        self._add(freed + school * width + choice, group_of[school] * width + choice, -clock.buses[school])
        for at in range(width - 1):
            school = np.flatnonzero(clock.count > at + 1)
            here, later = clock.order[school, at], clock.order[school, at + 1]
            self._add(freed + school * width + here, waits + school * width + here, 1.0)
            self._add(freed + school * width + later, waits + school * width + here, -1.0)
        arcs = arcs.astype(np.int64)
        column = moves + np.arange(len(arcs))
        self._add(freed + arcs[:, 0] * width + arcs[:, 1], column, 1.0)
        self._add(served + arcs[:, 2] * width + arcs[:, 3], column, 1.0)
        self._add(np.full(len(arcs), fleet), column, 1.0)
        called = np.unique(arcs[:, 2] * width + arcs[:, 3])
        owner = group_of[clock.half.school_of_run[called // width]]
        self._add(served + called, owner * width + called % width, -1.0)
        self._add(fleet, self.board.starts.size, 1.0)
        self.lower += [np.full(fleet - freed, -np.inf), np.array([float(runs)])]
        self.upper += [np.zeros(fleet - freed), np.array([np.inf])]
        self.row_count, self.column_count = fleet + 1, moves + len(arcs)
        return freed, served, fleet, moves, moves + len(arcs)

    def _add_cuts(self, clock: Clockwork, arcs: IntArray, cuts: Cuts, moves: int) -> tuple[int, int]:
        """One row for each cut: the arcs under it flow no more than shares and waiting buses allow."""
        width, group_of = self.shape[1], self.board.problem.group_of
        first = self.row_count
        arc, cut = under_cuts(clock, arcs, cuts)
        self._add(first + cut, moves + arc, 1.0)
        cut, school, choice, buses = allowance(clock, cuts)
        self._add(first + cut, group_of[school] * width + choice, -buses)
        cut, school, choice = waited(clock, cuts)
        waits = moves - len(clock.count) * width
        self._add(first + cut, waits + school * width + choice, -1.0)
        self.row_count += cuts.many
        self.lower.append(np.full(cuts.many, -np.inf))
        self.upper.append(np.zeros(cuts.many))
        return first, self.row_count

    def matrix(self) -> sp.csc_matrix:
        """[rows, columns] coefficients."""
        rows, columns = np.concatenate(self._rows), np.concatenate(self._columns)
        values = np.concatenate(self._values)
        shape = (self.row_count, self.column_count)
        return sp.coo_matrix((values, (rows, columns)), shape=shape).tocsc()

    def solve(self, seconds: float, accuracy: float, cancel: list[Callable[[], None]]) -> Relaxed | None:
        """Solve by interior point; ``None`` if cut short. ``cancel`` tells how to stop it."""
        solver = quiet_solver(seconds, accuracy)
        solver.passModel(self._model())
        cancel.append(solver.cancelSolve)
        solver.solve()
        cancel.clear()
        if solver.getModelStatus() not in {
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kUnknown,
        }:
            return None
        solution = solver.getSolution()
        return self._read(
            solver.getInfo().objective_function_value,
            np.array(solution.col_value),
            np.array(solution.row_dual),
        )

    def _model(self) -> highspy.HighsLp:
        matrix, others = self.matrix(), self.column_count - self._open.size
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.column_count, self.row_count
        model.col_cost_ = (np.arange(self.column_count) == self.board.starts.size).astype(np.float64)
        model.col_lower_ = np.zeros(self.column_count)
        model.col_upper_ = np.concatenate([self._open.ravel(), np.full(others, np.inf)])
        model.row_lower_, model.row_upper_ = np.concatenate(self.lower), np.concatenate(self.upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        return model

    def _read(self, objective: float, value: FloatArray, dual: FloatArray) -> Relaxed:
        width, price, weight, ceiling, flow, stock = self.shape[1], [], [], [], [], []
        for freed, served, fleet, first, last in self.offsets:
            flow.append(value[first:last])
            stock.append(value[first - (served - freed) : first].reshape(-1, width))
            price.append(-dual[freed:served].reshape(-1, width))
            ceiling.append(np.maximum(-dual[served:fleet].reshape(-1, width), 0.0))
            weight.append(max(float(dual[fleet]), 0.0))
        total = sum(weight) or 1.0
        tolls = [np.maximum(-dual[first:last], 0.0) for first, last in self.cuts]
        return Relaxed(
            objective=objective,
            share=np.clip(value[: self.board.starts.size].reshape(self.shape), 0.0, 1.0),
            price=(price[0], price[1]),
            weight=(weight[0] / total, 1.0 - weight[0] / total),
            ceiling=(ceiling[0], ceiling[1]),
            flow=(flow[0], flow[1]),
            toll=(tolls[0], tolls[1]),
            stock=(stock[0], stock[1]),
        )


def quiet_solver(seconds: float, accuracy: float) -> highspy.Highs:
    """A HiGHS that says nothing, uses one core, ends in time and stops when told."""
    solver = QuietHighs()
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("ipm_optimality_tolerance", accuracy)
    solver.setOptionValue("time_limit", max(seconds, 0.1))
    solver.HandleUserInterrupt = True
    return solver
