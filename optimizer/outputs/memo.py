"""The memo to the board: two pages of facts and an appendix, as HTML and as PDF.

Every figure is the judge's. The memo says what changes for whom, what it saves and what is not known; it
recommends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from optimizer.district import LEVELS
from optimizer.errors import Fault, InputError
from optimizer.outputs.dashboard import bell_grid, moves
from optimizer.outputs.dashboard.assumptions import build_assumptions
from optimizer.outputs.dashboard.balance import build_tiers
from optimizer.outputs.dashboard.facts import PlanFacts, read_facts
from optimizer.outputs.dashboard.fairness import build_fairness, build_gaps
from optimizer.outputs.dashboard.options import Line, build_lines
from optimizer.outputs.dashboard.page import render
from optimizer.outputs.dashboard.schools import build_table
from optimizer.outputs.language import read_language
from optimizer.outputs.memo_sentences import say_burdens, say_day, say_facts, say_order
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
        facts=list(say_facts(plan, first, moved, words)),
        by_level=list(_by_level(plan)),
        burdens=list(say_burdens(plan, words)),
        day=list(say_day(plan, words)),
        order=say_order(plan, words),
        gaps=build_gaps(plan),
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
