"""Two plans side by side in one file: the maps move together, and each shows the plan chosen for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.outputs.compare import distinct_names
from optimizer.outputs.ground import area_shapes, bounds_of
from optimizer.outputs.language import Language, read_language
from optimizer.outputs.map_data import change_counts
from optimizer.outputs.page import add_group, add_script, render_page, start_map
from optimizer.outputs.palette import OUTSIDE_TIERS, level_legend, tier_colours
from optimizer.outputs.rows import rows
from optimizer.plan_folder import SavedPlan
from optimizer.units import parse_clock

VIEWS = ("tier", "other", "today")


def comparison_map(saved: Sequence[SavedPlan], *, title: str = "", language: str = "en") -> str:
    """Draw two or more saved plans as one HTML file, the first two shown first.

    Reads the plan folders only. A school that a plan lacks is not drawn for that plan.

    Raises
    ------
    InputError
        if a folder holds no plan, or the language is unknown.
    """
    words = read_language(language)
    data = build_comparison_data(saved, words)
    bounds = bounds_of(data["schools"])
    halves = [start_map(side, bounds) for side in ("left", "right")]
    for number, half in enumerate(halves):
        group = add_group(half, words.texts["map.layer_schools"], show=True)
        add_script(half, f"drawHalf({half.get_name()}, {group}, {min(number, len(saved) - 1)});")
    add_script(halves[-1], "startComparison();")
    modelled = dict.fromkeys(sentence for plan in saved for sentence in plan.result.get("modelled", []))
    return render_page(
        "comparison_map.html",
        halves,
        data,
        ["map.js", "comparison_map.js"],
        words,
        title=title or words.texts["map.comparison_title"],
        modelled=list(modelled),
        views=[{"key": key, "name": words.texts[f"map.layer_{key}"]} for key in VIEWS],
    )


def build_comparison_data(saved: Sequence[SavedPlan], language: Language) -> dict[str, Any]:
    """Everything the page's script draws: schools once, and each plan's starts in their order."""
    by_plan = [{row["school_id"]: row for row in rows(plan.bells)} for plan in saved]
    schools: dict[str, dict[str, Any]] = {}
    for plan, bells in zip(saved, by_plan, strict=True):
        plan.require_plan()
        for school_id, row in bells.items():
            schools.setdefault(school_id, _school(row))
    named = [tier["name"] for plan in saved for tier in _tiers(plan)]
    used = [row["tier"] for bells in by_plan for row in bells.values() if row["tier"] != OUTSIDE_TIERS]
    listed = list(schools.values())
    return {
        "levels": level_legend(),
        "colours": tier_colours(list(dict.fromkeys([*named, *used]))),
        "spans": {
            tier["name"]: [parse_clock(tier["earliest"]), parse_clock(tier["latest"])]
            for plan in reversed(saved)
            for tier in _tiers(plan)
        },
        "changes": change_counts([]),
        "areas": area_shapes(listed),
        "boundaries": [],
        "schools": listed,
        "plans": [
            {"name": name, "told": _told(plan, language), **_columns(bells, list(schools))}
            for name, plan, bells in zip(distinct_names(saved), saved, by_plan, strict=True)
        ],
    }


def _school(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["school_id"],
        "name": row["name"],
        "level": row["level"],
        "area": row["area"] or "",
        "lat": round(row["lat"], 5),
        "lon": round(row["lon"], 5),
        "option": False,
        "students": row["students"] or 0,
        "today": row["bell_today"],
        "basis": row["bell_today_basis"] or "",
    }


def _columns(bells: Mapping[str, Mapping[str, Any]], order: Sequence[str]) -> dict[str, list[Any]]:
    lines = [bells.get(school_id, {}) for school_id in order]
    return {
        "bells": [line.get("bell") for line in lines],
        "dismissals": [line.get("dismissal") for line in lines],
        "tiers": [line.get("tier", OUTSIDE_TIERS) for line in lines],
    }


def _tiers(plan: SavedPlan) -> list[dict[str, str]]:
    return list(plan.scenario.get("bells", {}).get("tiers", []))


def _told(plan: SavedPlan, language: Language) -> str:
    """Buses and bound of a plan, as short as its half of the page."""
    buses = language.count("buses", plan.result["buses"])
    return language.texts["map.comparison_told"].format(buses=buses, n=language.number(plan.result["bound"]))
