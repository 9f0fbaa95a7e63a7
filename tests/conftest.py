"""Fixtures shared by all tests: the tiny district, its scenario, travel and plan."""

from __future__ import annotations

import pytest

from optimizer.district import District
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario


@pytest.fixture
def district() -> District:
    return tiny_district()


@pytest.fixture
def scenario() -> Scenario:
    return tiny_scenario()


@pytest.fixture
def travel() -> FlatTravel:
    return FlatTravel()


@pytest.fixture
def plan() -> Plan:
    return tiny_plan()
