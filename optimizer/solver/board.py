"""The board: a Problem laid out for the methods, bells as positions in each group's list of choices.

A *group* is one or more schools that share a start; a *bell plan* is an array ``pick`` [G] with the
position of each group's start among its choices. Everything the methods need of a half of the day hangs
off a :class:`Half`, a tuple of plain arrays that compiled code can take whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.problem import HalfDay, IntArray, Problem

Need = npt.NDArray[np.int16]

# A connection that takes longer than this is out of any day's reach; keeps minutes in 16 bits.
OUT_OF_REACH = 3_000
# Distance of a choice that is only padding.
FAR = 10**9


class Half(NamedTuple):
    """One half of the day as arrays. S schools, R runs, K most choices of a group, B bands.

    ``need`` [B, S, R] and ``need_by_run`` [B, R, S] are the same minutes in both orders; ``anchor`` and
    ``band`` [S, K]; ``runs`` of school s are ``runs[first[s]:first[s + 1]]``.
    """

    need: Need
    need_by_run: Need
    anchor: IntArray
    band: IntArray
    school_of_run: IntArray
    first: IntArray
    runs: IntArray


class Groups(NamedTuple):
    """Groups as arrays. ``schools`` of group g are ``schools[first[g]:first[g + 1]]``.

    ``options`` [G] choices of each group; ``value`` [G, K] the start as a position in the district's list of
    possible starts.
    """

    first: IntArray
    schools: IntArray
    options: IntArray
    value: IntArray


@dataclass(frozen=True)
class Board:
    """A problem laid out: groups, both halves, and the starts [G, K] in minutes (padded with the last)."""

    problem: Problem
    starts: IntArray
    values: IntArray
    groups: Groups
    am: Half
    pm: Half

    @property
    def halves(self) -> tuple[Half, Half]:
        """Morning and afternoon."""
        return self.am, self.pm

    @cached_property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """[G, K] True where the position is a choice and not padding."""
        return np.arange(self.starts.shape[1])[None, :] < self.groups.options[:, None]

    @property
    def runs(self) -> tuple[int, int]:
        """Runs of each half."""
        return len(self.am.school_of_run), len(self.pm.school_of_run)

    def bells(self, pick: IntArray) -> IntArray:
        """[S] starts in minutes."""
        by_group = self.starts[np.arange(len(pick)), pick]
        return np.asarray(by_group[self.problem.group_of], dtype=np.int32)

    def distance(self, bells: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """[G, K] minutes between each choice and its schools' ``bells`` [S], summed; -1 is not counted."""
        wanted = np.asarray(bells, dtype=np.int64)[:, None]
        starts = self.starts[self.problem.group_of].astype(np.int64)
        total = np.zeros(self.starts.shape, dtype=np.int64)
        np.add.at(total, self.problem.group_of, np.where(wanted < 0, 0, np.abs(starts - wanted)))
        return np.where(self.allowed, total, FAR)


def build_board(problem: Problem) -> Board:
    """Lay out ``problem``; every school must have at least one choice."""
    group_of = problem.group_of
    members = [np.flatnonzero(group_of == g) for g in range(int(group_of.max(initial=-1)) + 1)]
    lists = [problem.choices[int(inside[0])] for inside in members]
    width = max((len(choices) for choices in lists), default=1)
    starts = np.array(
        [[*choices, *[choices[-1]] * (width - len(choices))] for choices in lists], dtype=np.int32
    )
    starts = starts.reshape(len(members), width)
    values = np.unique(starts).astype(np.int32)
    groups = Groups(
        first=_offsets([len(inside) for inside in members]),
        schools=np.concatenate([*members, []]).astype(np.int32),
        options=np.array([len(choices) for choices in lists], dtype=np.int32),
        value=np.searchsorted(values, starts).astype(np.int32),
    )
    by_school = starts[group_of]
    return Board(
        problem, starts, values, groups, *(_lay_out(half, by_school, problem) for half in problem.halves)
    )


def _lay_out(half: HalfDay, starts: IntArray, problem: Problem) -> Half:
    need = np.minimum(half.need, OUT_OF_REACH).astype(np.int16)
    order = np.argsort(half.school_of_run, kind="stable").astype(np.int32)
    return Half(
        need=np.ascontiguousarray(need),
        need_by_run=np.ascontiguousarray(need.transpose(0, 2, 1)),
        anchor=np.ascontiguousarray(half.anchor(starts, problem.day[:, None])),
        band=np.ascontiguousarray(half.band(starts, problem.day[:, None])),
        school_of_run=np.ascontiguousarray(half.school_of_run, dtype=np.int32),
        first=_offsets(np.bincount(half.school_of_run, minlength=len(problem.school_ids)).tolist()),
        runs=order,
    )


def _offsets(sizes: list[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.array(sizes, dtype=np.int64))]).astype(np.int32)
