"""A stop on a street that is cut off from the rest: the command line and the plan's report say so."""

import sys
from pathlib import Path

import pytest

from optimizer import cli

# Two streets with no road between them, of corners 0.01 degrees of longitude apart (0.53 miles). The northern
# one, 0.02 degrees of latitude (1.4 miles) off, is the shorter one: no bus gets there.
#
#   11 --- 12
#
#   1 --- 2 --- 3 --- 4
NODES = """\
node,lon,lat
1,-105.10,39.70
2,-105.09,39.70
3,-105.08,39.70
4,-105.07,39.70
11,-105.10,39.72
12,-105.09,39.72
"""
STREET = [(1, 2), (2, 3), (3, 4)]
CUT_OFF = (11, 12)
CONNECTION = (11, 1)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    tables = {
        "schools.csv": "school_id,name,level,lat,lon,students\nE,Elm,elementary,39.70,-105.10,300\n",
        "stops.csv": (
            "stop_id,school_id,lat,lon,riders_am\nnear,E,39.70,-105.08,12\ncut-off,E,39.72,-105.09,15\n"
        ),
        "yards.csv": "yard_id,name,lat,lon\nY,Yard,39.70,-105.07\n",
        "nodes.csv": NODES,
    }
    for name, content in tables.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    write_links(tmp_path, [*STREET, CUT_OFF])
    path = tmp_path / "elm.toml"
    path.write_text(
        'name = "elm"\ndistrict = "."\n\n[travel]\nsource = "roads"\nroads = "links.csv"\n', encoding="utf-8"
    )
    return path


def write_links(folder: Path, pairs: list[tuple[int, int]]) -> None:
    rows = [f"{a},{b},850\n{b},{a},850\n" for a, b in pairs]
    (folder / "links.csv").write_text("from,to,length_m\n" + "".join(rows), encoding="utf-8")


def belltime(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["belltime", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


LEFT_OUT = "links.csv: 4 of 6 nodes are used, the largest part where all reach all"
# From the stop 0.02 degrees of latitude straight south to node 2: 0.02 × 69.1 = 1.38 miles.
FAR = "1 of 4 places lie more than 0.5 mile from the road network, {} as far as 1.4 miles"


def test_validate_says_what_is_cut_off(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert belltime(monkeypatch, "validate", scenario) == cli.DONE
    said = capsys.readouterr().out
    assert LEFT_OUT in said
    assert FAR.format("cut-off") in said


def test_nothing_is_said_of_a_network_that_hangs_together(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_links(scenario.parent, [*STREET, CUT_OFF, CONNECTION])
    assert belltime(monkeypatch, "validate", scenario) == cli.DONE
    said = capsys.readouterr().out
    assert "nodes are used" not in said
    assert "from the road network" not in said


def test_solve_and_the_report_say_it_too(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan"
    assert (
        belltime(monkeypatch, "solve", scenario, "--out", plan, "--seconds", "2", "--workers", "1")
        == cli.DONE
    )
    said = " ".join(capsys.readouterr().out.split())
    assert LEFT_OUT in said
    assert FAR.format("cut-off") in said
    # What is kept with the plan may be shared: it names no place.
    report = (plan / "report.md").read_text("utf-8")
    assert LEFT_OUT in report
    assert FAR.format("one") in report


@pytest.mark.parametrize("verb", ["validate", "solve"])
def test_a_broken_road_file_is_bad_input(
    verb: str, scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    links = scenario.parent / "links.csv"
    links.write_text(links.read_text("utf-8").replace("850", "abc", 1) + "3,99,-5\n", encoding="utf-8")
    assert belltime(monkeypatch, verb, scenario) == cli.BAD_INPUT
    said = " ".join(capsys.readouterr().err.split())
    assert 'links.csv, line 2, column length_m: "abc" is not a number' in said
    assert '"-5" is below 0' in said
    assert '"99" is not in nodes.csv' in said
    assert "3 faults to mend" in said
    assert "Traceback" not in said
