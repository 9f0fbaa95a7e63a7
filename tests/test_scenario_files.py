"""Scenario files: parents, settings, named changes, and text that reads back as the same scenario."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from optimizer.district import District
from optimizer.errors import InputError
from optimizer.scenario import Scenario
from optimizer.scenario_files import (
    base_toml,
    check_against,
    read_scenario,
    scenario_as_toml,
    scenario_schema,
)
from optimizer.scenario_files.toml_lines import lines_of_keys

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted(path for path in SCENARIOS.glob("*.toml") if path.name != "base.toml")

PARENT = """\
name = "parent"
district = "../tables"

[bells.high]
earliest = "8:00"
latest = "9:00"

[fleet]
limit = 40
"""
CHILD = """\
extends = "base/parent.toml"
name = "child"

[bells.high]
earliest = "8:30"

[travel]
roads = "roads.graphml"
bands_am = [{ until = "24:00", factor = 1.2 }]
"""


@pytest.fixture
def child(tmp_path: Path) -> Path:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "parent.toml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.toml").write_text(CHILD, encoding="utf-8")
    return tmp_path / "child.toml"


def test_tables_merge_and_lists_replace(child: Path) -> None:
    scenario = read_scenario(child).scenario
    assert (scenario.name, scenario.fleet.limit) == ("child", 40)
    assert (scenario.bells.high.earliest, scenario.bells.high.latest) == (510, 540)  # 8:30 and 9:00
    assert scenario.bells.high.day_minutes == Scenario(name="x", district="x").bells.high.day_minutes
    assert [(band.until, band.factor) for band in scenario.travel.bands_am] == [(1440, 1.2)]


def test_every_change_is_named_against_its_parent(child: Path) -> None:
    changes = read_scenario(child, ["fleet.limit=30", "bells.grid=5"]).changes
    assert [(str(change), change.where) for change in changes] == [
        ("district: not set → ../tables", "parent.toml"),
        ("fleet.limit: not set → 40", "parent.toml"),
        ("bells.high.earliest: 8:00 → 8:30", "child.toml"),
        ("travel.roads: not set → roads.graphml", "child.toml"),
        (
            (
                'travel.bands_am: [{ until = "7:30", factor = 1.3 }, { until = "8:30", factor = 1.5 }, '
                '{ until = "24:00", factor = 1.3 }] → [{ until = "24:00", factor = 1.2 }]'
            ),
            "child.toml",
        ),
        ("fleet.limit: 40 → 30", "--set fleet.limit=30"),
    ]


def test_paths_are_relative_to_the_file_that_states_them(child: Path) -> None:
    resolved = read_scenario(child)
    assert resolved.district_folder == child.parent / "base" / "../tables"
    assert resolved.folder == child.parent
    assert [path.name for path in resolved.chain] == ["parent.toml", "child.toml"]


@pytest.mark.parametrize(
    ("setting", "key", "value"),
    [
        ("bells.high.earliest=8:30", ("bells", "high", "earliest"), 510),
        ("bells.high.earliest = 08:30", ("bells", "high", "earliest"), 510),
        ('bells.high.earliest="8:30 AM"', ("bells", "high", "earliest"), 510),
        ("fleet.limit=12", ("fleet", "limit"), 12),
        ("service.unload=7.5", ("service", "unload"), 7.5),
        ("bells.lock_today=true", ("bells", "lock_today"), True),
        ("question=How many?", ("question",), "How many?"),
        ("bells.locks.0030=7:45", ("bells", "locks"), {"0030": 465}),
        ('bells.locks."E 1"=7:45', ("bells", "locks"), {"E 1": 465}),
        ('bells.high.choices=["8:00", "8:30"]', ("bells", "high", "choices"), (480, 510)),
    ],
)
def test_settings_are_applied_last(setting: str, key: tuple[str, ...], value: object, child: Path) -> None:
    found: object = read_scenario(child, ["fleet.limit=1", setting]).scenario
    for part in key:
        found = getattr(found, part)
    assert found == value


def test_midnight_ends_a_band_and_is_written_so(child: Path) -> None:
    scenario = read_scenario(child).scenario
    assert tomllib.loads(scenario_as_toml(scenario))["travel"]["bands_am"][0]["until"] == "24:00"


def test_a_scenario_reads_back_from_its_text(child: Path, tmp_path: Path) -> None:
    settings = [
        'bells.areas."West Side".high.latest=8:45',
        "bells.locks.0030=8:05",
        "stages=[{minimise='cost'}]",
    ]
    scenario = read_scenario(child, settings).scenario
    (tmp_path / "again.toml").write_text(scenario_as_toml(scenario), encoding="utf-8")
    assert read_scenario(tmp_path / "again.toml").scenario == scenario


def test_base_states_the_defaults_and_changes_nothing() -> None:
    assert (SCENARIOS / "base.toml").read_text("utf-8") == base_toml(), "write base_toml() to base.toml"
    resolved = read_scenario(SCENARIOS / "base.toml", ["name=x", "district=x"])
    assert resolved.scenario == Scenario(name="x", district="x")
    assert [change.key for change in resolved.changes] == ["district"]


def test_examples_of_base_are_accepted(tmp_path: Path) -> None:
    shown = re.sub(r"^# (\w+ = )", r"\1", base_toml(), flags=re.MULTILINE)
    (tmp_path / "all.toml").write_text(shown, encoding="utf-8")
    scenario = read_scenario(tmp_path / "all.toml").scenario
    assert (scenario.bells.locks, scenario.bells.distinct, scenario.fleet.limit) == ({"0030": 480}, 3, 250)


def test_schema_file_is_printed_from_the_schema() -> None:
    text = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    written = (SCENARIOS / "scenario.schema.json").read_text("utf-8")
    assert written == text, "write scenario_schema() to scenario.schema.json"


@pytest.mark.parametrize("path", [SCENARIOS / "base.toml", *SHIPPED], ids=lambda path: path.stem)
def test_shipped_scenarios_fit_the_schema(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(scenario_schema())
    assert list(validator.iter_errors(tomllib.loads(path.read_text("utf-8")))) == []


def test_schema_refuses_what_the_reader_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError, match="earliset"):
        jsonschema.validate({"bells": {"high": {"earliset": "8:30"}}}, scenario_schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_answer_a_question(path: Path) -> None:
    scenario = read_scenario(path).scenario
    assert scenario.name == path.stem
    assert scenario.question.endswith("?")


def test_lines_of_keys_follow_every_form_of_toml() -> None:
    text = """\
