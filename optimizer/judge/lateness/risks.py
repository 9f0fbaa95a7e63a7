"""What the simulated days say of each run: probabilities, expected minutes, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.judge.lateness.days import Driving
from optimizer.judge.lateness.figures import AM_LIMITS, PM_LIMITS
from optimizer.judge.lateness.schedule import Schedule
from optimizer.judge.timing import EPSILON
from optimizer.travel import FloatArray


@dataclass(frozen=True, eq=False)
class Risks:
    """Means over the days, each [runs] in the order of ``schedule``.

    Attributes
    ----------
    shares
        probability of being late, by definition (am: AM_LIMITS, pm: PM_LIMITS).
    minutes, own_minutes
        expected minutes late; and had the bus begun the run on time.
    passed_on
        the part of ``minutes`` that the run before passes on through the connection.
    missed, not_driven
        probability that the run begins late, and that it is not driven.
    """

    schedule: Schedule
    shares: dict[str, FloatArray]
    minutes: FloatArray
    own_minutes: FloatArray
    passed_on: FloatArray
    missed: FloatArray
    not_driven: FloatArray

    @property
    def student_minutes(self) -> FloatArray:
        """[runs] riders × expected minutes late."""
        return self.schedule.riders * self.minutes


def measure_risks(schedule: Schedule, driving: Driving) -> Risks:
    """Average the days of every run."""
    limits = AM_LIMITS if schedule.period == "am" else PM_LIMITS
    minutes, own = np.maximum(driving.late, 0), np.maximum(driving.own, 0)
    inherited = np.where(driving.uncovered, 0, minutes - own).mean(axis=1)
    return Risks(
        schedule=schedule,
        shares={name: (driving.late > limit + EPSILON).mean(axis=1) for name, limit in limits.items()},
        minutes=minutes.mean(axis=1),
        own_minutes=own.mean(axis=1),
        passed_on=np.where(schedule.order > 0, inherited, 0.0),
        missed=(driving.begins > EPSILON).mean(axis=1),
        not_driven=1 - driving.driven.mean(axis=1),
    )
