"""Too few drivers: which routes not to drive, in a fair order or the cheapest one, and who loses service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import pandas as pd

from optimizer.district import District
from optimizer.judge.columns import table
from optimizer.judge.figures import FigureValue
from optimizer.judge.lateness.columns import CANCELLED, blank_small
from optimizer.judge.lateness.service_lost import (
    Work,
    cancellation_figures,
    lost_table,
    warnings_of,
    work_of,
)
from optimizer.plan import Plan
from optimizer.scenario import Scenario

CancellationRule = Literal["fair", "cheapest"]
CANCELLATION_RULES: tuple[CancellationRule, ...] = get_args(CancellationRule)


@dataclass(frozen=True, eq=False)
class Cancellations:
    """An order of cancellation and what it does.

    Attributes
    ----------
    figures
        every name of :data:`CANCELLATION_FIGURES`; ``None`` where no share of free and reduced-price lunch
        is known.
    cancelled, lost
        tables with the columns CANCELLED and LOST of :mod:`optimizer.judge.lateness.columns`.
    warnings
        in words, what a board should know before it follows this order.
    """

    rule: CancellationRule
    missing: int
    days: int
    figures: dict[str, FigureValue]
    cancelled: pd.DataFrame
    lost: pd.DataFrame
    warnings: tuple[str, ...]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, typed column by column, ready for CSV or Parquet."""
        return {"cancelled": self.cancelled, "lost": self.lost}

    def shared(self) -> Cancellations:
        """The same without what is said of fewer than 10 riders, for anything that leaves the office."""
        return replace(self, lost=blank_small(self.lost))


def cancellation_order(
    district: District,
    scenario: Scenario,  # noqa: ARG001 - the judge's functions are called alike
    plan: Plan,
    missing: int,
    days: int,
    rule: CancellationRule = "fair",
) -> Cancellations:
    """Choose the routes that ``missing`` drivers leave undriven on each of ``days`` school days.

    ``fair`` rotates: no school is hit twice before all were hit once (where one route serves several
    schools, as seldom as can be), then no route; among equals the one whose riders need it least, rides
    weighted by frl_share. ``cheapest`` always cancels the routes with the fewest rides.

    Raises
    ------
    ValueError
        if fewer than 0 or more drivers are missing than the plan has routes.
    """
    if not 0 <= missing <= len(plan.routes):
        raise ValueError(f"{missing} drivers cannot be missing from {len(plan.routes)} routes")
    work = work_of(district, plan)
    rows = list(_fair(work, missing, days) if rule == "fair" else _cheapest(work, missing, days))
    cancelled = [work[k] for _, k, _ in rows]
    lost = lost_table(district, work, cancelled)
    repeats = sum(repeats for _, _, repeats in rows)
    figures = cancellation_figures(district, work, cancelled, repeats, lost)
    listed = table(CANCELLED, (_row(day, work[k], repeats) for day, k, repeats in rows))
    return Cancellations(rule, missing, days, figures, listed, lost, warnings_of(figures))


def _cheapest(work: Sequence[Work], missing: int, days: int) -> Iterator[tuple[int, int, int]]:
    """Day, route and repeats: the fewest rides, day after day."""
    order = sorted(range(len(work)), key=lambda k: (work[k].total, work[k].bus))[:missing]
    served = _served(work)
    hit: set[str] = set()
    for day in range(1, days + 1):
        for k in order:
            yield day, k, len(hit & work[k].rides.keys())
            hit = _hit_also(hit, work[k], served)


def _fair(work: Sequence[Work], missing: int, days: int) -> Iterator[tuple[int, int, int]]:
    """Day, route and repeats: first a school not hit in this round, with as few hit ones as can be."""
    served = _served(work)
    hit: set[str] = set()
    times: Counter[int] = Counter()
    for day in range(1, days + 1):
        left = set(range(len(work)))
        for _ in range(missing):
            chosen = _least_burden(work, left, hit, times)
            left.remove(chosen)
            times[chosen] += 1
            yield day, chosen, len(hit & work[chosen].rides.keys())
            hit = _hit_also(hit, work[chosen], served)


def _least_burden(work: Sequence[Work], left: set[int], hit: set[str], times: Counter[int]) -> int:
    """Pick a route that hits a new school, the fewest others again, and is needed least."""

    def burden(k: int) -> tuple[bool, int, int, float, str]:
        again = len(hit & work[k].rides.keys())
        return again == len(work[k].rides), again, times[k], work[k].needed, work[k].bus

    return min(left, key=burden)


def _served(work: Sequence[Work]) -> frozenset[str]:
    return frozenset(school_id for one in work for school_id in one.rides)


def _hit_also(hit: set[str], one: Work, served: frozenset[str]) -> set[str]:
    """Schools hit in this round; a new round begins when all are."""
    now = hit | one.rides.keys()
    return set() if now >= served else now


def _row(day: int, one: Work, repeats: int) -> dict[str, Any]:
    return {
        "day": day,
        "bus": one.bus,
        "schools": " ".join(one.rides),
        "rides": one.total,
        "needed": one.needed,
        "repeats": repeats,
    }
