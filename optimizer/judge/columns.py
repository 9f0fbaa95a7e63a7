"""The tables of an evaluation: every column and what it means. An unknown value is ``<NA>``, never 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import pandas as pd

Kind = Literal["text", "whole", "number", "clock", "yes_no"]

_DTYPES: MappingProxyType[Kind, Any] = MappingProxyType(
    {"text": "string", "whole": "Int64", "number": "Float64", "clock": "Int64", "yes_no": "boolean"}
)


class Column(NamedTuple):
    """One column. ``clock`` is whole minutes past midnight; minutes, miles and shares are as named."""

    kind: Kind
    meaning: str


SCHOOLS: MappingProxyType[str, Column] = MappingProxyType(
    {
        "school_id": Column("text", "id"),
        "name": Column("text", "name"),
        "level": Column("text", "level"),
        "area": Column("text", "articulation area or other area of the district"),
        "lat": Column("number", "degrees"),
        "lon": Column("number", "degrees"),
        "option": Column("yes_no", "a choice school without a boundary"),
        "students": Column("whole", "enrolled students"),
        "frl_share": Column("number", "share of students with free or reduced-price lunch, 0 to 1"),
        "frl_quartile": Column("whole", "1 (lowest frl_share) to 4 (highest) among the schools with a share"),
        "bell_today": Column("clock", "start that families know now"),
        "bell_today_basis": Column("text", "published or modelled"),
        "bell": Column("clock", "start in the plan"),
        "dismissal": Column("clock", "start plus the length of the day"),
        "tier": Column("text", "first named tier that holds the start"),
        "minutes_moved": Column("whole", "start minus today's start; negative is earlier"),
        "runs_am": Column("whole", "morning runs; a combined run counts at both of its schools"),
        "runs_pm": Column("whole", "afternoon runs, likewise"),
        "riders_am": Column("whole", "riders carried in the morning"),
        "riders_pm": Column("whole", "riders carried in the afternoon"),
        "earliest_pickup": Column("clock", "first moment that a bus halts for a rider"),
        "latest_return": Column("clock", "last moment that a rider alights"),
        "ride_median": Column("number", "minutes; half of the riders, both ways, ride no longer"),
        "ride_longest": Column("number", "minutes; longest ride, both ways"),
    }
)

RUNS: MappingProxyType[str, Column] = MappingProxyType(
    {
        "run_id": Column("text", "id"),
        "school_id": Column("text", "its school"),
        "also_school_id": Column("text", "the other school of a combined run, which serves two; else empty"),
        "period": Column("text", "am or pm"),
        "bus": Column("text", "the bus that drives it"),
        "order": Column("whole", "its place in the bus's day, from 1"),
        "tier_of_route": Column("whole", "its place in the bus's half day: 1st, 2nd, 3rd run"),
        "starts": Column("clock", "begins at the first stop (am) or leaves the school (pm)"),
        "ends": Column("clock", "is at the school (am) or done with the last stop (pm)"),
        "at": Column("clock", "its moment at the school"),
        "at_also": Column("clock", "its moment at the other school of a combined run"),
        "riders": Column("whole", "riders on the run"),
        "capacity": Column("whole", "riders that a bus may hold at this level; of two schools, at their mix"),
        "live_minutes": Column("number", "minutes from start to end, in the traffic of its bell"),
        "live_miles": Column("number", "miles from start to end"),
        "longest_ride": Column("number", "minutes; longest ride of its riders"),
    }
)

CONNECTIONS: MappingProxyType[str, Column] = MappingProxyType(
    {
        "bus": Column("text", "the bus"),
        "period": Column("text", "am or pm"),
        "from_run": Column("text", "the earlier run"),
        "to_run": Column("text", "the later run"),
        "deadhead_minutes": Column("number", "minutes between them, in traffic"),
        "deadhead_miles": Column("number", "miles between them"),
        "slack": Column("number", "minutes left over after unloading and deadhead, buffer included"),
    }
)

ROUTES: MappingProxyType[str, Column] = MappingProxyType(
    {
        "bus": Column("text", "the bus"),
        "yard_id": Column("text", "its yard"),
        "runs_am": Column("whole", "morning runs"),
        "runs_pm": Column("whole", "afternoon runs"),
        "pull_out_am": Column("clock", "leaves the yard for the morning"),
        "pull_in_am": Column("clock", "is back from the morning"),
        "pull_out_pm": Column("clock", "leaves the yard for the afternoon"),
        "pull_in_pm": Column("clock", "is back from the afternoon"),
        "paid_minutes": Column("number", "driver minutes paid, guarantee included"),
        "live_miles": Column("number", "miles with riders"),
        "deadhead_miles": Column("number", "miles without riders, yard legs included"),
        "cost_cents": Column("whole", "cost of the route alone; the sum may differ from total by rounding"),
    }
)

TIERS: MappingProxyType[str, Column] = MappingProxyType(
    {
        "tier": Column("text", "name of the tier, in the scenario's order; last: outside tiers"),
        "schools": Column("whole", "schools whose start lies in it"),
        "students": Column("whole", "their students"),
        "runs_am": Column("whole", "their morning runs"),
        "runs_pm": Column("whole", "their afternoon runs"),
    }
)

GROUPS: MappingProxyType[str, Column] = MappingProxyType(
    {
        "by": Column("text", "what the schools are grouped by: level, area, frl_quartile or option"),
        "group": Column("text", "the group; unknown where the district does not say"),
        "schools": Column("whole", "schools in the group"),
        "suppressed": Column("yes_no", "fewer than 10 students: nothing else is shown"),
        "students": Column("whole", "their students"),
        "minutes_moved": Column(
            "number", "mean over students of minutes moved either way, where today is known"
        ),
        "minutes_later": Column(
            "number", "mean over students of minutes later than today, where today is known"
        ),
        "share_moved_30": Column("number", "share of students who move 30 min or more, where today is known"),
        "share_before_8_00": Column("number", "share of students who start before 8:00"),
        "share_before_8_30": Column("number", "share of students who start before 8:30"),
        "earliest_pickup": Column("clock", "first moment that a bus halts for a rider"),
        "latest_return": Column("clock", "last moment that a rider alights"),
        "ride_median": Column("number", "minutes; half of the riders, both ways, ride no longer"),
        "ride_p90": Column("number", "minutes; nine riders in ten, both ways, ride no longer"),
        "ride_longest": Column("number", "minutes; longest ride, both ways"),
    }
)

TABLES: MappingProxyType[str, Mapping[str, Column]] = MappingProxyType(
    {
        "schools": SCHOOLS,
        "runs": RUNS,
        "connections": CONNECTIONS,
        "routes": ROUTES,
        "tiers": TIERS,
        "groups": GROUPS,
    }
)


def table(columns: Mapping[str, Column], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a table with exactly these columns, each of its kind; a value left out is ``<NA>``."""
    listed = list(rows)
    return pd.DataFrame(
        {
            name: pd.array([_known(row.get(name)) for row in listed], dtype=_DTYPES[column.kind])
            for name, column in columns.items()
        }
    )


def _known(value: Any) -> Any:
    return pd.NA if value is None or value == "" else value
