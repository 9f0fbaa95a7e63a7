"""The report's tables: starts, changes, tiers, who bears what, slack, and every school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from optimizer.district import LEVELS
from optimizer.judge.evaluation import Evaluation
from optimizer.outputs.markdown import bar, table
from optimizer.outputs.palette import CHANGE_BINS, LEVEL_NAMES
from optimizer.outputs.rows import rows
from optimizer.outputs.words import UNKNOWN, spell, spell_moved
from optimizer.scenario import Scenario
from optimizer.units import clock

Rows = list[dict[str, Any]]


def bells_by_level(schools: Rows, evaluation: Evaluation) -> Iterator[str]:
    """Show starts, dismissals, pickups and rides of each level."""
    yield "## Starts by level\n"
    groups = {row["group"]: row for row in rows(evaluation.groups) if row["by"] == "level"}
    lines = []
    for level in LEVELS:
        inside = [school for school in schools if school["level"] == level]
        if inside:
            group = groups.get(level, {})
            today = [s["bell_today"] for s in inside if s["bell_today"] is not None]
            lines.append(
                (
                    LEVEL_NAMES[level],
                    _counted([s["bell"] for s in inside]),
                    len(inside),
                    f"{sum(s['students'] or 0 for s in inside):,}",
                    _span(today),
                    _span([s["dismissal"] for s in inside]),
                    spell(group.get("minutes_later"), "minutes"),
                    spell(group.get("earliest_pickup"), "clock"),
                    spell(group.get("ride_longest"), "minutes"),
                )
            )
    header = ("Level", "Starts (schools)", "Schools", "Students", "Today", "Dismissals", "Mean minutes later")
    yield table((*header, "Earliest pickup", "Longest ride, min"), lines, text_columns=2)


def _counted(bells: Sequence[int]) -> str:
    return ", ".join(f"{clock(bell)} ({bells.count(bell)})" for bell in sorted(set(bells)))


def _span(minutes: Sequence[int]) -> str:
    if not minutes:
        return UNKNOWN
    first, last = clock(min(minutes)), clock(max(minutes))
    return first if first == last else f"{first}–{last}"


def students_by_change(schools: Rows, evaluation: Evaluation) -> Iterator[str]:
    """Count schools and students in each bin of change."""
    yield "## Students by minutes moved\n"
    known = [(s["minutes_moved"], s["students"] or 0) for s in schools if s["minutes_moved"] is not None]
    counts = []
    for span in CHANGE_BINS:
        inside = [students for minutes, students in known if span.least <= minutes <= span.most]
        counts.append((span.label, len(inside), sum(inside)))
    most = max(students for _, _, students in counts)
    total = sum(students for _, students in known)
    if total:
        near = sum(students for minutes, students in known if abs(minutes) <= 15)
        share = f"{100 * near / total:.0f} %"
        yield f"{share} of the students whose start today is known move by 15 minutes or less.\n"
    yield table(
        ("Minutes against today", "", "Schools", "Students"),
        [(label, bar(students, most), schools_, f"{students:,}") for label, schools_, students in counts],
        text_columns=2,
    )
    unknown = evaluation.figures["schools_unknown"]
    if unknown:
        yield f"Not counted: {unknown:,.0f} schools whose start today is unknown.\n"


def tiers(counted: Rows, scenario: Scenario) -> Iterator[str]:
    """Tell schools, students and runs of each tier, from the judge's table of them."""
    yield "## Tiers\n"
    windows = {tier.name: f"{clock(tier.earliest)}–{clock(tier.latest)}" for tier in scenario.bells.tiers}
    lines = []
    for row in counted:
        if row["schools"] or row["tier"] in windows:
            sums = [f"{row[key] or 0:,}" for key in ("students", "runs_am", "runs_pm")]
            lines.append((row["tier"], windows.get(row["tier"], ""), row["schools"], *sums))
    header = ("Tier", "Starts", "Schools", "Students", "Morning runs", "Afternoon runs")
    yield table(header, lines, text_columns=2)


def burdens(groups: Rows) -> Iterator[str]:
    """Show change, starts and rides by level, area, quarter of need and kind of school."""
    yield "## Who bears what\n"
    yield "Means over students; rides over riders, both ways. Groups under 10 students are left out.\n"
    titles = {"level": "Level", "area": "Area", "frl_quartile": "Need", "option": "Kind"}
    header = ("Schools", "Students", "Minutes moved", "Minutes later", "Moved 30 min or more", "Before 8:00")
    ranks = {level: rank for rank, level in enumerate(LEVELS)}
    for by, title in titles.items():
        shown = [group for group in groups if group["by"] == by and not group["suppressed"]]
        lines = [_group_line(group) for group in sorted(shown, key=lambda g: ranks.get(g["group"], 0))]
        if lines:
            yield table((title, *header, "Earliest pickup", "Median ride", "Longest ride"), lines)
    yield (
        "Need: schools in four equal parts by the share of students with free or reduced-price lunch, "
        "1 the lowest share.\n"
    )


def _group_line(group: dict[str, Any]) -> tuple[object, ...]:
    name = LEVEL_NAMES.get(group["group"], group["group"]) if group["by"] == "level" else group["group"]
    return (
        name,
        group["schools"],
        spell(group["students"], "count"),
        spell(group["minutes_moved"], "minutes"),
        spell(group["minutes_later"], "minutes"),
        spell(group["share_moved_30"], "share"),
        spell(group["share_before_8_00"], "share"),
        spell(group["earliest_pickup"], "clock"),
        spell(group["ride_median"], "minutes"),
        spell(group["ride_longest"], "minutes"),
    )


def slack(evaluation: Evaluation) -> Iterator[str]:
    """Count connections by minutes of slack."""
    figures = evaluation.figures
    bins = {
        "under 5": "slack_under_5",
        "5 to 10": "slack_5_to_10",
        "10 to 20": "slack_10_to_20",
        "20 or more": "slack_20_up",
    }
    counts = {label: int(figures[name] or 0) for label, name in bins.items()}
    most = max(counts.values())
    yield "## Slack of connections\n"
    yield "Minutes left over between two runs of a bus, after unloading and deadhead; buffer included.\n"
    lines = [(label, bar(count, most), f"{count:,}") for label, count in counts.items()]
    yield table(("Minutes", "", "Connections"), lines, text_columns=2)


def school_list(schools: Rows) -> Iterator[str]:
    """List every school, by area and name."""
    yield "## Schools\n"
    yield "By area, then name. A start today marked \\* is modelled.\n"
    ordered = sorted(schools, key=lambda s: (s["area"] or "", s["name"], s["school_id"]))
    header = (
        "Area",
        "School",
        "Level",
        "Today",
        "Proposed",
        "Minutes moved",
        "Dismissal",
        "Tier",
        "Students",
    )
    yield table(header, [_school_line(school) for school in ordered], text_columns=3)


def _school_line(school: dict[str, Any]) -> tuple[object, ...]:
    today = spell(school["bell_today"], "clock") + ("*" if school["bell_today_basis"] == "modelled" else "")
    return (
        school["area"] or UNKNOWN,
        school["name"],
        LEVEL_NAMES[school["level"]],
        today,
        clock(school["bell"]),
        spell_moved(school["minutes_moved"]),
        clock(school["dismissal"]),
        school["tier"],
        spell(school["students"], "count"),
    )
