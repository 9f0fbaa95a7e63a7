"""Small pieces of Markdown whose words stay words, whatever a school is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BAR_LENGTH = 24


def escape(text: object) -> str:
    """Text that Markdown prints as it stands: no table cell, link, emphasis or tag comes of it."""
    flat = " ".join(str(text).split())
    escaped = re.sub(r"([\\`*_\[\]|#~])", r"\\\1", flat)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def table(header: Sequence[str], lines: Iterable[Sequence[object]], *, text_columns: int = 1) -> str:
    """Write a table whose first ``text_columns`` stand left and whose others stand right."""
    rule = ["---" if i < text_columns else "---:" for i in range(len(header))]
    rows = [[escape(name) for name in header], rule, *([escape(cell) for cell in line] for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def bar(value: float, most: float) -> str:
    """Draw a bar of blocks as long as ``value`` is of ``most``; nothing at zero, never nothing above it."""
    return "█" * max(int(value > 0), round(BAR_LENGTH * value / most)) if most else ""
