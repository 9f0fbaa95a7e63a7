"""Who loses rides when routes are not driven: by school, area and need, in tables, figures and words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from optimizer.district import District, School
from optimizer.judge.columns import table
from optimizer.judge.fairness import FEWEST_STUDENTS, UNKNOWN
from optimizer.judge.figures import Figure, FigureValue
from optimizer.judge.lateness.columns import LOST
from optimizer.judge.tables import frl_quartiles
from optimizer.plan import Plan, Route

HIGHEST_NEED = "4"  # quartile of frl_share
DISPROPORTIONATE = 1.25  # share of what is lost ÷ share of what there is

CANCELLATION_FIGURES: MappingProxyType[str, Figure] = MappingProxyType(
    {
        "routes_cancelled": Figure("count", "routes not driven, over all days", "lower"),
        "rides_lost": Figure("count", "rides not given, mornings plus afternoons, over all days", "lower"),
        "schools_hit": Figure("count", "schools that lose a run on at least one day", "neither"),
        "most_times": Figure("count", "routes cancelled that serve the same school, at most", "lower"),
        "repeats": Figure("count", "times a school is hit again before all were hit once", "lower"),
        "highest_need_of_rides": Figure("share", "rides of the highest-need quartile ÷ all rides", "neither"),
        "highest_need_of_lost": Figure(
            "share", "rides lost by the highest-need quartile ÷ all rides lost", "lower"
        ),
        "highest_need_routes": Figure(
            "share", "cancelled routes that serve a school of the highest-need quartile", "lower"
        ),
        "highest_need_routes_all": Figure(
            "share", "routes of the plan that serve a school of the highest-need quartile", "neither"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Work:
    """What one route does for whom: rides by school, mornings plus afternoons, and their need."""

    bus: str
    rides: dict[str, int]
    needed: float

    @property
    def total(self) -> int:
        """All its rides of a day."""
        return sum(self.rides.values())


def work_of(district: District, plan: Plan) -> list[Work]:
    """Count what every route of the plan does, in its order."""
    runs = {run.id: run for run in plan.runs}
    need = _need(district)

    def of(route: Route) -> Work:
        rides: dict[str, int] = defaultdict(int)
        for timed in (*route.am, *route.pm):
            for school_id, carried in district.riders_by_school(runs[timed.run_id]).items():
                rides[school_id] += carried
        return Work(route.bus, dict(rides), sum(count * need[id_] for id_, count in rides.items()))

    return [of(route) for route in plan.routes]


def _need(district: District) -> dict[str, float]:
    """School id → frl_share ÷ its mean over schools; 1 where unknown."""
    known = [school.frl_share for school in district.schools if school.frl_share is not None]
    mean = sum(known) / len(known) if known else 0.0
    return {
        school.id: 1.0 if school.frl_share is None or not mean else school.frl_share / mean
        for school in district.schools
    }


def lost_table(district: District, work: Sequence[Work], cancelled: Sequence[Work]) -> pd.DataFrame:
    """Describe every school, area and quartile: what it has and what it loses."""
    return table(LOST, _lost(district, work, cancelled))


def _lost(district: District, work: Sequence[Work], cancelled: Sequence[Work]) -> Iterator[dict[str, Any]]:
    quartile = frl_quartiles(district)
    groups: Mapping[str, Callable[[School], str]] = {
        "school": lambda school: school.id,
        "area": lambda school: school.area or UNKNOWN,
        "frl_quartile": lambda school: str(quartile.get(school.id, UNKNOWN)),
    }
    have, gone = _rides_of(work), _rides_of(cancelled)
    all_rides, all_lost = sum(have.values()), sum(gone.values())
    for by, group_of in groups.items():
        members: dict[str, list[str]] = defaultdict(list)
        for school in district.schools:
            if school.id in have:
                members[group_of(school)].append(school.id)
        for group in sorted(members, key=lambda text: (text == UNKNOWN, text)):
            inside = set(members[group])
            riders, lost = sum(have[id_] for id_ in inside), sum(gone[id_] for id_ in inside)
            yield {
                "by": by,
                "group": group,
                "name": district.school(group).name if by == "school" else None,
                "riders": riders,
                "suppressed": riders < FEWEST_STUDENTS,
                "times": sum(bool(inside & one.rides.keys()) for one in cancelled),
                "rides_lost": lost,
                "share_of_rides": riders / all_rides if all_rides else None,
                "share_of_lost": lost / all_lost if all_lost else None,
                "days_lost": lost / riders if riders else None,
            }


def _rides_of(work: Sequence[Work]) -> Counter[str]:
    rides: Counter[str] = Counter()
    for one in work:
        rides.update(one.rides)
    return rides


def cancellation_figures(
    district: District,
    work: Sequence[Work],
    cancelled: Sequence[Work],
    repeats: int,
    lost: pd.DataFrame,
) -> dict[str, FigureValue]:
    """Count what the board asks for first, in the order of :data:`CANCELLATION_FIGURES`."""
    schools = lost[lost["by"] == "school"]
    neediest = lost[(lost["by"] == "frl_quartile") & (lost["group"] == HIGHEST_NEED)]
    quartile = frl_quartiles(district)

    def on_neediest(routes: Sequence[Work]) -> float | None:
        hits = [any(str(quartile.get(id_)) == HIGHEST_NEED for id_ in one.rides) for one in routes]
        return sum(hits) / len(hits) if hits and quartile else None

    def share(name: str) -> float | None:
        known = neediest[name].dropna()
        return float(known.iloc[0]) if len(known) else None

    return {
        "routes_cancelled": len(cancelled),
        "rides_lost": int(schools["rides_lost"].sum()),
        "schools_hit": int((schools["times"] > 0).sum()),
        "most_times": int(schools["times"].max()) if len(schools) else 0,
        "repeats": repeats,
        "highest_need_of_rides": share("share_of_rides"),
        "highest_need_of_lost": share("share_of_lost"),
        "highest_need_routes": on_neediest(cancelled),
        "highest_need_routes_all": on_neediest(work),
    }


def warnings_of(figures: Mapping[str, FigureValue]) -> tuple[str, ...]:
    """Say so when the schools with the highest need lose more than their share."""
    have, lost = figures["highest_need_of_rides"], figures["highest_need_of_lost"]
    if have is None or lost is None or lost <= DISPROPORTIONATE * have:
        return ()
    words = (
        f"The quarter of the schools with the highest need (free and reduced-price lunch) has {have:.0%} "
        f"of the rides and bears {lost:.0%} of those lost; {figures['highest_need_routes']:.0%} of the "
        "cancelled routes serve it. Howard County, 2023: about 75% of the cancelled routes hit the "
        "highest-need schools."
    )
    return (words,)
