"""Ladder B of the Park instances: Chen's published runs, and bells anywhere in their windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.district import Level, Period
from optimizer.park import (
    STOP_SECONDS,
    STUDENT_SECONDS,
    UNLOAD_SECONDS,
    ParkSchool,
    read_park,
    travel_seconds,
)
from optimizer.problem import FloatArray, HalfDay, IntArray, PriceBook, Problem, StageAim

# Columns of a run: the school is the eighth, its stops follow from the eleventh, in driving order.
SCHOOL, FIRST_STOP = 7, 10
FREE = PriceBook(0, 0, 0, 0, 0, 0, 0, 0)


def chen_problem(folder: str, ride: int) -> Problem:
    """Problem of one instance (``.../instances/NAME``) on Chen's runs for a ride limit in seconds.

    Bells lie on a one-minute grid, so a connection's seconds rounded up to whole minutes lose nothing. A
    run's time is computed from its stops: the file's own column of service times holds an unloading that
    depends on the load, and with it 4 or 15 of the 32 published counts are missed. The afternoon is empty:
    the instances know mornings only.
    """
    instance = read_park(Path(folder))
    index = {school.school_id: i for i, school in enumerate(instance.schools)}
    places = np.array([school.place for school in instance.schools])
    runs = read_chen_runs(Path(folder).parents[1] / "chen_routes", instance.name, ride)
    timed = [_time_run(instance.schools[index[school]], stops) for school, stops in runs]
    first = np.array([place for place, _ in timed])
    seconds = travel_seconds(places, first) + np.array([took for _, took in timed]) + UNLOAD_SECONDS
    need = np.ceil(seconds / 60 - 1e-9).astype(np.int32)
    school_of_run = np.array([index[school] for school, _ in runs], dtype=np.int32)
    windows = [(school.bell_early // 60, school.bell_late // 60) for school in instance.schools]
    schools = len(instance.schools)
    level: Level = "elementary"
    return Problem(
        name=f"{instance.name}-{ride}",
        school_ids=tuple(index),
        levels=(level,) * schools,
        areas=("",) * schools,
        choices=tuple(tuple(range(early, late + 1)) for early, late in windows),
        group_of=np.arange(schools, dtype=np.int32),
        day=np.zeros(schools, dtype=np.int32),
        today=np.array([early for early, _ in windows], dtype=np.int32),
        students=np.zeros(schools, dtype=np.int32),
        secondary=np.zeros(schools, dtype=bool),
        elementary=np.ones(schools, dtype=bool),
        yard_ids=("yard",),
        yard_buses=(None,),
        am=_half("am", need[None], school_of_run),
        pm=_half("pm", np.zeros((1, schools, 0), dtype=np.int32), school_of_run[:0]),
        prices=FREE,
        stages=(StageAim("buses"),),
    )


def read_chen_runs(folder: Path, name: str, ride: int) -> list[tuple[str, list[str]]]:
    """Chen's runs of one instance: the school, and its stops in driving order."""
    text = (folder / f"{name[:4]}{ride}" / f"SBRP_{name}.txt").read_text("utf-8")
    rows = [row.split() for row in text.split("NODE_COORD_SECTION")[-1].splitlines()]
    return [(row[SCHOOL], row[FIRST_STOP:]) for row in rows if len(row) > FIRST_STOP]


def _time_run(school: ParkSchool, stops: Sequence[str]) -> tuple[FloatArray, float]:
    """Where a run begins, and its seconds from the first boarding to the school."""
    rows = [school.stop_ids.index(stop) for stop in stops]
    places = np.vstack([school.stop_places[rows], school.place])
    legs = np.diagonal(travel_seconds(places[:-1], places[1:])).sum()
    boarding = (STOP_SECONDS + STUDENT_SECONDS * school.students[rows]).sum()
    return places[0], float(legs + boarding)


def _half(period: Period, need: IntArray, school_of_run: IntArray) -> HalfDay:
    schools, runs = need.shape[1:]
    nothing: FloatArray = np.zeros((1, 1, runs))
    return HalfDay(
        period=period,
        run_ids=tuple(f"{period}{r}" for r in range(runs)),
        school_of_run=school_of_run,
        riders=np.zeros(runs, dtype=np.int32),
        ride=nothing[0],
        need=need,
        live_miles=nothing[0, 0],
        deadhead_miles=np.zeros((schools, runs)),
        yard_run_minutes=nothing,
        yard_run_miles=nothing[0],
        yard_school_minutes=np.zeros((1, 1, schools)),
        yard_school_miles=np.zeros((1, schools)),
        lead=0,
        early=0,
        late=0,
        band_until=np.array([1440], dtype=np.int32),
        at_school=0.0,
    )


def chen_totals(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Totals of our rows over each complete half of ladder B, in words."""
    for ride in (2700, 5400):
        ours = [r for r in rows if r["case"].startswith(f"B-{ride}-") and r["method"] == "belltime"]
        if len(ours) == 16 and all(row["buses"] and row["bound"] for row in ours):
            buses, bound = sum(row["buses"] for row in ours), sum(row["bound"] for row in ours)
            yield f"\nLadder B, ride limit {ride} s: {buses} buses, bound {bound}."
