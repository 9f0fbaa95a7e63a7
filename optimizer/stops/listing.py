"""Which student waits where: a list for the planner, written beside students.csv and nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

from optimizer.stops.outcomes import StopChoice
from optimizer.stops.reasons import Reason

FILE = "students-at-stops.csv"


def write_student_list(choice: StopChoice, folder: Path) -> Path:
    """Write student_id, school_id, stop_id and why there is none, into the folder of the tables."""
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("student_id", "school_id", "stop_id", "reason"))
        for school in choice.schools:
            for student_id, found in school.outcome.items():
                reason = found.value if isinstance(found, Reason) else ""
                writer.writerow((student_id, school.school_id, "" if reason else found, reason))
    return path
