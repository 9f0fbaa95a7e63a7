"""How few minutes any runs of a school could be driven in, with at most as many runs as ours (peers.md).

Reads what peers.py wrote and adds a proven bound for every school, after so many seconds at most:

    python benchmarks/peers_bound.py park PATH/RSRB05 --found peers-rsrb05.csv --csv peers-rsrb05-bounds.csv

A linear program over all runs, priced exactly, gives a first bound. Better runs than ours can only be such
whose reduced cost is below the gap to ours: those are listed and chosen from, a quarter of the gap at a time,
until nothing better is left or the seconds are over.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from peers import jeffco, park
from run_pricing import COST, LAST, SLOTS, Words, bound_completions, grow_runs, read_run

from optimizer.quiet_highs import QuietHighs
from optimizer.routing.calls import Calls
from optimizer.routing.finding import find_runs

ZERO = 1e-6
REMEMBERED = 10
"""Stops that a run of the linear program may not come back to: the nearest of each."""
PER_STOP, PER_ROUND = 5, 150
"""Runs added to the linear program at a time: with the same first stop, and in all."""
LABELS, LISTED = 6, 400_000
"""Millions of labels, and runs, that a list may need."""
STAGES = (0.25, 0.5, 0.75, 1.0)
MISSING = 1000.0
"""Minutes that a stop on no run costs the linear program: it has runs enough to begin with."""

Run = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """The linear program's proven value, and the prices and completion bounds that prove it."""

    value: float
    price: tuple[NDArray[np.float64], float]
    bounds: Any


def school_of(calls: Calls) -> Any:
    """Drive, dwell, ride limits, riders and seats."""
    n = len(calls.visits)
    return (
        np.ascontiguousarray(calls.matrix[: n + 1, : n + 1]),
        np.array(calls.dwell, dtype=np.float64),
        np.array(calls.limit, dtype=np.float64),
        np.array(calls.riders, dtype=np.int64),
        int(calls.capacity),
    )


