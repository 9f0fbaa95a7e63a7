"""What a district could do instead of our solver, written plainly: the methods it is measured against."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from optimizer.problem import HalfDay, IntArray, Problem
from optimizer.solver import solve

# One Boolean per connection: beyond this many the model alone fills the memory.
MOST_BOOLEANS = 1_000_000


@dataclass(frozen=True)
class Attempt:
    """What one method found: buses (``None`` if nothing), its own bound, and when either improved."""

    buses: int | None
    bound: int | None
    trace: tuple[tuple[float, int], ...]
    note: str = ""
    bounds: tuple[tuple[float, int], ...] = ()


def fleet(problem: Problem, bells: IntArray) -> int:
    """Fewest buses at fixed bells, by one matching for each half of the day, from scratch."""
    return max(half.runs - _connections(half, bells, problem.day) for half in problem.halves)


def _connections(half: HalfDay, bells: IntArray, day: IntArray) -> int:
    if half.runs == 0:
        return 0
    anchor, band = half.anchor(bells, day), half.band(bells, day)
    school = half.school_of_run
    gap = anchor[school][:, None] - anchor[None, :]
    fits = gap >= half.need[band[school], :, np.arange(half.runs)]
    matched = maximum_bipartite_matching(csr_array(fits[:, school]), perm_type="column")
    return int((matched >= 0).sum())


def todays_bells(problem: Problem, _seconds: float, _seed: int) -> Attempt:
    """Keep today's bells (the nearest allowed start where today's is not allowed)."""
    begin = time.monotonic()
    bells = _nearest(problem, problem.today)
    found = fleet(problem, bells)
    return Attempt(found, None, ((time.monotonic() - begin, found),))


def _nearest(problem: Problem, wanted: IntArray) -> IntArray:
    picked = [min(c, key=lambda start: abs(start - w)) for c, w in zip(problem.choices, wanted, strict=True)]
    return np.array(picked, dtype=np.int32)


def one_bell_per_level(problem: Problem, seconds: float, seed: int) -> Attempt:
    """Give every school of a level the same start, the best such starts."""
    levels = sorted(set(problem.levels))
    group = np.array([levels.index(level) for level in problem.levels], dtype=np.int32)
    shared = [
        set.intersection(*(set(problem.choices[i]) for i in np.flatnonzero(group == g))) for g in set(group)
    ]
    if not all(shared):
        return Attempt(None, None, (), "a level's schools have no start in common")
    choices = tuple(tuple(sorted(shared[g])) for g in group)
    return ours(replace(problem, choices=choices, group_of=group), seconds, seed)


def local_search(problem: Problem, seconds: float, seed: int) -> Attempt:
    """Move one group at a time to its best start, matchings from scratch, until nothing improves."""
    begin, rng = time.monotonic(), np.random.default_rng(seed)
    bells = _nearest(problem, problem.today)
    best = fleet(problem, bells)
    trace = [(time.monotonic() - begin, best)]
    improved = True
    while improved:
        improved = False
        for group in rng.permutation(int(problem.group_of.max()) + 1):
            members = np.flatnonzero(problem.group_of == group)
            for start in problem.choices[members[0]]:
                if time.monotonic() - begin > seconds:
                    return Attempt(best, None, tuple(trace), "stopped by the clock")
                tried = bells.copy()
                tried[members] = start
                found = fleet(problem, tried)
                if found < best:
                    best, bells, improved = found, tried, True
                    trace.append((time.monotonic() - begin, best))
    return Attempt(best, None, tuple(trace))


def ours(problem: Problem, seconds: float, seed: int) -> Attempt:
    """Solve with belltime, buses as the only stage."""
    only_buses = replace(problem, stages=tuple(s for s in problem.stages if s.minimise == "buses")[:1])
    result = solve(only_buses, (), seconds=seconds, seed=seed, workers=2)
    found = [(line.seconds, int(line.found)) for line in result.log if line.found is not None]
    bounds = [(line.seconds, round(line.bound)) for line in result.log if line.bound is not None]
    return Attempt(result.buses, result.bound, _changes(found), "", _changes(bounds))


def _changes(said: Sequence[tuple[float, int]]) -> tuple[tuple[float, int], ...]:
    """Keep the moments at which a value changed."""
    return tuple(
        one for one, before in zip(said, [None, *said], strict=False) if before is None or one[1] != before[1]
    )


class _Trace(cp_model.CpSolverSolutionCallback):
    """Remembers when each better solution came."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[float, int]] = []

    def on_solution_callback(self) -> None:
        """Note one solution."""
        self.found.append((self.wall_time, round(self.objective_value)))


