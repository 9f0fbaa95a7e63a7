"""One day at a time: what is late by how much, added up by hand. The tiny plan aims 10 min before bells."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.district import Period
from tests.judge_lateness.mornings import driven_on, late_on, tiny_schedule


@pytest.mark.parametrize(("period", "late"), [("am", -10), ("pm", 0)])
def test_a_quiet_day_is_the_timetable(period: Period, late: float) -> None:
    assert set(late_on(tiny_schedule(period)).values()) == {late}


def test_a_late_pull_out_passes_through_the_chain() -> None:
    """12 min late at E1: 12 - 10 = 2 after the bell. Slack 5 leaves 7 at H1: 7 - 10 = 3 before its bell."""
    late = late_on(tiny_schedule(), pull_out={1: 12})
    assert (late["E1-am-1"], late["H1-am-1"]) == (2, -3)
    assert {late[run_id] for run_id in ("E1-am-2", "H1-am-2", "E2-am-1", "M1-am-1")} == {-10}


def test_slack_absorbs_a_late_run() -> None:
    """12 min late at E1, but the connection has 17 min of slack."""
    late = late_on(tiny_schedule(), pull_out={2: 12})
    assert (late["E1-am-2"], late["H1-am-2"]) == (2, -10)


def test_a_slow_drive_counts_from_its_own_beginning() -> None:
    """10 min of driving take 20: E1 arrives at the bell, H1 begins 10 - 5 = 5 late.

    H1's own drive takes 15 instead of 10: own lateness 5 - 10 = -5, with the late beginning 5 + 5 - 10 = 0.
    """
    schedule = tiny_schedule()
    driving = driven_on(schedule, {}, {"E1-am-1": 2.0, "H1-am-1": 1.5}, (), 60)
    first, second = schedule.run_ids.index("E1-am-1"), schedule.run_ids.index("H1-am-1")
    assert driving.late[[first, second], 0] == pytest.approx([0, 0])
    assert driving.own[[first, second], 0] == pytest.approx([0, -5])
    assert driving.begins[[first, second], 0] == pytest.approx([0, 5])


def test_no_bus_is_early_but_a_late_one_catches_up() -> None:
    """Driving at half the time saves 5 of the 12 min late; alone it saves nothing."""
    assert late_on(tiny_schedule(), drives={"E1-am-1": 0.5})["E1-am-1"] == -10
    assert late_on(tiny_schedule(), drives={"E1-am-1": 0.5}, pull_out={1: 12})["E1-am-1"] == -3


def test_an_afternoon_run_leaves_late_when_its_bus_comes_late() -> None:
    """12 min late at E1; slack 5 leaves 7 at H1. A drive of 10 that takes 30 leaves 12 + 20 - 5 = 27."""
    schedule = tiny_schedule("pm")
    assert late_on(schedule, pull_out={1: 12})["H1-pm-1"] == 7
    assert late_on(schedule, pull_out={1: 12}, drives={"E1-pm-1": 3.0})["H1-pm-1"] == 27


def test_another_bus_drives_an_uncovered_route_after_its_own() -> None:
    """Bus 1 has unloaded at H1 (0,10) at 8:25 and is 30 min from E2's first stop (20,0): 8:55 for 7:20.

    95 min late there, 85 after the bell. Free at 9:15, 20 min to M1's first stop: 9:35 for 8:05, 90 late,
    80 after the bell.
    """
    late = late_on(tiny_schedule(), no_driver=(3,), give_up=100)
    assert (late["E2-am-1"], late["M1-am-1"]) == (85, 80)
    assert (late["E1-am-1"], late["H1-am-1"]) == (-10, -10)


def test_a_run_too_late_to_begin_is_not_driven() -> None:
    """E2 would begin 95 late; without it the bus is at M1's first stop at 8:55 + 20 = 9:15, 70 late."""
    schedule = tiny_schedule()
    e2, m1 = schedule.run_ids.index("E2-am-1"), schedule.run_ids.index("M1-am-1")
    both = driven_on(schedule, {}, {}, (3,), 60)
    assert (both.driven[e2, 0], both.driven[m1, 0], both.late[e2, 0]) == (False, False, 60)
    one = driven_on(schedule, {}, {}, (3,), 75)
    assert (one.driven[e2, 0], one.driven[m1, 0], one.late[m1, 0]) == (False, True, 60)  # 70 late - 10


def test_two_uncovered_routes_need_two_substitutes() -> None:
    """Buses 2 and 3 have no driver: bus 1 takes over one of them, nobody the other."""
    schedule = tiny_schedule()
    driving = driven_on(schedule, {}, {}, (2, 3), 1000)
    assert np.flatnonzero(~driving.driven[:, 0]).tolist() == [
        schedule.run_ids.index("E2-am-1"),
        schedule.run_ids.index("M1-am-1"),
    ]


def test_nobody_can_take_over_when_no_driver_comes() -> None:
    assert not driven_on(tiny_schedule(), {}, {}, (1, 2, 3), 1000).driven.any()
