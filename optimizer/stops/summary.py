"""What a choice of stops comes to: exact for the planner's screen, and as it may be shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from optimizer.stops.outcomes import SchoolChoice, StopChoice
from optimizer.stops.reasons import Reason
from optimizer.stops.told import FEW, hidden

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "school_id": "the school",
        "riders": "students with a stop; blank for 1 to 9",
        "stops": "stops in all",
        "kept": "stops kept because they exist",
        "opened": "further stops that students walk to",
        "opened_bound": "proven: no choice has fewer of them",
        "doors": "stops at a door",
        "small_stops": f"stops with fewer than {FEW} riders",
        "mean_walk": f"miles to the stop, one way; blank with fewer than {FEW} walkers",
        "mean_walk_bound": "proven: with as few stops nobody walks less in the mean; blank as mean_walk",
        "status": "optimal: both are proven; feasible: found, within the bounds",
        "seconds": "that the choice took",
    }
)


# Eleven riders, two stops, one of them small: one rider waits there. Eleven riders, ten walk, one door: one.
DESK_ONLY = ("doors", "small_stops")
OF_RIDERS = ["riders", "mean_walk", "mean_walk_bound"]


def by_school(choice: StopChoice, *, shared: bool = False) -> pd.DataFrame:
    """One row per school with stops, the columns of :data:`COLUMNS`.

    Where it is ``shared``, ``stops`` are those that students walk to, the columns of :data:`DESK_ONLY` are
    left out, and the riders' columns are blank for further schools where the sum would tell the few of
    another. A district with fewer than ten riders then has no row: nine stops would tell nine riders.
    """
    schools = [school for school in choice.schools if school.stops]
    if shared and _is_few(sum(_riders(school) for school in schools)):
        schools = []
    table = pd.DataFrame([_row(school) for school in schools], columns=list(COLUMNS))
    if not shared:
        return table
    table["stops"] = table["kept"] + table["opened"]
    blank = sorted(hidden([_riders(school) for school in schools]))
    table[OF_RIDERS] = table[OF_RIDERS].astype(float)
    table.loc[blank, OF_RIDERS] = None
    return table.drop(columns=list(DESK_ONLY))


def _riders(school: SchoolChoice) -> int:
    return sum(stop.riders_am for stop in school.stops)


def _row(school: SchoolChoice) -> tuple[object, ...]:
    riders = [stop.riders_am for stop in school.stops]
    many = school.walkers >= FEW
    return (
        school.school_id,
        sum(riders) if sum(riders) >= FEW else None,
        len(riders),
        school.kept,
        school.opened,
        school.opened_bound,
        school.doors,
        sum(0 < count < FEW for count in riders),
        round(school.miles / school.walkers, 3) if many else None,
        round(school.miles_bound / school.walkers, 3) if many else None,
        status_of(school),
        round(school.seconds, 1),
    )


def status_of(school: SchoolChoice) -> str:
    """``optimal`` if neither fewer stops nor, with as few, shorter walks are possible; else ``feasible``."""
    proven = school.opened == school.opened_bound and school.miles <= school.miles_bound * (1 + 1e-6) + 1e-6
    return "optimal" if proven else "feasible"


def totals(choice: StopChoice, *, shared: bool = False) -> list[str]:
    """What a planner should know, one sentence each.

    Where it is ``shared``, no group of 1 to 9 students has its number told, and none has it as a sum or
    difference of the numbers told here and in :func:`by_school`.
    """
    return list(_shared_totals(choice) if shared else _totals(choice))


def _totals(choice: StopChoice) -> Iterator[str]:
    stops, doors = choice.district.stops, sum(school.doors for school in choice.schools)
    yield _equation(sum(stop.riders_am for stop in stops), choice.left_out())
    yield f"{len(stops):,} stops: {_kept_and_opened(choice)}, {doors:,} at a door"
    walkers = sum(school.walkers for school in choice.schools)
    if walkers:
        miles, floor = (sum(getattr(s, name) for s in choice.schools) for name in ("miles", "miles_bound"))
        yield f"mean walk {miles / walkers:.3f} miles (with as few stops never below {floor / walkers:.3f})"
    for reason, count in _left_out(choice).items():
        yield f"without a stop, {reason.value}: {count:,}"
    small = sum(0 < stop.riders_am < FEW for stop in stops)
    if small:
        words = "look at them before you show stops to the public"
        yield f"stops with fewer than {FEW} riders: {small:,}; {words}"


def _shared_totals(choice: StopChoice) -> Iterator[str]:
    """No door, no small stop, and the walks of schools: the district's would tell of walkers not told."""
    riders, lost = sum(stop.riders_am for stop in choice.district.stops), choice.left_out()
    if _is_few(riders) or _is_few(lost):  # then the sum would tell the few
        yield f"students: {_told(riders)} with a stop + {_told(lost)} without"
    else:
        yield _equation(riders, lost)
    if not _is_few(riders):
        walked_to = sum(school.kept + school.opened for school in choice.schools)
        yield f"{walked_to:,} stops that students walk to: {_kept_and_opened(choice)}"
    walks = by_school(choice, shared=True)["mean_walk"].dropna()
    if len(walks):
        ends = dict.fromkeys(f"{miles:.3f}" for miles in (walks.min(), walks.max()))
        yield f"mean walk, by school: {' to '.join(ends)} miles"
    counts = _left_out(choice)
    together = [list(counts)[place] for place in sorted(hidden(list(counts.values())))]
    for reason, count in counts.items():
        if reason not in together:
            yield f"without a stop, {reason.value}: {count:,}"
    if together:
        words = " or ".join(reason.value for reason in together)
        yield f"without a stop, {words}: {_told(sum(counts[reason] for reason in together))}"


def _equation(riders: int, lost: int) -> str:
    return f"{riders + lost:,} students = {riders:,} with a stop + {lost:,} without"


def _kept_and_opened(choice: StopChoice) -> str:
    kept, opened, bound = (
        sum(getattr(school, name) for school in choice.schools) for name in ("kept", "opened", "opened_bound")
    )
    return f"{kept:,} kept, {opened:,} opened (no choice opens fewer than {bound:,})"


def _left_out(choice: StopChoice) -> dict[Reason, int]:
    """Reason → students without a stop for it, where there are any."""
    return {reason: count for reason in Reason if (count := choice.left_out(reason))}


def _is_few(count: int) -> bool:
    return 0 < count < FEW


def _told(count: int) -> str:
    return f"1 to {FEW - 1}" if _is_few(count) else f"{count:,}"
