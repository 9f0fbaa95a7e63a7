"""Scenario files: TOML with parents and settings → Scenario and back, each change and fault named."""

from optimizer.scenario_files.against import check_against
from optimizer.scenario_files.documents import Change
from optimizer.scenario_files.reading import ResolvedScenario, read_scenario
from optimizer.scenario_files.refusals import fault_at
from optimizer.scenario_files.writing import base_toml, scenario_as_toml, scenario_schema

__all__ = [
    "Change",
    "ResolvedScenario",
    "base_toml",
    "check_against",
    "fault_at",
    "read_scenario",
    "scenario_as_toml",
    "scenario_schema",
]
