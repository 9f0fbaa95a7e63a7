"""A mean walk is told of ten walkers or more, and the school's own mean is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.stops.told import told_means
from optimizer.tables import stops_as_csv
from tests.stops.oakdale import choose, corner, oakdale, pupils


def test_large_stops_tell_their_own() -> None:
    assert told_means({0: (10, 4.0), 1: (20, 5.0)}) == {0: 0.4, 1: 0.25}


def test_small_stops_share_one() -> None:
    # 6 + 5 walkers, 1 + 2.3 miles
    assert told_means({0: (6, 1.0), 1: (5, 2.3), 2: (10, 3.0)}) == pytest.approx({0: 0.3, 1: 0.3, 2: 0.3})
    assert told_means({0: (6, 1.0), 1: (5, 1.2), 2: (10, 3.0)}) == pytest.approx({0: 0.2, 1: 0.2, 2: 0.3})


def test_one_small_stop_hides_behind_the_next_larger() -> None:
    # 1 + 12 walkers, 0.3 + 3.6 miles: 0.3; with all 33 the school's mean stays 13.9 / 33
    assert told_means({0: (20, 10.0), 1: (1, 0.3), 2: (12, 3.6)}) == pytest.approx({0: 0.5, 1: 0.3, 2: 0.3})


def test_too_few_at_the_school_and_nobody_at_the_stop() -> None:
    assert told_means({0: (9, 1.0), 1: (0, 0.0)}) == {0: None, 1: None}


def test_the_walk_is_that_of_the_riders() -> None:
    """Ten students a tenth and ten three tenths of a mile from the corner walk 0.2 in the mean."""
    (stop,) = choose(
        oakdale(pupils(*[(20.0, 0.0)] * 10, *[(24.0, 0.0)] * 10), [corner("a", 21, 0)])
    ).district.stops
    assert stop.walk_miles == pytest.approx(0.2, abs=1e-4)
    assert ",20,20,0.200," in stops_as_csv([stop])


def test_a_table_without_walks_and_doors_has_no_column_for_them() -> None:
    (stop,) = choose(oakdale(pupils((20, 0)), [corner("a", 21, 0)])).district.stops
    assert stop.walk_miles is None
    assert "walk_miles" not in stops_as_csv([stop])
    assert "door" not in stops_as_csv([replace(stop, walk_miles=0.1)])
