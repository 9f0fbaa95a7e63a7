"""Every setting of a resolved scenario as a line: key, value, what it means and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.workbook.cells import Cell, Field
from optimizer.outputs.workbook.sheets import Table
from optimizer.units import parse_clock

_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def assumptions_table(opened: OpenedPlan) -> Table:
    """List the settings in the order of a scenario file, with what was changed against the defaults."""
    fields = (
        Field("Setting", "key", "text", 34),
        Field("Value", "value", "number", 18),
        Field("Changed", "changed", "words", 26, "default → this scenario"),
        Field("Meaning and source", "meaning", "words", 90),
    )
    told = (change.partition(": ") for change in opened.saved.result.get("changes", ()))
    changes = {key: words for key, _, words in told}
    return fields, [
        {"key": key, "value": _cell(value), "changed": changes.get(key), "meaning": meaning}
        for key, value, meaning in setting_lines(opened.scenario)
    ]


def setting_lines(section: BaseModel, path: str = "", inherited: str = "") -> Iterator[tuple[str, Any, str]]:
    """Yield key, value as in the file, and meaning of every setting; deeper ones have longer keys."""
    values = section.model_dump(mode="json")
    for key, of in type(section).model_fields.items():
        value, here = getattr(section, key), f"{path}{key}"
        meaning = ". ".join(words for words in (of.description, inherited) if words)
        if isinstance(value, BaseModel):
            yield from setting_lines(value, f"{here}.", of.description or "")
        elif isinstance(value, tuple) and value and all(isinstance(part, BaseModel) for part in value):
            for number, part in enumerate(value, 1):
                yield from setting_lines(part, f"{here}[{number}].", of.description or "")
        elif values[key] is not None:
            yield here, values[key], meaning


def _cell(value: Any) -> Cell:
    """Keep numbers numbers and times of day times."""
    if isinstance(value, bool):
        return Cell(value, "yes_no")
    if isinstance(value, int | float):
        return Cell(value, "whole" if float(value).is_integer() else "plain")
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return Cell(parse_clock(value), "clock")
    return Cell(_spell(value) or "none", "words")


def _spell(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {_spell(part)}" for key, part in value.items() if part is not None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_spell(part) for part in value)
    return str(value)
