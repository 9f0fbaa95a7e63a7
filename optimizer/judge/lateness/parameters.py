"""How school mornings differ from the plan: spreads, late pull-outs and missing drivers, by kind of day.

Fitted on the odd school days of Boston 2013-14 (241,244 morning runs) with the stand-in schedule of
:mod:`optimizer.judge.lateness.standin`; the even days check them. Protocol and errors stand in
``benchmarks/lateness.md``. The afternoons use the same numbers, because no afternoon was measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["ordinary", "first_day", "first_fortnight", "winter"]
KINDS: tuple[Kind, ...] = ("ordinary", "first_day", "first_fortnight", "winter")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What one kind of day does to a schedule.

    A drive takes its planned minutes × ``exp(stretch + day + route + leg)``, a call at a stop its planned
    minutes × ``exp(stretch + boarding)``: independent normal terms with these standard deviations.

    Attributes
    ----------
    stretch
        log of the median multiplier; 0 where the plan states the median day.
    day
        shared by all drives of a day: weather, a closed motorway.
    route
        shared by the drives of one bus in one half of a day: the driver, the part of town.
    leg
        of one drive alone; a standing error of its planned minutes is part of it.
    boarding
        of the calls of one run at its stops.
    late_pull_out, pull_out_minutes
        share of half days that a bus leaves its yard late, and the mean of that (exponential) delay.
    uncovered
        share of routes without a driver, after all spare drivers are used; another bus drives their runs
        when its own are over.
    """

    stretch: float = 0.0
    day: float = 0.0
    route: float = 0.0
    leg: float = 0.0
    boarding: float = 0.0
    late_pull_out: float = 0.0
    pull_out_minutes: float = 0.0
    uncovered: float = 0.0


# Fitted by ``benchmarks/lateness.py``. Assumed, because the year cannot tell: the route's spread equals the
# leg's, boarding spreads by 0.3, and a late pull-out takes 10 minutes on average.
ORDINARY = Conditions(
    day=0.0189, route=0.1133, leg=0.1133, boarding=0.3,
    late_pull_out=0.0222, pull_out_minutes=10, uncovered=0.0022,
)  # fmt: skip
FIRST_DAY = replace(ORDINARY, stretch=0.1758, route=0.1829, leg=0.1829)
FIRST_FORTNIGHT = replace(ORDINARY, stretch=0.0163, route=0.1371, leg=0.1371, late_pull_out=0.0152)
WINTER = replace(ORDINARY, stretch=0.0135, day=0.0382, late_pull_out=0.0336, uncovered=0.0043)


@dataclass(frozen=True, slots=True)
class HourSpread:
    """Spreads are multiplied by ``factor`` for runs whose bell (pm: dismissal) rings before ``until``."""

    until: int
    factor: float


@dataclass(frozen=True, slots=True)
class LatenessParameters:
    """Everything that the simulation assumes.

    ``hours`` spreads the drives more or less by time of day; empty by default, because the Boston year
    does not state hours: there, only the scenario's congestion factors make an hour slower than another.
    ``give_up`` is how many minutes late a run of an uncovered route may begin before it is not driven.
    """

    ordinary: Conditions = ORDINARY
    first_day: Conditions = FIRST_DAY
    first_fortnight: Conditions = FIRST_FORTNIGHT
    winter: Conditions = WINTER
    hours: tuple[HourSpread, ...] = ()
    give_up: float = 60.0

    def of(self, kind: Kind) -> Conditions:
        """What the days of ``kind`` are like."""
        conditions: Conditions = getattr(self, kind)
        return conditions


BOSTON_2013 = LatenessParameters()
