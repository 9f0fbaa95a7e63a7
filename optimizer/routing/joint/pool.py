"""Columns met so far: a neighbourhood starts from those that fit its open stops."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.routing.joint.instance import Run
from optimizer.routing.joint.master import Column, Master


class Pool:
    """Remembers columns by school, with their stops as bits."""

    def __init__(self, columns: Iterable[Column] = ()) -> None:
        self._columns: dict[int, dict[Column, int]] = {}
        self.add(columns)

    def add(self, columns: Iterable[Column]) -> None:
        """Remember the columns."""
        for column in columns:
            self._columns.setdefault(column.run.school, {}).setdefault(column, _bits(column.run.stops))

    def runs(self) -> list[Run]:
        """The runs of the columns, in the order they were met, school by school."""
        return list(dict.fromkeys(column.run for mine in self._columns.values() for column in mine))

    def within(self, master: Master) -> list[Column]:
        """Columns whose stops are all open."""
        fitting = []
        for s, is_open in enumerate(master.open_stops()):
            closed = ~_bits(is_open.nonzero()[0].tolist())
            if closed == -1:
                continue
            mine = self._columns.get(s, {})
            fitting += [column for column, stops in mine.items() if not stops & closed]
        return fitting


def _bits(stops: Iterable[int]) -> int:
    return sum(1 << stop for stop in stops)
