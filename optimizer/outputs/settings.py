"""A scenario's service, travel and prices as lines of a table: key, value, meaning and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimizer.scenario import Scenario, Section

SECTIONS = ("service", "fleet", "travel", "prices", "evaluation")


def setting_lines(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Every setting of the sections that time, price and judge a plan, in the order of a scenario file."""
    for name in SECTIONS:
        section: Section = getattr(scenario, name)
        values = section.model_dump(mode="json")
        for key, field in type(section).model_fields.items():
            if values[key] is not None:
                yield f"{name}.{key}", _spell(values[key]), field.description or ""


def _spell(value: Any) -> str:
    if isinstance(value, dict):
        if len(set(map(str, value.values()))) == 1:
            return f"{_spell(next(iter(value.values())))} (all)"
        return ", ".join(f"{key} {_spell(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_spell(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
