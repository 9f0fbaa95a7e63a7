"""The published benchmark of school-bus routing: the 16 instances of Park, Tae and Kim (2012)."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from os import times
from pathlib import Path
from typing import Literal

from optimizer.park import (
    MINUTE,
    UNLOAD_SECONDS,
    ParkInstance,
    Rule,
    build_problem,
    build_windows,
    early_bells,
    read_parks,
)
from optimizer.routing.joint.alternate import solve_windows
from optimizer.routing.joint.compiling import compile_kernels
from optimizer.routing.joint.instance import YARD, IntArray, JointPlan
from optimizer.routing.joint.solve import JointResult, solve_joint
from optimizer.routing.joint.stages import Progress

Bells = Literal["fixed", "window"]

NAMES = tuple(f"{kind}{number:02d}" for kind in ("RSRB", "CSCB") for number in range(1, 9))
PUBLISHED = {"one": "one", "Chen": "chen", "many": "bird", "combined": "bird_chen"}
"""Experiments in the supplement of the PNAS paper (table S1) and the columns they become here."""

PARK_MIXED = {
    2700: (30, 29, 56, 59, 98, 89, 154, 157, 30, 30, 55, 62, 116, 120, 175, 175),
    5400: (27, 23, 47, 46, 79, 72, 134, 142, 24, 22, 41, 43, 97, 102, 133, 141),
}
"""Buses of Park, Tae and Kim (2012): mixed loads, bells anywhere in their windows; ordered as ``NAMES``."""

PLAN_COLUMNS = ("bus", "order", "school_id", "bell", "arrival", "service_seconds", "riders", "stops")
UNSERVED_COLUMNS = ("stop_id", "school_id", "riders", "reason")


def bench_park(
    instances: Path, names: Sequence[str], ride: int, rule: Rule, bells: Bells, seconds: float, seed: int = 1,
    json_file: Path | None = None, out_dir: Path | None = None, progress: Progress = lambda _: None,
    workers: int = 1,
) -> list[dict[str, object]]:  # fmt: skip
    """Solve the named instances and set the buses beside the proven bound and the published counts.

    Parameters
    ----------
    instances
        Folder that holds one folder per instance, with ``pnas-tableS1.csv`` beside it if the published counts
        are wanted.
    ride
        Longest ride in seconds; the literature has 2700 and 5400.
    seconds
        Time for each instance, plan and bound together.
    workers
        Processes for each instance: one proves, and then looks for plans as the others do all the time.
    json_file, out_dir
        Where the rows and the plans go, rewritten after every instance.

    Raises
    ------
    InputError
        With every fault of the named instances, before any is solved.
    """
    chosen = read_parks(instances, names)
    compile_kernels()
    published = read_published(instances.parent / "pnas-tableS1.csv")
    rows: list[dict[str, object]] = []
    for name, instance in zip(names, chosen, strict=True):
        worked = _processor_seconds()
        result, at = _solve(instance, ride, rule, bells, seconds, seed, progress, workers)
        worked = round(_processor_seconds() - worked, 1)
        taken = {"workers": workers, "processor_seconds": worked, "peak_mb": _peak_mb(workers)}
        rows.append({**_build_row(instance, ride, rule, bells, result, published), **taken})
        progress(f"{name}: {result.plan.buses} buses, at least {result.bound}")
        if out_dir is not None:
            write_plan(out_dir, f"{name}-{ride}-{rule}-{bells}", instance, at, result)
        if json_file is not None:
            json_file.parent.mkdir(parents=True, exist_ok=True)
            json_file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8", newline="\n")
    return rows


def read_published(path: Path) -> dict[tuple[str, int, str], int]:
    """Published buses by instance, ride limit and our column name; empty without the file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["benchmark"], int(float(row["max_riding_time"])), PUBLISHED[row["exp_name"]]): int(
                row["buses"]
            )
            for row in csv.DictReader(file)
            if row["exp_name"] in PUBLISHED
        }


def write_plan(folder: Path, name: str, instance: ParkInstance, bells: IntArray, result: JointResult) -> None:
    """Write the runs bus by bus, and the stops no run may serve, as two tables."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_table(folder / f"{name}.csv", PLAN_COLUMNS, _plan_rows(instance, bells, result.plan))
    unserved = [
        (
            instance.schools[u.school].stop_ids[u.stop],
            instance.schools[u.school].school_id,
            u.riders,
            u.reason,
        )
        for u in result.unserved
    ]
    _write_table(folder / f"{name}-unserved.csv", UNSERVED_COLUMNS, unserved)


def _solve(
    instance: ParkInstance, ride: int, rule: Rule, bells: Bells, seconds: float, seed: int,
    progress: Progress, workers: int,
) -> tuple[JointResult, IntArray]:  # fmt: skip
    """The result and the bells in minutes past midnight."""
    if bells == "fixed":
        early = early_bells(instance)
        problem = build_problem(instance, ride, rule, early)
        return solve_joint(problem, seconds, seed, progress, workers=workers), early // MINUTE
    found = solve_windows(build_windows(instance, ride, rule), seconds, seed, progress, workers)
    return found.joint, found.bells


def _build_row(
    instance: ParkInstance, ride: int, rule: Rule, bells: Bells, result: JointResult,
    published: dict[tuple[str, int, str], int],
) -> dict[str, object]:  # fmt: skip
    name = instance.name
    mixed = PARK_MIXED[ride][NAMES.index(name)] if ride in PARK_MIXED and name in NAMES else None
    return {
        "instance": name,
        "ride": ride,
        "rule": rule,
        "bells": bells,
        "buses": result.plan.buses,
        "bound": result.bound,
        "seconds": round(result.seconds, 1),
        "found_at": round(result.found_at, 1),
        "runs": len(result.plan.runs),
        "unserved": len(result.unserved),
        **{column: published.get((name, ride, column)) for column in PUBLISHED.values()},
        "park_mixed": mixed,
    }


def _plan_rows(instance: ParkInstance, bells: IntArray, plan: JointPlan) -> list[tuple[object, ...]]:
    after = {before: r for r, before in enumerate(plan.before) if before != YARD}
    firsts = [r for r, before in enumerate(plan.before) if before == YARD]
    rows: list[tuple[object, ...]] = []
    for bus, first in enumerate(firsts, start=1):
        r: int | None = first
        order = 0
        while r is not None:
            order += 1
            run = plan.runs[r]
            school = instance.schools[run.school]
            bell = int(bells[run.school])
            riders = int(school.students[list(run.stops)].sum())
            stops = " ".join(school.stop_ids[stop] for stop in run.stops)
            clock = f"{bell // 60:02d}{bell % 60:02d}"
            arrival = f"{bell * MINUTE - UNLOAD_SECONDS:.1f}"
            rows.append((bus, order, school.school_id, clock, arrival, f"{run.service:.3f}", riders, stops))
            r = after.get(r)
    return rows


def _write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _processor_seconds() -> float:
    """Processor time of this process and of its helpers that have ended (on Windows its own only)."""
    return sum(times()[:4])


def _peak_mb(workers: int) -> float | None:
    """Most memory that this process has held so far and, for each helper, the largest; unknown on Windows."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415  (absent on Windows)

    own, helper = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return round((own + (workers - 1) * helper) / (1e6 if sys.platform == "darwin" else 1e3), 1)
