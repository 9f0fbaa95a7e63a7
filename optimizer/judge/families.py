"""Dismissals and childcare: what a bell means to the family of a young child."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimizer.judge.fairness import student_mean
from optimizer.judge.figures import FigureValue
from optimizer.judge.service import share
from optimizer.scenario import Scenario


def dismissal_figures(schools: pd.DataFrame, scenario: Scenario) -> dict[str, FigureValue]:
    """Count elementary students by their dismissal, and all students dismissed in the rush hour."""
    inside = schools[schools["level"] == "elementary"]
    total = int(inside["students"].sum())
    late, very_late = (
        int(inside.loc[inside["dismissal"] > limit, "students"].sum()) for limit in scenario.late_dismissal
    )
    begin, end = scenario.evaluation.rush_hour
    in_rush = (schools["dismissal"] >= begin) & (schools["dismissal"] < end)
    rushed = int(schools.loc[in_rush, "students"].sum())
    return {
        "elementary_students": total,
        "elementary_dismissed_late": late,
        "elementary_dismissed_very_late": very_late,
        "elementary_dismissed_late_share": share(late, total),
        "elementary_dismissed_very_late_share": share(very_late, total),
        "dismissed_in_rush": rushed,
        "dismissed_in_rush_share": share(rushed, int(schools["students"].sum())),
    }


def childcare_figures(schools: pd.DataFrame, scenario: Scenario) -> dict[str, FigureValue]:
    """Mean minutes of the working day before the bell and after dismissal, of elementary students."""
    inside = schools[schools["level"] == "elementary"]
    known = inside[inside["bell_today"].notna()]
    day = known["dismissal"] - known["bell"]
    begin, end = scenario.evaluation.work_day
    return {
        "childcare_am": _mean(inside["bell"] - begin, inside),
        "childcare_am_today": _mean(known["bell_today"] - begin, known),
        "childcare_pm": _mean(end - inside["dismissal"], inside),
        "childcare_pm_today": _mean(end - (known["bell_today"] + day), known),
    }


def _mean(minutes: pd.Series[Any], inside: pd.DataFrame) -> float | None:
    return student_mean(minutes.clip(lower=0), inside["students"])
