"""An instance posed as the joint choice of runs and connections, with the bells known or free."""

from __future__ import annotations

from typing import Literal

import numpy as np

from optimizer.park.instance import (
    MINUTE,
    SEATS,
    STOP_SECONDS,
    STUDENT_SECONDS,
    UNLOAD_SECONDS,
    ParkInstance,
    ParkSchool,
    deadheads,
    early_bells,
    travel_seconds,
)
from optimizer.routing.joint.bells import BellWindows
from optimizer.routing.joint.instance import IntArray, JointProblem, SchoolStops

Rule = Literal["bird", "strict"]
"""Ride rule: BiRD leaves a stop's own boarding out of its ride; Park, Tae and Kim count it (strict)."""


def build_problem(instance: ParkInstance, ride: float, rule: Rule, bells: IntArray) -> JointProblem:
    """The joint choice of runs and connections once the bells are known."""
    schools = tuple(_build_stops(school, ride, rule) for school in instance.schools)
    drives = deadheads(instance)
    reach = tuple(
        bells[s] - UNLOAD_SECONDS - bells[:, None].astype(np.float64) - drive
        for s, drive in enumerate(drives)
    )
    return JointProblem(schools, reach)


def build_windows(instance: ParkInstance, ride: float, rule: Rule) -> BellWindows:
    """The joint choice of runs, connections and bells on a one-minute grid from AMEARLY to AMLATE."""
    return BellWindows(
        schools=tuple(_build_stops(school, ride, rule) for school in instance.schools),
        gap=tuple(drive + UNLOAD_SECONDS for drive in deadheads(instance)),
        earliest=early_bells(instance) // MINUTE,
        latest=np.array([school.bell_late for school in instance.schools], dtype=np.int64) // MINUTE,
        step=float(MINUTE),
    )


def _build_stops(school: ParkSchool, ride: float, rule: Rule) -> SchoolStops:
    return SchoolStops(
        name=school.school_id,
        stops=school.stop_ids,
        load=school.students,
        board=STOP_SECONDS + STUDENT_SECONDS * school.students.astype(np.float64),
        drive=travel_seconds(school.stop_places, school.stop_places),
        to_school=travel_seconds(school.stop_places, school.place[None, :])[:, 0],
        ride_limit=np.full(len(school.stop_ids), float(ride)),
        seats=SEATS,
        counts_own_boarding=rule == "strict",
    )
