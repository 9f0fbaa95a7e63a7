"""Where a buffer pays, and using the room in the windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.judge import check
from optimizer.judge.lateness import BUFFERS, Lateness, LatenessParameters, place_buffers, retime, simulate
from optimizer.judge.lateness.buffers import _share_out
from optimizer.plan import Plan
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import with_at
from tests.judge_lateness.mornings import always, cell

LATE_OUT = always(late_pull_out=1.0, pull_out_minutes=12)


def simulated(plan: Plan, parameters: LatenessParameters = LATE_OUT, seed: int = 1) -> Lateness:
    case = (tiny_district(), tiny_scenario(), FlatTravel(), plan)
    return simulate(*case, parameters=parameters, days=400, seed=seed)


def buffers(plan: Plan, parameters: LatenessParameters = LATE_OUT) -> pd.DataFrame:
    case = (tiny_district(), tiny_scenario(), FlatTravel(), plan)
    return place_buffers(*case, simulated(plan, parameters), uniform=5).set_index("to_run")


def retimed(plan: Plan, parameters: LatenessParameters = LATE_OUT) -> Plan:
    return retime(tiny_district(), tiny_scenario(), FlatTravel(), plan, parameters=parameters)


def waiting(plan: Plan, half: str) -> int:
    """Riders × minutes between bus and bell; the tiny district lets out 420 min after the bell."""
    runs = {run.id: run for run in plan.runs}
    dismissed = 420 if half == "pm" else 0
    return sum(
        runs[t.run_id].riders * abs(t.at - plan.bells[runs[t.run_id].school_id] - dismissed)
        for route in plan.routes
        for t in getattr(route, half)
    )


def test_a_buffer_pays_where_slack_is_short() -> None:
    """Bus 2 has 17 min of slack and fewer riders; buses 1 and 3 have 5."""
    found = buffers(tiny_plan())
    assert cell(found, "H1-am-1", "saved_per_minute") > cell(found, "H1-am-2", "saved_per_minute")
    assert found["suggested"].sum() <= 5 * len(found)
    assert found["saved_by_suggested"].sum() > found["saved_by_uniform"].sum()
    assert {"to_run", *found.columns} == set(BUFFERS)


def test_a_buffer_saves_what_a_slacker_plan_saves() -> None:
    """Ringing H1 five minutes later is a plan with five minutes more slack before H1-am-1."""
    plan, moved = tiny_plan(), tiny_plan(bells=dict(tiny_plan().bells) | {"H1": 515})
    moved = with_at("H1-am-2", 5, with_at("H1-am-1", 5, moved))
    minutes = [
        cell(simulated(one).runs.set_index("run_id"), "H1-am-1", "am_student_minutes")
        for one in (plan, moved)
    ]
    assert buffers(plan).loc["H1-am-1", "saved_by_uniform"] == pytest.approx(minutes[0] - minutes[1])


def test_room_is_what_the_windows_leave() -> None:
    """Each bus is 10 min off, 5 to 15 allowed: E1 could come 5 earlier, H1 5 later.

    With E1-am-1 at the early end, only H1's 5 minutes are left.
    """
    assert buffers(tiny_plan()).loc["H1-am-1", "room"] == 10
    assert buffers(with_at("E1-am-1", -5)).loc["H1-am-1", "room"] == 5


def test_nothing_late_asks_for_no_buffer() -> None:
    found = buffers(tiny_plan(), always())
    assert found["suggested"].eq(0).all()
    assert found["saved_by_suggested"].eq(0).all()


def test_minutes_go_where_they_gain_most() -> None:
    """Levels 1, 2, 4. A gains 5, 6, 7; B gains nothing before 4 min, then 12: 3 a minute.

    Of five minutes, A's first (5 a minute) and B's four; A's second (1 a minute) finds none left.
    """
    gains = [np.array([5.0, 6.0, 7.0]), np.array([0.0, 0.0, 12.0])]
    assert _share_out(gains, (1, 2, 4), 5) == [1, 4]
    assert _share_out(gains, (1, 2, 4), 3) == [2, 0]  # B's four do not fit, A's second does
    assert _share_out([np.zeros(3)], (1, 2, 4), 5) == [0]


def test_retiming_makes_fewer_riders_late_for_the_same_waiting() -> None:
    plan = tiny_plan()
    better = retimed(plan)
    assert check(tiny_district(), tiny_scenario(), FlatTravel(), better) == ()
    assert (better.bells, better.runs, better.buses) == (plan.bells, plan.runs, plan.buses)
    for half in ("am", "pm"):
        assert waiting(better, half) <= waiting(plan, half)
    before, after = simulated(plan, seed=9).figures, simulated(better, seed=9).figures
    for name in ("am_late_student_minutes", "pm_late_student_minutes"):
        assert (after[name] or 0) < (before[name] or 0)


def test_retiming_leaves_a_plan_that_is_never_late() -> None:
    assert retimed(tiny_plan(), always()) == tiny_plan()


def test_retiming_breaks_no_rule_that_was_kept() -> None:
    """E1-am-1 comes 16 min before the bell (15 allowed): that window alone may stay broken."""
    plan = with_at("E1-am-1", -6)
    broken = check(tiny_district(), tiny_scenario(), FlatTravel(), retimed(plan))
    assert {violation.rule for violation in broken} <= {"arrival_window"}


def test_retiming_does_not_change_the_order_of_routes() -> None:
    plan = tiny_plan()
    names = [[t.run_id for t in (*route.am, *route.pm)] for route in retimed(plan).routes]
    assert names == [[t.run_id for t in (*route.am, *route.pm)] for route in plan.routes]
    assert replace(retimed(plan), routes=plan.routes) == plan
