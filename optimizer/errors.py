"""Everything that belltime refuses, and how it says so.

::

    BelltimeError            exit code 1: our fault, please report
    └── InputError           exit code 3: the planner's files need a change; holds every Fault found

An infeasible scenario is an answer, not an error: see :class:`optimizer.plan.Result`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place in one file, and what to do about it.

    ``line`` counts from 1 with the header as line 1, so that it is the row number a spreadsheet shows.
    """

    file: str
    problem: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    remedy: str = ""

    def __str__(self) -> str:
        """``stops.csv, line 41, column riders: "-3" is below 0. Give a count of riders.``."""
        where = self.file
        if self.line is not None:
            where += f", line {self.line}"
        if self.column is not None:
            where += f", column {self.column}"
        what = self.problem if self.value is None else f'"{self.value}" {self.problem}'
        return f"{where}: {what}." + (f" {self.remedy}" if self.remedy else "")


class BelltimeError(Exception):
    """Root of the family; raised itself only when belltime is at fault."""

    exit_code = 1


class InputError(BelltimeError):
    """The input cannot be used. Carries *all* faults, not just the first."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def refuse_if_any(faults: Iterable[Fault]) -> None:
    """Raise one :class:`InputError` with every fault, or return if there is none."""
    faults = tuple(faults)
    if faults:
        raise InputError(faults)
