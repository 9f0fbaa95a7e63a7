"""What a choice of stops comes to, in counts: for the planner's screen, and by school for a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from optimizer.stops.outcomes import SchoolChoice, StopChoice
from optimizer.stops.reasons import Reason
from optimizer.stops.told import FEW

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


def by_school(choice: StopChoice) -> pd.DataFrame:
    """One row per school with stops, the columns of :data:`COLUMNS`; it tells nothing of a single student."""
    rows = [_row(school) for school in choice.schools if school.stops]
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
    """What a planner should know, one sentence each; where it is ``shared``, a few are only called few."""
    stops = choice.district.stops
    riders, lost = sum(stop.riders_am for stop in stops), choice.left_out()
    opened, bound = (sum(getattr(s, name) for s in choice.schools) for name in ("opened", "opened_bound"))
    kept, doors = (sum(getattr(s, name) for s in choice.schools) for name in ("kept", "doors"))
    proven = f"{opened:,} opened (no choice opens fewer than {bound:,})"
    lines = [
        f"{riders + lost:,} students = {riders:,} with a stop + {lost:,} without",
        f"{len(stops):,} stops: {kept:,} kept, {proven}, {doors:,} at a door",
    ]
    walkers = sum(school.walkers for school in choice.schools)
    if walkers:
        miles, floor = (sum(getattr(s, name) for s in choice.schools) for name in ("miles", "miles_bound"))
        lines.append(
            f"mean walk {miles / walkers:.3f} miles (with as few stops never below {floor / walkers:.3f})"
        )
    for reason in Reason:
        if count := choice.left_out(reason):
            few = shared and count < FEW
            lines.append(f"without a stop, {reason.value}: {f'1 to {FEW - 1}' if few else f'{count:,}'}")
    small = sum(0 < stop.riders_am < FEW for stop in stops)
    if small:
        words = "look at them before you show stops to the public"
        lines.append(f"stops with fewer than {FEW} riders: {small:,}; {words}")
    return lines
