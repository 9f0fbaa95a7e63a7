"""The tiny district's plan, judged and saved, for everything that reads plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.district import District
from optimizer.judge import Evaluation, evaluate
from optimizer.plan import Plan, Result
from optimizer.plan_folder import SavedPlan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel
from tests.outputs.plans import result_of, save


@pytest.fixture
def evaluation(district: District, scenario: Scenario, travel: FlatTravel, plan: Plan) -> Evaluation:
    return evaluate(district, scenario, travel, plan)


@pytest.fixture
def result(plan: Plan) -> Result:
    return result_of(plan)


@pytest.fixture
def saved(tmp_path: Path, district: District, evaluation: Evaluation, result: Result) -> SavedPlan:
    return save(tmp_path / "tiny", district, evaluation, result)
