"""The tables of the workbook, sheet by sheet: their columns, and their lines in the order people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.district import LEVELS
from optimizer.judge.columns import CONNECTIONS, GROUPS, ROUTES, RUNS, SCHOOLS, Column
from optimizer.judge.run_times import RunTime
from optimizer.judge.tables import first_pickup
from optimizer.judge.timing import Driven
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import CHANGE_BINS, LEVEL_NAMES, bin_of, tier_colours
from optimizer.outputs.rows import rows
from optimizer.outputs.sharing import shared_connections, shared_routes, shared_runs, shared_schools
from optimizer.outputs.workbook.cells import HIDDEN, Cell, Field, Kind
from optimizer.scenario import PerLevel

Lines = list[dict[str, Any]]
Table = tuple[tuple[Field, ...], Lines]

GROUPINGS = {
    "level": "level",
    "area": "area",
    "frl_quartile": "quarter of need (1: lowest share of free or reduced-price lunch)",
    "option": "kind of school",
}
HALVES = {"am": "morning", "pm": "afternoon"}


def _field(columns: Mapping[str, Column], key: str, header: str, kind: Kind, width: float = 10) -> Field:
    return Field(header, key, kind, width, columns[key].meaning)


def schools_table(opened: OpenedPlan) -> Table:
    """Every school before and after."""
    columns = SCHOOLS
    hidden = " (* fewer than 10, or would tell a count of fewer than 10)"
    fields = (
        _field(columns, "name", "School", "text", 34),
        _field(columns, "school_id", "Id", "text", 8),
        _field(columns, "level", "Level", "text", 14),
        _field(columns, "area", "Area", "text", 18),
        _field(columns, "option", "Option school", "yes_no", 9),
        Field("Students", "students", "counted", 10, columns["students"].meaning + hidden),
        _field(columns, "frl_share", "Free or reduced lunch", "share", 11),
        _field(columns, "bell_today", "Start today", "clock"),
        _field(columns, "bell_today_basis", "Start today is", "text", 12),
        _field(columns, "bell", "Start in plan", "clock"),
        _field(columns, "minutes_moved", "Minutes moved", "moved"),
        _field(columns, "dismissal", "Dismissal in plan", "clock"),
        _field(columns, "tier", "Tier", "text", 13),
        _field(columns, "runs_am", "Morning runs", "whole"),
        _field(columns, "runs_pm", "Afternoon runs", "whole"),
        Field("Morning riders", "riders_am", "counted", 10, columns["riders_am"].meaning + hidden),
        Field("Afternoon riders", "riders_pm", "counted", 10, columns["riders_pm"].meaning + hidden),
        _field(columns, "earliest_pickup", "Earliest pickup", "clock"),
        _field(columns, "latest_return", "Latest return", "clock"),
        _field(columns, "ride_median", "Median ride, min", "whole"),
        _field(columns, "ride_longest", "Longest ride, min", "whole"),
    )
    colours = tier_colours([tier.name for tier in opened.scenario.bells.tiers])
    lines = rows(shared_schools(opened.evaluation))
    for line in lines:
        moved = line["minutes_moved"]
        line["level"] = LEVEL_NAMES[line["level"]]
        line["tier"] = Cell(line["tier"], fill=colours[line["tier"]])
        line["minutes_moved"] = Cell(moved, fill=None if moved is None else bin_of(moved).colour)
        for key in ("students", "riders_am", "riders_pm"):
            line[key] = HIDDEN if line[key] is None else line[key]
    return fields, sorted(lines, key=lambda line: (line["area"] or "", line["name"], line["school_id"]))


def shift_table(opened: OpenedPlan) -> Table:
    """Schools and students by minutes moved, and those whose start today is unknown."""
    fields = (
        Field("Minutes moved from today", "label", "text", 26),
        Field("From, min", "least", "moved"),
        Field("To, min", "most", "moved"),
        Field("Schools", "schools", "whole"),
        Field("Students", "students", "whole", 11),
        Field("Share of students", "share", "share", 11, "of the students whose start today is known"),
    )
    schools = [(row["minutes_moved"], row["students"] or 0) for row in rows(opened.evaluation.schools)]
    known = sum(students for moved, students in schools if moved is not None)
    lines: Lines = []
    for span in CHANGE_BINS:
        inside = [n for moved, n in schools if moved is not None and span.least <= moved <= span.most]
        lines.append(
            {
                "label": Cell(span.label, fill=span.colour),
                "least": None if span.least <= -1440 else span.least,
                "most": None if span.most >= 1440 else span.most,
                "schools": len(inside),
                "students": sum(inside),
                "share": sum(inside) / known if known else None,
            }
        )
    unknown = [students for moved, students in schools if moved is None]
    lines.append({"label": "start today unknown", "schools": len(unknown), "students": sum(unknown)})
    return fields, lines


def fleet_table(opened: OpenedPlan) -> Table:
    """Every bus's day: from the yard and back, and what it costs."""
    fields = (
        _field(ROUTES, "bus", "Bus", "text", 8),
        Field("Yard", "yard", "text", 24),
        _field(ROUTES, "runs_am", "Morning runs", "whole"),
        _field(ROUTES, "pull_out_am", "Morning pull-out", "clock"),
        _field(ROUTES, "pull_in_am", "Morning pull-in", "clock"),
        _field(ROUTES, "runs_pm", "Afternoon runs", "whole"),
        _field(ROUTES, "pull_out_pm", "Afternoon pull-out", "clock"),
        _field(ROUTES, "pull_in_pm", "Afternoon pull-in", "clock"),
        _field(ROUTES, "paid_minutes", "Paid minutes", "number"),
        _field(ROUTES, "live_miles", "Live miles", "number"),
        _field(ROUTES, "deadhead_miles", "Deadhead miles", "number"),
        Field("Cost a day", "cost", "cents", 12, ROUTES["cost_cents"].meaning),
    )
    yards = {yard.id: yard.name or yard.id for yard in opened.district.yards}
    lines = rows(shared_routes(opened.evaluation, opened.plan, opened.district))
    for line in lines:
        line["yard"] = yards[line["yard_id"]]
        line["cost"] = None if line["cost_cents"] is None else line["cost_cents"] / 100
    return fields, lines


