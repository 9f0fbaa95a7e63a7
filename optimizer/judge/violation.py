"""A broken rule, where and in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """One rule that a plan breaks in one place.

    ``rule`` is a name in :data:`optimizer.judge.check.RULES`, ``where`` the bus, run, stop or school, and
    ``words`` say what is wrong so that a planner can act on it.
    """

    rule: str
    where: str
    words: str

    def __str__(self) -> str:
        """Spell as ``connection_time, bus 17: Bus 17, morning: run ...``."""
        return f"{self.rule}, {self.where}: {self.words}"
