"""What a plan map draws, as plain JSON values: schools, stops, runs, yards and the legend's counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from optimizer.district import PERIODS, District, Visit
from optimizer.judge.evaluation import Evaluation
from optimizer.outputs.doors import runs_to_doors, shared_visits
from optimizer.outputs.ground import area_shapes
from optimizer.outputs.palette import CHANGE_BINS, OUTSIDE_TIERS, level_legend, tier_colours
from optimizer.outputs.road_lines import run_lines
from optimizer.outputs.rows import rows
from optimizer.outputs.sharing import shared_runs, shared_schools, shared_stops
from optimizer.plan import Plan
from optimizer.scenario import Tier
from optimizer.travel import Travel
from optimizer.units import clock

Facts = dict[str, Any]


def build_map_data(
    evaluation: Evaluation,
    plan: Plan,
    district: District,
    tiers: Sequence[Tier],
    baseline: Mapping[str, int],
    travel: Travel | None = None,
) -> Facts:
    """Everything the page's script draws, as plain JSON values; times are minutes past midnight.

    Where ``travel`` is a road network, runs have a line along it.
    """
    lines = run_lines(plan, district, travel)
    buses = _buses_by_school(plan)
    schools = [_school(row, buses, baseline) for row in rows(shared_schools(evaluation))]
    stops = _served_stops(plan, district)
    position = {stop["id"]: i for i, stop in enumerate(stops)}
    visits = {run.id: shared_visits(run, district) for run in plan.runs}
    colours = tier_colours([tier.name for tier in tiers])
    return {
        "levels": level_legend(),
        "colours": colours,
        "schools": schools,
        "stops": stops,
        "runs": [
            {**_run(row, visits[row["run_id"]], position), "line": (lines or {}).get(row["run_id"])}
            for row in rows(shared_runs(evaluation, plan, district))
        ],
        "roads": lines is not None,
        "doors": bool(runs_to_doors(plan, district)),
        "yards": _yards(plan, district),
        "areas": area_shapes(schools),
        "tiers": _tier_counts(schools, tiers, colours),
        "changes": change_counts((s["moved"], s["students"]) for s in schools),
        "baseline_changes": change_counts((s["from_baseline"], s["students"]) for s in schools),
        "hatched": any(s["basis"] == "modelled" for s in schools),
        "unknown": any(s["today"] is None for s in schools),
    }


def _school(row: Facts, buses: Mapping[str, list[str]], baseline: Mapping[str, int]) -> Facts:
    before = baseline.get(row["school_id"])
    return {
        "id": row["school_id"],
        "name": row["name"],
        "level": row["level"],
        "area": row["area"] or "",
        "lat": round(row["lat"], 5),
        "lon": round(row["lon"], 5),
        "option": bool(row["option"]),
        "students": row["students"] or 0,
        "today": row["bell_today"],
        "basis": row["bell_today_basis"] or "",
        "bell": row["bell"],
        "dismissal": row["dismissal"],
        "tier": row["tier"],
        "moved": row["minutes_moved"],
        "baseline": before,
        "from_baseline": None if before is None else row["bell"] - before,
        "earliest_pickup": row["earliest_pickup"],
        "latest_return": row["latest_return"],
        "ride_longest": row["ride_longest"],
        "runs_am": row["runs_am"] or 0,
        "runs_pm": row["runs_pm"] or 0,
        "riders_am": row["riders_am"],
        "riders_pm": row["riders_pm"],
        "buses": buses.get(row["school_id"], []),
    }


def _buses_by_school(plan: Plan) -> dict[str, list[str]]:
    schools_of = {run.id: run.school_ids for run in plan.runs}
    found: dict[str, list[str]] = {}
    for route in plan.routes:
        driven = (*route.am, *route.pm)
        for school_id in dict.fromkeys(id_ for timed in driven for id_ in schools_of[timed.run_id]):
            found.setdefault(school_id, []).append(route.bus)
    return found


def _served_stops(plan: Plan, district: District) -> list[Facts]:
    """List the stops that some run calls at and that may be shown, with their riders in bands."""
    return [
        {
            "id": shared.stop.id,
            "lat": shared.position[0],
            "lon": shared.position[1],
            "school": shared.stop.school_id,
            **{period: shared.bands[period] for period in PERIODS},
        }
        for shared in shared_stops(plan, district).values()
    ]


def _run(row: Facts, visits: Sequence[Visit], position: Mapping[str, int]) -> Facts:
    return {
        "id": row["run_id"],
        "school": row["school_id"],
        "also": row["also_school_id"],
        "at_also": row["at_also"],
        "period": row["period"],
        "bus": row["bus"],
        "tier": row["tier_of_route"],
        "starts": row["starts"],
        "ends": row["ends"],
        "riders": row["riders"],
        "capacity": row["capacity"],
        "longest": row["longest_ride"],
        "stops": [position[visit.stop_id] for visit in visits],
    }


def _yards(plan: Plan, district: District) -> list[Facts]:
    return [
        {
            "name": yard.name or yard.id,
            "lat": round(yard.place.lat, 5),
            "lon": round(yard.place.lon, 5),
            "room": yard.buses,
            "basis": yard.basis,
            "buses": sum(route.yard_id == yard.id for route in plan.routes),
        }
        for yard in district.yards
    ]


def _tier_counts(schools: Sequence[Facts], tiers: Sequence[Tier], colours: Mapping[str, str]) -> list[Facts]:
    """Schools and students in each tier, labelled with the starts in use (or the tier's window if none)."""
    windows = {tier.name: (tier.earliest, tier.latest) for tier in tiers}
    counted = []
    for name, colour in colours.items():
        inside = [school for school in schools if school["tier"] == name]
        if not inside and name == OUTSIDE_TIERS:
            continue
        first, last = windows.get(name, (0, 0))
        if inside:
            first, last = min(s["bell"] for s in inside), max(s["bell"] for s in inside)
        span = clock(first) if first == last else f"{clock(first)}–{clock(last)}"
        students = sum(school["students"] for school in inside)
        label = f"{name}, {span}"
        counted.append(
            {
                "label": label,
                "name": name,
                "first": first,
                "last": last,
                "colour": colour,
                "schools": len(inside),
                "students": students,
            }
        )
    return counted


def change_counts(moves: Iterable[tuple[int | None, int]]) -> list[Facts]:
    """Schools and students in each bin of change, from pairs of minutes moved and students."""
    known = [(minutes, students) for minutes, students in moves if minutes is not None]
    counted = []
    for span in CHANGE_BINS:
        students = [count for minutes, count in known if span.least <= minutes <= span.most]
        counted.append(
            {
                "label": span.label,
                "colour": span.colour,
                "least": span.least,
                "most": span.most,
                "schools": len(students),
                "students": sum(students),
            }
        )
    return counted