def connections_table(opened: OpenedPlan) -> Table:
    """Every pair of runs that one bus drives in a row, the tightest first."""
    desired = opened.scenario.service.buffer_desired
    fields = (
        _field(CONNECTIONS, "bus", "Bus", "text", 8),
        _field(CONNECTIONS, "period", "Half day", "text", 11),
        _field(CONNECTIONS, "from_run", "From run", "text", 14),
        Field("From school", "from_school", "text", 30),
        Field("Leaves", "leaves", "clock", 9, "from the school after unloading, or from the last stop"),
        _field(CONNECTIONS, "to_run", "To run", "text", 14),
        Field("To school", "to_school", "text", 30),
        Field("Due", "due", "clock", 9, "at the first stop, or at the school to load"),
        _field(CONNECTIONS, "deadhead_minutes", "Deadhead, min", "whole"),
        _field(CONNECTIONS, "deadhead_miles", "Deadhead, miles", "number"),
        _field(CONNECTIONS, "slack", "Slack, min", "number"),
        Field("Against desired", "tight", "text", 16, f"tight: less than the {desired:g} minutes desired"),
    )
    shared = rows(shared_connections(opened.evaluation.connections, opened.plan, opened.district))
    lines: Lines = []
    for line, c in zip(shared, opened.timetable.connections, strict=True):
        # At a door only the moment at the other end, a school, is told.
        to_door, morning = line["slack"] is None, c.before.period == "am"
        lines.append(
            {
                **line,
                "period": HALVES[c.before.period],
                "from_school": c.before.time.school.name,
                "leaves": None if to_door and not morning else round(c.leaves),
                "to_school": c.after.time.school.name,
                "due": None if to_door and morning else round(c.due),
                "tight": "tight" if round(c.slack, 2) < desired else "as desired",
            }
        )
    return fields, sorted(lines, key=lambda line: (line["slack"] is None, line["slack"]))


def rides_table(opened: OpenedPlan) -> Table:
    """Every run: when it is driven, how full, and how long the longest ride is."""
    fields = (
        _field(RUNS, "run_id", "Run", "text", 14),
        Field("School", "school", "text", 34),
        Field("Half day", "half", "text", 11),
        _field(RUNS, "bus", "Bus", "text", 8),
        _field(RUNS, "tier_of_route", "Run of the half day", "whole"),
        _field(RUNS, "starts", "Starts", "clock"),
        _field(RUNS, "ends", "Ends", "clock"),
        _field(RUNS, "at", "At school", "clock"),
        Field("Stops", "stops", "whole", 8),
        Field("Riders", "riders", "counted", 9, "* fewer than 10, or would tell a count of fewer than 10"),
        _field(RUNS, "capacity", "Places", "whole"),
        _field(RUNS, "live_minutes", "Live minutes", "whole"),
        _field(RUNS, "live_miles", "Live miles", "number"),
        _field(RUNS, "longest_ride", "Longest ride, min", "whole"),
        Field("Ride limit, min", "limit", "whole", 10, "of the school's level; far stops may ride longer"),
        Field("Within limit", "within", "yes_no", 9),
    )
    schools = {school.id: school for school in opened.district.schools}
    stops = {run.id: len(run.visits) for run in opened.plan.runs}
    limits = opened.scenario.service.ride_limit
    exact = {run_id: max(time.rides) for run_id, time in opened.timetable.runs.items()}
    lines = rows(shared_runs(opened.evaluation, opened.plan, opened.district))
    for line in lines:
        served = [schools[id_] for id_ in (line["school_id"], line["also_school_id"]) if id_ is not None]
        line["school"] = " + ".join(school.name for school in served)
        line["half"] = HALVES[line["period"]]
        line["stops"] = stops[line["run_id"]]
        line["riders"] = HIDDEN if line["riders"] is None else line["riders"]
        line["limit"] = min(limits.of(school.level) for school in served)
        told = line["longest_ride"] is not None
        line["within"] = _is_within(opened.timetable.runs[line["run_id"]], limits) if told else None
    return fields, sorted(
        lines, key=lambda line: 0 if line["longest_ride"] is None else -exact[line["run_id"]]
    )


