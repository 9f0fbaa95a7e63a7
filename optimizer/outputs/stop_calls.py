"""When a bus halts at each stop of a run: modelled, from the judge's rides."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.judge.run_times import halt_minutes
from optimizer.judge.timing import Driven
from optimizer.scenario import Service


@dataclass(frozen=True, slots=True)
class StopCall:
    """One halt of a run, in minutes past midnight."""

    stop_id: str
    riders: int
    arrives: float
    leaves: float


def stop_calls(driven: Driven, service: Service) -> tuple[StopCall, ...]:
    """List the halts of a run in driving order, from the rides of those who board or alight there.

    A morning ride begins when the bus leaves the stop, an afternoon ride ends when it arrives there.
    """
    time = driven.time
    found: list[StopCall] = []
    for visit, ride, school in zip(time.run.visits, time.rides, time.own, strict=True):
        dwell, at = halt_minutes(visit, service), time.meets(school, driven.at)
        before = found[-1].leaves if found else driven.starts
        if driven.period == "am":
            leaves = at - ride
            arrives = max(before, leaves - dwell) if found else driven.starts
        else:
            arrives = at + ride
            leaves = min(driven.ends, arrives + dwell)
        found.append(StopCall(visit.stop_id, visit.riders, arrives, max(arrives, leaves)))
    return tuple(found)
