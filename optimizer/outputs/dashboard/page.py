"""The dashboard: one HTML page of one or more plans that opens anywhere, from an e-mail or a web site.

Drawings are plain markup made here; a short script sorts, searches and switches. The page's
Content-Security-Policy forbids every request, so nothing is fetched and nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from optimizer.district import LEVELS
from optimizer.outputs.contrast import ink_on
from optimizer.outputs.dashboard import bell_grid, moves
from optimizer.outputs.dashboard.assumptions import build_assumptions
from optimizer.outputs.dashboard.balance import build_runs_per_bus, build_slack, build_tiers, build_trade_off
from optimizer.outputs.dashboard.daylight import build_dark, darkest, read_daylight, shade
from optimizer.outputs.dashboard.facts import PlanFacts, read_facts
from optimizer.outputs.dashboard.fairness import build_fairness, build_gaps, build_pictures
from optimizer.outputs.dashboard.late import build_late
from optimizer.outputs.dashboard.options import build_bus_bars, build_options
from optimizer.outputs.dashboard.schools import build_cards, build_locator, build_table
from optimizer.outputs.language import Language, read_language
from optimizer.outputs.palette import bin_of
from optimizer.plan_folder import SavedPlan

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def dashboard(saved: Sequence[SavedPlan], language: str = "en") -> str:
    """Draw one or more saved plans as one HTML page; the first is the one that the others are held against.

    Parameters
    ----------
    saved
        plan folders, read. The last is shown first.
    language
        code of a catalogue in ``outputs/languages``.

    Raises
    ------
    InputError
        if a folder holds no plan, or the language is unknown.
    """
    words = read_language(language)
    plans = read_facts(saved)
    axis = bell_grid.axis_of(plans)
    light = read_daylight(plans[-1])
    side = moves.reach(plans)
    return render(
        "dashboard.html",
        words,
        title=plans[-1].result["district"]["name"] or plans[-1].name,
        plans=plans,
        shown=plans[-1],
        axis=axis,
        light=[{"of": day, "style": shade(day, axis)} for day in light],
        darkest=darkest(light) if light else None,
        bus_bars=build_bus_bars(plans),
        options=build_options(plans, words),
        late=plans[-1].late_dismissal,
        trade_offs=[build_trade_off(plans, figure) for figure in ("buses", "total")],
        views=[_view(plan, plans[0], axis, side, words) for plan in plans],
        legend=moves.legend(),
        levels=[
            level for level in LEVELS if any(s["level"] == level for plan in plans for s in plan.schools)
        ],
        areas=sorted({s["area"] for plan in plans for s in plan.schools if s["area"]}),
        locator=build_locator(plans),
        data={
            "cards": build_cards(plans, words, axis),
            "plans": [{"letter": plan.letter, "name": plan.name} for plan in plans],
            "hours": [
                [hour, axis.percent(60 * hour), words.hour(hour)] for hour in axis.hours if hour % 3 == 0
            ],
            "words": _script_words(words),
        },
    )


def _view(
    plan: PlanFacts, first: PlanFacts, axis: bell_grid.Axis, side: int, language: Language
) -> dict[str, Any]:
    """Everything of the page that changes with the plan shown."""
    kinds = build_fairness(plan, first)
    return {
        "plan": plan,
        "grid": bell_grid.build_grid(plan, axis),
        "dark": build_dark(plan),
        "moves": moves.build_moves(plan, side),
        "tiers": build_tiers(plan),
        "runs_per_bus": build_runs_per_bus(plan),
        "fairness": kinds,
        "pictures": build_pictures(kinds),
        "gaps": build_gaps(plan),
        "slack": build_slack(plan),
        "late": build_late(plan),
        "schools": build_table(plan),
        "assumptions": build_assumptions(plan, language),
    }


def _script_words(language: Language) -> dict[str, str]:
    """Texts that the page's script puts on cards and says of a search."""
    return {
        key.removeprefix("script."): text for key, text in language.texts.items() if key.startswith("script.")
    }


def render(template: str, language: Language, **values: Any) -> str:
    """Fill a template of this room; values are escaped, ``data`` reaches the page as JSON."""
    pages = Environment(
        loader=PackageLoader("optimizer.outputs.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "allow_nan": False,
        "separators": (",", ":"),
        "sort_keys": False,
    }
    pages.filters.update(ink=ink_on, change_colour=lambda minutes: bin_of(minutes).colour)
    pages.globals.update(
        t=language.text,
        language=language,
        policy=POLICY,
        style=_style,
        script=Markup(template_text("dashboard.js")),
    )
    html = pages.get_template(template).render(**values)
    return re.sub(r"[ \t]+\n", "\n", re.sub(r"\n\s*\n+", "\n", html))


def _style(name: str) -> Markup:
    return Markup(template_text(name))


def template_text(name: str) -> str:
    """Text of a file beside the templates."""
    return resources.files("optimizer.outputs.dashboard").joinpath("templates", name).read_text("utf-8")
