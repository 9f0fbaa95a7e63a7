"""The measures that groups of schools are compared by: one value per school, with what it weighs.

A group's measure is the mean of its schools' values over students or riders, so it can be drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from optimizer.district import District
from optimizer.judge.bells import dismissal
from optimizer.judge.fairness import EIGHT, HALF_PAST_EIGHT
from optimizer.judge.figures import Figure, FigureValue, Part
from optimizer.judge.halts import Halts
from optimizer.judge.sun import Sun
from optimizer.scenario import Scenario
from optimizer.travel import FloatArray

# Over students at the bells, over riders in the buses.
MEASURES: Part = MappingProxyType(
    {
        "minutes_moved": Figure("minutes", "mean over students of minutes moved either way", "lower"),
        "minutes_later": Figure("minutes", "mean over students of minutes later than today", "neither"),
        "share_moved_30": Figure("share", "students who move 30 min or more", "lower"),
        "burden": Figure("minutes", "mean over students of minutes moved either way × need", "lower"),
        "share_before_8_00": Figure("share", "students who start before 8:00", "lower"),
        "share_before_8_30": Figure("share", "students who start before 8:30", "lower"),
        "share_dismissed_late": Figure(
            "share", "students dismissed after the first time of late_dismissal", "lower"
        ),
        "childcare": Figure(
            "minutes",
            "modelled: mean over elementary students of minutes of evaluation.work_day outside of school",
            "lower",
        ),
        "pickup": Figure("clock", "mean over morning riders of the moment that the bus halts", "higher"),
        "share_before_dawn": Figure(
            "share",
            "morning riders picked up before civil dawn, on the date of the latest sunrise",
            "lower",
        ),
        "share_before_sunrise": Figure("share", "as share_before_dawn, before sunrise", "lower"),
        "wait_am": Figure("minutes", "mean over morning riders of minutes from arrival to the bell", "lower"),
        "ride": Figure("minutes", "mean over riders, both ways, of minutes in the bus", "lower"),
        "share_over_limit": Figure("share", "riders, both ways, who ride longer than ride_limit", "lower"),
    }
)
NAMES = tuple(MEASURES)
MOVED_MUCH = 30


@dataclass(frozen=True)
class Measured:
    """Values and weights, shape [schools, measures]; an unknown value is 0 and weighs nothing."""

    values: FloatArray
    weights: FloatArray

    def of(self, inside: npt.NDArray[np.bool_]) -> Measured:
        """Only some schools."""
        return Measured(self.values[inside], self.weights[inside])

    def part(self, inside: npt.NDArray[np.bool_], columns: npt.NDArray[np.int64]) -> Measured:
        """Only some schools and some measures."""
        return Measured(self.values[inside][:, columns], self.weights[inside][:, columns])

    @property
    def sums(self) -> FloatArray:
        """Value × weight, shape [schools, measures]."""
        return self.values * self.weights

    def means(self) -> FloatArray:
        """Mean of each measure, NaN where nothing weighs, shape [measures]."""
        return ratio(self.sums.sum(axis=0), self.weights.sum(axis=0))

    def mean(self, name: str) -> FigureValue:
        """Mean of one measure, ``None`` where nothing weighs."""
        found = float(self.means()[NAMES.index(name)])
        return None if np.isnan(found) else found


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """``part / whole``, NaN of nothing."""
    found: FloatArray = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
    return found


Columns = dict[str, tuple[FloatArray, FloatArray]]


def measure(columns: Mapping[str, tuple[FloatArray, FloatArray]], schools: int) -> Measured:
    """Lay measures side by side; those not given are unknown."""
    values, weights = np.zeros((schools, len(NAMES))), np.zeros((schools, len(NAMES)))
    for name, (value, weight) in columns.items():
        known, column = ~np.isnan(value), NAMES.index(name)
        values[known, column] = value[known]
        weights[known, column] = weight[known]
    return Measured(values, weights)


def bell_measures(district: District, scenario: Scenario, bells: Mapping[str, int | None]) -> Columns:
    """Measure what bells alone decide, over students."""
    schools = district.schools
    students = np.array([school.students for school in schools], dtype=float)
    bell = _floats([bells.get(school.id) for school in schools])
    today = _floats([school.bell_today for school in schools])
    out = bell + [dismissal(school, scenario, 0) for school in schools]
    begin, end = scenario.evaluation.work_day
    childcare = np.maximum(0, bell - begin) + np.maximum(0, end - out)
    moved, need = np.abs(bell - today), needs(district, scenario)
    young = students * [school.level == "elementary" for school in schools]
    return {
        "minutes_moved": (moved, students),
        "minutes_later": (bell - today, students),
        "share_moved_30": (_where(moved, moved >= MOVED_MUCH), students),
        "burden": (moved * need, students),
        "share_before_8_00": (_where(bell, bell < EIGHT), students),
        "share_before_8_30": (_where(bell, bell < HALF_PAST_EIGHT), students),
        "share_dismissed_late": (_where(out, out > scenario.late_dismissal[0]), students),
        "childcare": (childcare, young),
    }


def needs(district: District, scenario: Scenario) -> FloatArray:
    """Weight of a minute moved for each school's students, NaN where its frl_share is unknown."""
    need = scenario.evaluation.need
    return need.base + need.frl_share * _floats([school.frl_share for school in district.schools])


def bus_measures(halts: Halts, limits: FloatArray, sun: Sun | None) -> Columns:
    """Measure what buses decide, over riders.

    ``limits`` are the ride limits of the schools in minutes, ``sun`` is the darkest date's at the halts.
    """
    am, schools = halts.of("am"), len(limits)
    found = {
        "pickup": _over_riders(am, am.minute, schools),
        "wait_am": _over_riders(am, am.wait, schools),
        "ride": _over_riders(halts, halts.ride, schools),
        "share_over_limit": _over_riders(halts, halts.ride > limits[halts.school] + 1e-6, schools),
    }
    if sun is not None:
        for name, moment in (("share_before_dawn", sun.dawn), ("share_before_sunrise", sun.sunrise)):
            light = moment[halts.morning]
            found[name] = _over_riders(am, _where(light, am.minute < light), schools)
    return found


def _over_riders(halts: Halts, values: npt.ArrayLike, schools: int) -> tuple[FloatArray, FloatArray]:
    """Mean over each school's riders, and how many these are."""
    weights = halts.riders.astype(float)
    riders = np.bincount(halts.school, weights, schools).astype(float)
    sums = np.bincount(halts.school, weights * np.asarray(values, dtype=float), schools).astype(float)
    return ratio(sums, riders), riders


def _floats(values: list[int | None] | list[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _where(known: FloatArray, true: npt.NDArray[np.bool_]) -> FloatArray:
    """1 or 0, NaN where unknown."""
    return np.where(np.isnan(known), np.nan, true.astype(float))
