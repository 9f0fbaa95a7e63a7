"""Scenario → text: a resolved scenario, the commented defaults of ``base.toml``, and the JSON Schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w
from pydantic.fields import FieldInfo

from optimizer.scenario import Scenario, Section
from optimizer.scenario_files.documents import default_document, plain_document, spell, spell_key
from optimizer.scenario_files.refusals import section_of

WIDTH = 108

_HEAD = """\
# Every choice that a scenario can make, with its default and where the default comes from.
#
# A scenario begins with  extends = "base.toml"  (or another scenario) and states only what differs:
# tables merge key by key, lists and single values replace. Every change is named when the scenario is
# solved. Times of day are text: "8:30". Keys behind a # have no default; they show an example.
# Printed from optimizer/scenario/; a test keeps the two equal.
"""


def scenario_as_toml(scenario: Scenario) -> str:
    """Write a whole scenario, every key that is set, such that ``read_scenario`` gives it back."""
    return tomli_w.dumps(plain_document(scenario))


def base_toml() -> str:
    """Write the defaults of every key, with what it means above it."""
    defaults = default_document()
    blocks = [_HEAD]
    explained: set[type[Section]] = set()
    sections = {name: field for name, field in Scenario.model_fields.items() if _is_section(field)}
    keys = {name: field for name, field in Scenario.model_fields.items() if name not in sections}
    blocks.append(_keys(keys, defaults, explained))
    for name, field in sections.items():
        section = section_of(field.annotation)
        if section is not None:
            head = f"{_comment(_first_line(section))}[{name}]\n"
            blocks.append(f"{head}{_keys(section.model_fields, defaults[name], explained)}")
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _is_section(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Section)


def _keys(fields: Mapping[str, FieldInfo], values: Mapping[str, Any], explained: set[type[Section]]) -> str:
    return "\n".join(
        "".join(_key(name, field, values.get(name), explained)) for name, field in fields.items()
    )


def _key(name: str, field: FieldInfo, value: Any, explained: set[type[Section]]) -> Iterator[str]:
    """Write one key: what its parts mean (once), what it means, and its default or a commented example."""
    section = section_of(field.annotation)
    if section is not None and section not in explained:
        explained.add(section)
        yield from _explain(section)
    yield _comment(field.description or "")
    if value in (None, {}, []) or field.is_required():
        example = (field.examples or [value])[0]
        yield f"# {spell_key(name)} = {spell(example)}\n"
    else:
        yield f"{spell_key(name)} = {_spell_wide(value)}\n"


def _explain(section: type[Section]) -> Iterator[str]:
    described = {key: field.description for key, field in section.model_fields.items() if field.description}
    if described:
        yield _comment(_first_line(section))
        width = max(map(len, described))
        for key, meaning in described.items():
            yield _comment(f"  {key:<{width}}  {meaning}", indent=width + 4)
        yield "#\n"


def _first_line(section: type[Section]) -> str:
    return (section.__doc__ or "").partition("\n")[0].replace("``", "")


def _comment(text: str, indent: int = 0) -> str:
    if not text:
        return ""
    lines = textwrap.wrap(text, WIDTH - 2, subsequent_indent=" " * indent, drop_whitespace=True)
    return "".join(f"# {line}\n" for line in lines)


def _spell_wide(value: Any) -> str:
    """Spell a value, a list of tables one to a line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + "".join(f"  {spell(item)},\n" for item in value) + "]"
    return spell(value)


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of scenario files, for editors.

    A file may leave any key to its parents, so only the items of lists have required keys.
    """
    schema = Scenario.model_json_schema()
    schema.pop("required", None)
    extends = {"type": "string", "description": "parent scenario, relative to this file"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    for name in ("PerLevel", "LeadWindow"):
        schema["$defs"][name].pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "belltime scenario"}
