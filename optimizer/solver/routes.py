"""The cheapest routes for fixed bells: chains by minimum-cost flow, then pairs and yards by assignment.

Each run is driven next by a bus out of a yard or by one freed at a school. What a bus costs between two
anchors (paid minutes and deadhead miles) does not depend on the rest of its day, so the cheapest chains
with at most so many buses are a transportation problem. Yards enter it by the best yard at either end,
which is exact with one yard; afterwards morning and afternoon chains are paired and given one yard each
with the guarantee counted. Where runs are off their aims, chains are chosen at those moments, and then each
run goes back as near to its aim as its chain allows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment

from optimizer.problem import IntArray, Problem
from optimizer.solver.arrivals import nearest_to_aims
from optimizer.solver.solution import TINY, Bus, Clocked, Solution, clock_halves, total_cost

Cost = npt.NDArray[np.int64]
Chain = tuple[int, ...]

# The flow keeps this many of the cheapest predecessors of each run, besides those of a largest matching.
KEPT = 40
# With no limit on buses, so many more than the fewest are tried for a lower cost.
EXTRA_BUSES = 3


@dataclass(frozen=True)
class Ends:
    """Minutes and miles between yards and the ends of a half: ``out`` [Y, R] to each run, ``back`` [Y, S]."""

    out: Cost
    back: Cost
    out_minutes: IntArray
    back_minutes: IntArray


def price_ends(problem: Problem, clocked: Clocked) -> Ends:
    """Cost, in sixtieths of a cent, of reaching each run from each yard, and each yard from each school."""
    half = clocked.half
    school = half.school_of_run
    band, anchor = clocked.band[school], clocked.anchor.astype(np.float64)
    run = np.arange(half.runs)
    yards = np.arange(len(problem.yard_ids))[:, None]
    away = half.ride[band, run][None, :] + half.yard_run_minutes[band[None, :], yards, run[None, :]]
    out = (anchor - np.floor(anchor - away + TINY)).astype(np.int32)
    schools = np.arange(len(clocked.band))
    home = half.at_school + half.yard_school_minutes[clocked.band[None, :], yards, schools[None, :]]
    back = np.ceil(home - TINY).astype(np.int32)
    return Ends(
        out=_cost(problem, out, half.yard_run_miles),
        back=_cost(problem, back, half.yard_school_miles),
        out_minutes=out,
        back_minutes=back,
    )


def _cost(problem: Problem, minutes: npt.ArrayLike, miles: npt.ArrayLike) -> Cost:
    book = problem.prices
    cost = np.asarray(minutes) * book.driver_hour + np.asarray(miles) * book.mile_deadhead * 60
    return np.asarray(np.rint(cost), dtype=np.int64)


@dataclass(frozen=True)
class Stands:
    """Where buses come free: a school at a moment. ``of_run`` [R]; ``school``, ``anchor``, ``freed`` [T]."""

    of_run: IntArray
    school: IntArray
    anchor: IntArray
    freed: npt.NDArray[np.int64]


def stands_of(clocked: Clocked) -> Stands:
    """The stands of a half: one for each school that has runs, more where its runs have several moments."""
    own = clocked.half.school_of_run
    stand, of_run, freed = np.unique(
        np.stack([own, clocked.anchor]), axis=1, return_inverse=True, return_counts=True
    )
    return Stands(np.asarray(of_run, dtype=np.int32).ravel(), stand[0], stand[1], freed)


def cheapest_before(
    problem: Problem, clocked: Clocked, stands: Stands, ends: Ends, buses: int
) -> tuple[IntArray, int] | None:
    """[R] the stand whose bus drives each run next (-1: from the yard) at least cost; and that cost.

    ``None`` if ``buses`` do not suffice among the connections kept. The cost is in sixtieths of a cent.
    """
    half, runs = clocked.half, clocked.half.runs
    own, school, freed = half.school_of_run, stands.school, stands.freed
    gap = clocked.anchor[None, :] - stands.anchor[:, None]
    fits = gap >= half.need[clocked.band[own][None, :], school[:, None], np.arange(runs)[None, :]]
    start, back = ends.out.min(axis=0), ends.back.min(axis=0)[school]
    book = problem.prices
    yard_time = (book.pre_trip + book.post_trip) * book.driver_hour
    cost = _cost(problem, gap, half.deadhead_miles[school]) - back[:, None] - yard_time
    base = int((back * freed).sum()) + runs * yard_time
    net = cost - start[None, :]
    before = None
    if len(school) > 4 * KEPT:
        before = _transport(_keep_cheapest(fits, net), cost, start, freed, buses)
    if before is None:
        before = _transport(fits, cost, start, freed, buses)
    if before is None:
        return None
    chosen = np.flatnonzero(before >= 0)
    return before, base + int(start.sum() + net[before[chosen], chosen].sum())


def _transport(
    fits: npt.NDArray[np.bool_], cost: Cost, start: Cost, freed: npt.NDArray[np.int64], buses: int
) -> IntArray | None:
    """Each run's predecessor at least cost among the connections in ``fits`` [T, R]."""
    schools, runs = fits.shape
    tail, head = np.nonzero(fits)
    flow = min_cost_flow.SimpleMinCostFlow()
    depot, sink = schools + runs, schools + runs + 1
    source = sink + 1
    arcs = [
        (np.full(schools, source), np.arange(schools), freed, np.zeros(schools)),
        (np.array([source]), np.array([depot]), np.array([buses]), np.zeros(1)),
        (np.full(runs, depot), schools + np.arange(runs), np.ones(runs), start),
        (tail, schools + head, np.ones(len(tail)), cost[tail, head]),
        (schools + np.arange(runs), np.full(runs, sink), np.ones(runs), np.zeros(runs)),
    ]
    columns = [np.concatenate(column).astype(np.int64) for column in zip(*arcs, strict=True)]
    added = flow.add_arcs_with_capacity_and_unit_cost(*columns)
    flow.set_node_supply(source, runs)
    flow.set_node_supply(sink, -runs)
    if flow.solve() != flow.OPTIMAL:
        return None
    used = flow.flows(added)[schools + 1 + runs : schools + 1 + runs + len(tail)] > 0
    before = np.full(runs, -1, dtype=np.int32)
    before[head[used]] = tail[used]
    return before


