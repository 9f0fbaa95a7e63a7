"""How time and memory grow with a district: exponents fitted to the rows of ``belltime bench bells``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float | None:
    """Exponent ``e`` of ``cost = a * size^e`` by least squares on logarithms; ``None`` below three points."""
    points = [(size, cost) for size, cost in zip(sizes, costs, strict=True) if size > 0 and cost > 0]
    if len({size for size, _ in points}) < 3:
        return None
    size, cost = np.log(np.array(points)).T
    return float(np.polyfit(size, cost, 1)[0])


def growth(rows: Sequence[dict[str, Any]], method: str = "belltime") -> dict[str, float | None]:
    """Exponents over the generated districts, in runs: of seconds to 10 % and 5 %, and of memory.

    Memory is what the solve adds to a process that has only its modules, the least of all rows.
    """
    ours = [row for row in rows if row["method"] == method and row["case"].startswith("generated")]
    bare = min((row["peak_mb"] for row in rows if row["peak_mb"] is not None), default=0)
    costs = {
        "seconds to 10 %": [row["to_10"] or 0.0 for row in ours],
        "seconds to 5 %": [row["to_5"] or 0.0 for row in ours],
        "seconds to the first bound": [row["bound_at"][0][0] if row["bound_at"] else 0.0 for row in ours],
        "memory above the modules'": [(row["peak_mb"] or bare) - bare for row in ours],
    }
    return {name: exponent([row["runs"] for row in ours], cost) for name, cost in costs.items()}
