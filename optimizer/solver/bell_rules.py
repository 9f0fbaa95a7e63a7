"""The rules of bells as a constraint program: windows, groups, locks, distinct starts, sums within caps.

CP-SAT answers here what annealing cannot: that no bells obey the rules, which limit would have to give,
and the proven best of an objective that adds up over schools. For small districts the connections join the
program and the fewest buses are proven.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from optimizer.problem import IntArray
from optimizer.solver.board import Board
from optimizer.solver.few_starts import few_starts
from optimizer.solver.measures import Load

# Deterministic time: the same work, so the same answer, on any machine; about a second each.
WORK = 2.0


@dataclass(frozen=True)
class Limits:
    """What bells must respect: open choices [G, K], the most distinct starts, and sums within caps."""

    open: npt.NDArray[np.bool_]
    distinct: int | None = None
    sums: tuple[tuple[Load, int], ...] = ()

    def allow(self, pick: IntArray, board: Board) -> bool:
        """Whether bells respect every limit."""
        rows = np.arange(len(pick))
        distinct = len(np.unique(board.groups.value[rows, pick]))
        return bool(
            self.open[rows, pick].all()
            and (self.distinct is None or distinct <= self.distinct)
            and all(load[rows, pick].sum() <= cap for load, cap in self.sums)
        )


@dataclass
class BellProgram:
    """A CP-SAT model with one Boolean per open choice of each group."""

    board: Board
    limits: Limits
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        self.chosen: list[dict[int, cp_model.IntVar]] = [
            {int(k): self.model.new_bool_var(f"start_{g}_{k}") for k in np.flatnonzero(row)}
            for g, row in enumerate(self.limits.open)
        ]
        for choices in self.chosen:
            self.model.add_exactly_one(choices.values())
        for load, cap in self.limits.sums:
            self.model.add(self.total(load) <= cap)
        if self.limits.distinct is not None:
            self.model.add(sum(self.in_use) <= self.limits.distinct)

    @property
    def in_use(self) -> list[cp_model.IntVar]:
        """One Boolean per possible start: whether some school has it."""
        used = [self.model.new_bool_var(f"used_{v}") for v in range(len(self.board.values))]
        for group, choices in enumerate(self.chosen):
            for k, chosen in choices.items():
                self.model.add_implication(chosen, used[self.board.groups.value[group, k]])
        return used

    def total(self, load: Load) -> cp_model.LinearExprT:
        """The sum of a load over groups."""
        terms = [(load[g, k], var) for g, choices in enumerate(self.chosen) for k, var in choices.items()]
        return cp_model.LinearExpr.weighted_sum([var for _, var in terms], [int(x) for x, _ in terms])

    def hint(self, pick: IntArray) -> None:
        """Start from these bells."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for group, choices in enumerate(self.chosen):
            for k, var in choices.items():
                self.model.add_hint(var, int(k == pick[group]))

    def pick(self, solver: cp_model.CpSolver) -> IntArray:
        """[G] the bells of a solution."""
        return np.array(
            [next(k for k, var in choices.items() if solver.boolean_value(var)) for choices in self.chosen],
            dtype=np.int32,
        )


@dataclass(frozen=True)
class Answer:
    """Bells and a proven bound on what was minimised; ``pick`` is ``None`` if no bells obey the limits."""

    pick: IntArray | None
    bound: int
    certain: bool


def careful_solver(seed: int, work: float = WORK, seconds: float = 60.0) -> cp_model.CpSolver:
    """A CP-SAT that gives the same answer every time: one worker, bounded work."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # Ctrl-C is the caller's: CP-SAT's own handler aborts the process when it was set in a thread.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    return solver


def cheapest_bells(
    board: Board,
    limits: Limits,
    load: Load,
    seed: int,
    hint: IntArray | None = None,
    seconds: float = 60.0,
) -> Answer:
    """Bells of least total ``load`` within ``limits``, whatever buses they need."""
    program = BellProgram(board, limits)
    program.model.minimize(program.total(load))
    return _answer(program, seed, hint, seconds)


def fewest_starts(board: Board, limits: Limits, seed: int) -> Answer:
    """Bells with the fewest distinct starts within ``limits``."""
    program = BellProgram(board, limits)
    program.model.minimize(sum(program.in_use))
    return _answer(program, seed, None)


def evenest_bells(board: Board, limits: Limits, loads: Load, seed: int, hint: IntArray) -> Answer:
    """Bells with the largest total of ``loads`` [T, G, K] nearest to the smallest, whatever the buses."""
    program = BellProgram(board, limits)
    most = int(loads.max(axis=2, initial=0).sum())
    high, low = (program.model.new_int_var(0, most, name) for name in ("high", "low"))
    for load in loads:
        total = program.total(load)
        program.model.add(total <= high)
        program.model.add(total >= low)
    program.model.add(low <= high)
    program.model.minimize(high - low)
    return _answer(program, seed, hint)


def _answer(program: BellProgram, seed: int, hint: IntArray | None, seconds: float = 60.0) -> Answer:
    if hint is not None:
        program.hint(hint)
    solver = careful_solver(seed, seconds=seconds)
    status = solver.solve(program.model)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(
            program.pick(solver), math.ceil(solver.best_objective_bound - 1e-6), status == cp_model.OPTIMAL
        )
    return Answer(None, 0, status == cp_model.INFEASIBLE)


def admissible_bells(
    board: Board, limits: Limits, wanted: Load, seed: int, seconds: float = 60.0
) -> IntArray | None:
    """Bells within ``limits`` of least ``wanted`` load, at least nearly; ``None`` if none were found."""
    near = np.asarray(wanted.argmin(axis=1), dtype=np.int32)
    if limits.allow(near, board):
        return near
    if limits.distinct is not None:
        few = few_starts(board, limits.open, limits.distinct, wanted)
        if few is not None and limits.allow(few, board):
            return few
    return cheapest_bells(board, limits, wanted, seed, near, seconds).pick
