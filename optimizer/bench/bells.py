"""``belltime bench bells``: our solver and its rivals on the same problems, in one run, on one machine."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.bench.chen import chen_problem, chen_totals
from optimizer.bench.generated import generate
from optimizer.bench.rivals import METHODS, Attempt
from optimizer.errors import Fault, refuse_if_any
from optimizer.problem import Problem

SIZES = (25, 60, 150, 400, 1000)
# Seconds that each size has in the protocol, on two cores.
SECONDS = {25: 60, 60: 180, 150: 600, 400: 1800, 1000: 3600}
JEFFCO = ("jeffco-2023-24", "task-force-2020", "three-bells", "mountain-apart")
GAPS = (0.10, 0.05, 0.02)
# The bound of the others would hold only for their own, narrower rules.
OURS = "belltime"


@dataclass(frozen=True)
class BenchCase:
    """A named problem, made where it is solved, and the seconds that the protocol gives it."""

    name: str
    seconds: float
    make: Callable[..., Problem]
    words: tuple[Any, ...]


def generated_cases(seed: int) -> Iterator[BenchCase]:
    """Generated districts of 25 to 1,000 schools."""
    for size in SIZES:
        yield BenchCase(f"generated-{size}", SECONDS[size], _generated, (size, seed))


def _generated(size: int, seed: int) -> Problem:
    return generate(size, seed)[0]


def jeffco_cases(scenarios: Path) -> Iterator[BenchCase]:
    """The shipped Jeffco scenarios, where the project's folder holds them."""
    for name in JEFFCO:
        if (scenarios / f"{name}.toml").exists():
            yield BenchCase(name, SECONDS[150], _shipped, (str(scenarios / f"{name}.toml"),))


def _shipped(path: str) -> Problem:
    from optimizer.planning import load  # noqa: PLC0415 - only the child that solves it needs the hall

    return load(path).problem


def park_cases(instances: Path) -> Iterator[BenchCase]:
    """Ladder B: bells anywhere in the window on Chen's published runs, both ride limits."""
    for ride in (2700, 5400):
        for folder in sorted(path for path in instances.iterdir() if path.is_dir()):
            yield BenchCase(f"B-{ride}-{folder.name}", 60, chen_problem, (str(folder), ride))


def bench_bells(
    *,
    names: Sequence[str] = (),
    methods: Sequence[str] = (),
    seconds: float | None = None,
    seed: int = 1,
    instances: Path | None = None,
    scenarios: Path = Path("scenarios"),
    json_file: Path | None = None,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> list[dict[str, Any]]:
    """Run every method on every case and return a row for each.

    Parameters
    ----------
    names, methods
        the cases and methods to run; all when empty. A name may be a beginning, such as ``B-2700``.
    seconds
        limit of each method on each case, instead of the protocol's.
    json_file
        written again after every row, so that a long benchmark can be read while it runs; rows of other
        cases and methods that it held before stay.

    Returns
    -------
    list of dict
        ``case, schools, runs, method, buses, bound, ratio, limit, seconds, to_10, to_5, to_2, peak_mb, seed,
        note, found_at, bound_at``. Bounds are ours, for all methods; ``to_10`` is when the method was first
        within 10 % of our bound; ``found_at`` and ``bound_at`` are pairs of seconds and buses.
    """
    cases = [*generated_cases(seed), *jeffco_cases(scenarios)]
    cases += list(park_cases(instances)) if instances is not None else []
    _refuse_unknown(names, cases, methods)
    rows: list[dict[str, Any]] = []
    for case in cases:
        if names and not any(case.name.startswith(name) for name in names):
            continue
        bound: int | None = None
        for method in methods or list(METHODS):
            measured = _in_a_child(case, method, case.seconds if seconds is None else seconds, seed)
            if method == OURS:
                bound = measured.attempt.bound
            rows.append(_row(case.name, method, measured, bound, seed))
            if progress is not None:
                progress(rows[-1])
            if json_file is not None:
                _keep(json_file, rows)
    return rows


def _keep(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, beside those that the file holds of other cases and methods."""
    held = json.loads(file.read_text("utf-8")) if file.exists() else []
    new = {(row["case"], row["method"]) for row in rows}
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = [row for row in held if (row["case"], row["method"]) not in new]
    lines = ",\n".join(json.dumps(row) for row in [*kept, *rows])
    file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _refuse_unknown(names: Sequence[str], cases: Sequence[BenchCase], methods: Sequence[str]) -> None:
    known = ", ".join(case.name for case in cases)
    refuse_if_any(
        [
            Fault("--names", "is no case", value=name, remedy=f"Cases: {known}.")
            for name in names
            if not any(case.name.startswith(name) for case in cases)
        ]
        + [
            Fault("--methods", "is no method", value=method, remedy=f"Methods: {', '.join(METHODS)}.")
            for method in methods
            if method not in METHODS
        ]
    )


@dataclass(frozen=True)
class Measured:
    """One attempt with what it took: its limit and its seconds, megabytes, and the size of the problem."""

    attempt: Attempt
    limit: float
    seconds: float
    peak_mb: int | None
    schools: int
    runs: int


def _in_a_child(case: BenchCase, method: str, seconds: float, seed: int) -> Measured:
    """Run in a fresh process, so that the peak of memory is the method's own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measure, (case, method, seconds, seed))


def _measure(case: BenchCase, method: str, seconds: float, seed: int) -> Measured:
    problem = case.make(*case.words)
    begin = time.monotonic()
    attempt = METHODS[method](problem, seconds, seed)
    took = round(time.monotonic() - begin, 1)
    runs = sum(half.runs for half in problem.halves)
    return Measured(attempt, seconds, took, peak_megabytes(), len(problem.school_ids), runs)


def peak_megabytes() -> int | None:
    """Most memory that this process has held, ``None`` where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has no such module

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def _row(case: str, method: str, measured: Measured, bound: int | None, seed: int) -> dict[str, Any]:
    attempt = measured.attempt
    ratio = attempt.buses / bound if attempt.buses and bound else None
    return {
        "case": case,
        "schools": measured.schools,
        "runs": measured.runs,
        "method": method,
        "buses": attempt.buses,
        "bound": bound,
        "ratio": None if ratio is None else round(ratio, 4),
        "limit": measured.limit,
        "seconds": measured.seconds,
        **{f"to_{round(100 * gap)}": _reached(attempt, bound, gap) for gap in GAPS},
        "peak_mb": measured.peak_mb,
        "seed": seed,
        "note": attempt.note,
        "found_at": [list(one) for one in attempt.trace],
        "bound_at": [list(one) for one in attempt.bounds],
    }


def _reached(attempt: Attempt, bound: int | None, gap: float) -> float | None:
    if bound is None:
        return None
    return next((round(at, 1) for at, buses in attempt.trace if buses <= (1 + gap) * bound), None)


def as_markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Spell rows as a table, one line for each case and method."""
    head = [
        "case",
        "method",
        "buses",
        "bound",
        "ratio",
        "seconds",
        "to_10",
        "to_5",
        "to_2",
        "peak_mb",
        "note",
    ]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += [
        "| " + " | ".join("" if row[key] is None else str(row[key]) for key in head) + " |" for row in rows
    ]
    totals = chen_totals(rows)
    return "\n".join([*lines, *totals]) + "\n"
