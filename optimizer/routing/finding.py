"""Runs of one school: savings, then fewer runs, then less driving; several rounds, then the best of all."""

from __future__ import annotations

from math import inf
from time import monotonic

import numpy as np

from optimizer.routing.calls import Calls, Order
from optimizer.routing.choosing import choose_runs
from optimizer.routing.rebuilding import free_slots, seat_all, shorten
from optimizer.routing.runs_met import RunsMet
from optimizer.routing.savings import join_by_savings

STEPS_PER_CALL = 150  # of rebuilding, a round
SEARCHING = 0.9  # share of the seconds, if they are given, for rounds; the rest is for choosing
WEIGHTS = (1.0, 0.7, 1.4)  # of nearness among stops against nearness to school, in the savings tried


def find_runs(calls: Calls, *, rounds: int = 1, seconds: float = inf, fewest: int = 0) -> list[Order]:
    """Orders of all calls, every call once; sorted by the first of their calls in the stops' table.

    Every round searches from the start with other dice; after more than one, the best runs of all rounds are
    chosen. Without ``seconds``, by the clock, the same calls give the same runs.

    Parameters
    ----------
    fewest
        Runs that are few enough, if the riders need no more: with so many, less driving counts for more.
    """
    began, met = monotonic(), RunsMet(calls)
    goal = max(calls.fewest, fewest)

    def value(runs: list[Order]) -> tuple[int, float]:
        return max(len(runs), goal), sum(map(calls.minutes, runs))

    first = min((join_by_savings(calls, weight) for weight in WEIGHTS), key=value)
    best = first
    for turn in range(rounds):
        # Fewer runs are tried in rounds 1, 2, 4, 8 and so on: less often, the more often that failed.
        enough = goal if turn & (turn + 1) == 0 else max(len(best), goal)
        best = min(best, _search(calls, first, enough, met, np.random.default_rng(1 + turn)), key=value)
        spent = monotonic() - began
        if spent + spent / (turn + 1) > SEARCHING * seconds:
            break
    if rounds > 1:
        best = choose_runs(calls, met, best, max(len(best), goal), seconds - (monotonic() - began))
    return sorted(best, key=min)


def _search(
    calls: Calls, runs: list[Order], goal: int, met: RunsMet, rng: np.random.Generator
) -> list[Order]:
    """At most ``goal`` runs, else as few as found; then less driving."""
    steps = STEPS_PER_CALL * len(calls.visits)
    while len(runs) > goal:
        kept = sorted(runs, key=calls.load)[1:]  # the emptiest run goes first
        fewer = seat_all(calls, kept, free_slots(calls, len(kept)), steps, rng)
        if fewer is None:
            break
        runs = fewer
    slots = free_slots(calls, max(len(runs), goal))
    return list(filter(None, shorten(calls, runs, slots, steps, rng, met)))
