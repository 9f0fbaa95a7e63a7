"""The stage of cost, and stages that must keep a cost: every bell plan is priced by its cheapest routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.problem import IntArray
from optimizer.solver.annealing import Walker
from optimizer.solver.solution import Solution, price, total_cost
from optimizer.solver.standing import Standing, Turn

# Bells that are priced in a second, at worst, times runs.
PRICED_PER_RUN = 2.5e4
# Annealing of the cost starts at this share of it.
HEAT_OF_COST = 2e-4


def anneal_cost(standing: Standing, turn: Turn) -> Standing:
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


def descend(standing: Standing, turn: Turn, worth: Callable[[IntArray], int]) -> Standing:
    """Lower what bells are worth, one group at a time, within the cost held."""
    problem = standing.board.problem
    budget = turn.budget(PRICED_PER_RUN / max(sum(standing.board.runs), 1))
    around = _Neighbour(standing, turn.seed)
    value, before = worth(standing.pick), -1
    turn.journal.improve("start", value)
    while value != before and budget.done < 1:
        before = value
        for group, choice in around.shuffled():
            if worth(around.beside(group, choice)) >= value:
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
            value = worth(trial.pick)
            turn.journal.improve("pricing", value)
    return around.standing


def cost_floor(standing: Standing, solution: Solution) -> float:
    """Cents that every plan costs: the fewest buses, with spares, each paid its guarantee, and live miles."""
    problem, book = standing.board.problem, standing.board.problem.prices
    paid = standing.bound * max(book.guarantee, book.check_in + book.pre_trip + book.post_trip)
    of_buses = standing.bound * (book.bus_day + book.spare_share * book.spare_day)
    fixed = int(of_buses) + price(problem, solution)["miles_live"]
    return fixed + int(paid * book.driver_hour / 60)


class _Neighbour:
    """Moves one group at a time, refusing what breaks a limit or needs too many buses."""

    def __init__(self, standing: Standing, seed: int) -> None:
        self.standing = standing
        self._walker = Walker(standing.clocked, standing.pick, seed)
        self._random = np.random.default_rng(seed)
        self._moves = np.argwhere(standing.limits.open)

    def shuffled(self) -> list[tuple[int, int]]:
        """Every (group, choice) once, in random order."""
        self._random.shuffle(self._moves)
        return [(int(group), int(choice)) for group, choice in self._moves]

    def draw(self) -> float:
        """A number in [0, 1)."""
        return float(self._random.random())

    def beside(self, group: int, choice: int) -> IntArray:
        """[G] the bells with one group moved."""
        pick = self.standing.pick.copy()
        pick[group] = choice
        return pick

    def step(self, group: int, choice: int) -> Standing | None:
        """The standing after a move, ``None`` if not allowed; follow with :meth:`undo` or :meth:`keep`."""
        pick = self.beside(group, choice)
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
