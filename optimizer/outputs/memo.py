"""The memo to the board: two pages of facts and an appendix, as HTML and as PDF.

Every figure is the judge's. The memo says what changes for whom, what it saves and what is not known; it
recommends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from markupsafe import Markup

from optimizer.district import LEVELS
from optimizer.errors import Fault, InputError
from optimizer.outputs.dashboard import bell_grid, moves
from optimizer.outputs.dashboard.assumptions import build_assumptions
from optimizer.outputs.dashboard.balance import build_tiers
from optimizer.outputs.dashboard.facts import PlanFacts, Row, is_few, read_facts
from optimizer.outputs.dashboard.fairness import build_fairness
from optimizer.outputs.dashboard.options import Line, build_lines
from optimizer.outputs.dashboard.page import render
from optimizer.outputs.dashboard.schools import build_table
from optimizer.outputs.language import Language, read_language
from optimizer.plan_folder import SavedPlan

SAVINGS = (
    Line("buses"),
    Line("paid_minutes", "hours", 60),
    Line("total"),
    Line("total_year"),
    Line("deadhead_miles"),
    Line("earliest_pickup"),
    Line("ride_median"),
)
MOVED = (
    "students_moved_0",
    "students_moved_under_10",
    "students_moved_10_to_30",
    "students_moved_30_to_60",
    "students_moved_60_up",
)
IDENTIFIER = b"belltime memo"  # a PDF's own would be drawn at random


def memo(saved: SavedPlan, *, before: SavedPlan | None = None, language: str = "en") -> str:
    """Write the memo on one saved plan as one HTML page.

    Parameters
    ----------
    saved
        the plan that the memo is about.
    before
        the plan that savings are counted from, if there is one.
    language
        code of a catalogue in ``outputs/languages``.

    Raises
    ------
    InputError
        if a folder holds no plan, or the language is unknown.
    """
    words = read_language(language)
    plans = read_facts([saved] if before is None else [before, saved])
    first, plan = plans[0], plans[-1]
    axis = bell_grid.axis_of([plan])
    moved = moves.build_moves(plan, moves.reach([plan]))
    return render(
        "memo.html",
        words,
        plan=plan,
        before=None if before is None else first,
        plans=[plan],
        shown=plan,
        facts=list(_facts(plan, first, moved, words)),
        by_level=list(_by_level(plan)),
        burdens=list(_burdens(plan, words)),
        day=list(_day(plan, words)),
        savings=build_lines(SAVINGS, plans, words) if before is not None else [],
        moves=moved,
        legend=moves.legend(),
        tiers=build_tiers(plan),
        axis=axis,
        grid=bell_grid.build_grid(plan, axis),
        fairness=build_fairness(plan, first),
        schools=build_table(plan),
        assumptions=build_assumptions(plan, words),
        late=plan.late_dismissal,
    )


def pdf(html: str) -> bytes:
    """Print a memo's HTML as PDF; the same page gives the same bytes.

    Raises
    ------
    InputError
        if WeasyPrint, which is optional, is not installed or lacks the libraries that it draws with.
    """
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as absent:
        remedy = 'Install it with `python -m pip install "belltime[pdf]"`, or print the HTML from a browser.'
        raise InputError([Fault("memo.pdf", f"needs WeasyPrint ({absent})", remedy=remedy)]) from absent

    def refuse(url: str, *_: object, **__: object) -> None:
        raise ValueError(f"a memo asks for nothing: {url}")

    document = weasyprint.HTML(string=html, url_fetcher=refuse)
    return bytes(document.write_pdf(pdf_identifier=IDENTIFIER, pdf_tags=True))


def _facts(plan: PlanFacts, first: PlanFacts, moved: dict[str, Any], language: Language) -> Iterator[Markup]:
    """Say in sentences what is needed, what is proven, what it costs and whom it moves."""
    figures, bound = plan.figures, plan.result["bound"]
    proven = figures["buses"] == bound
    buses = language.text("memo.buses", buses=language.count("buses", int(figures["buses"] or 0)))
    limit = language.text("memo.least") if proven else language.text("memo.bound", n=language.number(bound))
    yield buses + " " + limit
    yield language.text(
        "memo.cost", day=_spell(plan, "total", language), year=_spell(plan, "total_year", language)
    )
    if first is not plan:
        yield language.text(
            "memo.saves",
            before=Markup("<bdi>{}</bdi>").format(first.name),
            buses=_difference(plan, first, "buses", "count", language),
            year=_difference(plan, first, "total_year", "cents", language),
        )
    if moved["half"] is not None:
        far = int((figures["students_moved_30_to_60"] or 0) + (figures["students_moved_60_up"] or 0))
        known = sum(int(figures[name] or 0) for name in MOVED)
        yield language.text(
            "memo.moves",
            moved=language.number(figures["schools_moved"] or 0),
            schools=language.count("schools", len(plan.schools)),
            students=language.texts["schools.few"] if is_few(far) else language.number(far),
            all=language.number(known),
            share=language.spell(far / known if known else None, "share"),
            half=moved["half"],
            nine=moved["nine_in_ten"],
        )
    yield language.text(
        "memo.secondary",
        share=_spell(plan, "secondary_from_8_30_share", language, "share"),
        eight=_spell(plan, "secondary_from_8_00_share", language, "share"),
    )


def _spell(plan: PlanFacts, figure: str, language: Language, unit: str = "cents") -> str:
    return language.spell(plan.figures[figure], unit)


def _difference(plan: PlanFacts, first: PlanFacts, figure: str, unit: str, language: Language) -> str:
    value, other = plan.figures[figure], first.figures[figure]
    return language.difference(None if value is None or other is None else value - other, unit)


def _by_level(plan: PlanFacts) -> Iterator[dict[str, Any]]:
    """Starts, dismissals, pickups and rides of each level."""
    groups = {row["group"]: row for row in plan.groups if row["by"] == "level"}
    for level in LEVELS:
        inside = [school for school in plan.schools if school["level"] == level]
        if inside:
            yield {
                "level": level,
                "group": groups[level],
                "schools": len(inside),
                "today": _span([s["bell_today"] for s in inside]),
                "bells": _span([s["bell"] for s in inside]),
                "dismissals": _span([s["dismissal"] for s in inside]),
            }


def _span(moments: Sequence[int | None]) -> tuple[int, int] | None:
    known = [moment for moment in moments if moment is not None]
    return (min(known), max(known)) if known else None


def _burdens(plan: PlanFacts, language: Language) -> Iterator[Markup]:
    """Say who moves most and least, by need and by area."""
    quarters = _known(plan, "frl_quartile")
    if {"1", "4"} <= quarters.keys():
        yield language.text(
            "memo.need", most=language.number(quarters["4"]), least=language.number(quarters["1"])
        )
    areas = _known(plan, "area")
    if len(areas) > 1:
        most, least = max(areas, key=lambda name: areas[name]), min(areas, key=lambda name: areas[name])
        isolated = Markup("<bdi>{}</bdi>")
        yield language.text(
            "memo.areas",
            most_area=isolated.format(most),
            most=language.number(areas[most]),
            least_area=isolated.format(least),
            least=language.number(areas[least]),
        )


def _known(plan: PlanFacts, by: str) -> dict[str, float]:
    """Group → mean minutes moved, where they are known and may be shown."""
    rows: list[Row] = [row for row in plan.groups if row["by"] == by and row["group"] != "unknown"]
    return {str(row["group"]): row["minutes_moved"] for row in rows if row["minutes_moved"] is not None}


def _day(plan: PlanFacts, language: Language) -> Iterator[Markup]:
    """Say what the day is like: pickups, rides, dismissals and slack."""
    figures, (late, very_late) = plan.figures, plan.late_dismissal
    if figures["ride_longest"] is not None:
        yield language.text(
            "memo.rides",
            pickup=_spell(plan, "earliest_pickup", language, "clock"),
            back=_spell(plan, "latest_return", language, "clock"),
            median=language.number(figures["ride_median"] or 0),
            p90=language.number(figures["ride_p90"] or 0),
            longest=language.minutes(figures["ride_longest"]),
        )
    yield language.text(
        "memo.late",
        late_share=_spell(plan, "elementary_dismissed_late_share", language, "share"),
        late=language.clock(late),
        very_late_share=_spell(plan, "elementary_dismissed_very_late_share", language, "share"),
        very_late=language.clock(very_late),
    )
    if figures["slack_min"] is not None:
        yield language.text(
            "memo.slack",
            least=_spell(plan, "slack_min", language, "minutes"),
            share=_spell(plan, "slack_below_desired_share", language, "share"),
        )
