"""Column generation: solve the master, price, add columns, until no run improves it; the bound on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from time import monotonic

from optimizer.routing.joint.master import Master
from optimizer.routing.joint.pricing import Pricer

CLOSING, CLOSING_WORK = 0.1, 5_000_000
"""Share of the time kept for a bound if the clock ends the rounds, and the work of each of its searches."""

DECIDED = 1e-4
"""A bound this little above a whole number is not trusted to round up."""


def generate_columns(
    master: Master,
    pricer: Pricer,
    schools: Sequence[int],
    until: float,
    rounds: int = 10_000,
    *,
    prove: bool = False,
    each_round: Callable[[], object] = lambda: None,
) -> float:
    """Optimise the linear program over all runs, as far as the clock or the rounds allow.

    ``each_round`` is called after every round of pricing.

    Returns
    -------
    The best proven bound on its value (rounded up it bounds the buses), 0 unless asked to ``prove`` one.
    """
    best = 0.0
    stop = until - CLOSING * (until - monotonic()) if prove else until
    for _ in range(rounds):
        duals = master.solve(stop - monotonic())
        if monotonic() > stop:
            break
        columns, shortfall = pricer.reprice_fixed(master.fixed, duals)
        columns += [column for s in schools for column in pricer.price(duals, s).columns]
        if prove and not columns:
            priced = [pricer.price_exactly(duals, s) for s in schools]
            best = max(best, master.row_value - shortfall - sum(school.shortfall for school in priced))
            columns = [column for school in priced for column in school.columns]
            if is_decided(best, master.value):
                break
        each_round()
        if master.add(columns) == 0:
            break
    if prove and monotonic() > stop:
        best = max(best, _bound_any_prices(master, pricer, schools, until))
    return best


def _bound_any_prices(master: Master, pricer: Pricer, schools: Sequence[int], until: float) -> float:
    """The bound that the last prices give although columns are missing; searches only while time is left."""
    _, shortfall = pricer.reprice_fixed(master.fixed, master.duals)
    for s in schools:
        shortfall += pricer.bound_shortfall(master.duals, s, CLOSING_WORK if monotonic() < until else 0)
    return master.row_value - shortfall


def is_decided(bound: float, value: float) -> bool:
    """Whether more pricing cannot change the whole number of buses that the bound proves."""
    return whole_buses(bound) >= math.ceil(value - DECIDED)


def whole_buses(bound: float) -> int:
    """The fewest whole buses that a bound on the linear program allows."""
    return math.ceil(bound - DECIDED)
