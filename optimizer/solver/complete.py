"""The whole problem as one constraint program: bells and connections together, for small districts.

Asked whether so few buses suffice, CP-SAT answers with bells, with a proof that they do not, or, when the
work allotted is used up, not at all. It settles what the relaxation leaves open while there are
few enough connections; beyond that annealing finds better bells in less time (see the benchmarks).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.problem import IntArray
from optimizer.solver.bell_rules import BellProgram, Limits
from optimizer.solver.board import Board
from optimizer.solver.bounding import possible_connections
from optimizer.solver.prices import Clockwork, build_clockwork
from optimizer.solver.timespace import first_arcs

# Connections (school, run) of both halves that some bells allow, up to which CP-SAT has a chance of a proof.
SMALL = 8_000


@dataclass(frozen=True)
class Verdict:
    """``pick`` [G] bells within the buses asked for; or the proof that there are none; or neither."""

    pick: IntArray | None
    impossible: bool


class CompleteProgram:
    """Bells, and for each run the school that precedes it; the question is how many buses suffice."""

    def __init__(self, board: Board, limits: Limits, buses: int) -> None:
        self._rules = BellProgram(board, limits)
        self._board = board
        self._by_rank: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._buses = self._rules.model.new_int_var(0, buses, "buses")
        for half, clock in enumerate(build_clockwork(board)):
            joined = self._join(half, clock)
            self._rules.model.add(sum(joined) + self._buses >= len(clock.half.school_of_run))

    def ask(self, buses: int) -> None:
        """Change the question: whether ``buses`` suffice."""
        self._rules.model.proto.variables[self._buses.index].domain[1] = buses

    def _join(self, half: int, clock: Clockwork) -> list[cp_model.IntVar]:
        """One Boolean per connection; returns them all."""
        model, schools = self._rules.model, len(clock.count)
        into, out = defaultdict(list), defaultdict(list)
        arcs: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        for school, choice, run, k in first_arcs(clock, schools).tolist():
            arcs[school, run][k] = choice
        for (school, run), latest in arcs.items():
            joined = model.new_bool_var(f"join_{half}_{school}_{run}")
            into[run].append(joined)
            out[school].append(joined)
            self._demand(half, clock, (school, run), latest, joined)
        for before in into.values():
            model.add_at_most_one(before)
        for school, after in out.items():
            model.add(sum(after) <= int(clock.buses[school]))
        return [joined for before in into.values() for joined in before]

    def _demand(
        self,
        half: int,
        clock: Clockwork,
        pair: tuple[int, int],
        latest: dict[int, int],
        joined: cp_model.IntVar,
    ) -> None:
        """A connection demands bells far enough apart."""
        school, run = pair
        group_of = self._board.problem.group_of
        own, other = int(group_of[clock.half.school_of_run[run]]), int(group_of[school])
        for k, chosen in self._rules.chosen[own].items():
            if k not in latest:
                self._rules.model.add_implication(joined, chosen.negated())
            elif own != other:
                early = self._no_later(half, clock, school, latest[k])
                self._rules.model.add_bool_or([joined.negated(), chosen.negated(), *early])

    def _no_later(self, half: int, clock: Clockwork, school: int, choice: int) -> list[cp_model.IntVar]:
        """Literals of which one holds if the school's anchor is no later than that of ``choice``."""
        chosen = self._rules.chosen[int(self._board.problem.group_of[school])]
        early = [k for k in chosen if clock.rank[school, k] <= clock.rank[school, choice]]
        if len(early) <= 1:
            return [chosen[k] for k in early]
        key = (half, school, int(clock.rank[school, choice]))
        if key not in self._by_rank:
            literal = self._rules.model.new_bool_var(f"by_{half}_{school}_{choice}")
            self._rules.model.add(sum(chosen[k] for k in early) == literal)
            self._by_rank[key] = literal
        return [self._by_rank[key]]

    def solve(self, solver: cp_model.CpSolver, hint: IntArray) -> Verdict:
        """Ask CP-SAT."""
        self._rules.hint(hint)
        status = solver.solve(self._rules.model)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Verdict(self._rules.pick(solver), impossible=False)
        return Verdict(None, impossible=status == cp_model.INFEASIBLE)


def is_small(board: Board) -> bool:
    """Whether a complete model is worth its time."""
    return sum(int(possible_connections(board, clock).sum()) for clock in build_clockwork(board)) <= SMALL
