"""Several plans from Python: each judged, and what tells them apart."""

from dataclasses import replace

import pandas as pd
import pytest

from optimizer import Outcome, bearers_of, find_alternatives, load, solve, table_of
from optimizer.alternatives import BEARERS, COLUMNS
from tests.towns import write_town


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, ...]:
    town = write_town(tmp_path_factory.mktemp("alternatives"))
    return find_alternatives(solve(load(town), seconds=2, workers=1), 2, within=1, seconds=2, workers=1)


def test_plans_are_told_apart(plans: tuple[Outcome, ...]) -> None:
    table = table_of(plans)
    assert tuple(table.columns) == tuple(COLUMNS)
    first, second = (outcome.plan for outcome in plans)
    assert first is not None
    assert second is not None
    differing = sum(first.bells[school] != second.bells[school] for school in first.bells)
    assert table["differing"].tolist() == [0, differing]
    assert differing > 0
    assert table["buses"].tolist() == [first.buses, second.buses]


def test_bearers_are_the_judges_groups(plans: tuple[Outcome, ...]) -> None:
    table = bearers_of(plans)
    assert set(table["by"]) == set(BEARERS)
    for k, outcome in enumerate(plans, 1):
        assert outcome.evaluation is not None
        schools = outcome.evaluation.schools
        high = schools[schools["level"] == "high"]
        mean = (high["minutes_moved"].abs() * high["students"]).sum() / high["students"].sum()
        row = table[(table["by"] == "level") & (table["group"] == "high")]
        assert row[f"plan_{k}"].item() == pytest.approx(mean, abs=0.05)


def test_nothing_is_borne_without_a_plan(plans: tuple[Outcome, ...]) -> None:
    none = replace(plans[0], evaluation=None)
    pd.testing.assert_frame_equal(bearers_of([none]), pd.DataFrame(columns=["by", "group", "schools"]))
