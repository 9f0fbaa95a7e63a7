"""Figures and tables of a simulated plan."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.district import Visit
from optimizer.errors import BelltimeError
from optimizer.judge.lateness import (
    KINDS,
    LATENESS_FIGURES,
    LATENESS_TABLES,
    Lateness,
    LatenessParameters,
    simulate,
)
from optimizer.judge.lateness.days import draw_days, drive
from optimizer.judge.lateness.simulation import build_schedules
from tests.builders import (
    FlatTravel,
    plan_one_run_per_bus,
    random_district,
    tiny_district,
    tiny_plan,
    tiny_scenario,
)
from tests.judge_lateness.mornings import always, cell


def simulated(parameters: LatenessParameters, days: int = 200, seed: int = 1) -> Lateness:
    return simulate(
        tiny_district(),
        tiny_scenario(),
        FlatTravel(),
        tiny_plan(),
        days=days,
        seed=seed,
        parameters=parameters,
    )


def test_without_variance_nobody_is_late() -> None:
    lateness = simulated(always())
    assert lateness.figures.pop("am_late_inherited") is None  # a share of nothing
    assert set(lateness.figures.values()) == {0}
    assert lateness.runs["late_after_bell_5"].dropna().eq(0).all()
    assert lateness.connections["missed"].eq(0).all()


def test_the_same_stretch_every_day() -> None:
    """A stretch of log 2.2: E1-am-1 lives 15 min and is 15 from the West yard; each takes 33, 18 more.

    36 - 10 = 26 after the bell, 18 - 10 = 8 had it left its first stop on time; 30 riders.
    """
    lateness = simulated(always(stretch=float(np.log(2.2))), days=3)
    run = lateness.runs.set_index("run_id").loc["E1-am-1"]
    assert run["am_minutes"] == pytest.approx(26)
    assert run["own_minutes"] == pytest.approx(8)
    assert (run["late_after_bell"], run["late_over_15"], run["not_driven"]) == (1, 1, 0)
    assert run["am_student_minutes"] == pytest.approx(780)
    assert pd.isna(run["leave_over_5"])


def test_every_figure_of_the_same_stretch() -> None:
    """Everything takes 2.2 times as long, every day.

    Mornings, after the bell: E1-am-1 26 (above); on to H1-am-1: 8:11 + 5 + 44 + 33 = 9:33, 63; bus 3 alike.
    Bus 2: 12 + 9.6 - 10 = 11.6 at E1; 7:56.6 + 5 + 33 + 17.6 = 8:52.2, 22.2 at H1. A first run begun on time
    is 8 late, a second run 9.6 - 10: not.
    Afternoons, after the plan: 6 from the yard; bus 1 then 15:01 + 33 + 44 + 5 = 16:23 instead of 15:40, 43,
    bus 3 alike; bus 2 15:01 + 17.6 + 33 + 5 = 15:56.6, 16.6.
    """
    figures = simulated(always(stretch=float(np.log(2.2))), days=3).figures
    student_minutes = 2 * 30 * (26 + 63) + 20 * (11.6 + 22.2)
    assert figures == pytest.approx(
        {
            "am_late_after_bell": 1,
            "am_late_after_bell_5": 1,
            "am_late_over_15": 5 / 6,
            "am_minutes_late": (2 * (26 + 63) + 11.6 + 22.2) / 6,
            "am_late_riders": 160,
            "am_late_student_minutes": student_minutes,
            "am_late_bad_day": 1,
            "am_not_driven": 0,
            "am_late_inherited": 1 - 4 * 30 * 8 / student_minutes,
            "schools_late_10": 4,
            "pm_leave_over_5": 1,
            "pm_leave_over_15": 3 / 6,
            "pm_minutes_late": (2 * (6 + 43) + 6 + 16.6) / 6,
            "pm_late_student_minutes": 2 * 30 * (6 + 43) + 20 * (6 + 16.6),
            "pm_not_driven": 0,
        }
    )


def test_without_any_driver_no_run_is_driven() -> None:
    """Each of the twelve runs counts 60 min, the time after which it is given up; 160 riders each way."""
    figures = simulated(always(uncovered=1.0), days=3).figures
    assert (figures["am_not_driven"], figures["pm_not_driven"]) == (1, 1)
    assert (figures["am_minutes_late"], figures["pm_minutes_late"]) == (60, 60)
    assert figures["pm_late_student_minutes"] == 160 * 60


def test_a_school_hangs_on_the_connection_that_passes_most_on() -> None:
    """Every bus leaves the yard late: H1's lateness comes through bus 1 (slack 5), not bus 2 (17)."""
    lateness = simulated(always(late_pull_out=1.0, pull_out_minutes=15))
    schools = lateness.schools.set_index("school_id")
    assert cell(schools, "H1", ["hangs_on_bus", "hangs_on_from", "hangs_on_to"]).tolist() == [
        "1", "E1-am-1", "H1-am-1",
    ]  # fmt: skip
    assert cell(schools, "H1", "from_connections") == pytest.approx(1)
    assert cell(schools, "E1", "from_yard") == pytest.approx(1)
    assert pd.isna(cell(schools, "E1", "hangs_on_bus"))
    assert lateness.schools["late_after_bell"].is_monotonic_decreasing
    assert lateness.connections["student_minutes"].is_monotonic_decreasing


