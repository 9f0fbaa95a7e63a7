"""What became of the stops: runs, riders on none, stops too far for the ride limit; and all that in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.district import Period, Run
from optimizer.routing.calls import EPSILON
from optimizer.routing.combining import Combined
from optimizer.routing.naming import NAMED, counted, name_stops


@dataclass(frozen=True, slots=True)
class Unserved:
    """Riders of a stop that no run could take, and why; ``door`` as the stop's."""

    stop_id: str
    riders: int
    period: Period
    reason: str
    door: bool = False


@dataclass(frozen=True, slots=True)
class FarStop:
    """A stop whose direct drive, in the worst traffic, is longer than ``limit`` minutes; ``door`` as its own.

    Beyond the level's limit its riders get the far limit; beyond that they are driven directly.
    """

    stop_id: str
    period: Period
    direct: float
    limit: float
    far_limit: float
    door: bool = False

    @property
    def driven_directly(self) -> bool:
        """Whether even the far limit is too short for it."""
        return self.direct > self.far_limit + EPSILON


@dataclass(frozen=True)
class Routing:
    """Runs built from stops. Riders of the district = riders of ``runs`` + riders ``unserved``.

    ``fewest`` is what the riders alone need, each school by itself: runs ÷ fewest shows what rides and
    distances cost. ``combined`` tells what each pair of schools that may share runs came to.
    """

    runs: tuple[Run, ...]
    unserved: tuple[Unserved, ...] = ()
    far_stops: tuple[FarStop, ...] = ()
    fewest: int = 0
    combined: tuple[Combined, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know of the routing, one sentence each."""
        riders = sum(run.riders for run in self.runs)
        return (
            f"{len(self.runs):,} runs built for {riders:,} riders; seats alone need {self.fewest:,}",
            *unserved_notes(self.unserved),
            *far_notes(self.far_stops),
            *pair_notes(self.combined),
        )


def unserved_notes(unserved: Sequence[Unserved]) -> list[str]:
    """``14 riders on no run, at stop s1: why``: a sentence a stop for the first ten, then one for the others.

    Mornings and afternoons of a stop are added up. Stops at a door share one sentence that only counts them.
    """
    at_stop: dict[str, list[Unserved]] = {}
    for lost in unserved:
        at_stop.setdefault(lost.stop_id, []).append(lost)
    doors = [lost for lost in unserved if lost.door]
    streets = [of for of in at_stop.values() if not of[0].door]
    notes = [_unserved_note(f"stop {of[0].stop_id}", of) for of in streets[:NAMED]]
    if more := streets[NAMED:]:
        others = [lost for of in more for lost in of]
        notes.append(_unserved_note(counted(len(more), "more stop"), others))
    if doors:
        count = counted(len({lost.stop_id for lost in doors}), "stop")
        notes.append(_unserved_note(f"{count} at a door", doors))
    return notes


def _unserved_note(where: str, unserved: Sequence[Unserved]) -> str:
    riders = counted(sum(lost.riders for lost in unserved), "rider")
    return f"{riders} on no run, at {where}: {'; '.join(dict.fromkeys(lost.reason for lost in unserved))}"


def far_notes(far_stops: Sequence[FarStop]) -> list[str]:
    """Stops beyond the ride limit, and those beyond even the far one, each with the longest direct drive."""
    # A stop that is driven directly in one half of the day is told as such.
    direct = {far.stop_id: far.door for far in far_stops if far.driven_directly}
    beyond = {far.stop_id: far.door for far in far_stops if far.stop_id not in direct}
    lines = []
    for stops, words in (
        (beyond, "beyond the ride limit, with the far limit instead"),
        (direct, "beyond even the far limit, driven directly"),
    ):
        if stops:
            longest = max(far.direct for far in far_stops if far.stop_id in stops)
            count = counted(len(stops), "stop")
            lines.append(f"{count} {words}, up to {longest:.0f} minutes direct: {name_stops(stops)}")
    return lines


def pair_notes(combined: Sequence[Combined]) -> list[str]:
    """What each pair of schools that may share runs came to, both halves of the day in one sentence."""
    lines = []
    for pair in dict.fromkeys(half.schools for half in combined):
        halves = [half for half in combined if half.schools == pair]
        words = f"{' and '.join(pair)} combined: {'; '.join(half.words for half in halves)}"
        if not any(half.shared for half in halves):
            words += "; they still share one bell; leave the pair out to free it"
        lines.append(words)
    return lines
