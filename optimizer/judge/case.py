"""What every rule of the judge is shown: the facts, the choices, the plan and its timetable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimizer.district import District, Period
from optimizer.judge.timing import Timetable
from optimizer.plan import Plan
from optimizer.scenario import Scenario

HALF_DAY: dict[Period, str] = {"am": "morning", "pm": "afternoon"}


@dataclass(frozen=True)
class Case:
    """A plan before the judge."""

    district: District
    scenario: Scenario
    plan: Plan
    timetable: Timetable

    def school_name(self, school_id: str) -> str:
        """Name and id of a school, or the id alone if the district does not know it."""
        if school_id not in self.district.school_index:
            return school_id
        return f"{self.district.school(school_id).name} ({school_id})"


# A rule tells where it is broken and how, in words; a kept rule tells nothing.
Rule = Callable[[Case], Iterator[tuple[str, str]]]


def spell(minutes: float) -> str:
    """Spell minutes to the hundredth, so that 15.04 does not look like the 15 allowed."""
    return f"{round(minutes, 2):g}"
