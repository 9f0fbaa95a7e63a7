"""The stages of the objective, one after the other; each holds what the earlier ones achieved.

What is held is kept in :class:`Standing`: the fleet, sums over schools (disruption, schools moved, ...), the
largest shift (by closing choices) and the cost. Stages may come in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.plan import StageResult
from optimizer.problem import IntArray, StageAim
from optimizer.solver.annealing import Walker
from optimizer.solver.bell_rules import Limits, cheapest_bells
from optimizer.solver.board import Board
from optimizer.solver.fleet import CHUNK, aim_of, fewest_buses, moves_per_second
from optimizer.solver.journal import Budget, Journal
from optimizer.solver.measures import Load, largest_shift, load_of, value_of
from optimizer.solver.routes import best_solution
from optimizer.solver.solution import Solution, price, total_cost

# Seconds go to stages in these proportions.
WEIGHT = {"buses": 12.0, "cost": 3.0}
# One bus outweighs every sum over schools.
BUS = 1e9
# Bells that are priced in a second, at worst, times runs.
PRICED_PER_RUN = 2.5e4
# Annealing of the cost starts at this share of it.
HEAT_OF_COST = 2e-4


@dataclass(frozen=True)
class Standing:
    """Where the solve stands: bells, the limits so far, and what earlier stages hold."""

    board: Board
    pick: IntArray
    limits: Limits
    fleet_cap: int | None = None
    cost_cap: float | None = None
    bound: int = 0

    @property
    def fleet(self) -> int:
        """Buses that the bells need."""
        return Walker(self.board, self.pick, 0).fleet

    def solution(self) -> Solution:
        """The cheapest routes for the bells."""
        bells = self.board.bells(self.pick)
        return best_solution(self.board.problem, bells, self.fleet, self.fleet_cap)


@dataclass(frozen=True)
class Turn:
    """What one stage may spend."""

    journal: Journal
    seconds: float
    seed: int
    workers: int

    def budget(self, rate: float) -> Budget:
        """The stage's time as a budget of work at ``rate`` a second."""
        return Budget(self.journal, self.seconds, rate, counted=self.workers == 1)


def work_through(
    standing: Standing,
    stages: tuple[StageAim, ...],
    journal: Journal,
    seconds: float,
    seed: int,
    workers: int,
) -> tuple[Standing, tuple[StageResult, ...]]:
    """All stages in order; each gets its part of the time that is left."""
    results = []
    weights = [WEIGHT.get(stage.minimise, 1.0) for stage in stages]
    for i, stage in enumerate(stages):
        left = seconds if workers == 1 else max(seconds - journal.elapsed, 0.0)
        among = sum(weights) if workers == 1 else sum(weights[i:])
        turn = Turn(journal, left * weights[i] / among, seed + i, workers)
        began = journal.elapsed
        journal.enter(stage.minimise)
        standing, value, bound = _take_stage(standing, stage.minimise, turn)
        standing = hold(standing, stage, value)
        results.append(StageResult(stage.minimise, value, bound, round(journal.elapsed - began, 3)))
    # A later stage may have made an earlier one better still: every value is the final plan's.
    return standing, tuple(replace(one, value=measure(standing, one.minimise)) for one in results)


def measure(standing: Standing, objective: str) -> float:
    """The value of ``objective`` at the bells, with their cheapest routes."""
    board, pick = standing.board, standing.pick
    if objective == "buses":
        return len(standing.solution().buses)
    if objective == "cost":
        return total_cost(board.problem, standing.solution())
    if objective == "largest_shift":
        return int(largest_shift(board)[np.arange(len(pick)), pick].max(initial=0))
    return value_of(load_of(board, objective), pick)


