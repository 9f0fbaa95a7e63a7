"""Every figure of an evaluation: its unit, what it counts, and which way is better. One page per part."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.judge.figures import operation, riders, students
from optimizer.judge.figures.figure import Better, Figure, FigureValue, Part

PARTS: MappingProxyType[str, Part] = MappingProxyType(
    {
        "Fleet": operation.FLEET,
        "Cost of one school day": operation.COST,
        "Cost beside the total": operation.BESIDE_COST,
        "Driving": operation.DRIVING,
        "Riders": riders.RIDERS,
        "Daylight": riders.DAYLIGHT,
        "Slack of connections": operation.SLACK,
        "Bells": students.BELLS,
        "Change from today": students.CHANGE,
        "Starts": students.STARTS,
        "Sleep": students.SLEEP,
        "Families": students.FAMILIES,
        "Fairness": students.FAIRNESS,
    }
)

FIGURES: MappingProxyType[str, Figure] = MappingProxyType(
    {name: figure for part in PARTS.values() for name, figure in part.items()}
)

__all__ = ["FIGURES", "PARTS", "Better", "Figure", "FigureValue", "Part"]
