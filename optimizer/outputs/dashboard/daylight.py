"""The light outside on the days that the judge held pickups against, and who rides in the dark on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from optimizer.outputs.dashboard.bell_grid import Axis
from optimizer.outputs.dashboard.facts import PlanFacts

ALL = "all"  # the judge's name for the riders of all levels


@dataclass(frozen=True, slots=True)
class Daylight:
    """One day's light at the mean stop, in minutes past local midnight."""

    day: date
    dawn: int
    sunrise: int
    sunset: int

    @property
    def dusk(self) -> int:
        """End of civil twilight: it lasts as long in the evening as in the morning, to about a minute."""
        return self.sunset + self.sunrise - self.dawn


def read_daylight(plan: PlanFacts) -> tuple[Daylight, ...]:
    """Take the days out of a plan's evaluation; a day without sunrise or sunset is left out."""
    return tuple(
        Daylight(date.fromisoformat(row["date"]), row["dawn"], row["sunrise"], row["sunset"])
        for row in plan.light
        if row["level"] == ALL and None not in (row["dawn"], row["sunrise"], row["sunset"])
    )


def darkest(light: Sequence[Daylight]) -> int:
    """Which of the days has the latest sunrise."""
    return max(range(len(light)), key=lambda i: light[i].sunrise)


def shade(light: Daylight, axis: Axis) -> str:
    """Write where night, twilight and day meet on the axis, as custom properties of a style."""
    moments = {"dawn": light.dawn, "sunrise": light.sunrise, "sunset": light.sunset, "dusk": light.dusk}
    return ";".join(f"--{name}:{axis.percent(minutes):g}%" for name, minutes in moments.items())


def build_dark(plan: PlanFacts) -> list[dict[str, Any]]:
    """List the days with the shares of all riders in the dark, as judged at their own stops."""
    days = {light.day.isoformat(): light for light in read_daylight(plan)}
    rows = {row["date"]: row for row in plan.light if row["level"] == ALL}
    return [{"of": light, **rows[day]} for day, light in days.items()]
