"""Cells that tell of so few children that one could be recognised: blank wherever they are shared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FEWEST = 10
Cells = npt.NDArray[np.bool_]


def hidden_each(counts: npt.ArrayLike) -> Cells:
    """Which counts are of 1 to 9."""
    counted = np.asarray(counts)
    few: Cells = (counted > 0) & (counted < FEWEST)
    return few


def hidden(counts: npt.ArrayLike) -> Cells:
    """Which counts of one sum to hide: those of 1 to 9, and the next smallest where only one is.

    The sum and the others would tell a count that is hidden alone.
    """
    counted, few = np.asarray(counts), hidden_each(counts)
    if few.sum() == 1 and (counted >= FEWEST).any():
        few[int(np.argmin(np.where(counted >= FEWEST, counted, np.inf)))] = True
    return few