# a comment with [brackets] and = signs
title = "x # y = z"
[a."b c".d]
e.f = { g = [1,
  { h = 'i]' }], j = 2 }
[[k]]
[[k]]
l = '''
m = 1
'''
[k.n]
o = 1
"""
    lines = lines_of_keys(text)
    assert lines["title",] == 2
    assert lines["a", "b c", "d"] == 3
    assert lines["a", "b c", "d", "e", "f", "g", 0] == 4
    assert lines["a", "b c", "d", "e", "f", "g", 1, "h"] == 5
    assert lines["a", "b c", "d", "e", "f", "j"] == 5
    assert (lines["k", 0], lines["k", 1], lines["k", 1, "l"]) == (6, 7, 8)
    assert lines["k", 1, "n", "o"] == 12
    assert ("m",) not in lines


def test_known_names_are_accepted_by_the_district(child: Path, district: District) -> None:
    settings = [
        "bells.locks.E1=7:45",
        "bells.schools.H1.tiers=['second']",
        "bells.areas.North.high.latest=8:45",
        "bells.groups=[{name='south', area='South'}, {name='pair', schools=['E1', 'M1']}]",
    ]
    assert check_against(read_scenario(child, settings), district) == []


def test_names_that_the_district_lacks_are_all_refused(tmp_path: Path, district: District) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(
        """\
name = "wrong"
district = "d"
[bells.locks]
E9 = "7:45"
[bells.schools."Dogwood High"]
tiers = ["first", "secnd"]
[bells.areas.Nroth.high]
latest = "8:45"
[[bells.groups]]
name = "nobody"
level = "k8"
[[bells.groups]]
name = "strangers"
schools = ["M1",
  "M7"]
area = "East"
""",
        encoding="utf-8",
    )
    faults = check_against(read_scenario(path), district)
    assert [str(fault) for fault in faults] == [
        (
            'wrong.toml, line 4, column bells.locks.E9: "E9" is not in schools.csv. '
            'Did you mean "E2" (Birch Elementary)?'
        ),
        (
            'wrong.toml, line 5, column bells.schools."Dogwood High": "Dogwood High" is not in schools.csv. '
            'Did you mean "H1" (Dogwood High)?'
        ),
        (
            'wrong.toml, line 15, column bells.groups[2].schools[2]: "M7" is not in schools.csv. '
            'Did you mean "M1" (Cedar Middle)?'
        ),
        (
            'wrong.toml, line 7, column bells.areas.Nroth: "Nroth" is no area in schools.csv. '
            'Did you mean "North"?'
        ),
        (
            'wrong.toml, line 16, column bells.groups[2].area: "East" is no area in schools.csv. '
            "Areas are North, South."
        ),
        (
            'wrong.toml, line 6, column bells.schools."Dogwood High".tiers[2]: "secnd" is no tier of '
            'bells.tiers. Did you mean "second"?'
        ),
        (
            'wrong.toml, line 9, column bells.groups[1]: "nobody" has no schools. '
            "Give schools = [...], or a level or area that has schools."
        ),
    ]


def test_faults_of_a_parent_name_the_parent(child: Path) -> None:
    parent = child.parent / "base" / "parent.toml"
    parent.write_text(PARENT.replace("limit = 40", "limit = -40"), encoding="utf-8")
    with pytest.raises(InputError, match=r'^parent\.toml, line 9, column fleet\.limit: "-40" is below 0\.'):
        read_scenario(child)


def test_faults_of_a_setting_name_the_setting(child: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_scenario(child, ["bells.high.earliest=9:30", "fleet.limits=3", "solve.seconds=long"])
    assert [str(fault) for fault in refused.value.faults] == [
        "--set bells.high.earliest=9:30, column bells.high: earliest 9:30 is after latest 9:00.",
        '--set fleet.limits=3, column fleet.limits: is not a key of [fleet]. Did you mean "limit"?',
        (
            '--set solve.seconds=long, column solve.seconds: "long" is not a number. '
            "Write digits without quotation marks."
        ),
    ]
