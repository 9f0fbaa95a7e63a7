"""Rush hour, childcare and older siblings of the tiny district, by hand."""

from __future__ import annotations

import pytest

from tests.builders import clock_minutes
from tests.judge.evaluated import evaluated, row, with_schools
from tests.judge.verdicts import visits, with_bells, with_run, with_school


@pytest.mark.parametrize(("bell", "count"), [((8, 59), 0), ((9, 0), 1000), ((10, 59), 1000), ((11, 0), 0)])
def test_dismissals_in_the_rush(bell: tuple[int, int], count: int) -> None:
    """H1 (1000 of 2100 students) lets out 7 hours after its bell; the rush is from 16:00 to 18:00."""
    figures = evaluated(plan=with_bells(H1=clock_minutes(*bell))).figures
    assert (figures["dismissed_in_rush"], figures["dismissed_in_rush_share"]) == (count, count / 2100)


def test_childcare() -> None:
    """Both elementary schools begin at 7:45, before work at 8:00, and let out at 14:45, 135 min before 17:00.

    Today is known of E1 alone: 8:45 is 45 min after 8:00, and 15:45 is 75 min before 17:00.
    """
    figures = evaluated().figures
    assert (figures["childcare_am"], figures["childcare_pm"]) == (0, 135)
    assert (figures["childcare_am_today"], figures["childcare_pm_today"]) == (45, 75)
    # E1 (400 of 600 students) at 8:30: 30 min before school, and 90 after it
    figures = evaluated(plan=with_bells(E1=clock_minutes(8, 30))).figures
    assert figures["childcare_am"] == 30 * 400 / 600
    assert figures["childcare_pm"] == (90 * 400 + 135 * 200) / 600
    assert evaluated(evaluation={"work_day": ["7:00", "14:00"]}).figures["childcare_pm"] == 0


def test_no_elementary_school_known_today() -> None:
    figures = evaluated(with_school("E1", bell_today=None)).figures
    assert figures["childcare_am_today"] is None


def test_an_older_sibling_of_the_feeder_school() -> None:
    """M1 lets out at 15:30, its bus leaves at 15:40: 20 riders are home at 15:48, 10 at 15:55.

    That is 20.33 min after dismissal. E1 lets out at 14:45: 45 + 20.33 min. Today E1 is out at 15:45 and
    M1 at 15:15: 20.33 - 30. E2 names no feeder and its area has no secondary school.
    """
    way_home = 10 + (20 * 8 + 10 * 15) / 30
    evaluation = evaluated()
    pair = row(evaluation.tables["siblings"], school_id="E1")
    assert (pair["older_school_id"], pair["link"], pair["older_home"]) == (
        "M1",
        "feeder",
        clock_minutes(15, 50),
    )
    assert pair["gap"] == pytest.approx(45 + way_home)
    assert pair["gap_today"] == pytest.approx(way_home - 30)
    figures = evaluation.figures
    assert figures["sibling_gap"] == pytest.approx(45 + way_home)
    assert figures["sibling_gap_today"] == pytest.approx(way_home - 30)
    assert (figures["sibling_home_first_share"], figures["sibling_home_first_share_today"]) == (0, 1)


def test_without_feeders_the_area_decides_and_the_first_sibling_counts() -> None:
    """E1 moved to the north, without a feeder: siblings at M1 and H1, which let out together.

    H1: 20 riders home at 15:48, 10 at 15:55 and 20 (run 2: 5 min of driving, 3 at the stop) at 15:48.
    """
    district = with_schools(E1={"area": "North", "feeder_middle": ""})
    evaluation = evaluated(district)
    pairs = evaluation.tables["siblings"]
    assert pairs["link"].tolist() == ["area", "area"]
    assert evaluation.figures["sibling_gap"] == pytest.approx(45 + 10 + (40 * 8 + 10 * 15) / 50)


def test_no_sibling_without_ten_riders_home() -> None:
    plan = with_run("M1-pm-1", visits=visits(("M1b", 9)))
    evaluation = evaluated(plan=plan)
    assert evaluation.tables["siblings"].empty
    assert evaluation.figures["sibling_gap"] is None


def test_a_gap_today_needs_both_bells() -> None:
    evaluation = evaluated(with_school("M1", bell_today=None))
    assert row(evaluation.tables["siblings"], school_id="E1")["gap_today"] is None
    assert evaluation.figures["sibling_gap_today"] is None
    assert evaluation.figures["sibling_gap"] is not None