def plain_cp_sat(problem: Problem, seconds: float, seed: int) -> Attempt:
    """Solve one CP-SAT model with a Boolean for every pair of runs that some bells can join."""
    pairs = [_possible_pairs(half, problem) for half in problem.halves]
    if sum(len(p) for p in pairs) > MOST_BOOLEANS:
        return Attempt(None, None, (), f"more than {MOST_BOOLEANS:,} connections: not built")
    model = cp_model.CpModel()
    bell = {
        group: model.new_int_var_from_domain(cp_model.Domain.from_values(problem.choices[i]), f"bell{group}")
        for i, group in enumerate(problem.group_of)
    }
    buses = model.new_int_var(0, max(half.runs for half in problem.halves), "buses")
    for half, possible in zip(problem.halves, pairs, strict=True):
        _join_runs(model, half, possible, problem, bell, buses)
    model.minimize(buses)
    solver, trace = cp_model.CpSolver(), _Trace()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    status = solver.solve(model, trace)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Attempt(None, None, (), "no solution in time")
    bells = np.array([solver.value(bell[group]) for group in problem.group_of], dtype=np.int32)
    return Attempt(fleet(problem, bells), None, tuple(trace.found))


def _possible_pairs(half: HalfDay, problem: Problem) -> list[tuple[int, int, int]]:
    """(run, run, minutes): pairs that some bells can join, with the most minutes over the travel bands.

    The most keeps every plan of the plain model a true plan; its bound would then not hold and is not used.
    """
    if half.runs == 0:
        return []
    ends = [half.anchor([c[0], c[-1]], [d, d]) for c, d in zip(problem.choices, problem.day, strict=True)]
    least = np.array([e.min() for e in ends])
    most = np.array([e.max() for e in ends])
    need, school = half.need.max(axis=0), half.school_of_run
    fits = most[school][None, :] - least[:, None] >= need
    first, second = np.nonzero(fits[school, :])
    keep = school[first] != school[second]
    first, second = first[keep], second[keep]
    return list(zip(first.tolist(), second.tolist(), need[school[first], second].tolist(), strict=True))


def _join_runs(
    model: cp_model.CpModel,
    half: HalfDay,
    pairs: list[tuple[int, int, int]],
    problem: Problem,
    bell: dict[int, cp_model.IntVar],
    buses: cp_model.IntVar,
) -> None:
    """Each run follows at most one and precedes at most one; joined runs lie far enough apart."""
    before: dict[int, list[cp_model.IntVar]] = {}
    after: dict[int, list[cp_model.IntVar]] = {}
    joined = []
    sign = 1 if half.period == "am" else -1
    for first, second, minutes in pairs:
        s, t = int(half.school_of_run[first]), int(half.school_of_run[second])
        extra = 0 if sign == 1 else int(problem.day[s] - problem.day[t])
        x = model.new_bool_var("")
        gap = sign * (bell[problem.group_of[t]] - bell[problem.group_of[s]]) + extra
        model.add(gap >= minutes).only_enforce_if(x)
        before.setdefault(second, []).append(x)
        after.setdefault(first, []).append(x)
        joined.append(x)
    for one in (*before.values(), *after.values()):
        model.add_at_most_one(one)
    model.add(buses >= half.runs - sum(joined))


METHODS: dict[str, Callable[[Problem, float, int], Attempt]] = {
    "belltime": ours,
    "today's bells": todays_bells,
    "one bell per level": one_bell_per_level,
    "local search": local_search,
    "plain CP-SAT": plain_cp_sat,
}