def _is_within(time: RunTime, limits: PerLevel) -> bool:
    """Whether nobody on a run rides longer than the limit of the own school's level."""
    rides = zip(time.rides, time.own, strict=True)
    return all(ride <= limits.of(school.level) + 0.005 for ride, school in rides)


def pickup_table(opened: OpenedPlan) -> Table:
    """First pickup of every school with buses, the earliest first."""
    fields = (
        _field(SCHOOLS, "earliest_pickup", "Earliest pickup", "clock"),
        _field(SCHOOLS, "name", "School", "text", 34),
        _field(SCHOOLS, "level", "Level", "text", 14),
        _field(SCHOOLS, "area", "Area", "text", 18),
        _field(SCHOOLS, "bell", "Start in plan", "clock"),
        Field("Minutes before the start", "before", "whole", 12),
        Field("Run", "run", "text", 14, "the run with this pickup"),
        Field("Bus", "bus", "text", 8),
        _field(SCHOOLS, "latest_return", "Latest return", "clock"),
        _field(SCHOOLS, "dismissal", "Dismissal in plan", "clock"),
        Field("Minutes after dismissal", "after", "whole", 12),
    )
    first: dict[str, Driven] = {}
    driven = {run.time.run.id: run for run in opened.timetable.driven if run.period == "am"}
    for run in (driven[run.id] for run in opened.plan.runs if run.id in driven):
        for school in run.time.schools:
            earliest = first.setdefault(school.id, run)
            if first_pickup(run, school) < first_pickup(earliest, school):
                first[school.id] = run
    lines = [line for line in rows(shared_schools(opened.evaluation)) if line["earliest_pickup"] is not None]
    for line in lines:
        run = first[line["school_id"]]
        line["level"] = LEVEL_NAMES[line["level"]]
        line["before"] = line["bell"] - line["earliest_pickup"]
        line["run"], line["bus"] = run.time.run.id, run.bus
        back = line["latest_return"]
        line["after"] = None if back is None else back - line["dismissal"]
    return fields, sorted(lines, key=lambda line: (line["earliest_pickup"], line["name"]))


def fairness_table(opened: OpenedPlan) -> Table:
    """Who bears what, by level, area, need and kind of school."""
    fields = (
        Field("Grouped by", "by", "text", 22),
        _field(GROUPS, "group", "Group", "text", 20),
        _field(GROUPS, "schools", "Schools", "whole"),
        _field(GROUPS, "students", "Students", "whole"),
        _field(GROUPS, "minutes_moved", "Mean minutes moved", "number"),
        _field(GROUPS, "minutes_later", "Mean minutes later", "number"),
        _field(GROUPS, "share_moved_30", "Moved 30 min or more", "share"),
        _field(GROUPS, "share_before_8_00", "Start before 8:00", "share"),
        _field(GROUPS, "share_before_8_30", "Start before 8:30", "share"),
        _field(GROUPS, "earliest_pickup", "Earliest pickup", "clock"),
        _field(GROUPS, "latest_return", "Latest return", "clock"),
        _field(GROUPS, "ride_median", "Median ride, min", "number"),
        _field(GROUPS, "ride_p90", "Ride of nine in ten, min", "number"),
        _field(GROUPS, "ride_longest", "Longest ride, min", "number"),
        Field("Shown", "note", "text", 24, GROUPS["suppressed"].meaning),
    )
    ranks = {level: rank for rank, level in enumerate(LEVELS)}
    groups = rows(opened.evaluation.groups)
    order = {by: place for place, by in enumerate(GROUPINGS)}
    groups.sort(key=lambda line: (order[line["by"]], ranks.get(line["group"], 0)))
    for line in groups:
        line["note"] = "fewer than 10 students" if line["suppressed"] else "all"
        if line["by"] == "level":
            line["group"] = LEVEL_NAMES[line["group"]]
        line["by"] = GROUPINGS[line["by"]]
    return fields, groups
