"""What pydantic refuses, told to a planner: which key of which file, on which line, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from optimizer.errors import Fault
from optimizer.scenario import Scenario, Section
from optimizer.scenario_files.documents import Source, spell, spell_path
from optimizer.scenario_files.toml_lines import KeyPath
from optimizer.tables.cells import did_you_mean

_KINDS = {
    "int_type": ("is not a whole number", "Write digits without quotation marks."),
    "float_type": ("is not a number", "Write digits without quotation marks."),
    "finite_number": ("is not a finite number", "Leave the key out if there is no limit."),
    "bool_type": ("is neither true nor false", "Write true or false, without quotation marks."),
    "string_type": ("is not text", "Write it in quotation marks."),
    "tuple_type": ("is not a list", "Write it in square brackets: [a, b]."),
    "dict_type": ("is not a table", "Write [{key}] with its keys below."),
    "model_type": ("is not a table", "Write [{key}] with its keys below."),
    "model_attributes_type": ("is not a table", "Write [{key}] with its keys below."),
    "too_short": ("is empty", "Give at least one, or leave the key out."),
    "missing": ("is missing", ""),
}


def faults_of(refused: ValidationError, sources: Sequence[Source]) -> Iterator[Fault]:
    """Tell every error of a merged scenario as a fault in the source that wrote the key."""
    for error in refused.errors(include_url=False):
        if error["type"] == "too_short" and error["input"]:
            continue  # a list is called too short as well when its items are refused
        path = tuple(part for part in error["loc"] if part != "[key]")
        problem, remedy = _words(error, path)
        yield fault_at(sources, path, problem, _spell_value(error, path), remedy)


def fault_at(
    sources: Sequence[Source], path: KeyPath, problem: str, value: str | None = None, remedy: str = ""
) -> Fault:
    """Place a fault at a key: in the last source that writes it, which is the one that counts."""
    source, line = _find(sources, path)
    return Fault(source.label, problem, line, spell_path(path) or None, value, remedy)


def _find(sources: Sequence[Source], path: KeyPath) -> tuple[Source, int | None]:
    """Source and line of a key, or of the nearest key above it; a missing key has no line."""
    # A list replaces its parent's as a whole, so all of its items stand where the list does.
    whole = next((path[:i] for i, part in enumerate(path) if isinstance(part, int)), path)
    for length in range(len(whole), 0, -1):
        for source in reversed(sources):
            if source.states(whole[:length]):
                deepest = next((path[:n] for n in range(len(path), 0, -1) if source.states(path[:n])), path)
                return source, source.line_of(deepest)
    return next((source for source in reversed(sources) if source.path), sources[-1]), None


def _words(error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    """Problem and remedy, in words."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind == "literal_error":
        return _unknown_word(error["input"], re.findall(r"'([^']*)'", str(context["expected"])))
    if kind == "value_error":
        return str(context["error"]).removeprefix(f"{error['input']!r} "), ""
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return _out_of_bounds(kind, context)
    if kind == "string_pattern_mismatch":
        return "cannot name a folder", "Use letters, digits, - . and _."
    problem, remedy = _KINDS.get(kind, (error["msg"][0].lower() + error["msg"][1:], ""))
    return problem, (remedy or _describe(path) if kind == "missing" else remedy).format(key=spell_path(path))


def _unknown_key(path: KeyPath) -> tuple[str, str]:
    *above, name = path
    section = spell_path(tuple(above))
    remedy = did_you_mean(str(name), known_keys(tuple(above)))
    if not remedy:
        homes = [
            other
            for other, field in Scenario.model_fields.items()
            if (inner := section_of(field.annotation)) and name in inner.model_fields and other != section
        ]
        remedy = f"Does it belong in [{homes[0]}]?" if homes else ""
    known = ", ".join(known_keys(tuple(above)))
    return f"is not a key of {f'[{section}]' if section else 'a scenario'}", remedy or f"Known keys: {known}."


def _unknown_word(word: Any, expected: Sequence[str]) -> tuple[str, str]:
    return f"is not one of {', '.join(expected)}", did_you_mean(str(word), expected)


def _out_of_bounds(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    limit = next(context[key] for key in ("gt", "ge", "lt", "le") if key in context)
    problem, remedy = {
        "greater_than": ("is not above {}", "Give a number above {}."),
        "greater_than_equal": ("is below {}", "Give {} or more."),
        "less_than": ("is not below {}", "Give a number below {}."),
        "less_than_equal": ("is above {}", "Give {} or less."),
    }[kind]
    return problem.format(f"{limit:g}"), remedy.format(f"{limit:g}")


def _spell_value(error: ErrorDetails, path: KeyPath) -> str | None:
    value = error["input"]
    if error["type"] in ("extra_forbidden", "missing", "too_short") or isinstance(value, Section | dict):
        return None
    if error["loc"][-1] == "[key]":
        return str(path[-1])
    return value if isinstance(value, str) else spell(value)


def known_keys(path: KeyPath) -> tuple[str, ...]:
    """Keys that the section at a path may have; empty if any key may stand there."""
    section = _section_at(path)
    return tuple(section.model_fields) if section else ()


def _describe(path: KeyPath) -> str:
    section = _section_at(path[:-1])
    field = section.model_fields.get(str(path[-1])) if section else None
    return f"Add it: {field.description}." if field and field.description else ""


def _section_at(path: KeyPath) -> type[Section] | None:
    annotation: Any = Scenario
    for part in path:
        section = section_of(annotation)
        if section is None or get_origin(annotation) is dict:
            annotation = get_args(annotation)[-1] if get_origin(annotation) is dict else None
        elif not isinstance(part, int):
            field = section.model_fields.get(part)
            annotation = field.annotation if field else None
    return section_of(annotation) if get_origin(annotation) is not dict else None


def section_of(annotation: Any) -> type[Section] | None:
    """Find the section inside ``X``, ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(section_of, get_args(annotation))), None)
