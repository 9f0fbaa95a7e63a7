"""What may be shared: no count of fewer than ten children, and no stop that shows where one of them lives.

The rule, for every file that leaves the planner's desk:

* A stop shows its riders as a band, ``<10`` or ``10+``. A stop of fewer than ten riders may lie before
  somebody's door: it is placed on a grid of a thousandth of a degree, about 100 m.
* A stop that is known to be at a door is not shown at all where it has fewer than ten riders, nor is what
  would tell how far it is (:mod:`optimizer.outputs.doors`): lines go from the stop before to the stop after.
* A count of 1 to 9 riders or students is left out. Where only one count of a sum would be missing, the next
  smallest is left out too: the sum would tell the one.
* Pickup, return and ride times of a school are left out where fewer than ten riders make them.
* Minutes of runs, rides and deadheads are whole, and miles have one decimal: the seconds would tell how many
  riders board at the first stop.

The plan's own folder holds the exact counts; it is the planner's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from optimizer.district import PERIODS, District, Period, Place, Stop
from optimizer.judge.evaluation import Evaluation
from optimizer.judge.fairness import FEWEST_STUDENTS
from optimizer.judge.lateness import Lateness
from optimizer.outputs.doors import (
    is_shared,
    runs_to_doors,
    silence_connections,
    silence_routes,
    silence_runs,
)
from optimizer.plan import Plan

ROUGH_DECIMALS = 3  # of a degree: a grid of about 100 m
EXACT_DECIMALS = 5
MOMENTS = {"am": "earliest_pickup", "pm": "latest_return"}
RIDES = ["ride_median", "ride_longest"]
RUN_DECIMALS = {"live_minutes": 0, "longest_ride": 0, "live_miles": 1}
LATENESS = ("schools", "groups", "connections")  # tables of a simulation that are shared
# Columns of a simulation that count riders, or would with the others.
COUNT_RIDERS = ["riders", "am_student_minutes", "pm_student_minutes", "student_minutes"]
LATE_DECIMALS = 4
CONNECTION_DECIMALS = {"deadhead_minutes": 0, "deadhead_miles": 1, "slack": 2}


def rider_band(riders: int) -> str:
    """``0``, ``<10`` or ``10+``."""
    if riders == 0:
        return "0"
    return f"<{FEWEST_STUDENTS}" if riders < FEWEST_STUDENTS else f"{FEWEST_STUDENTS}+"


def shared_position(place: Place, riders: int) -> tuple[float, float]:
    """Latitude and longitude as they may be shown; on a rough grid where few riders board."""
    decimals = ROUGH_DECIMALS if riders < FEWEST_STUDENTS else EXACT_DECIMALS
    return round(place.lat, decimals), round(place.lon, decimals)


class SharedStop(NamedTuple):
    """A stop that some run calls at, as it may be shown: where, and bands of riders by half day."""

    stop: Stop
    position: tuple[float, float]
    bands: Mapping[Period, str]


def shared_stops(plan: Plan, district: District) -> dict[str, SharedStop]:
    """Stop id → stop, for every stop that a run calls at and that may be shown, in the district's order."""
    riders: dict[str, dict[Period, int]] = {}
    for run in plan.runs:
        for visit in run.visits:
            at_stop = riders.setdefault(visit.stop_id, dict.fromkeys(PERIODS, 0))
            at_stop[run.period] += visit.riders
    found = {}
    for stop in district.stops:
        if stop.id in riders and is_shared(stop):
            counts = riders[stop.id]
            fewest = min((count for count in counts.values() if count), default=0)
            bands = {period: rider_band(count) for period, count in counts.items()}
            found[stop.id] = SharedStop(stop, shared_position(stop.place, fewest), bands)
    return found


def hide_few(counts: pd.Series[Any], sums: pd.Series[Any] | None = None) -> pd.Series[Any]:
    """Leave out counts of 1 to 9, and a second one wherever a sum would tell the only one left out.

    ``sums`` names the sum that each count is part of; without it all of them make one.
    """
    hidden = _is_few(counts)
    for _, inside in counts.groupby(sums if sums is not None else pd.Series(0, index=counts.index)):
        shown = inside[~hidden[inside.index] & (inside > 0)]
        if hidden[inside.index].sum() == 1 and len(shown):
            hidden |= hidden.index == shown.astype(float).idxmin()
    return counts.mask(hidden)


