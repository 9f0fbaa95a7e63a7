"""Who is better and worse off: each group against all other schools, the best off against the worst."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.district import District, School
from optimizer.judge.columns import table
from optimizer.judge.detail_columns import FAIRNESS, GAPS
from optimizer.judge.fairness import UNKNOWN
from optimizer.judge.few import FEWEST, Cells, hidden, hidden_each
from optimizer.judge.figures import FigureValue
from optimizer.judge.measures import MEASURES, NAMES, Measured
from optimizer.judge.resampling import CERTAINTY, TIES, chance_of_spread, interval_of_difference
from optimizer.judge.tables import frl_quartiles
from optimizer.travel import FloatArray

SEED = 1  # of the drawings: the same plan is always judged alike
Groups = dict[str, npt.NDArray[np.bool_]]


def groupings(district: District) -> dict[str, Groups]:
    """What schools are grouped by → group → which schools, in the district's order."""
    quartile = frl_quartiles(district)

    def names(school: School) -> dict[str, str]:
        return {
            "level": school.level,
            "area": school.area or UNKNOWN,
            "frl_quartile": str(quartile.get(school.id, UNKNOWN)),
            "option": "option" if school.option else "neighborhood",
            "terrain": school.place.terrain,
        }

    named = pd.DataFrame([names(school) for school in district.schools])
    return {
        str(by): {
            # Known groups in alphabetical order, the unknown last.
            name: (column == name).to_numpy(dtype=bool)
            for name in sorted(set(column), key=lambda text: (text == UNKNOWN, text))
        }
        for by, column in named.items()
    }


def fairness_table(district: District, before: Measured, after: Measured) -> pd.DataFrame:
    """Describe every group by every measure, before and after, and apart from all other schools."""
    rng = np.random.default_rng(SEED)
    return table(
        FAIRNESS,
        (row for by, groups in groupings(district).items() for row in _by(rng, by, groups, before, after)),
    )


def _by(
    rng: np.random.Generator, by: str, groups: Groups, before: Measured, after: Measured
) -> Iterator[dict[str, Any]]:
    few = _few(groups, after)
    for row, (name, inside) in enumerate(groups.items()):
        others = after.of(~inside)
        # What is said of all others must not tell of the only few among them either.
        alone = few[row] | hidden_each(others.weights.sum(axis=0))
        low, high = interval_of_difference(rng, after, inside)
        was, now, rest = before.of(inside).means(), after.of(inside).means(), others.means()
        schools = (after.weights[inside] > 0).sum(axis=0)
        for k, measure in enumerate(NAMES):
            yield {
                "by": by,
                "group": name,
                "figure": measure,
                "unit": MEASURES[measure].unit,
                "schools": int(schools[k]),
                "suppressed": bool(few[row, k]),
                **({} if few[row, k] else _change(was[k], now[k])),
                **({} if alone[k] else _against_others(now[k], rest[k], (low[k], high[k]))),
            }


def _change(was: float, now: float) -> dict[str, Any]:
    return {"before": _known(was), "after": _known(now), "change": _known(now - was)}


def _against_others(now: float, rest: float, bounds: tuple[float, float]) -> dict[str, Any]:
    """Hold a group against all others; without a range the difference is never called meaningful."""
    low, high = bounds
    known = not np.isnan(now - rest)
    return {
        "rest": _known(rest),
        "apart": _known(now - rest),
        "low": _known(low),
        "high": _known(high),
        "meaningful": bool(low > 0 or high < 0) if known else None,
    }


def _few(groups: Groups, measured: Measured) -> Cells:
    """Cells to hide, shape [groups, measures]: of fewer than ten students or riders."""
    counts = np.array([measured.weights[inside].sum(axis=0) for inside in groups.values()])
    return np.column_stack([hidden(counts[:, k]) for k in range(counts.shape[1])])


def gaps_table(district: District, before: Measured, after: Measured) -> pd.DataFrame:
    """Describe, for every grouping and measure, the best-off and the worst-off group and the gap between."""
    rng = np.random.default_rng(SEED)
    return table(
        GAPS,
        (row for by, groups in groupings(district).items() for row in _gaps(rng, by, groups, before, after)),
    )


def _gaps(
    rng: np.random.Generator, by: str, groups: Groups, before: Measured, after: Measured
) -> Iterator[dict[str, Any]]:
    few = _few(groups, after)
    names = [name for name in groups if name != UNKNOWN]
    if len(names) < 2:
        return
    after, before = (_without(few, groups, measured) for measured in (after, before))
    compared = np.logical_or.reduce([groups[name] for name in names])
    group = np.argmax([groups[name] for name in names], axis=0)[compared]
    chance = chance_of_spread(rng, after.of(compared), group, len(names))
    was = np.array([before.of(groups[name]).means() for name in names])
    now = np.array([after.of(groups[name]).means() for name in names])
    for k, measure in enumerate(NAMES):
        gap = _gap(now[:, k])
        if MEASURES[measure].better != "neither" and gap is not None:
            yield {
                "by": by,
                "figure": measure,
                "unit": MEASURES[measure].unit,
                **(_ends(names, now[:, k], measure) if gap > TIES else {}),
                "gap_before": _gap(was[:, k]),
                "gap": gap,
                "chance": _known(chance[k]),
                "meaningful": bool(chance[k] <= 1 - CERTAINTY),
            }


def _without(few: Cells, groups: Groups, measured: Measured) -> Measured:
    """Leave out the cells that are hidden, and the schools of no known group."""
    shown = np.zeros(measured.weights.shape, dtype=bool)
    for row, (name, inside) in enumerate(groups.items()):
        if name != UNKNOWN:
            shown[inside] = ~few[row]
    return Measured(measured.values, np.where(shown, measured.weights, 0.0))


def _ends(names: list[str], means: FloatArray, measure: str) -> dict[str, Any]:
    """Name the best-off and the worst-off group with their means."""
    ends = int(np.nanargmin(means)), int(np.nanargmax(means))
    best, worst = ends if MEASURES[measure].better == "lower" else ends[::-1]
    return {
        "best": names[best],
        "best_value": float(means[best]),
        "worst": names[worst],
        "worst_value": float(means[worst]),
    }


def _gap(means: FloatArray) -> float | None:
    return float(np.nanmax(means) - np.nanmin(means)) if (~np.isnan(means)).sum() > 1 else None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def fairness_figures(district: District, after: Measured) -> dict[str, FigureValue]:
    """Sum the burden, name its extremes over areas, and hold the neediest quarter against the least needy."""
    by = groupings(district)
    column = NAMES.index("burden")
    students = {name: float(after.weights[inside, column].sum()) for name, inside in by["area"].items()}
    areas = [
        found
        for name, inside in by["area"].items()
        if students[name] >= FEWEST and (found := after.of(inside).mean("burden")) is not None
    ]
    quarters = [
        after.of(by["frl_quartile"][name]).mean("minutes_moved") if name in by["frl_quartile"] else None
        for name in ("4", "1")
    ]
    neediest, least_needy = quarters
    known = bool(after.weights[:, column].any())
    return {
        "burden": float(after.sums[:, column].sum()) if known else None,
        "burden_mean": after.mean("burden"),
        "burden_worst_area": max(areas, default=None),
        "burden_best_area": min(areas, default=None),
        "burden_frl_gap": None if neediest is None or least_needy is None else neediest - least_needy,
    }
