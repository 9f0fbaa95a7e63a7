"""How long an elementary child is out of school before an older sibling is home, modelled by catchment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from optimizer.district import SECONDARY, School
from optimizer.judge.bells import dismissal
from optimizer.judge.case import Case
from optimizer.judge.columns import table
from optimizer.judge.detail_columns import SIBLINGS
from optimizer.judge.fairness import student_mean
from optimizer.judge.few import FEWEST
from optimizer.judge.figures import FigureValue
from optimizer.judge.halts import Halts


def siblings_table(case: Case, halts: Halts) -> pd.DataFrame:
    """Describe every pair of an elementary school and a school that older siblings go on to."""
    return table(SIBLINGS, _rows(case, _minutes_home(case, halts)))


def _minutes_home(case: Case, halts: Halts) -> dict[str, float]:
    """School id → mean minutes from dismissal until an afternoon rider is home, of ten riders or more."""
    afternoons, found = halts.of("pm"), {}
    for row in np.unique(afternoons.school).tolist():
        own, school = afternoons.only(afternoons.school == row), case.district.schools[row]
        home = own.mean(own.minute)
        if home is not None and own.total >= FEWEST:
            found[school.id] = home - dismissal(school, case.scenario, case.plan.bells[school.id])
    return found


def _rows(case: Case, home: dict[str, float]) -> Iterator[dict[str, Any]]:
    for school in case.district.schools:
        if school.level == "elementary":
            link, older_schools = _older(case, school)
            for older in older_schools:
                if older.id in home:
                    yield _row(case, school, older, link, home[older.id])


def _older(case: Case, school: School) -> tuple[str, list[School]]:
    """Where older siblings go: the feeder schools, else the area's secondary schools with a boundary."""
    feeders = [id_ for id_ in (school.feeder_middle, school.feeder_high) if id_ in case.district.school_index]
    if feeders:
        return "feeder", [case.district.school(id_) for id_ in dict.fromkeys(feeders)]
    same_area = [
        other
        for other in case.district.schools
        if school.area and other.area == school.area and other.level in SECONDARY and not other.option
    ]
    return "area", same_area


def _row(case: Case, school: School, older: School, link: str, way_home: float) -> dict[str, Any]:
    bells = case.plan.bells

    def gap(bell: int | None, older_bell: int | None) -> float | None:
        if bell is None or older_bell is None:
            return None
        out, older_out = dismissal(school, case.scenario, bell), dismissal(older, case.scenario, older_bell)
        return older_out + way_home - out

    out = dismissal(school, case.scenario, bells[school.id])
    older_out = dismissal(older, case.scenario, bells[older.id])
    return {
        "school_id": school.id,
        "name": school.name,
        "students": school.students if school.students >= FEWEST else None,
        "older_school_id": older.id,
        "older_name": older.name,
        "link": link,
        "dismissal": out,
        "older_home": round(older_out + way_home),
        "gap": gap(bells[school.id], bells[older.id]),
        "gap_today": gap(school.bell_today, older.bell_today),
    }


def sibling_figures(siblings: pd.DataFrame, schools: pd.DataFrame) -> dict[str, FigureValue]:
    """Mean gap until the first older sibling is home, and the share who find one there."""
    students_of = schools.set_index("school_id")["students"]
    found: dict[str, FigureValue] = {}
    for suffix in ("", "_today"):
        known = siblings[siblings[f"gap{suffix}"].notna()]
        # One row per elementary school: its first older sibling home.
        first = known.sort_values(f"gap{suffix}", kind="stable").drop_duplicates("school_id")
        gap, students = first[f"gap{suffix}"], first["school_id"].map(students_of)
        found[f"sibling_gap{suffix}"] = student_mean(gap, students)
        found[f"sibling_home_first_share{suffix}"] = student_mean(gap <= 0, students)
    return found