def _is_few(counts: pd.Series[Any]) -> pd.Series[bool]:
    return ((counts > 0) & (counts < FEWEST_STUDENTS)).fillna(value=False).astype(bool)


def shared_schools(evaluation: Evaluation) -> pd.DataFrame:
    """List the schools as they may be shown; what is left out is ``<NA>``."""
    schools = evaluation.schools.copy()
    few_ride = pd.Series(data=False, index=schools.index)
    for period in PERIODS:
        few = _is_few(schools[f"riders_{period}"])
        schools[MOMENTS[period]] = schools[MOMENTS[period]].mask(few)
        schools[f"riders_{period}"] = hide_few(schools[f"riders_{period}"])
        few_ride |= few
    schools[RIDES] = schools[RIDES].mask(few_ride).round(0)
    schools["students"] = hide_few(schools["students"])
    return schools


def shared_runs(evaluation: Evaluation, plan: Plan, district: District) -> pd.DataFrame:
    """List the runs as they may be shown; a school whose riders are left out shows those of no run."""
    runs = silence_runs(evaluation.runs, runs_to_doors(plan, district))
    few = runs["run_id"].isin(_runs_of_few(evaluation, plan, district))
    runs["riders"] = runs["riders"].mask(few)
    # What a bus holds at a mix of levels would tell the mix.
    runs["capacity"] = runs["capacity"].mask(few & runs["also_school_id"].notna())
    return runs.round(RUN_DECIMALS)


def _runs_of_few(evaluation: Evaluation, plan: Plan, district: District) -> frozenset[str]:
    """Ids of runs whose riders are left out: those of any of its schools are few, or would tell the few."""
    shares = pd.DataFrame(
        [
            (run.id, school_id, run.period, riders)
            for run in plan.runs
            for school_id, riders in district.riders_by_school(run).items()
        ],
        columns=["run_id", "school_id", "period", "riders"],
    )
    schools = shared_schools(evaluation).set_index("school_id")
    hidden = hide_few(shares["riders"], shares["school_id"] + "\n" + shares["period"]).isna()
    for period in PERIODS:
        total = shares["school_id"].map(schools[f"riders_{period}"])
        hidden |= (shares["period"] == period) & total.isna()
    return frozenset(shares.loc[hidden, "run_id"])


def shared_connections(connections: pd.DataFrame, plan: Plan, district: District) -> pd.DataFrame:
    """List the connections, of the plan or of a simulation, as they may be shown."""
    return silence_connections(connections, runs_to_doors(plan, district)).round(CONNECTION_DECIMALS)


def shared_routes(evaluation: Evaluation, plan: Plan, district: District) -> pd.DataFrame:
    """List the buses' days as they may be shown."""
    return silence_routes(evaluation.routes, plan, runs_to_doors(plan, district))


def shared_lateness(lateness: Lateness, plan: Plan, district: District) -> dict[str, pd.DataFrame]:
    """Tables of a simulation by name, as they may be shared: shares and minutes, no count of riders."""
    told = lateness.shared()
    tables = {name: getattr(told, name) for name in LATENESS}
    tables["connections"] = shared_connections(told.connections, plan, district)
    return {
        f"lateness_{name}": frame.drop(columns=frame.columns.intersection(COUNT_RIDERS)).round(LATE_DECIMALS)
        for name, frame in tables.items()
    }


def shared_tables(evaluation: Evaluation, plan: Plan, district: District) -> dict[str, pd.DataFrame]:
    """Every table of an evaluation by its name, as it may be shown."""
    tiers = evaluation.tiers.copy()
    tiers["students"] = hide_few(tiers["students"])
    return {
        "schools": shared_schools(evaluation),
        "runs": shared_runs(evaluation, plan, district),
        "connections": shared_connections(evaluation.connections, plan, district),
        "routes": shared_routes(evaluation, plan, district),
        "tiers": tiers,
        "groups": evaluation.groups,
    }
