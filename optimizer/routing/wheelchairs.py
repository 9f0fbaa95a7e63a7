"""Wheelchairs spread over runs: runs are found by seats alone, so here and there one has too many."""

from __future__ import annotations

from optimizer.routing.calls import Calls, Order


def spread_wheelchairs(calls: Calls, runs: list[Order]) -> list[Order]:
    """Move calls with wheelchairs from runs that have too many to others, or to a run of their own."""
    if all(calls.wheelchairs(run) <= calls.places for run in runs):
        return runs
    kept = [list(run) for run in runs]
    moving: list[int] = []
    for run in kept:
        while calls.wheelchairs(run) > calls.places:
            # The call with fewest seats is the easiest to place again.
            call = min((c for c in run if calls.visits[c].wheelchairs), key=lambda c: (calls.riders[c], c))
            run.remove(call)
            moving.append(call)
    for call in sorted(moving, key=lambda c: (-calls.riders[c], c)):
        _place(calls, kept, call)
    return sorted((run for run in kept if run), key=min)


def _place(calls: Calls, runs: list[Order], call: int) -> None:
    """Put a call where it lengthens the driving least, or into a new run if it fits into none."""
    orders = (
        (calls.minutes(order) - calls.minutes(run), k, order)
        for k, run in enumerate(runs)
        for at in range(len(run) + 1)
        if calls.fits(order := [*run[:at], call, *run[at:]])
    )
    best = min(orders, default=None)
    if best is None:
        runs.append([call])
    else:
        runs[best[1]] = best[2]
