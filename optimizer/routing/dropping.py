"""Fewer runs: take one run apart and press its calls into the others, ejecting calls that fit elsewhere.

After Nagata and Bräysy (2009): a call that was hard to place is seldom ejected again.
"""

from __future__ import annotations

from optimizer.routing.calls import Calls, Order

STEPS_PER_CALL = 5  # placements tried, times the calls of the school; 10 gain 0.5 % for twice the time


def drop_runs(calls: Calls, runs: list[Order]) -> list[Order]:
    """Take runs apart, the emptiest first, while the others can take their riders."""
    while len(runs) > calls.fewest:
        fewer = _without_one(calls, sorted(runs, key=calls.load))
        if fewer is None:
            return runs
        runs = fewer
    return runs


def _without_one(calls: Calls, runs: list[Order]) -> list[Order] | None:
    """Seat the same calls in one run fewer, or return ``None`` if the search ends without success."""
    homeless, kept = list(runs[0]), [list(run) for run in runs[1:]]
    hardness = [1] * len(calls.visits)
    for _ in range(STEPS_PER_CALL * len(calls.visits)):
        homeless.sort(key=lambda call: (calls.riders[call], call))
        call = homeless.pop()
        if _insert(calls, kept, call):
            if not homeless:
                return kept
            continue
        hardness[call] += 1
        ejected = _replace(calls, kept, call, hardness)
        if ejected is None:
            return None
        homeless.append(ejected)
    return None


def _insert(calls: Calls, runs: list[Order], call: int) -> bool:
    """Put a call where it lengthens the driving least; ``False`` if no run can take it."""
    best: tuple[float, int, Order] | None = None
    for k, run in enumerate(runs):
        found = _cheapest(calls, run, call)
        if found is not None and (best is None or found[0] < best[0]):
            best = (found[0], k, found[1])
    if best is None:
        return False
    runs[best[1]] = best[2]
    return True


def _replace(calls: Calls, runs: list[Order], call: int, hardness: list[int]) -> int | None:
    """Put a call in the place of the one that is easiest to place again, and return that one."""
    best: tuple[tuple[int, int, float], int, Order, int] | None = None
    for k, run in enumerate(runs):
        for out in run:
            if out == call or (best is not None and hardness[out] > best[0][0]):
                continue
            found = _cheapest(calls, [stays for stays in run if stays != out], call)
            if found is not None:
                rank = (hardness[out], calls.riders[out], found[0])
                if best is None or rank < best[0]:
                    best = (rank, k, found[1], out)
    if best is None:
        return None
    runs[best[1]] = best[2]
    return best[3]


def _cheapest(calls: Calls, run: Order, call: int) -> tuple[float, Order] | None:
    """Add the call where it costs fewest minutes; those minutes and the run, ``None`` if it fits nowhere."""
    if calls.load(run) + calls.riders[call] > calls.capacity:
        return None
    drive, path = calls.drive, [calls.outside, *run, calls.school]
    added = sorted(
        (drive[path[at]][call] + drive[call][path[at + 1]] - drive[path[at]][path[at + 1]], at)
        for at in range(len(run) + 1)
    )
    for minutes, at in added:
        order = [*run[:at], call, *run[at:]]
        if calls.rides_fit(order):
            return minutes, order
    return None
