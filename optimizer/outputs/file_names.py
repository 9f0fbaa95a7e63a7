"""Names of files that stand for schools, safe on every disk whatever the ids are."""

from __future__ import annotations

import re
from collections.abc import Iterable

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)", re.IGNORECASE)  # Windows' devices, our list


def file_names(ids: Iterable[str], ending: str) -> dict[str, str]:
    """Id → file name of letters, digits, ``-`` and ``_``, no two alike even where case does not count."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id_ in ids:
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", id_).strip("-")[:80] or "school"
        name = f"school-{stem}" if RESERVED.fullmatch(stem) else stem
        number = 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.lower())
        found[id_] = name + ending
    return found
