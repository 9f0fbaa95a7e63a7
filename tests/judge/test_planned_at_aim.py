"""Where buses are planned for the aim, a minute beside it is broken, though the window would allow it."""

from typing import Any

import pytest

from optimizer.judge import check
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario

KEYS = {"am": ("arrival", "arrival_window"), "pm": ("departure", "departure_window")}


def rules_broken(period: str, aim: int, planned: str) -> set[str]:
    key, _ = KEYS[period]
    window: dict[str, Any] = {"far": 15, "near": 5, "aim": aim, "planned": planned}
    scenario = tiny_scenario(service={key: window})
    return {v.rule for v in check(tiny_district(), scenario, FlatTravel(), tiny_plan())}


@pytest.mark.parametrize("period", KEYS)
def test_the_tiny_plan_is_at_its_aim(period: str) -> None:
    # The tiny plan meets every bell 10 minutes away.
    assert rules_broken(period, 10, "aim") == set()


@pytest.mark.parametrize("period", KEYS)
@pytest.mark.parametrize("aim", [9, 11])
def test_a_minute_beside_the_aim_is_broken(period: str, aim: int) -> None:
    assert rules_broken(period, aim, "aim") == {KEYS[period][1]}


@pytest.mark.parametrize("period", KEYS)
@pytest.mark.parametrize("aim", [5, 9, 11, 15])
def test_inside_the_window_holds_where_the_window_is_planned(period: str, aim: int) -> None:
    assert rules_broken(period, aim, "window") == set()
