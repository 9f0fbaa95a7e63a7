"""The frozen problem: what the solver sees of a district and a scenario, and nothing else.

Both halves of the day have one form. Each school has an **anchor**, the moment that its buses meet it:

* morning: the arrival, ``bell - lead``;
* afternoon: the departure, ``bell + day + lead``, *negated*, so that time runs backwards and an
  afternoon is a morning read from the end.

A bus can join school ``s`` to run ``r`` (morning: a run of ``s``, then ``r``; afternoon: ``r``, then a
run of ``s``) exactly when ``anchor(school of r) - anchor(s) >= need[band, s, r]``. Which of the
school's runs the bus has just done does not matter, so connections are school × run, never run × run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.district import Level, Period

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HalfDay:
    """The morning or the afternoon. S schools, R runs, Y yards, B travel bands.

    Attributes
    ----------
    run_ids
        R ids, in the order of every run axis.
    school_of_run
        [R] position of each run's school.
    ride
        [B, R] minutes from the first stop to the school (afternoon: school to last stop).
    need
        [B, S, R] whole minutes between the anchors that a connection takes: time at the school,
        deadhead, buffer and the run's own ride. ``B`` is the band of the *run's* school.
    live_miles, deadhead_miles
        [R], [S, R] miles.
    yard_run_minutes, yard_run_miles
        [B, Y, R], [Y, R] between the yard and the run's far end (first stop; afternoon: last stop).
    yard_school_minutes, yard_school_miles
        [B, Y, S], [Y, S] between the school and the yard.
    lead, early, late
        minutes: the aimed distance between anchor and bell; how far the anchor may move to a smaller
        value (away from the bell) and to a larger one (towards it).
    band_until
        [B] minutes past midnight: a school is in the first band whose limit lies above its start
        (afternoon: its dismissal).
    at_school
        minutes a bus stays at a school to unload (afternoon: to load).
    monitored
        [R] whether the run carries a paid monitor, ``None`` if none does.
    """

    period: Period
    run_ids: tuple[str, ...]
    school_of_run: IntArray
    riders: IntArray
    ride: FloatArray
    need: IntArray
    live_miles: FloatArray
    deadhead_miles: FloatArray
    yard_run_minutes: FloatArray
    yard_run_miles: FloatArray
    yard_school_minutes: FloatArray
    yard_school_miles: FloatArray
    lead: int
    early: int
    late: int
    band_until: IntArray
    at_school: float
    monitored: npt.NDArray[np.bool_] | None = None

    def anchor(self, bells: npt.ArrayLike, day: npt.ArrayLike) -> IntArray:
        """Anchor of schools that start at ``bells`` and last ``day`` minutes (same shapes)."""
        start = np.asarray(bells, dtype=np.int32)
        if self.period == "am":
            return np.asarray(start - self.lead, dtype=np.int32)
        return np.asarray(-(start + np.asarray(day, dtype=np.int32) + self.lead), dtype=np.int32)

    def band(self, bells: npt.ArrayLike, day: npt.ArrayLike) -> IntArray:
        """Travel band of schools that start at ``bells`` (same shape)."""
        start = np.asarray(bells, dtype=np.int32)
        rings = start if self.period == "am" else start + np.asarray(day, dtype=np.int32)
        found = np.searchsorted(self.band_until, rings, side="right")
        return np.minimum(found, len(self.band_until) - 1).astype(np.int32)

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.run_ids)


@dataclass(frozen=True)
class PriceBook:
    """Prices in cents, paid times in minutes."""

    bus_day: int
    driver_hour: int
    mile_live: int
    mile_deadhead: int
    pre_trip: int
    post_trip: int
    check_in: int
    guarantee: int
    monitor_hour: int = 0
    spare_share: float = 0.0
    spare_day: int = 0


@dataclass(frozen=True)
class StageAim:
    """One stage of the objective: what to minimise, and how far later stages may let it slip."""

    minimise: str
    tolerance: float = 0.0
    tolerance_percent: float = 0.0


@dataclass(frozen=True)
class Problem:
    """Facts and choices, met once. Schools are positions 0..S-1, in the order of ``school_ids``.

    Attributes
    ----------
    choices
        per school, the starts it may have, ascending, in minutes past midnight; never empty unless the
        scenario contradicts itself (then ``contradictions`` says how, in words).
    group_of
        [S] schools with equal numbers share one start; numbers run from 0 without holes and every
        member of a group has the same choices.
    day
        [S] minutes from start to dismissal.
    today
        [S] today's start, -1 where unknown.
    students, secondary, elementary
        [S] enrolled students; whether the school counts as secondary / elementary.
    yard_buses
        per yard, the buses that fit, ``None`` if unlimited.
    need
        [S] how much a minute moved weighs for a student there, ``None`` if alike everywhere.
    distinct, max_moved, fleet_limit
        limits of the scenario, ``None`` if absent.
    late_dismissal
        minutes past midnight after which an elementary dismissal counts as late.
    tiers
        first and last start of each named tier; a start belongs to the first that holds it.
    buffer
        minutes kept free in every connection, part of each half's ``need``.
    """

    name: str
    school_ids: tuple[str, ...]
    levels: tuple[Level, ...]
    areas: tuple[str, ...]
    choices: tuple[tuple[int, ...], ...]
    group_of: IntArray
    day: IntArray
    today: IntArray
    students: IntArray
    secondary: npt.NDArray[np.bool_]
    elementary: npt.NDArray[np.bool_]
    yard_ids: tuple[str, ...]
    yard_buses: tuple[int | None, ...]
    am: HalfDay
    pm: HalfDay
    prices: PriceBook
    stages: tuple[StageAim, ...]
    need: FloatArray | None = None
    distinct: int | None = None
    max_moved: int | None = None
    fleet_limit: int | None = None
    late_dismissal: int = 930
    tiers: tuple[tuple[int, int], ...] = ()
    buffer: float = 0.0
    contradictions: tuple[str, ...] = ()

    @property
    def halves(self) -> tuple[HalfDay, HalfDay]:
        """Morning and afternoon."""
        return self.am, self.pm

    def with_bells(self, bells: Sequence[int]) -> Problem:
        """The same problem with one start left to each school: how today's bells are priced."""
        return replace(self, choices=tuple((int(bell),) for bell in bells), distinct=None, max_moved=None)