def _take_stage(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    """One stage: the bells it leaves, the value it reached, and its proven bound."""
    if objective == "buses":
        return _take_buses(standing, turn)
    if objective == "cost":
        return _take_cost(standing, turn)
    if objective == "largest_shift":
        return _take_largest_shift(standing, turn)
    return _take_sum(standing, objective, turn)


def hold(standing: Standing, stage: StageAim, value: float) -> Standing:
    """Make later stages keep ``value`` within the stage's tolerance."""
    cap = value + max(stage.tolerance, value * stage.tolerance_percent / 100)
    limits, board = standing.limits, standing.board
    if stage.minimise == "buses":
        most = int(np.floor(cap + 1e-9))
        return replace(
            standing, fleet_cap=most if standing.fleet_cap is None else min(most, standing.fleet_cap)
        )
    if stage.minimise == "cost":
        return replace(standing, cost_cap=cap)
    if stage.minimise == "largest_shift":
        return replace(standing, limits=replace(limits, open=limits.open & (largest_shift(board) <= cap)))
    kept = (load_of(board, stage.minimise), int(np.floor(cap + 1e-9)))
    return replace(standing, limits=replace(limits, sums=(*limits.sums, kept)))


def _take_buses(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    if standing.cost_cap is not None:
        return standing, len(standing.solution().buses), standing.bound or None
    pick, bound = fewest_buses(
        standing.board, standing.limits, standing.pick, turn.journal, turn.seconds, turn.seed, turn.workers
    )
    standing = replace(standing, pick=pick, bound=max(bound, standing.bound))
    return standing, standing.fleet, standing.bound


def _take_sum(standing: Standing, objective: str, turn: Turn) -> tuple[Standing, float, float | None]:
    """A sum over schools: CP-SAT bounds it whatever the buses, annealing keeps the fleet."""
    board, load = standing.board, load_of(standing.board, objective)
    answer = cheapest_bells(board, standing.limits, load, turn.seed, standing.pick)
    turn.journal.raise_bound("bell rules", answer.bound)
    turn.journal.improve("start", value_of(load, standing.pick))
    if answer.pick is not None and standing.cost_cap is None:
        free = replace(standing, pick=answer.pick)
        if standing.fleet_cap is None or free.fleet <= standing.fleet_cap:
            turn.journal.improve("bell rules", value_of(load, answer.pick))
            return free, value_of(load, answer.pick), answer.bound
    if standing.cost_cap is not None:
        standing = _descend(standing, turn, load)
    else:
        standing = replace(standing, pick=_anneal_sum(standing, turn, load, answer.bound))
    return standing, value_of(load, standing.pick), answer.bound


def _anneal_sum(standing: Standing, turn: Turn, load: Load, bound: int) -> IntArray:
    """Bells of least ``load`` that need no more buses than the cap."""
    board = standing.board
    budget = turn.budget(moves_per_second(board))
    walker = Walker(board, standing.pick, turn.seed)
    cap = walker.fleet if standing.fleet_cap is None else max(standing.fleet_cap, walker.fleet)
    aim = aim_of(standing.limits)._replace(
        cost=load.astype(np.float64), bus=BUS, floor=float(cap), lesser=0.0
    )
    best, value = standing.pick, value_of(load, standing.pick)
    scale = float(np.median(load[load > 0])) if (load > 0).any() else 1.0
    while (done := budget.done) < 1 and value > bound:
        walker.walk(aim, CHUNK, scale * 0.5 * 0.005 ** (done * 3 % 1.0))
        budget.spend(CHUNK)
        pick, fleet = walker.best
        if fleet <= cap and value_of(load, pick) < value:
            best, value = pick, value_of(load, pick)
            turn.journal.improve("annealing", value)
        turn.journal.tick("annealing")
    return best


def _take_largest_shift(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    """Close the choices that lie farthest from today, one distance after the other, while bells remain."""
    shift, limits = largest_shift(standing.board), standing.limits
    rows = np.arange(len(standing.pick))
    least = int(np.where(limits.open, shift, shift.max(initial=0) + 1).min(axis=1).max(initial=0))
    value = int(shift[rows, standing.pick].max(initial=0))
    turn.journal.raise_bound("windows", least)
    turn.journal.improve("start", value)
    distances = sorted({int(x) for x in shift[limits.open] if least <= x < value}, reverse=True)
    for n, distance in enumerate(distances):
        over = (shift > distance).astype(np.int64)
        part = replace(turn, seconds=turn.seconds / len(distances))
        if standing.cost_cap is not None:
            trial = _descend(standing, part, over)
        else:
            trial = _bring_within(standing, part, over)
        if value_of(over, trial.pick) > 0:
            break
        standing, value = trial, int(shift[rows, trial.pick].max(initial=0))
        turn.journal.improve(f"distance {n + 1}", value)
    return standing, value, least


def _bring_within(standing: Standing, turn: Turn, over: Load) -> Standing:
    answer = cheapest_bells(standing.board, standing.limits, over, turn.seed, standing.pick)
    if answer.pick is not None:
        free = replace(standing, pick=answer.pick)
        if standing.fleet_cap is None or free.fleet <= standing.fleet_cap:
            return free
    return replace(standing, pick=_anneal_sum(standing, turn, over, answer.bound))


def _take_cost(standing: Standing, turn: Turn) -> tuple[Standing, float, float | None]:
    standing = _anneal_cost(standing, turn)
    solution = standing.solution()
    return standing, total_cost(standing.board.problem, solution), cost_floor(standing, solution)


def cost_floor(standing: Standing, solution: Solution) -> float:
    """Cents that every plan costs: the fewest buses, each paid its guarantee, and all live miles."""
    problem, book = standing.board.problem, standing.board.problem.prices
    paid = standing.bound * max(book.guarantee, book.check_in + book.pre_trip + book.post_trip)
    fixed = standing.bound * book.bus_day + price(problem, solution)["miles_live"]
    return fixed + int(paid * book.driver_hour / 60)


class _Neighbour:
    """Moves one group at a time, refusing what breaks a limit or needs too many buses."""

    def __init__(self, standing: Standing, seed: int) -> None:
        self.standing = standing
        self._walker = Walker(standing.board, standing.pick, seed)
        self._random = np.random.default_rng(seed)
        self._moves = np.argwhere(standing.limits.open)

    def shuffled(self) -> list[tuple[int, int]]:
        """Every (group, choice) once, in random order."""
        self._random.shuffle(self._moves)
        return [(int(group), int(choice)) for group, choice in self._moves]

    def draw(self) -> float:
        """A number in [0, 1)."""
        return float(self._random.random())

    def step(self, group: int, choice: int) -> Standing | None:
        """The standing after a move, ``None`` if not allowed; follow with :meth:`undo` or :meth:`keep`."""
        pick = self.standing.pick.copy()
        pick[group] = choice
        if choice == self.standing.pick[group] or not self.standing.limits.allow(pick, self.standing.board):
            return None
        cap = self.standing.fleet_cap
        if self._walker.move(group, choice) > (cap if cap is not None else 10**9):
            self.undo(group)
            return None
        return replace(self.standing, pick=pick)

    def undo(self, group: int) -> None:
        """Take a step back."""
        self._walker.move(group, int(self.standing.pick[group]))

    def keep(self, standing: Standing) -> None:
        """Stay where the step led."""
        self.standing = standing


def _anneal_cost(standing: Standing, turn: Turn) -> Standing:
    """Anneal over bells that keep the fleet, each priced by its cheapest routes."""
    problem = standing.board.problem
    budget = turn.budget(PRICED_PER_RUN / max(sum(standing.board.runs), 1))
    around = _Neighbour(standing, turn.seed)
    best = standing
    cost = lowest = total_cost(problem, standing.solution())
    turn.journal.improve("start", cost)
    heat = lowest * HEAT_OF_COST
    while budget.done < 1:
        moved = False
        for group, choice in around.shuffled():
            if (done := budget.done) >= 1:
                break
            turn.journal.tick("pricing")
            budget.spend(0.05)
            trial = around.step(group, choice)
            if trial is None:
                continue
            moved = True
            budget.spend(1)
            priced = total_cost(problem, trial.solution())
            if priced > cost - heat * 0.02**done * np.log(1.0 - around.draw()):
                around.undo(group)
                continue
            around.keep(trial)
            cost = priced
            if cost < lowest:
                best, lowest = trial, cost
                turn.journal.improve("pricing", lowest)
        if not moved:
            break
    return best


def _descend(standing: Standing, turn: Turn, load: Load) -> Standing:
    """Lower ``load`` one group at a time within the cost held."""
    problem = standing.board.problem
    budget = turn.budget(PRICED_PER_RUN / max(sum(standing.board.runs), 1))
    around = _Neighbour(standing, turn.seed)
    value, before = value_of(load, standing.pick), -1
    turn.journal.improve("start", value)
    while value != before and budget.done < 1:
        before = value
        for group, choice in around.shuffled():
            if load[group, choice] >= load[group, around.standing.pick[group]]:
                continue
            if budget.done >= 1:
                break
            turn.journal.tick("pricing")
            budget.spend(0.05)
            trial = around.step(group, choice)
            if trial is None:
                continue
            budget.spend(1)
            if total_cost(problem, trial.solution()) > (standing.cost_cap or 0):
                around.undo(group)
                continue
            around.keep(trial)
            value = value_of(load, trial.pick)
            turn.journal.improve("pricing", value)
    return around.standing