def near_stops(calls: Calls, count: int) -> Words:
    """For each stop the nearest ones, as bits."""
    n = len(calls.visits)
    both_ways = calls.matrix[:n, :n] + calls.matrix[:n, :n].T
    near = np.zeros((n, (n + 63) // 64), np.uint64)
    for i in range(n):
        for j in {i, *np.argsort(both_ways[i], kind="stable")[:count].tolist()}:
            near[i, j // 64] |= np.uint64(1) << np.uint64(j % 64)
    return near


def solve_root(calls: Calls, most: int, until: float) -> Root:
    """The linear program over all runs, at most so many of them, priced until none improves it."""
    school, near = school_of(calls), near_stops(calls, REMEMBERED)
    n, width = len(calls.visits), (float((school[1] + school[2]).max()) + 1.0) / SLOTS
    program = cover(n, most, np.inf)
    for call in range(n):
        program.addCol(MISSING, 0.0, np.inf, 1, np.array([call], np.int32), np.ones(1))
    add_runs(program, calls, [*map(tuple, find_runs(calls)), *((call,) for call in range(n))])
    best = Root(0.0, (np.zeros(n), 0.0), None)
    while True:
        program.run()
        dual = np.array(program.getSolution().row_dual)
        price = (np.maximum(dual[:n], 0.0), min(float(dual[n]), 0.0))
        bounds = (*bound_completions(school, price, width), width)
        runs: list[Run] = []
        for loose in (True, False):
            whole, real, _, complete = grow_runs(school, price, bounds, near, -ZERO, loose, False, 4)
            reduced = np.where(whole[:, LAST] >= 0, real[:, COST] - price[1], 0.0)
            reduced[0] = 0.0
            runs = runs or _pick(reduced, whole)
            if runs:
                break
        if complete and not loose:
            value = float(price[0].sum()) + most * (price[1] + min(float(reduced.min()), -ZERO))
            best = Root(value, price, bounds) if value > best.value else best
        if not runs or monotonic() > until:
            return best
        add_runs(program, calls, runs)


def _pick(reduced: NDArray[np.float64], whole: NDArray[np.int32]) -> list[Run]:
    """The cheapest runs, a few for every first stop."""
    taken: dict[int, int] = {}
    picked: list[Run] = []
    for label in np.argsort(reduced, kind="stable"):
        if reduced[label] >= -ZERO or len(picked) == PER_ROUND:
            break
        first = int(whole[label, LAST])
        taken[first] = taken.get(first, 0) + 1
        if taken[first] <= PER_STOP:
            picked.append(read_run(int(label), whole))
    return picked


def list_runs(calls: Calls, root: Root, most: int, below: float) -> list[Run] | None:
    """Every run that could be among runs of less than ``below`` minutes in all; ``None`` if too many."""
    every = near_stops(calls, len(calls.visits))
    gap = below - root.value + most * ZERO
    whole, real, seen, complete = grow_runs(
        school_of(calls), root.price, root.bounds, every, gap, False, True, LABELS
    )
    reduced = np.where(whole[:, LAST] >= 0, real[:, COST] - root.price[1], np.inf)
    good = np.flatnonzero(reduced[1:] < gap) + 1
    good = good[np.argsort(reduced[good], kind="stable")]
    _, first = np.unique(seen[good], axis=0, return_index=True)
    too_many = not complete or len(first) > LISTED
    return None if too_many else [read_run(int(label), whole) for label in good[first]]


def bound_choice(calls: Calls, runs: Sequence[Run], most: int, below: float, seconds: float) -> float:
    """What any choice of the runs is driven in at least, or ``below`` if there is none cheaper."""
    program = cover(len(calls.visits), most, 1.0)
    add_runs(program, calls, runs)
    count = len(runs)
    whole = np.full(count, highspy.HighsVarType.kInteger)
    program.changeColsIntegrality(count, np.arange(count, dtype=np.int32), whole)
    for name, value in (("time_limit", max(seconds, 0.1)), ("mip_rel_gap", 0.0), ("objective_bound", below)):
        program.setOptionValue(name, value)
    program.run()
    none = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)
    if program.getModelStatus() in none:
        return below
    return min(below, float(program.getInfo().mip_dual_bound))


def cover(n: int, runs: int, times: float) -> QuietHighs:
    """Rows: every stop once (to ``times``), then at most so many runs."""
    program, empty = QuietHighs(), np.array([], dtype=np.int32)
    lower, upper = np.append(np.ones(n), -np.inf), np.append(np.full(n, times), float(runs))
    program.addRows(n + 1, lower, upper, 0, empty, empty, np.array([]))
    return program


def add_runs(program: QuietHighs, calls: Calls, runs: Sequence[Run]) -> None:
    """Columns of the runs; one that comes back to a stop serves it twice."""
    for run in runs:
        stops, times = np.unique(np.array(run), return_counts=True)
        rows = np.append(stops, len(calls.visits)).astype(np.int32)
        program.addCol(
            calls.minutes(list(run)), 0.0, np.inf, len(rows), rows, np.append(times, 1).astype(np.float64)
        )


def bound_minutes(calls: Calls, runs: int, minutes: float, seconds: float) -> float:
    """Minutes that any runs take, at most so many; ``minutes`` if ours are proven the best."""
    until = monotonic() + seconds
    root = solve_root(calls, runs, until)
    proven = min(root.value, minutes)
    for stage in STAGES:
        below = root.value + stage * (minutes - root.value)
        if proven >= minutes - ZERO or root.bounds is None or monotonic() > until:
            break
        listed = list_runs(calls, root, runs, below)
        if listed is None:
            break
        if listed:
            proven = max(proven, bound_choice(calls, listed, runs, below, until - monotonic()))
        else:
            proven = max(proven, below)
        if proven < below - ZERO:
            break
    return proven


def main() -> None:
    """Bound every school and print the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["jeffco", "park"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--found", type=Path, required=True, help="what peers.py wrote")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="a school")
    options = parser.parse_args()
    with options.found.open(encoding="utf-8", newline="") as file:
        ours = {row["school"]: row for row in csv.DictReader(file) if row["by"] == "ours"}
    rows = []
    for school, calls in {"jeffco": jeffco, "park": park}[options.kind](options.path):
        runs, minutes = int(ours[school]["runs"]), float(ours[school]["minutes"])
        bound = bound_minutes(calls, runs, minutes, options.seconds)
        rows.append({"school": school, "runs": runs, "minutes": f"{minutes:.3f}", "bound": f"{bound:.3f}"})
    if options.csv:
        with options.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    best = sum(float(row["bound"]) >= float(row["minutes"]) - 0.002 for row in rows)
    total, least = (sum(float(row[what]) for row in rows) for what in ("minutes", "bound"))
    print(f"{len(rows)} schools, {best} proven the best; {total:,.1f} minutes, at least {least:,.1f}")


if __name__ == "__main__":
    main()