def _keep_cheapest(fits: npt.NDArray[np.bool_], cost: Cost) -> npt.NDArray[np.bool_]:
    ranked = np.where(fits, cost, np.iinfo(np.int64).max)
    kept = np.zeros_like(fits)
    np.put_along_axis(kept, np.argpartition(ranked, KEPT, axis=0)[:KEPT], True, axis=0)
    return kept & fits


def chains_of(clocked: Clocked, stands: Stands, before: IntArray) -> list[Chain]:
    """Chains, in the order of anchors, out of the stand that precedes each run."""
    chains: list[list[int]] = []
    waiting: dict[int, list[int]] = {}
    for run in np.lexsort((np.arange(len(before)), clocked.anchor)):
        stand = int(before[run])
        if stand < 0:
            chains.append([])
            which = len(chains) - 1
        else:
            which = waiting[stand].pop(0)
        chains[which].append(int(run))
        waiting.setdefault(int(stands.of_run[run]), []).append(which)
    return [tuple(chain) for chain in chains]


def build_solution(
    problem: Problem, bells: IntArray, buses: int, shifts: tuple[IntArray, IntArray] | None = None
) -> Solution | None:
    """The cheapest routes for ``bells`` with at most ``buses``; ``None`` if so few cannot do it.

    Connections are chosen with runs off their aims by ``shifts``, and kept as the runs go back towards them.
    """
    found = []
    for clocked in clock_halves(problem, bells, shifts):
        stands, ends = stands_of(clocked), price_ends(problem, clocked)
        before = cheapest_before(problem, clocked, stands, ends, buses)
        if before is None:
            return None
        found.append(_Chains(problem, clocked, ends, chains_of(clocked, stands, before[0])))
    if shifts is not None:
        found = [chains.settled(problem, bells) for chains in found]
    am, pm = found
    count = max(len(am.chains), len(pm.chains))
    pairs, yards = _pair(problem, am.padded(count), pm.padded(count))
    return Solution(
        bells.astype(np.int32),
        tuple(
            Bus(int(yard), am.runs(a, reverse=False), pm.runs(p, reverse=True))
            for a, p, yard in zip(range(count), pairs, yards, strict=True)
        ),
        None if shifts is None else (am.shift, pm.shift),
    )


def best_solution(
    problem: Problem,
    bells: IntArray,
    fewest: int,
    most: int | None,
    shifts: tuple[IntArray, IntArray] | None = None,
) -> Solution:
    """The cheapest routes with at least ``fewest`` (what the bells need) and at most ``most`` buses."""
    last = fewest + EXTRA_BUSES if most is None else max(min(most, fewest + EXTRA_BUSES), fewest)
    found = [build_solution(problem, bells, buses, shifts) for buses in range(fewest, last + 1)]
    return min((one for one in found if one is not None), key=lambda one: total_cost(problem, one))


