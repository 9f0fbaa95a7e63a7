"""The price of slack, on the town of Twelve Oaks."""

from pathlib import Path

from optimizer.sweep import CURVE, buffer_curve
from tests.towns import write_town


def test_more_buffer_never_needs_fewer_buses_than_is_proven_for_less(tmp_path: Path) -> None:
    curve = buffer_curve(write_town(tmp_path), (0, 20), seconds=3, workers=1, days=100)
    assert list(curve.columns) == list(CURVE)
    assert list(curve["buffer"]) == [0, 20]
    none, much = curve.to_dict("records")
    assert none["bound"] <= none["buses"]
    # Every plan with 20 minutes of buffer is a plan with none: its buses cannot beat the bound without.
    assert much["buses"] >= none["bound"]
    assert much["buses"] > none["buses"]
    assert much["late_after_bell"] < none["late_after_bell"]
