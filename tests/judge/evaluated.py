"""The tiny plan evaluated, or what replaces a part of it, and rows of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from optimizer.district import District, School
from optimizer.judge import Evaluation, evaluate
from optimizer.plan import Plan
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario


def evaluated(
    district: District | None = None,
    plan: Plan | None = None,
    baseline: Plan | Sequence[Plan] | None = None,
    **scenario: Any,
) -> Evaluation:
    return evaluate(
        district or tiny_district(), tiny_scenario(**scenario), FlatTravel(), plan or tiny_plan(), baseline
    )


def row(frame: pd.DataFrame, **key: str) -> dict[str, Any]:
    """The one row of a table with these values; what is blank in it is None."""
    (found,) = (line for line in frame.to_dict("records") if all(line[k] == v for k, v in key.items()))
    return {str(name): None if pd.isna(value) else value for name, value in found.items()}


def with_schools(**changes: dict[str, Any]) -> District:
    """Change several schools of the tiny district."""
    district = tiny_district()

    def changed(school: School) -> School:
        return replace(school, **changes.get(school.id, {}))

    return replace(district, schools=tuple(map(changed, district.schools)))
