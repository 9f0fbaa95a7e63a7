"""Outside the bus: minutes at school before the bell and after dismissal, and the walk to the stop."""

from __future__ import annotations

import numpy as np

from optimizer.judge.figures import FigureValue
from optimizer.judge.halts import Halts
from optimizer.judge.rides import covering


def wait_figures(halts: Halts) -> dict[str, FigureValue]:
    """Describe the waits at school and the walks, over the riders of driven runs."""
    am, pm = halts.of("am"), halts.of("pm")
    return {
        "wait_am_mean": am.mean(am.wait),
        "wait_am_longest": float(am.wait.max()) if am.total else None,
        "wait_pm_mean": pm.mean(pm.wait),
        "wait_pm_longest": float(pm.wait.max()) if pm.total else None,
        # Half of the riders are not known to walk less where a single stop does not say how far.
        "walk_median": None if np.isnan(halts.walk).any() else covering(halts.walk, halts.riders, 0.5),
    }
