"""Instances of Park, Tae and Kim (2012): many schools, single load, as BiRD (PNAS 2019) ran them.

Coordinates are feet, distance is Manhattan, a bus drives 20 mph. Boarding takes 19 s per stop and 2.6 s per
student; a bus has 66 seats, arrives 154.4 s before the bell and has unloaded when it rings.
"""

from optimizer.park.instance import (
    MINUTE,
    STOP_SECONDS,
    STUDENT_SECONDS,
    UNLOAD_SECONDS,
    ParkInstance,
    ParkSchool,
    deadheads,
    early_bells,
    travel_seconds,
)
from optimizer.park.posing import Rule, build_problem, build_windows
from optimizer.park.reading import read_park, read_parks

__all__ = [
    "MINUTE",
    "STOP_SECONDS",
    "STUDENT_SECONDS",
    "UNLOAD_SECONDS",
    "ParkInstance",
    "ParkSchool",
    "Rule",
    "build_problem",
    "build_windows",
    "deadheads",
    "early_bells",
    "read_park",
    "read_parks",
    "travel_seconds",
]
