"""What a choice of stops is: by school and for the district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.district import District, Stop
from optimizer.stops.reasons import Reason

Outcome = str | Reason  # the stop of a student, or why there is none


@dataclass(frozen=True)
class SchoolChoice:
    """Stops of one school and where each student went.

    Attributes
    ----------
    stops
        with their riders; kept stops that nobody uses have none.
    outcome
        by student id. It never leaves the planner's folder.
    kept, doors
        stops kept because they exist; stops at a door.
    opened, opened_bound
        further stops, and how many are certainly needed.
    walkers, miles, miles_bound
        students who walk to their stop, and their miles, one way; with as few stops, never below the bound.
    seconds
        that the choice took.
    """

    school_id: str
    stops: tuple[Stop, ...] = ()
    outcome: Mapping[str, Outcome] = field(default_factory=dict, repr=False)
    kept: int = 0
    doors: int = 0
    opened: int = 0
    opened_bound: int = 0
    walkers: int = 0
    miles: float = 0.0
    miles_bound: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class StopChoice:
    """Stops chosen for a district. Students = riders of the stops + students left out, each with a reason."""

    district: District
    schools: tuple[SchoolChoice, ...]

    def left_out(self, reason: Reason | None = None) -> int:
        """Students without a stop, for one reason or for any."""
        outcomes = [outcome for choice in self.schools for outcome in choice.outcome.values()]
        return sum(isinstance(found, Reason) and reason in (None, found) for found in outcomes)
