"""First runs by savings (Clarke and Wright 1964): join two runs where that spares the most driving."""

from __future__ import annotations

from optimizer.routing.calls import EPSILON, Calls, Order


def join_by_savings(calls: Calls, weight: float = 1.0) -> list[Order]:
    """Start with one run per call and join end to beginning, best saving first.

    ``weight`` above 1 favours neighbours over stops far from the school.
    """
    runs: dict[int, Order] = {call: [call] for call in range(len(calls.visits))}
    run_of = list(range(len(calls.visits)))
    for _, before, after in _savings(calls, weight):
        first, second = runs[run_of[before]], runs[run_of[after]]
        if first is second or first[-1] != before or second[0] != after:
            continue
        if not _can_join(calls, first, second):
            continue
        del runs[run_of[after]]
        for call in second:
            run_of[call] = run_of[before]
        first.extend(second)
    return list(runs.values())


def _savings(calls: Calls, weight: float) -> list[tuple[float, int, int]]:
    """Each ordered pair of calls with what driving on from one to the other saves, best first."""
    school, drive = calls.school, calls.drive
    savings = [
        (weight * drive[before][after] - drive[before][school], before, after)
        for before in range(school)
        for after in range(school)
        if before != after
    ]
    return sorted(savings)


def _can_join(calls: Calls, first: Order, second: Order) -> bool:
    if calls.load(first) + calls.load(second) > calls.capacity:
        return False
    last = first[-1]
    longer = calls.drive[last][second[0]] + calls.length(second) - calls.drive[last][calls.school]
    return longer <= calls.spare(first) + EPSILON
