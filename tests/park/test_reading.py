"""Reading an instance, and its rules as arrays."""

from pathlib import Path

import pytest

from optimizer.park import build_problem, build_windows, early_bells, read_park
from tests.park.tiny import STOPS, write_tiny


def test_units(tmp_path: Path) -> None:
    instance = read_park(write_tiny(tmp_path))
    problem = build_problem(instance, 2700, "bird", early_bells(instance))
    assert early_bells(instance).tolist() == [7 * 3600, 7 * 3600 + 1800]
    assert problem.schools[0].board.tolist() == [45.0]
    assert problem.schools[0].to_school[0] == pytest.approx(1000)
    # From bell 7:00 to bell 7:30 are 1800 s; 1000 s of deadhead and 154.4 s of unloading leave 645.6 s.
    assert problem.reach[1][0, 0] == pytest.approx(645.6)


def test_window_reaches_to_the_late_bell(tmp_path: Path) -> None:
    windows = build_windows(read_park(write_tiny(tmp_path)), 2700, "strict")
    assert (windows.earliest.tolist(), windows.latest.tolist()) == ([420, 450], [420, 465])
    # The last bell, 7:45, gives 900 s more.
    assert windows.at(windows.latest).reach[1][0, 0] == pytest.approx(1545.6)


def test_stop_without_students_is_set_aside(tmp_path: Path) -> None:
    instance = read_park(write_tiny(tmp_path, stops=STOPS + "22\t5\t5\t2\t0\n"))
    assert instance.idle_stops == ("22",)
    assert instance.schools[1].stop_ids == ("21",)
