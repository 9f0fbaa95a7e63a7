"""The sentences of the memo: what is needed, proven and paid, whom it moves, what the day is like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from optimizer.outputs.dashboard.daylight import build_dark
from optimizer.outputs.dashboard.facts import PlanFacts, Row, is_few
from optimizer.outputs.language import Language

MOVED = (
    "students_moved_0",
    "students_moved_under_10",
    "students_moved_10_to_30",
    "students_moved_30_to_60",
    "students_moved_60_up",
)


def say_facts(
    plan: PlanFacts, first: PlanFacts, moved: dict[str, Any], language: Language
) -> Iterator[Markup]:
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
            half=language.number(moved["half"]),
            nine=language.number(moved["nine_in_ten"]),
            near=language.spell(moved["near_share"], "share"),
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


def say_burdens(plan: PlanFacts, language: Language) -> Iterator[Markup]:
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


def say_order(plan: PlanFacts, language: Language) -> Markup | None:
    """Say which level starts first in the mean, today and in the plan."""

    def listed(moment: str, place: str) -> Markup:
        known = sorted((row for row in plan.levels if row[place] is not None), key=lambda row: row[place])
        spelled = [
            f"{language.name('levels', row['level'])} ({language.spell(row[moment], 'clock')})"
            for row in known
        ]
        return Markup(", ").join(spelled)

    if len(plan.levels) < 2 or all(row["place"] is None for row in plan.levels):
        return None
    before, after = listed("start_today", "place_today"), listed("start", "place")
    return language.text("memo.order", before=before, after=after)


def _known(plan: PlanFacts, by: str) -> dict[str, float]:
    """Group → mean minutes moved, where they are known and may be shown."""
    rows: list[Row] = [row for row in plan.groups if row["by"] == by and row["group"] != "unknown"]
    return {str(row["group"]): row["minutes_moved"] for row in rows if row["minutes_moved"] is not None}


def say_day(plan: PlanFacts, language: Language) -> Iterator[Markup]:
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
    dark = max(build_dark(plan), key=lambda day: day["sunrise"], default=None)
    if dark is not None and dark["before_sunrise"] is not None:
        yield language.text(
            "memo.dark",
            date=language.date(dark["of"].day),
            sunrise=language.clock(dark["sunrise"]),
            dawn_share=language.spell(dark["before_dawn"], "share"),
            share=language.spell(dark["before_sunrise"], "share"),
        )
    late = plan.lateness.get("figures", {})
    if late.get("am_late_after_bell") is not None:
        yield language.text(
            "memo.lateness",
            share=language.spell(late["am_late_after_bell"], "share"),
            over=language.spell(late["am_late_over_15"], "share"),
            bad=language.spell(late["am_late_bad_day"], "share"),
            schools=language.count("schools", int(late["schools_late_10"] or 0)),
        )
    if figures["slack_min"] is not None:
        yield language.text(
            "memo.slack",
            least=_spell(plan, "slack_min", language, "minutes"),
            share=_spell(plan, "slack_below_desired_share", language, "share"),
        )
