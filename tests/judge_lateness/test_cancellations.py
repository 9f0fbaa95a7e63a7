"""Too few drivers: in which order, and at whose cost.

Rides of a day in the tiny plan: bus 1 serves E1 and H1 with 60 each, bus 2 E1 and H1 with 40 each, bus 3 E2
and M1 with 60 each. The mean frl_share is 1/3: E1 (0.6) weighs 1.8, H1 (0.3) 0.9, E2 (0.1) 0.3, M1 (unknown)
1.
Weighted: bus 1 162, bus 2 108, bus 3 78. E1 alone is the highest-need quartile: 100 of 320 rides, 31 %.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from optimizer.district import Visit
from optimizer.judge.lateness import (
    CANCELLATION_FIGURES,
    CANCELLED,
    LOST,
    CancellationRule,
    Cancellations,
    cancellation_order,
)
from optimizer.judge.lateness.service_lost import warnings_of
from optimizer.plan import Plan
from tests.builders import tiny_district, tiny_plan, tiny_scenario
from tests.judge_lateness.mornings import cell


def order(
    missing: int = 1, days: int = 4, rule: CancellationRule = "fair", plan: Plan | None = None
) -> Cancellations:
    return cancellation_order(tiny_district(), tiny_scenario(), plan or tiny_plan(), missing, days, rule)


def test_fair_rotates_and_spares_need() -> None:
    """Least need first: 3, then 2 (E1 and H1 not yet hit), and a new round: 1, never cancelled; then 3."""
    found = order()
    assert found.cancelled["bus"].tolist() == ["3", "2", "1", "3"]
    assert found.cancelled["needed"].tolist() == pytest.approx([78, 108, 162, 78])
    assert found.figures["repeats"] == 0


def test_what_a_board_asks_first() -> None:
    """Buses 3, 2, 1, 3: E2 and M1 twice. E1 has the highest need; buses 2 and 1 of the four serve it,
    as do two of the plan's three, with 100 of its 320 rides and 100 of the 440 lost.
    """
    figures = order().figures
    assert (figures["routes_cancelled"], figures["rides_lost"], figures["most_times"]) == (4, 440, 2)
    assert (figures["highest_need_routes"], figures["highest_need_routes_all"]) == (2 / 4, 2 / 3)
    assert figures["highest_need_of_rides"] == 100 / 320
    assert figures["highest_need_of_lost"] == 100 / 440


def test_two_missing_hit_every_school_once_a_day() -> None:
    assert order(missing=2, days=1).cancelled["bus"].tolist() == ["3", "2"]
    assert order(missing=2, days=1).figures["schools_hit"] == 4


def test_a_school_is_hit_again_only_when_it_must() -> None:
    """All three buses: the third serves schools of a new round, so none is hit twice in one round."""
    assert order(missing=3, days=1).figures["repeats"] == 0
    assert order(missing=1, days=3, rule="cheapest").figures["repeats"] == 4  # bus 2 again, twice two schools


def test_cheapest_takes_the_fewest_rides_every_day() -> None:
    assert order(rule="cheapest").cancelled["bus"].tolist() == ["2"] * 4
    assert order(rule="cheapest").figures["rides_lost"] == 320


def test_cheapest_burdens_need_and_says_so() -> None:
    """Bus 2 takes 40 of its 80 rides from E1: 50 % of what is lost against 31 % of the rides."""
    found = order(rule="cheapest")
    assert found.figures["highest_need_of_lost"] == 0.5
    (words,) = found.warnings
    assert "31% of the rides" in words
    assert "50% of those lost" in words
    assert order(days=2).warnings == ()  # fair: 40 of 200 lost rides


@pytest.mark.parametrize(("lost", "warned"), [(0.75, True), (0.31, False), (0.25, False)])
def test_howards_three_quarters_are_a_warning(lost: float, warned: bool) -> None:
    """A quarter of the rides and three quarters of the loss; up to 1.25 × 0.25 = 0.3125 is in proportion."""
    figures = {"highest_need_of_rides": 0.25, "highest_need_of_lost": lost, "highest_need_routes": lost}
    words = warnings_of(figures)
    assert bool(words) == warned
    assert not warned or ("bears 75% of those lost" in words[0] and "Howard County" in words[0])


def test_who_loses_what() -> None:
    """Two fair days cancel buses 3 and 2: E1 loses 40 of 100 rides, E2 its 60, the South 100 of 160."""
    lost = order(days=2).lost.set_index(["by", "group"])
    assert cell(lost, ("school", "E1"), ["riders", "rides_lost", "times"]).tolist() == [100, 40, 1]
    assert cell(lost, ("school", "E2"), "days_lost") == 1
    assert cell(lost, ("area", "South"), ["riders", "rides_lost"]).tolist() == [160, 100]
    assert cell(lost, ("frl_quartile", "4"), "share_of_lost") == 0.2
    assert cell(lost, ("frl_quartile", "unknown"), "rides_lost") == 60


def test_few_riders_are_not_shown_to_others() -> None:
    """M1 with 4 riders in the morning and 4 in the afternoon."""
    few = tuple(replace(r, visits=(Visit("M1a", 4),)) if r.school_id == "M1" else r for r in tiny_plan().runs)
    found = order(days=1, plan=replace(tiny_plan(), runs=few))
    own, shown = (one.lost.set_index("group") for one in (found, found.shared()))
    assert (cell(own, "M1", "riders"), cell(own, "M1", "suppressed")) == (8, True)
    assert cell(shown, "M1", ["riders", "rides_lost", "times"]).isna().all()
    assert cell(shown, "E2", "riders") == 60


def test_nobody_missing_cancels_nothing() -> None:
    found = order(missing=0)
    assert len(found.cancelled) == 0
    assert found.warnings == ()
    assert pd.isna(found.lost["share_of_lost"]).all()


@pytest.mark.parametrize("missing", [-1, 4])
def test_more_missing_than_routes_is_refused(missing: int) -> None:
    with pytest.raises(ValueError, match="missing from 3 routes"):
        order(missing=missing)


def test_every_figure_and_column_is_explained() -> None:
    found = order()
    assert list(found.figures) == list(CANCELLATION_FIGURES)
    assert (list(found.cancelled), list(found.lost)) == (list(CANCELLED), list(LOST))
