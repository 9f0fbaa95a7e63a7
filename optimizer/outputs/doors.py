"""Stops at the door of a child: they and the drives that would tell where they are stay with the planner."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from optimizer.district import PERIODS, District, Run, Stop, Visit
from optimizer.judge.fairness import FEWEST_STUDENTS
from optimizer.plan import Plan

# When a run begins in the morning or ends in the afternoon, and its length, would tell how far a door is.
FAR_END = {"am": "starts", "pm": "ends"}
OF_RUNS = ["live_minutes", "live_miles", "longest_ride"]
OF_CONNECTIONS = ["deadhead_minutes", "deadhead_miles", "slack"]
OF_ROUTES = ["live_miles", "deadhead_miles", "cost_cents"]


def is_shared(stop: Stop) -> bool:
    """Whether a stop may be shown at all: not at a door where fewer than ten riders board or alight.

    Stops that riders walk to are in the street; where few use them they are shown roughly.
    """
    return not stop.door or min(stop.riders(period) for period in PERIODS) >= FEWEST_STUDENTS


def shared_visits(run: Run, district: District) -> tuple[Visit, ...]:
    """The calls of a run at stops that may be shown, in driving order."""
    return tuple(visit for visit in run.visits if is_shared(district.stop_by_id[visit.stop_id]))


def runs_to_doors(plan: Plan, district: District) -> frozenset[str]:
    """Ids of the runs that call at a stop that may not be shown."""
    return frozenset(run.id for run in plan.runs if len(shared_visits(run, district)) < len(run.visits))


def silence_runs(runs: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    """Leave out what the judge's table of runs tells of the way to a door."""
    runs, to_door = runs.copy(), runs["run_id"].isin(hidden)
    runs[OF_RUNS] = runs[OF_RUNS].mask(to_door)
    for period, column in FAR_END.items():
        runs[column] = runs[column].mask(to_door & (runs["period"] == period))
    return runs


def silence_connections(connections: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    """Leave out what a table of connections tells of drives to a door, or from one."""
    morning = connections["period"] == "am"
    to_door = connections["to_run"].where(morning, connections["from_run"]).isin(hidden)
    names = [name for name in OF_CONNECTIONS if name in connections]
    return connections.assign(**{name: connections[name].mask(to_door) for name in names})


def silence_routes(routes: pd.DataFrame, plan: Plan, hidden: Collection[str]) -> pd.DataFrame:
    """Leave out the miles, and the cost that holds them, of buses that drive to a door."""
    to_door = pd.Series(
        [any(timed.run_id in hidden for timed in (*route.am, *route.pm)) for route in plan.routes],
        index=routes.index,
        dtype=bool,
    )
    return routes.assign(**{name: routes[name].mask(to_door) for name in OF_ROUTES})
