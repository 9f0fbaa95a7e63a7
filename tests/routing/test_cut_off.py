"""A stop from which no way leads to its school is named; nobody is lost and the others ride."""

from collections.abc import Sequence

import numpy as np

from optimizer.district import District, Place
from optimizer.routing import Unserved, build_runs
from optimizer.travel import FloatArray
from tests.builders import FlatTravel, school, stop, tiny_scenario


class CutOff(FlatTravel):
    """The grid of minutes, but the named places are on an island of their own."""

    def __init__(self, *island: str) -> None:
        self.island = island

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        here = np.array([p.id in self.island for p in origins], dtype=bool)
        there = np.array([p.id in self.island for p in destinations], dtype=bool)
        return np.where(here[:, None] == there[None, :], super().minutes(origins, destinations), np.inf)


DISTRICT = District(
    "One school",
    (school("S", 0, 0, "School", "elementary"),),
    (stop("S1", "S", 2, 0, 5), stop("S2", "S", 9, 0, 7)),
    (),
)


def test_every_stop_within_reach_is_served() -> None:
    assert build_runs(DISTRICT, tiny_scenario(), CutOff()).unserved == ()


def test_a_stop_cut_off_is_named_and_the_other_rides() -> None:
    routing = build_runs(DISTRICT, tiny_scenario(), CutOff("S2"))
    assert routing.unserved == (
        Unserved("S2", 7, "am", "no way leads from the stop to the school"),
        Unserved("S2", 7, "pm", "no way leads from the school to the stop"),
    )
    # 12 riders twice a day = 5 on a run and 7 unserved, twice a day.
    assert sum(run.riders for run in routing.runs) + sum(u.riders for u in routing.unserved) == 2 * 12


def test_a_school_cut_off_leaves_no_run() -> None:
    routing = build_runs(DISTRICT, tiny_scenario(), CutOff("S"))
    assert routing.runs == ()
    assert sum(lost.riders for lost in routing.unserved) == 2 * 12