def test_groups_add_up() -> None:
    lateness = simulated(always(leg=0.3, late_pull_out=0.3, pull_out_minutes=10))
    for by in ("tier", "tier_of_route", "level", "frl_quartile"):
        inside = lateness.groups[lateness.groups["by"] == by]
        assert inside["runs"].sum() == 12
        total = inside["am_student_minutes"].sum()
        assert total == pytest.approx(lateness.figures["am_late_student_minutes"])


def test_equal_seeds_are_equal_days() -> None:
    calibrated = LatenessParameters()
    assert simulated(calibrated).as_dict() == simulated(calibrated).as_dict()
    assert simulated(calibrated).figures != simulated(calibrated, seed=2).figures


def test_the_first_day_is_the_worst() -> None:
    """By the calibrated parameters: the first day, the first fortnight, winter, ordinary days."""
    case = (tiny_district(), tiny_scenario(), FlatTravel(), tiny_plan())
    share = {kind: simulate(*case, kind=kind, days=2000).figures["am_late_after_bell_5"] for kind in KINDS}
    assert sorted(share, key=lambda kind: -(share[kind] or 0)) == [
        "first_day", "first_fortnight", "winter", "ordinary",
    ]  # fmt: skip


def test_every_figure_and_column_is_explained() -> None:
    lateness = simulated(LatenessParameters())
    assert list(lateness.figures) == list(LATENESS_FIGURES)
    assert all(figure.definition.startswith("simulated (modelled)") for figure in LATENESS_FIGURES.values())
    for name, columns in LATENESS_TABLES.items():
        assert list(getattr(lateness, name)) == list(columns)
    spelled = json.loads(json.dumps(lateness.as_dict()))
    assert (spelled["basis"], spelled["schools"][0]["bell"]) == ("simulated (modelled)", "8:30")


def test_few_riders_are_not_shown_to_others() -> None:
    """9 riders on H1-am-2: its row, and the connection into it, keep only who they are about."""
    runs = [replace(r, visits=(Visit("H1c", 9),)) if r.id == "H1-am-2" else r for r in tiny_plan().runs]
    plan = replace(tiny_plan(), runs=tuple(runs))
    lateness = simulate(tiny_district(), tiny_scenario(), FlatTravel(), plan, days=20)
    own = lateness.runs.set_index("run_id").loc["H1-am-2"]
    shown = lateness.shared().runs.set_index("run_id")
    assert own["riders"] == 9
    assert pd.notna(own["late_after_bell"])
    assert cell(shown, "H1-am-2", ["riders", "late_after_bell", "own_minutes"]).isna().all()
    assert cell(shown, "H1-am-2", "bus") == "2"
    assert cell(shown, "H1-am-1", "riders") == 30
    connections = lateness.shared().connections.set_index("to_run")
    assert pd.isna(cell(connections, "H1-am-2", "missed"))
    assert pd.notna(cell(connections, "H1-am-1", "missed"))


def test_a_plan_that_does_not_fit_is_refused() -> None:
    plan = replace(tiny_plan(), runs=tiny_plan().runs[1:])
    with pytest.raises(BelltimeError, match="check it first"):
        simulate(tiny_district(), tiny_scenario(), FlatTravel(), plan, days=2)


def test_all_days_of_a_run_are_driven_at_once() -> None:
    """What makes a thousand days quick: the loop is as long as the longest chain, not as days or buses."""
    district = random_district(3, schools=40)
    plan = plan_one_run_per_bus(district, {school.id: 510 for school in district.schools})
    schedule = build_schedules(district, tiny_scenario(), FlatTravel(), plan)["am"]
    assert len(schedule.by_order) == 1
    parameters = LatenessParameters()
    days = draw_days(schedule, parameters.ordinary, parameters, 50, seed=1)
    assert drive(schedule, days, parameters.give_up).late.shape == (len(schedule.at), 50)


def test_a_plan_with_mornings_only() -> None:
    """No afternoon run: its figures are unknown, not 0."""
    plan = tiny_plan()
    plan = replace(
        plan,
        runs=tuple(run for run in plan.runs if run.period == "am"),
        routes=tuple(replace(route, pm=()) for route in plan.routes),
    )
    lateness = simulate(tiny_district(), tiny_scenario(), FlatTravel(), plan, days=5)
    assert lateness.figures["pm_leave_over_15"] is None
    assert lateness.figures["am_late_after_bell"] is not None
