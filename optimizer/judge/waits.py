"""Minutes that riders spend at school before the bell and after dismissal, and what of them is unknown."""

from __future__ import annotations

from optimizer.judge.figures import FigureValue
from optimizer.judge.halts import Halts


def wait_figures(halts: Halts) -> dict[str, FigureValue]:
    """Describe the waits at school, over the riders of driven runs."""
    am, pm = halts.of("am"), halts.of("pm")
    return {
        "wait_am_mean": am.mean(am.wait),
        "wait_am_longest": float(am.wait.max()) if am.total else None,
        "wait_pm_mean": pm.mean(pm.wait),
        "wait_pm_longest": float(pm.wait.max()) if pm.total else None,
        "walk_median": None,  # no table says where students live
    }
