"""Every kind of slip in a scenario file: one clear fault with file, line, key, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.scenario_files import read_scenario

GOOD = """\
name = "later"
question = "What if high schools begin later?"
district = "../data/tiny"

[bells]
grid = 5
lock_today = false

[bells.high]
earliest = "8:30"
latest = "9:00"

[bells.locks]
"0030" = "7:45"

[[bells.groups]]
name = "Conifer"
level = "elementary"
area = "Conifer"

[service]
unload = 8
arrival = { far = 30, near = 10, aim = 15 }

[travel]
source = "straight"
bands_am = [
  { until = "8:00", factor = 1.3 },
  { until = "24:00", factor = 1.5 },
]

[[stages]]
minimise = "buses"
"""

# What is replaced in the good file, by what, and all that must be said of it.
# fmt: off
SLIPS = {
    "unknown key": (
        "latest", "lastest",
        'line 11, column bells.high.lastest: is not a key of [bells.high]. Did you mean "latest"?',
    ),
    "unknown section": (
        "[service]", "[servise]",
        'line 21, column servise: is not a key of a scenario. Did you mean "service"?',
    ),
    "unknown level": (
        "[bells.high]", "[bells.hihg]",
        'line 9, column bells.hihg: is not a key of [bells]. Did you mean "high"?',
    ),
    "unknown level of an area": (
        "[bells.high]", "[bells.areas.Conifer.hihg]",
        ('line 9, column bells.areas.Conifer.hihg: "hihg" is not one of elementary, k8, k12, middle, '
         'jr_sr, high. Did you mean "high"?'),
    ),
    "key of another section": (
        "unload = 8", "seats = 77",
        "line 22, column service.seats: is not a key of [service]. Does it belong in [fleet]?",
    ),
    "key of an item": (
        'level = "elementary"', 'levels = "elementary"',
        'line 18, column bells.groups[1].levels: is not a key of [bells.groups[1]]. Did you mean "level"?',
    ),
    "no name": (
        'name = "later"\n', "",
        "column name: is missing. Add it: names the plan folder.",
    ),
    "name that is no folder": (
        '"later"', '"later/high"',
        'line 1, column name: "later/high" cannot name a folder. Use letters, digits, - . and _.',
    ),
    "bad time": (
        '"8:30"', '"8:75"',
        'line 10, column bells.high.earliest: "8:75" is not a time of day.',
    ),
    "time as a number": (
        '"8:30"', "830",
        ('line 10, column bells.high.earliest: "830" is not text: a time of day stands in quotation '
         'marks, "8:30".'),
    ),
    "bad lock": (
        '"7:45"', '"early"',
        'line 14, column bells.locks.0030: "early" is not a time of day.',
    ),
    "window turned round": (
        '"9:00"', '"8:00"',
        "line 9, column bells.high: earliest 8:30 is after latest 8:00.",
    ),
    "number in quotation marks": (
        "grid = 5", 'grid = "5"',
        'line 6, column bells.grid: "5" is not a whole number. Write digits without quotation marks.',
    ),
    "number off its bounds": (
        "grid = 5", "grid = 0",
        'line 6, column bells.grid: "0" is below 1. Give 1 or more.',
    ),
    "number without end": (
        "unload = 8", "unload = inf",
        ('line 22, column service.unload: "inf" is not a finite number. '
         "Leave the key out if there is no limit."),
    ),
    "fraction of a minute": (
        "far = 30", "far = 30.5",
        ('line 23, column service.arrival.far: "30.5" is not a whole number. Write digits without '
         'quotation marks.'),
    ),
    "neither true nor false": (
        "lock_today = false", "lock_today = 0",
        ('line 7, column bells.lock_today: "0" is neither true nor false. '
        "Write true or false, without quotation marks."),
    ),
    "lead turned round": (
        "aim = 15", "aim = 5",
        "line 23, column service.arrival: needs near ≤ aim ≤ far, got 10, 5, 30.",
    ),
    "unloading after the bell": (
        "unload = 8", "unload = 12",
        "line 21, column service: unload 12 is longer than arrival.near 10: riders would be late.",
    ),
    "unknown source": (
        '"straight"', '"strait"',
        ('line 26, column travel.source: "strait" is not one of straight, matrix, roads. Did you mean '
         '"straight"?'),
    ),
    "bad factor of a band": (
        "factor = 1.5", "factor = 0",
        'line 29, column travel.bands_am[2].factor: "0" is not above 0. Give a number above 0.',
    ),
    "band without its end": (
        'until = "24:00", ', "",
        ('line 29, column travel.bands_am[2].until: is missing. Add it: the hour; "24:00" is the end of '
         'the day.'),
    ),
    "bands out of order": (
        '"8:00"', '"24:00"',
        "line 25, column travel: bands_am: each until must lie after the one before.",
    ),
    "unknown objective": (
        '"buses"', '"busses"',
        ('line 33, column stages[1].minimise: "busses" is not one of buses, cost, disruption, schools_moved, '
        'largest_shift, minimax_shift, secondary_before_8_00, secondary_before_8_30, '
        'elementary_dismissed_late, tier_balance, smallest_slack. '
        'Did you mean "buses"?'),
    ),
    "section that is no table": (
        "[service]\nunload = 8\narrival = { far = 30, near = 10, aim = 15 }", "[fleet]\nload = 0.8",
        'line 22, column fleet.load: "0.8" is not a table. Write [fleet.load] with its keys below.',
    ),
    "list that is no list": (
        'earliest = "8:30"', 'choices = "8:30"',
        'line 10, column bells.high.choices: "8:30" is not a list. Write it in square brackets: [a, b].',
    ),
    "empty list": (
        'earliest = "8:30"', "choices = []",
        "line 10, column bells.high.choices: is empty. Give at least one, or leave the key out.",
    ),
    "parent that is not there": (
        'name = "later"', 'extends = "scenaro-2.toml"\nname = "later"',
        'line 1, column extends: "scenaro-2.toml" is not there. Did you mean "scenario.toml"?',
    ),
    "parent of itself": (
        'name = "later"', 'extends = "scenario.toml"\nname = "later"',
        ('line 1, column extends: "scenario.toml" closes a circle: scenario.toml → scenario.toml. '
        "Let one of them end it."),
    ),
    "two parents": (
        'name = "later"', 'extends = ["a.toml", "b.toml"]\nname = "later"',
        'line 1, column extends: is not the name of one file. Write one file name: extends = "base.toml".',
    ),
}
# fmt: on


def faults_of(folder: Path, text: str, *settings: str) -> list[str]:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(InputError) as refused:
        read_scenario(path, settings)
    return [str(fault) for fault in refused.value.faults]


def test_the_good_scenario_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text(GOOD, encoding="utf-8")
    assert read_scenario(tmp_path / "scenario.toml").scenario.name == "later"


@pytest.mark.parametrize(("old", "new", "words"), SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_gives_one_fault(old: str, new: str, words: str, tmp_path: Path) -> None:
    assert old in GOOD
    assert faults_of(tmp_path, GOOD.replace(old, new, 1)) == [f"scenario.toml, {words}"]


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"),
    [
        ('"8:30"', "8:30", 10, 'Write the time of day in quotation marks: "8:30".'),
        ("grid = 5", "grid 5", 6, "Write key = value, with text and times of day in quotation marks"),
        ("grid = 5", "grid = 5\ngrid = 10", 7, "Write key = value, with text and times of day"),
    ],
)
def test_what_is_not_toml_is_refused(old: str, new: str, line: int, remedy: str, tmp_path: Path) -> None:
    # What exactly is wrong is said in the words of Python's own reader, which may change.
    (fault,) = faults_of(tmp_path, GOOD.replace(old, new, 1))
    assert fault.startswith(f"scenario.toml, line {line}: is not TOML: ")
    assert remedy in fault


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("fleet.limit", "--set fleet.limit: is not a change."),
        ("=8:30", "--set =8:30: is not a change."),
        ("bells high=8:30", "--set bells high=8:30: does not begin with a key."),
    ],
)
def test_settings_that_are_no_change_are_refused(setting: str, words: str, tmp_path: Path) -> None:
    remedy = "Write KEY=VALUE, for example bells.high.earliest=8:30."
    assert faults_of(tmp_path, GOOD, setting) == [f"{words} {remedy}"]


def test_scenario_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "three-bells.toml").touch()
    with pytest.raises(
        InputError, match=r'tree-bells\.toml: is not there\. Did you mean "three-bells\.toml"\?'
    ):
        read_scenario(tmp_path / "tree-bells.toml")


def test_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file that can be read"):
        read_scenario(tmp_path)


def test_scenario_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_bytes('question = "Bühler?"'.encode("latin-1"))
    with pytest.raises(InputError, match=r"scenario\.toml: is not UTF-8 text\. Save it as UTF-8\."):
        read_scenario(tmp_path / "scenario.toml")


def test_many_slips_at_once_are_all_reported(tmp_path: Path) -> None:
    text = GOOD.replace("grid = 5", "grid = 0").replace("latest", "lastest").replace("1.3", '"high"')
    assert [fault.partition(":")[0] for fault in faults_of(tmp_path, text, "fleet.limit=-1")] == [
        "scenario.toml, line 6, column bells.grid",
        "scenario.toml, line 11, column bells.high.lastest",
        "--set fleet.limit=-1, column fleet.limit",
        "scenario.toml, line 28, column travel.bands_am[1].factor",
    ]
