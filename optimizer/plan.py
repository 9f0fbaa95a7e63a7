"""What a solve gives back: a Plan (bells and routes) inside a Result (how it was found, how good it is)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.district import Period, Run

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True, order=True)
class TimedRun:
    """A run in a route. ``at`` is its moment at the school: arrival (am) or departure (pm)."""

    run_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Route:
    """The day of one bus, from its yard and back, in the order that it is driven."""

    bus: str
    yard_id: str
    am: tuple[TimedRun, ...]
    pm: tuple[TimedRun, ...]

    def of(self, period: Period) -> tuple[TimedRun, ...]:
        """The runs of one half of the day."""
        return self.am if period == "am" else self.pm


@dataclass(frozen=True)
class Plan:
    """Bells by school id (minutes past midnight), the runs, and the routes that drive them."""

    name: str
    bells: dict[str, int]
    runs: tuple[Run, ...]
    routes: tuple[Route, ...]

    @property
    def buses(self) -> int:
        """Buses in the plan."""
        return len(self.routes)


@dataclass(frozen=True, slots=True)
class StageResult:
    """How one stage of the objective ended. ``bound`` is proven, ``None`` where none is known.

    Units: buses; cost in cents a day; disruption in student-minutes moved; otherwise schools, minutes
    or students as the objective's name says.
    """

    minimise: str
    value: float
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the solver's log; ``gap`` is found ÷ bound - 1, never below 0."""

    seconds: float
    stage: str
    method: str
    found: float | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """How far found is from the bound, as a share of it; ``None`` while either is unknown."""
        if self.found is None or not self.bound:
            return None
        return abs(self.found / self.bound - 1)


@dataclass(frozen=True)
class Result:
    """A plan and how it was found.

    ``status`` is ``optimal`` only if the bound equals what was found; ``infeasible`` comes with
    ``conflicts`` that say in words which rules clash; ``unknown`` means that time ran out first.
    ``bound`` holds for *every* plan under the scenario's rules and these runs. ``limit`` is the time limit
    that was asked for, ``seconds`` the time that was used.
    """

    status: Status
    plan: Plan | None
    bound: int
    seconds: float
    seed: int
    workers: int
    versions: dict[str, str]
    stages: tuple[StageResult, ...] = ()
    log: tuple[LogLine, ...] = ()
    conflicts: tuple[str, ...] = ()
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    limit: float = 0.0

    @property
    def buses(self) -> int | None:
        """Buses of the plan, ``None`` without one."""
        return None if self.plan is None else self.plan.buses

    @property
    def gap(self) -> float | None:
        """Buses found ÷ bound - 1; 0.0 when proven, ``None`` without a plan."""
        if self.plan is None:
            return None
        return self.plan.buses / self.bound - 1 if self.bound else 0.0
