"""The map of lateness says what was simulated, of whom, and what it hangs on; of the few it says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.judge.lateness import Lateness, simulate
from optimizer.outputs.late_data import build_late_data, late_counts
from optimizer.outputs.lateness_map import lateness_map
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import LATE_BINS, late_bin_of
from tests.builders import FlatTravel, tiny_scenario
from tests.outputs.opened_plans import open_tiny
from tests.outputs.test_maps import data_in, fetched


def simulated(opened: OpenedPlan) -> Lateness:
    return simulate(opened.district, tiny_scenario(), FlatTravel(), opened.plan, days=50)


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    plan = open_tiny(tmp_path)
    return replace(plan, lateness=simulated(plan))


def test_it_opens_at_the_lateness_of_the_simulation(opened: OpenedPlan) -> None:
    page = lateness_map(opened)
    late = data_in(page)["late"]
    assert opened.lateness is not None
    told = {row["school_id"]: row for row in opened.lateness.schools.to_dict("records")}
    assert {id_: school["share"] for id_, school in late["schools"].items()} == pytest.approx(
        {id_: row["late_after_bell"] for id_, row in told.items()}
    )
    assert late["about"] == "50 school days of kind “ordinary”, simulated (modelled), seed 1"
    assert not fetched(page)
    assert page == lateness_map(opened)


def test_it_names_the_school_that_a_late_bus_comes_from(opened: OpenedPlan) -> None:
    assert opened.lateness is not None
    schools = build_late_data(opened.lateness, opened.plan, opened.district)["schools"]
    # Buses 1 and 2 come to H1 from E1, bus 3 to M1 from E2; nothing comes before those two.
    assert schools["H1"]["hangs"]["school"] == "Aspen Elementary"
    assert schools["M1"]["hangs"] == {"bus": "3", "run": "M1-am-1", "school": "Birch Elementary"}
    assert (schools["E1"]["hangs"], schools["E2"]["hangs"]) == (None, None)
    assert sum(schools["M1"]["causes"]) == pytest.approx(1)


def test_of_few_riders_nothing_is_told(tmp_path: Path) -> None:
    plan = open_tiny(tmp_path, few=True)
    birch = data_in(lateness_map(replace(plan, lateness=simulated(plan))))["late"]["schools"]["E2"]
    assert birch == {"share": None, "any": None, "few": True, "causes": None, "hangs": None}


def test_schools_and_students_are_counted_by_span() -> None:
    counts = late_counts({"A": 0.0, "B": 0.02, "C": 0.199, "D": 1.0, "E": None}, dict.fromkeys("ABCDE", 100))
    assert [(row["schools"], row["students"]) for row in counts] == [
        (1, 100), (1, 100), (0, 0), (1, 100), (1, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(("share", "place"), [(0, 0), (0.0199, 0), (0.05, 2), (0.1, 3), (0.2, 4), (1, 4)])
def test_a_share_falls_into_one_span(share: float, place: int) -> None:
    assert late_bin_of(share) is LATE_BINS[place]


def test_without_simulated_days_there_is_no_map(opened: OpenedPlan) -> None:
    with pytest.raises(InputError, match="needs simulated days"):
        lateness_map(replace(opened, lateness=None))
