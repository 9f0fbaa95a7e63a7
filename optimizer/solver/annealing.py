"""Simulated annealing over bells: one group at a time, with exact fleets after every move.

The energy of a bell plan is

    ``bus`` · (max(fleet - floor, 0) + ``lesser`` · smaller half's buses) + Σ cost of each group's choice,

where fleet is the larger half. The smaller half counts a little, so that the search is pulled while the
larger half stands still. With a ``floor``, smaller fleets are worth no more than it: so the later stages look
for the cheapest bells that keep the fleet. A move that breaks a limit, or adds to a broken one, is not made.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from optimizer.problem import IntArray
from optimizer.solver.board import Board, Groups, Half
from optimizer.solver.matching import Chains, build_chains, move_school, rematch

_ONE = np.uint64(1)


class Walk(NamedTuple):
    """Where a walk over bell plans stands.

    ``pick`` [G] now, ``best`` [G] the best so far; ``buses`` [2] now; ``used`` [V] groups at each start;
    ``energy`` [2] now and best; ``best_fleet`` [1] buses of ``best``; ``random`` [1] state.
    """

    pick: IntArray
    best: IntArray
    buses: IntArray
    used: IntArray
    energy: npt.NDArray[np.float64]
    best_fleet: IntArray
    random: npt.NDArray[np.uint64]


class Aim(NamedTuple):
    """What a walk minimises and must respect.

    ``cost`` [G, K]; ``share`` [G, K] the cumulative chance of proposing each choice; ``load`` [L, G, K] and
    ``cap`` [L] sums that must stay within their caps; ``distinct`` the most distinct starts.
    """

    cost: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    load: npt.NDArray[np.int64]
    cap: npt.NDArray[np.int64]
    distinct: int
    bus: float = 1.0
    floor: float = 0.0
    lesser: float = 0.1


def start_walk(board: Board, pick: IntArray, seed: int) -> tuple[Walk, Chains, Chains]:
    """A walk that stands at ``pick``, with both halves matched."""
    am, pm = (_matched(half, pick[board.problem.group_of]) for half in board.halves)
    used = np.bincount(board.groups.value[np.arange(len(pick)), pick], minlength=len(board.values))
    walk = Walk(
        pick=pick.astype(np.int32),
        best=pick.astype(np.int32),
        buses=np.array([rematch(am), rematch(pm)], dtype=np.int32),
        used=used.astype(np.int32),
        energy=np.full(2, np.inf),
        best_fleet=np.full(1, 10**6, dtype=np.int32),
        random=np.array([np.random.default_rng(seed).integers(1, 2**63)], dtype=np.uint64),
    )
    return walk, am, pm


def _matched(half: Half, by_school: IntArray) -> Chains:
    chains = build_chains(half)
    chains.anchor[:] = half.anchor[np.arange(len(by_school)), by_school]
    chains.band[:] = half.band[np.arange(len(by_school)), by_school]
    for school, choice in enumerate(by_school.tolist()):
        move_school(half, chains, school, choice)
    return chains


@numba.njit(cache=True, nogil=True)
def draw(random: npt.NDArray[np.uint64]) -> float:
    """A number in [0, 1) (xorshift64*)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float(((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@numba.njit(cache=True, nogil=True)
def _keep(source: Chains, target: Chains) -> None:
    target.before[:] = source.before
    target.spare[:] = source.spare
    target.open[:] = source.open
    target.head[:] = source.head
    target.next[:] = source.next
    target.prev[:] = source.prev
    target.size[0] = source.size[0]


@numba.njit(cache=True, nogil=True)
def _move_group(half: Half, chains: Chains, groups: Groups, group: int, pick: int) -> None:
    for at in range(groups.first[group], groups.first[group + 1]):
        move_school(half, chains, groups.schools[at], pick)


@numba.njit(cache=True, nogil=True)
def _energy(aim: Aim, am: int, pm: int) -> float:
    return aim.bus * (max(max(am, pm) - aim.floor, 0.0) + aim.lesser * min(am, pm))


@numba.njit(cache=True, nogil=True)
def _within(
    aim: Aim, tally: npt.NDArray[np.int64], distinct: int, starts: int, group: int, old: int, new: int
) -> bool:
    """Whether a move keeps every limit, or at least does not add to a broken one."""
    if distinct > aim.distinct and distinct >= starts:
        return False
    for i in range(len(tally)):
        more = aim.load[i, group, new] - aim.load[i, group, old]
        if more > 0 and tally[i] + more > aim.cap[i]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def anneal(
    am: Half,
    pm: Half,
    chains: tuple[Chains, Chains],
    kept: tuple[Chains, Chains],
    groups: Groups,
    aim: Aim,
    walk: Walk,
    moves: int,
    heat: float,
) -> int:
    """Try ``moves`` moves at one temperature; returns how many were accepted.

    One loop on purpose: compiled code that keeps its state in local variables is what makes it fast.
    """
    accepted = 0
    extra = 0.0
    tally = np.zeros(len(aim.cap), dtype=np.int64)
    for group in range(len(walk.pick)):
        extra += aim.cost[group, walk.pick[group]]
        for i in range(len(tally)):
            tally[i] += aim.load[i, group, walk.pick[group]]
    starts = 0
    for value in range(len(walk.used)):
        starts += walk.used[value] > 0
    now = _energy(aim, walk.buses[0], walk.buses[1]) + extra
    for _ in range(moves):
        group = int(draw(walk.random) * len(walk.pick))
        old = int(walk.pick[group])
        new = int(np.searchsorted(aim.share[group], draw(walk.random), side="right"))
        if new == old or new >= groups.options[group]:
            continue
        left, entered = groups.value[group, old], groups.value[group, new]
        distinct = starts - (walk.used[left] == 1) + (walk.used[entered] == 0)
        if not _within(aim, tally, distinct, starts, group, old, new):
            continue
        limit = now - heat * np.log(1.0 - draw(walk.random))
        added = extra - aim.cost[group, old] + aim.cost[group, new]
        _keep(chains[0], kept[0])
        _move_group(am, chains[0], groups, group, new)
        buses_am = rematch(chains[0])
        energy = _energy(aim, buses_am, 0) + added
        buses_pm = 0
        if energy <= limit:
            _keep(chains[1], kept[1])
            _move_group(pm, chains[1], groups, group, new)
            buses_pm = rematch(chains[1])
            energy = _energy(aim, buses_am, buses_pm) + added
            if energy > limit:
                _move_group(pm, chains[1], groups, group, old)
                _keep(kept[1], chains[1])
        if energy > limit:
            _move_group(am, chains[0], groups, group, old)
            _keep(kept[0], chains[0])
            continue
        accepted += 1
        walk.pick[group] = new
        walk.buses[0], walk.buses[1] = buses_am, buses_pm
        walk.used[left] -= 1
        walk.used[entered] += 1
        for i in range(len(tally)):
            tally[i] += aim.load[i, group, new] - aim.load[i, group, old]
        starts, now, extra = distinct, energy, added
        if now < walk.energy[1] - 1e-9:
            walk.energy[1] = now
            walk.best[:] = walk.pick
            walk.best_fleet[0] = max(buses_am, buses_pm)
    walk.energy[0] = now
    return accepted


class Walker:
    """A walk over bell plans and the compiled state that goes with it.

    ``best`` are the bells of least energy since :meth:`restart`; the caller compares across restarts.
    """

    def __init__(self, board: Board, pick: IntArray, seed: int) -> None:
        self.board = board
        self._kept = (build_chains(board.am), build_chains(board.pm))
        self.state, am, pm = start_walk(board, pick, seed)
        self._chains = (am, pm)

    def restart(self, pick: IntArray) -> None:
        """Stand at other bells and forget the best; the random numbers go on."""
        random = self.state.random
        self.state, am, pm = start_walk(self.board, pick, 0)
        self._chains = (am, pm)
        self.state.random[:] = random

    @property
    def pick(self) -> IntArray:
        """[G] bells now."""
        return self.state.pick.copy()

    @property
    def fleet(self) -> int:
        """Buses now."""
        return int(self.state.buses.max(initial=0))

    @property
    def best(self) -> tuple[IntArray, int]:
        """Bells of least energy and their fleet."""
        return self.state.best.copy(), int(self.state.best_fleet[0])

    def walk(self, aim: Aim, moves: int, heat: float) -> int:
        """Try ``moves`` moves at one temperature; returns how many were accepted."""
        if not np.isfinite(self.state.energy[1]):
            self.state.energy[1] = energy_of(aim, self.state.pick, self.state.buses)
            self.state.best_fleet[0] = self.fleet
        return int(
            anneal(
                self.board.am, self.board.pm, self._chains, self._kept, self.board.groups, aim, self.state,
                moves, heat,
            )
        )  # fmt: skip

    def move(self, group: int, choice: int) -> int:
        """Move one group; returns the fleet."""
        for i, (half, chains) in enumerate(zip(self.board.halves, self._chains, strict=True)):
            for at in range(self.board.groups.first[group], self.board.groups.first[group + 1]):
                move_school(half, chains, int(self.board.groups.schools[at]), choice)
            self.state.buses[i] = rematch(chains)
        self.state.pick[group] = choice
        return self.fleet


def energy_of(aim: Aim, pick: IntArray, buses: IntArray) -> float:
    """Energy of bells that need ``buses`` [2]."""
    fleet = max(float(buses.max(initial=0)) - aim.floor, 0.0) + aim.lesser * float(buses.min())
    return aim.bus * fleet + float(aim.cost[np.arange(len(pick)), pick].sum())


def even_proposals(allowed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """[G, K] cumulative chances of proposing a choice, all equal."""
    return _cumulative(allowed.astype(np.float64))


def proposals(
    allowed: npt.NDArray[np.bool_], share: npt.NDArray[np.float64], blind: float = 0.1
) -> npt.NDArray[np.float64]:
    """[G, K] cumulative chances of a choice: the relaxation's shares, their neighbours, some blind."""
    spread = share.copy()
    spread[:, 1:] += 0.3 * share[:, :-1]
    spread[:, :-1] += 0.3 * share[:, 1:]
    spread *= allowed
    even = allowed / allowed.sum(axis=1, keepdims=True)
    total = np.maximum(spread.sum(axis=1, keepdims=True), 1e-12)
    return _cumulative((1 - blind) * spread / total + blind * even)


def _cumulative(chance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = np.cumsum(chance, axis=1)
    return np.asarray(np.minimum(total / total[:, -1:] * (1 + 1e-12), 1.0 + 1e-12), dtype=np.float64)
