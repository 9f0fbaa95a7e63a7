"""The map of one plan: schools by start and by change, its runs, stops and yards, in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import geopandas as gpd

from optimizer.district import District
from optimizer.judge.evaluation import Evaluation
from optimizer.judge.lateness import Lateness
from optimizer.outputs.ground import boundary_rings, bounds_of
from optimizer.outputs.language import Language, read_language
from optimizer.outputs.late_data import build_late_data
from optimizer.outputs.map_data import build_map_data
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.page import add_group, add_layer_control, add_script, render_page, start_map
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.travel import Travel

View = Literal["tier", "today", "baseline", "late"]


def plan_map(
    evaluation: Evaluation,
    plan: Plan,
    district: District,
    scenario: Scenario,
    *,
    headline: str = "",
    modelled: Sequence[str] = (),
    baseline: Mapping[str, int] | None = None,
    baseline_name: str = "baseline",
    boundaries: gpd.GeoDataFrame | None = None,
    lateness: Lateness | None = None,
    travel: Travel | None = None,
    view: View = "tier",
    language: str = "en",
) -> str:
    """Draw ``plan`` as one HTML file.

    Parameters
    ----------
    headline
        the line under the title: buses, bound and cost in words.
    modelled
        what of the input is modelled rather than known, in words.
    baseline
        starts of another plan in minutes past midnight, by school id, as a further view of change.
    boundaries
        attendance boundaries in degrees, drawn as thin lines; without them areas are outlined softly.
    lateness
        a simulation of school days, as a further view and on the cards; it is called modelled there.
    travel
        the source of driving times: runs are drawn along it if it is a road network, else straight.
    view
        the view that the map opens in.
    language
        code of a catalogue in ``outputs/languages``; ``headline`` is in it already.

    Raises
    ------
    InputError
        if the language is unknown.
    """
    words = read_language(language)
    data = build_map_data(evaluation, plan, district, scenario.bells.tiers, baseline or {}, travel)
    data["boundaries"] = [] if boundaries is None else boundary_rings(boundaries)
    data["baseline"] = None if baseline is None else baseline_name
    data["late"] = None if lateness is None else _late(lateness.shared(), plan, district, words)
    drawn = start_map("plan", bounds_of([*data["schools"], *data["yards"], *data["stops"]]))
    offered: list[View] = ["tier", "today"]
    if baseline is not None:
        offered.append("baseline")
    if lateness is not None:
        offered.append("late")
    views = {
        key: add_group(drawn, words.texts[f"map.layer_{key}"], view=True, show=key == view) for key in offered
    }
    layers = {
        key: add_group(drawn, words.texts[f"map.layer_{key}"], show=key == "yards")
        for key in ("am", "pm", "stops", "yards")
    }
    add_layer_control(drawn)
    add_script(drawn, f"drawPlan({drawn.get_name()}, {_names(views)}, {_names(layers)});")
    return render_page(
        "plan_map.html",
        [drawn],
        data,
        ["map.js", "plan_map.js"],
        words,
        title=f"{district.name}: {scenario.name}" if district.name else scenario.name,
        question=scenario.question,
        headline=headline,
        modelled=list(modelled),
    )


def map_of(
    opened: OpenedPlan,
    *,
    baseline: Mapping[str, int] | None = None,
    baseline_name: str = "baseline",
    boundaries: gpd.GeoDataFrame | None = None,
    view: View = "tier",
    language: str = "en",
) -> str:
    """Draw a saved plan as one HTML file, with its lateness if it was opened with some; see plan_map."""
    return plan_map(
        opened.evaluation,
        opened.plan,
        opened.district,
        opened.scenario,
        headline=opened.headline_in(read_language(language)),
        modelled=opened.modelled,
        baseline=baseline,
        baseline_name=baseline_name,
        boundaries=boundaries,
        lateness=opened.lateness,
        travel=opened.travel,
        view=view,
        language=language,
    )


def _late(lateness: Lateness, plan: Plan, district: District, words: Language) -> dict[str, Any]:
    """What is drawn of a simulation, with a line on how it came about in the page's language."""
    about = words.texts["map.late_about"].format(
        days=words.number(lateness.days),
        kind=words.name("lateness.kinds", lateness.kind),
        seed=lateness.seed,
    )
    return {**build_late_data(lateness, plan, district), "about": about}


def _names(variables: Mapping[View, str] | Mapping[str, str]) -> str:
    """Write a script object of the map's layers, ``{tier: feature_group_plan_2, …}``."""
    return "{" + ", ".join(f"{key}: {name}" for key, name in variables.items()) + "}"
