"""What a plan rests on and how to make it again, from its folder alone."""

from __future__ import annotations

import shlex
from typing import Any

from pydantic import ValidationError

from optimizer.outputs.dashboard.facts import PlanFacts
from optimizer.outputs.language import Language
from optimizer.outputs.settings import setting_lines
from optimizer.scenario import Scenario


def build_assumptions(plan: PlanFacts, language: Language) -> dict[str, Any]:
    """What is modelled, what was changed, every setting with its source, tables, versions and the command.

    Sentences are pairs of text and whether it is in the page's language.
    """
    result = plan.result
    return {
        "modelled": [language.phrase(words) for words in result.get("modelled", [])],
        "notes": [language.phrase(words) for words in result.get("notes", [])],
        "changes": result.get("changes", []),
        "settings": setting_rows(plan),
        "tables": sorted(result["district"]["digests"].items()),
        "versions": sorted(result.get("versions", {}).items()),
        "district": result["district"]["name"],
        "command": command_of(plan),
        "seed": result.get("seed"),
        "workers": result.get("workers"),
    }


def setting_rows(plan: PlanFacts) -> list[tuple[str, str, str]]:
    """Every setting that times and prices the plan, with meaning and source; none if it cannot be read."""
    try:
        return list(setting_lines(Scenario.model_validate(plan.saved.scenario)))
    except ValidationError:
        return []


def command_of(plan: PlanFacts) -> str:
    """Write the command line that solves the plan's own scenario again."""
    result = plan.result
    words = ["belltime", "solve", shlex.quote(f"{plan.saved.folder.name}/scenario.toml")]
    for option, key in (("--seconds", "limit"), ("--seed", "seed"), ("--workers", "workers")):
        if result.get(key) is not None:
            number = result[key]
            words += [option, str(int(number) if float(number).is_integer() else number)]
    return " ".join(words)