class _Chains:
    """The chains of one half with their minutes and deadhead cost from each yard."""

    def __init__(self, problem: Problem, clocked: Clocked, ends: Ends, chains: list[Chain]) -> None:
        self.chains, self._clocked, self._ends = chains, clocked, ends
        half, anchor = clocked.half, clocked.anchor
        first = np.array([chain[0] for chain in chains], dtype=np.int64)
        final = np.array([chain[-1] for chain in chains], dtype=np.int64)
        last, span = half.school_of_run[final], anchor[final] - anchor[first]
        book = problem.prices
        fixed = book.pre_trip + book.post_trip
        self.minutes = fixed + ends.out_minutes[:, first] + span[None, :] + ends.back_minutes[:, last]
        self.miles = half.yard_run_miles[:, first] + half.yard_school_miles[:, last]

    @property
    def shift(self) -> IntArray:
        """[R] minutes of each run's anchor from its aim."""
        return self._clocked.anchor - self._clocked.aim[self._clocked.half.school_of_run]

    def settled(self, problem: Problem, bells: IntArray) -> _Chains:
        """The same chains with every run as near to its aim as they allow."""
        clocked = self._clocked
        shift = nearest_to_aims(clocked.half, clocked.aim, clocked.band, self.chains)
        return _Chains(problem, Clocked(problem, clocked.half, bells, shift), self._ends, self.chains)

    def padded(self, count: int) -> tuple[Cost, npt.NDArray[np.float64]]:
        """Minutes and yard miles [Y, count]; chains that do not exist cost nothing."""
        gap = ((0, 0), (0, count - len(self.chains)))
        return np.pad(self.minutes, gap).astype(np.int64), np.pad(self.miles, gap)

    def runs(self, which: int, *, reverse: bool) -> Chain:
        """Runs of a chain in driving order, empty if it does not exist."""
        chain = self.chains[which] if which < len(self.chains) else ()
        return chain[::-1] if reverse else chain


def _pair(
    problem: Problem,
    am: tuple[Cost, npt.NDArray[np.float64]],
    pm: tuple[Cost, npt.NDArray[np.float64]],
) -> tuple[IntArray, IntArray]:
    """For each morning chain its afternoon chain and its yard, at least cost."""
    count = am[0].shape[1]
    if count == 0:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    every = np.array([_pair_cost(problem, am, pm, yard) for yard in range(len(am[0]))])
    row = np.arange(count)
    pairs = linear_sum_assignment(every.min(axis=0))[1]
    yards = _assign_yards(problem, every[:, row, pairs])
    total = np.inf
    while (new := float(every[yards, row, pairs].sum())) < total - 0.5:
        total = new
        pairs = linear_sum_assignment(every[yards, row])[1]
        yards = _assign_yards(problem, every[:, row, pairs])
    return pairs.astype(np.int32), yards


def _pair_cost(
    problem: Problem,
    am: tuple[Cost, npt.NDArray[np.float64]],
    pm: tuple[Cost, npt.NDArray[np.float64]],
    yard: int,
) -> npt.NDArray[np.float64]:
    """[A, P] sixtieths of a cent for each pair of chains kept in ``yard``, guarantee included."""
    book = problem.prices
    minutes = book.check_in + am[0][yard][:, None] + pm[0][yard][None, :]
    miles = am[1][yard][:, None] + pm[1][yard][None, :]
    cost = np.maximum(minutes, book.guarantee) * book.driver_hour + miles * book.mile_deadhead * 60
    return np.asarray(cost, dtype=np.float64)


def _assign_yards(problem: Problem, cost: npt.NDArray[np.float64]) -> IntArray:
    """The cheapest yard for each route within what the yards hold; ``cost`` [Y, routes]."""
    count = cost.shape[1]
    room = [count if buses is None else min(buses, count) for buses in problem.yard_buses]
    yards = cost.argmin(axis=0)
    if (np.bincount(yards, minlength=len(room)) <= room).all():
        return np.asarray(yards, dtype=np.int32)
    slots = np.repeat(np.arange(len(room)), room)
    chosen = linear_sum_assignment(cost.T[:, slots])[1]
    return np.asarray(slots[chosen], dtype=np.int32)
