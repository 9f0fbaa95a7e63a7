"""Starts by level and the range of sleep, by hand; no estimate where the studies have none."""

from __future__ import annotations

import pytest

from optimizer.judge import FIGURES
from tests.builders import clock_minutes
from tests.judge.evaluated import evaluated, row, with_schools
from tests.judge.verdicts import with_bells, with_school


def test_shares_before_and_after() -> None:
    """Today M1 8:15, H1 7:30; in the plan both 8:30."""
    figures = evaluated().figures
    for level, at_eight in (("middle", 1), ("high", 0)):
        assert figures[f"{level}_from_8_00_share_today"] == at_eight
        assert figures[f"{level}_from_8_30_share_today"] == 0
        assert figures[f"{level}_from_8_30_share"] == 1


def test_shares_of_the_tiny_plan() -> None:
    """M1 (500 students) moves from 8:15 to 8:30, H1 (1000) from 7:30; elementary 600, out at 14:45."""
    figures = evaluated().figures
    assert (figures["secondary_students"], figures["elementary_students"]) == (1500, 600)
    shares = {name: figures[name] for name in figures if name.endswith(("_share", "_share_today"))}
    assert (shares["secondary_from_8_00_share"], shares["secondary_from_8_30_share"]) == (1, 1)
    assert (shares["middle_from_8_30_share_today"], shares["middle_from_8_30_share"]) == (0, 1)
    assert (shares["high_from_8_00_share_today"], shares["high_from_8_00_share"]) == (0, 1)
    assert (shares["high_from_8_30_share_today"], shares["high_from_8_30_share"]) == (0, 1)
    assert shares["elementary_dismissed_very_late_share"] == 0


def test_a_start_that_is_unknown_today_counts_only_after() -> None:
    figures = evaluated(with_school("M1", bell_today=None)).figures
    assert figures["middle_from_8_00_share_today"] is None
    assert figures["middle_from_8_00_share"] == 1


def test_sleep_is_a_range() -> None:
    """H1 60 min later: × 0.6 to 0.65; M1 15: × 0.5 to 0.7; E1 60 earlier: × -0.75 to -0.2."""
    figures = evaluated().figures
    assert (figures["sleep_high_least"], figures["sleep_high_most"]) == (36, 39)
    assert (figures["sleep_middle_least"], figures["sleep_middle_most"]) == (7.5, 10.5)
    assert (figures["sleep_elementary_least"], figures["sleep_elementary_most"]) == (-45, -12)
    assert (figures["sleep_students"], figures["sleep_students_no_estimate"]) == (1900, 0)
    high = row(evaluated().tables["levels"], level="high")
    assert (high["sleep_least"], high["sleep_most"]) == (36, 39)


@pytest.mark.parametrize(("today", "bell", "counted"), [((8, 30), (9, 30), 30), ((9, 15), (9, 45), 0)])
def test_no_sleep_is_gained_beyond_nine(today: tuple[int, int], bell: tuple[int, int], counted: int) -> None:
    district = with_school("H1", bell_today=clock_minutes(*today))
    figures = evaluated(district, with_bells(H1=clock_minutes(*bell))).figures
    assert figures["sleep_high_least"] == pytest.approx(0.6 * counted)


def test_no_estimate_for_moves_and_levels_that_were_not_studied() -> None:
    """High school earlier, elementary later, and a junior-senior high school: nothing is claimed."""
    figures = evaluated(with_school("H1", bell_today=clock_minutes(9))).figures
    assert figures["sleep_high_least"] is None
    assert figures["sleep_students_no_estimate"] == 1000
    figures = evaluated(with_school("E1", bell_today=clock_minutes(7, 30))).figures
    assert figures["sleep_elementary_most"] is None
    figures = evaluated(with_school("H1", level="jr_sr")).figures
    assert (figures["sleep_high_most"], figures["sleep_students_no_estimate"]) == (None, 1000)


def test_never_for_unknown_bells() -> None:
    unknown = with_schools(**{id_: {"bell_today": None} for id_ in ("E1", "M1", "H1")})
    figures = evaluated(unknown).figures
    estimates = [
        value for name, value in figures.items() if name.endswith(("_least", "_most")) and "sleep" in name
    ]
    assert estimates == [None] * 6
    assert (figures["sleep_students"], figures["sleep_students_no_estimate"]) == (0, 0)


def test_each_estimate_names_its_source() -> None:
    for name, figure in FIGURES.items():
        if name.startswith("sleep") and figure.unit == "minutes":
            assert "estimate" in figure.definition, name
            assert "Source: " in figure.definition, name


@pytest.mark.parametrize(("students", "hidden"), [(9, {"middle", "elementary"}), (10, set())])
def test_levels_of_few_students_are_suppressed(students: int, hidden: set[str]) -> None:
    """The next smallest level is hidden with the only one, so that no sum tells it."""
    levels = evaluated(with_school("M1", students=students)).tables["levels"]
    assert set(levels.loc[levels["suppressed"], "level"]) == hidden
    assert all(row(levels, level=level)["start"] is None for level in hidden)
