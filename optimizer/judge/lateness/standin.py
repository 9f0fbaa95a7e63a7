"""A stand-in schedule of a district of which only its lateness is known, as Boston's and Howard County's.

Its numbers are assumptions, each with its reason; ``benchmarks/lateness.md`` says how the fit depends on
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.judge.lateness.schedule import Schedule, with_substitutes
from optimizer.travel import FloatArray

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class StandIn:
    """What a morning looks like on paper; minutes, ranges drawn uniformly and independently for every run.

    Attributes
    ----------
    buses, shares
        buses, and the share of them with one run, two runs, three runs. Boston's recorded runs are 1,348 on
        a median day (``facts/lateness``), over about 650 buses (assumed) 2.07 a bus.
    tiers
        minutes past midnight of the tiers' bells. Boston's are an hour apart; only which buses could take
        over another's runs depends on them.
    lead
        minutes before the bell that a bus arrives. Chosen among six ranges: it fits Boston's odd days best.
    live, boarding
        minutes from first stop to school, and those of them halting at stops. Assumed.
    deadhead, yard
        minutes to the next run, and from the yard to the first. Assumed.
    slack
        minutes left over in a connection. 60 between bells - 8 to unload - 12 of deadhead - 30 of live run
        leave 10 on average; the spread is assumed.
    """

    buses: int = 650
    shares: tuple[float, ...] = (0.25, 0.43, 0.32)
    tiers: tuple[float, ...] = (450, 510, 570)
    lead: Range = (10, 15)
    live: Range = (20, 40)
    boarding: Range = (2, 6)
    deadhead: Range = (6, 18)
    yard: Range = (8, 22)
    slack: Range = (0, 20)
    unload: float = 8
    riders: float = 35


BOSTON = StandIn()

# Howard County 2023: buses timed 10 min before the bell in three tiers. Its slack is assumed.
HOWARD_BEFORE = StandIn(buses=230, shares=(0, 0, 1), lead=(10, 10), slack=(0, 10))
# After: 20 min more in every connection, and first pickups earlier, here by 5 min (assumed).
HOWARD_AFTER = replace(HOWARD_BEFORE, lead=(15, 15), slack=(20, 30))


def standin_schedule(standin: StandIn, seed: int = 1) -> Schedule:
    """Draw the mornings of a stand-in: as many runs in a row per bus as ``shares`` says."""
    rng = np.random.default_rng(seed)
    lengths = np.repeat(np.arange(1, len(standin.shares) + 1), _counts(standin))
    chain = np.repeat(np.arange(len(lengths)), lengths)
    order = np.concatenate([np.arange(length) for length in lengths])
    tier = np.repeat(rng.integers(0, len(standin.tiers) - lengths + 1), lengths) + order
    size = len(chain)
    live, boarding, lead, slack = (
        rng.uniform(*between, size)
        for between in (standin.live, standin.boarding, standin.lead, standin.slack)
    )
    deadhead = np.where(order == 0, rng.uniform(*standin.yard, size), rng.uniform(*standin.deadhead, size))
    at = np.array(standin.tiers, dtype=float)[tier] - lead
    for row in np.flatnonzero(order):  # in order: a later run follows from the one before it
        at[row] = at[row - 1] + standin.unload + deadhead[row] + slack[row] + live[row]
    schedule = Schedule(
        period="am",
        run_ids=tuple(f"{c}-{k}" for c, k in zip(chain, order, strict=True)),
        chain=chain,
        order=order,
        at=at,
        rings=at + lead,
        driving=live - boarding,
        boarding=boarding,
        deadhead=deadhead,
        riders=np.full(size, standin.riders),
        unload=standin.unload,
        bus=np.arange(len(lengths)),
        substitutes=np.zeros((len(lengths), 0), dtype=np.int64),
        substitute_minutes=np.zeros((len(lengths), 0)),
    )
    return with_substitutes(schedule, _anywhere(standin, rng))


def _counts(standin: StandIn) -> list[int]:
    """Buses with one run, with two, and so on; rounding goes to the last."""
    counts = [round(share * standin.buses) for share in standin.shares[:-1]]
    return [*counts, standin.buses - sum(counts)]


def _anywhere(standin: StandIn, rng: np.random.Generator) -> FloatArray:
    """[buses, buses] minutes from one bus's last school to another's first stop."""
    return rng.uniform(*standin.yard, (standin.buses, standin.buses))
