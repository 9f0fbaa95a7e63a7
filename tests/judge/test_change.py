"""Who moves from today or from other plans: E1 (400 students) -60 min, M1 (500) +15, H1 (1000) +60."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import clock_minutes, tiny_plan
from tests.judge.evaluated import evaluated, row, with_schools
from tests.judge.verdicts import with_bells, with_school


def test_directions() -> None:
    figures = evaluated().figures
    assert (figures["schools_earlier"], figures["schools_later"]) == (1, 2)
    assert (figures["students_earlier_60_up"], figures["students_later_60_up"]) == (400, 1000)
    assert figures["students_later_10_to_30"] == 500


@pytest.mark.parametrize(
    ("moved", "name"),
    [
        (1, "later_under_10"),
        (9, "later_under_10"),
        (10, "later_10_to_30"),
        (30, "later_30_to_60"),
        (60, "later_60_up"),
        (-1, "earlier_under_10"),
        (-29, "earlier_10_to_30"),
        (-59, "earlier_30_to_60"),
        (-60, "earlier_60_up"),
    ],
)
def test_students_are_counted_in_one_bin_and_direction(moved: int, name: str) -> None:
    figures = evaluated(with_school("E2", bell_today=clock_minutes(7, 45) - moved)).figures
    assert (figures[f"students_{name}"] or 0) - (evaluated().figures[f"students_{name}"] or 0) == 200
    way = [
        value or 0 for key, value in figures.items() if key.startswith(("students_earlier", "students_later"))
    ]
    assert sum(way) == 2100


def test_spread_over_students() -> None:
    """500 of 1900 students move 15 min, 1400 move 60."""
    figures = evaluated().figures
    assert figures["moved_within_15_share"] == 500 / 1900
    assert (figures["moved_median"], figures["moved_p90"]) == (60, 60)
    # With M1 of 1400 students half of the 2800 move 15 min and no more.
    figures = evaluated(with_school("M1", students=1400)).figures
    assert (figures["moved_within_15_share"], figures["moved_median"], figures["moved_p90"]) == (0.5, 15, 60)


def test_nothing_known_nothing_said() -> None:
    unknown = with_schools(**{id_: {"bell_today": None} for id_ in ("E1", "M1", "H1")})
    figures = evaluated(unknown).figures
    names = ("schools_earlier", "moved_within_15_share", "moved_median", "moved_p90", "level_pairs_reversed")
    assert [figures[name] for name in names] == [None] * 5


def test_order_of_levels() -> None:
    """Today high 7:30, middle 8:15, elementary (E1) 8:45; in the plan elementary 7:45, the others 8:30.

    Elementary changes places with both; middle and high draw level, which reverses nothing.
    """
    evaluation = evaluated()
    assert evaluation.figures["level_pairs_reversed"] == 2
    levels = evaluation.tables["levels"]
    places = {
        name: (row(levels, level=name)["place_today"], row(levels, level=name)["place"])
        for name in levels["level"]
    }
    assert places == {"elementary": (3, 1), "middle": (2, 2), "high": (1, 2)}
    kept = with_bells(E1=clock_minutes(8, 45), M1=clock_minutes(8, 15), H1=clock_minutes(7, 30))
    assert evaluated(plan=kept).figures["level_pairs_reversed"] == 0


def test_several_baselines() -> None:
    """Against a plan in which only E2 starts at 8:00 instead of 7:45, its 200 students move 15 min."""
    other = replace(with_bells(E2=clock_minutes(8)), name="other")
    evaluation = evaluated(baseline=[other, tiny_plan()])
    table = evaluation.tables["baselines"]
    assert table["baseline"].tolist() == ["today", "other", "tiny"]
    today, first, same = (row(table, baseline=name) for name in ("today", "other", "tiny"))
    assert (today["disruption"], today["buses"]) == (evaluation.figures["disruption"], None)
    assert (first["schools_earlier"], first["disruption"], first["schools_unknown"]) == (1, 200 * 15, 0)
    assert first["moved_within_15_share"] == 1
    assert (same["schools_moved"], same["buses"], same["total"]) == (0, 3, 79_800)
    assert evaluation.changes["childcare_am"] == 0 - 0
    assert evaluation.changes == evaluated(baseline=other).changes
