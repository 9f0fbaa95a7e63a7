"""The solver's log as a person reads it: stage by stage, values in their own units, every stage's end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from optimizer.plan import LogLine, StageResult

# What a stage counts.
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "buses": "buses",
        "cost": "dollars a day",
        "disruption": "student-minutes moved",
        "schools_moved": "schools",
        "largest_shift": "minutes",
        "minimax_shift": "minutes × need",
        "secondary_before_8_00": "students",
        "secondary_before_8_30": "students",
        "elementary_dismissed_late": "students",
        "tier_balance": "runs",
        "smallest_slack": "minutes, the more the better",
        "difference": "student-minutes that two plans are alike",
    }
)

# Improvements that follow each other faster than this share a line.
APART = 0.5


def spell_log_line(line: LogLine) -> str:
    """``  12.3 s  buses           found       118  bound       112  gap   5.4 %  annealing``."""
    return f"{line.seconds:8.1f} s  {line.stage:<{WIDTH}} {spell_measures(line)}  {line.method}"


def spell_measures(line: LogLine) -> str:
    """``found   $56,338  bound         -  gap       -``: as wide for every stage."""
    gap = "-" if line.gap is None else f"{100 * line.gap:.1f} %"
    found, bound = spell_value(line.stage, line.found), spell_value(line.stage, line.bound)
    return f"found {found:>9}  bound {bound:>9}  gap {gap:>7}"


def spell_value(stage: str, value: float | None) -> str:
    """A stage's value for people: dollars where it is cents, ``-`` where it is unknown."""
    if value is None:
        return "-"
    return f"${value / 100:,.0f}" if stage == "cost" else f"{value:,.0f}"


def log_text(log: Iterable[LogLine], stages: Sequence[StageResult]) -> str:
    """The whole log, stage by stage, and the table of its ends."""
    parts = []
    for stage, lines in groupby(log, key=lambda line: line.stage):
        unit = UNITS.get(stage)
        parts.append(f"{stage}, in {unit}" if unit else stage)
        parts += [spell_log_line(line) for line in thinned(list(lines))]
        parts.append("")
    return "\n".join([*parts, *stage_table(stages), ""]) if stages or parts else ""


def thinned(lines: Sequence[LogLine]) -> list[LogLine]:
    """Lines of one stage that say something new; of improvements at one bound in a row only the last."""
    news = [
        line
        for before, line in zip([None, *lines[:-1]], lines, strict=True)
        if before is None or (before.found, before.bound) != (line.found, line.bound)
    ]
    return [
        line
        for line, after in zip(news, [*news[1:], None], strict=True)
        if after is None or after.bound != line.bound or _window(after) != _window(line)
    ]


def _window(line: LogLine) -> int:
    return int(line.seconds / APART)


def stage_table(stages: Sequence[StageResult]) -> list[str]:
    """One line per stage: what the plan has of it, its bound, how far they are apart, and the seconds."""
    if not stages:
        return []
    lines = [f"{'stage':<{WIDTH}} {'found':>11} {'bound':>11} {'gap':>8} {'seconds':>8}"]
    for stage in stages:
        line = LogLine(stage.seconds, stage.minimise, "", stage.value, stage.bound)
        gap = "-" if line.gap is None else f"{100 * line.gap:.1f} %"
        found, bound = (spell_value(stage.minimise, value) for value in (stage.value, stage.bound))
        lines.append(f"{stage.minimise:<{WIDTH}} {found:>11} {bound:>11} {gap:>8} {stage.seconds:>8.1f}")
    return lines


WIDTH = max(map(len, UNITS))
