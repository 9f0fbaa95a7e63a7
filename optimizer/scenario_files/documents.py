"""Scenario files as plain documents: parsed, located line by line, merged, and their changes named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.errors import Fault, InputError
from optimizer.scenario import Scenario
from optimizer.scenario_files.toml_lines import KeyPath, lines_of_keys

Document = dict[str, Any]

# They say which scenario this is, not what it chooses.
IDENTITY = ("name", "question")


@dataclass(frozen=True)
class Source:
    """One file of a chain of parents, or one ``--set``, with the line of each of its keys.

    ``folder`` is what its relative paths are relative to.
    """

    label: str
    folder: Path
    document: Document
    lines: Mapping[KeyPath, int | None]
    path: Path | None = None

    def states(self, path: KeyPath) -> bool:
        """Whether this source writes the key, or a key below it."""
        return any(key[: len(path)] == path for key in self.lines)

    def line_of(self, path: KeyPath) -> int | None:
        """Line of a key: its own, or of the first key below it."""
        below = (line for key, line in self.lines.items() if key[: len(path)] == path)
        return self.lines.get(path) or next(below, None)


@dataclass(frozen=True, slots=True)
class Change:
    """One key that a file or ``--set`` changed, spelled as in a scenario file, and where."""

    key: str
    before: str
    after: str
    where: str

    def __str__(self) -> str:
        """``bells.high.earliest: 7:00 → 8:30``."""
        return f"{self.key}: {self.before} → {self.after}"


def parse_document(text: str, path: Path) -> Source:
    """Parse the text of a scenario file.

    Raises
    ------
    InputError
        if it is not TOML, with the line.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_syntax_fault(str(error), text, path.name)]) from None
    return Source(path.name, path.parent, document, lines_of_keys(text), path)


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    at = re.search(r"^(.*?) \(at (?:line (\d+)|end of document)", message)
    line = int(at[2]) if at and at[2] else len(text.splitlines())
    problem = at[1] if at else message
    written = text.splitlines()[line - 1] if 0 < line <= len(text.splitlines()) else ""
    remedy = 'Write key = value, with text and times of day in quotation marks: "8:30".'
    if time := re.search(r"[=\[,]\s*(\d{1,2}:\d{2})", written):
        remedy = f'Write the time of day in quotation marks: "{time[1]}".'
    return Fault(file, f"is not TOML: {problem[0].lower()}{problem[1:]}", line, remedy=remedy)


def parse_setting(setting: str) -> Source:
    """Parse one ``key=value``; the value is TOML if it can be, else text."""
    key, equals, value = (part.strip() for part in setting.partition("="))
    label = f"--set {setting}"
    remedy = "Write KEY=VALUE, for example bells.high.earliest=8:30."
    if not equals or not key:
        raise InputError([Fault(label, "is not a change", remedy=remedy)])
    try:
        tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        raise InputError([Fault(label, "does not begin with a key", remedy=remedy)]) from None
    document = tomllib.loads(f"{key} = {_spell_setting(value)}")
    return Source(label, Path(), document, dict.fromkeys(key for key, _ in leaves(document)))


def _spell_setting(value: str) -> str:
    """Spell a value as TOML: as it is if it is a TOML value of a scenario file, else as text."""
    try:
        found = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return spell(value)
    return value if isinstance(found, bool | int | float | str | list | dict) else spell(value)


def leaves(document: Mapping[str, Any], above: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Walk all keys that hold something other than a table, with their paths."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key), value


def merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> Document:
    """Lay the keys of ``child`` over ``parent``: tables merge, lists and single values replace."""
    result = dict(parent)
    for key, value in child.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(value, dict) and isinstance(old, dict) else value
    return result


def changes_of(source: Source, parent: Document) -> Iterator[Change]:
    """Name what a source changes of its parent; keys that repeat the parent's value are no change."""
    for path, value in leaves(source.document):
        before = value_at(parent, path)
        if path[0] not in IDENTITY and before != value:
            yield Change(spell_path(path), spell_plainly(before), spell_plainly(value), source.label)


def value_at(document: Document, path: KeyPath) -> Any:
    """Find the value of a key, ``None`` if there is none."""
    value: Any = document
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def default_document() -> Document:
    """Write every key's default as a scenario file would write it; keys without a default are absent."""
    document = plain_document(Scenario(name="defaults", district=""))
    return {key: value for key, value in document.items() if key not in (*IDENTITY, "district")}


def plain_document(scenario: Scenario) -> Document:
    """Write all keys of a scenario that are set, as a scenario file would write them."""
    document: Document = _plain(scenario.model_dump(mode="json", exclude_none=True))
    # A tolerance of 0 goes without saying.
    document["stages"] = [
        {key: value for key, value in stage.items() if value} for stage in document["stages"]
    ]
    return document


def _plain(value: Any) -> Any:
    """Write 60.0 as 60, as a planner does."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def spell_path(path: KeyPath) -> str:
    """Spell ``bells.groups[1].schools``: keys as in a scenario file, list items counted from 1."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part + 1}]"
        else:
            words += f"{'.' if words else ''}{spell_key(part)}"
    return words


def spell_key(key: str) -> str:
    """Spell a key as TOML, in quotation marks where it must be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else spell(key)


def spell_plainly(value: Any) -> str:
    """Spell a value for people: text without quotation marks."""
    if value is None:
        return "not set"
    return value if isinstance(value, str) else spell(value)


def spell(value: Any) -> str:
    """Spell a value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if isinstance(value, dict):
        pairs = ", ".join(f"{spell_key(key)} = {spell(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(spell(item) for item in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
