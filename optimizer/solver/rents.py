"""Limits on bells inside the bound: what breaking them would cost, as rents on choices.

A limit ``sum of load <= cap`` asks a rent of ``price * load`` for every choice, and bells within it pay
``price * cap`` at most. Few distinct starts: a group's choice of a start pays a rent of its own, and
the starts in use, ``distinct`` at most, collect what all groups pay for them. Any rents of at least zero
give a valid bound, as any prices do.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board


class Rents:
    """Rents under some limits: one price per sum, then [G * K] rents of starts and the entry of a start."""

    def __init__(self, board: Board, limits: Limits) -> None:
        self.shape = board.starts.shape
        self._loads = [load.astype(np.float64) / max(float(load.max()), 1.0) for load, _ in limits.sums]
        self._caps = np.array([cap / max(float(load.max()), 1.0) for load, cap in limits.sums])
        self._distinct = limits.distinct
        self._value = board.groups.value.ravel()
        self._starts = len(board.values)
        self._counted = board.allowed.ravel().astype(np.float64)

    @property
    def size(self) -> int:
        """Number of prices."""
        return len(self._caps) + (self._counted.size + 1 if self._distinct is not None else 0)

    def rent(self, x: FloatArray) -> FloatArray:
        """[G, K] rent of every choice."""
        sums = len(self._caps)
        total = np.zeros(self.shape)
        for price, load in zip(x[:sums], self._loads, strict=True):
            total += price * load
        if self._distinct is not None:
            total += (x[sums:-1] * self._counted).reshape(self.shape)
        return total

    def dues(self, x: FloatArray) -> float:
        """Most rent that bells within the limits can pay."""
        sums = len(self._caps)
        total = float(x[:sums] @ self._caps)
        if self._distinct is not None:
            total += float(np.sort(self._collected(x[sums:-1]))[::-1][: self._distinct].sum())
        return total

    def soft_dues(self, x: FloatArray, heat: float) -> tuple[float, npt.NDArray[np.float64]]:
        """The dues softened, and their gradient."""
        sums = len(self._caps)
        total, slope = float(x[:sums] @ self._caps), np.zeros(len(x))
        slope[:sums] = self._caps
        if self._distinct is not None:
            over = (self._collected(x[sums:-1]) - x[-1]) / heat
            total += float(x[-1]) * self._distinct + heat * float(np.logaddexp(0.0, over).sum())
            used = 1.0 / (1.0 + np.exp(-np.clip(over, -500.0, 500.0)))
            slope[sums:-1] = used[self._value] * self._counted
            slope[-1] = self._distinct - used.sum()
        return total, slope

    def paid(self, share: FloatArray) -> FloatArray:
        """Gradient of the rent paid at ``share`` [G, K]."""
        by_price = np.array([float((load * share).sum()) for load in self._loads])
        if self._distinct is None:
            return by_price
        return np.concatenate([by_price, share.ravel() * self._counted, [0.0]])

    def _collected(self, rents: FloatArray) -> FloatArray:
        collected = np.zeros(self._starts)
        np.add.at(collected, self._value, rents * self._counted)
        return collected
