"""Ladder A: a matching on Chen's published runs needs exactly the published buses, in all 32 cases."""

import csv
from pathlib import Path

import pytest

from optimizer.park import ParkInstance, build_problem, early_bells, read_park
from optimizer.routing.joint.instance import Run, build_run
from optimizer.routing.joint.matching import match_runs

PARK = Path(__file__).parents[3] / "shared" / "benchmarks" / "park"
CASES = [(f"{kind}{n:02d}", ride) for ride in (2700, 5400) for kind in ("RSRB", "CSCB") for n in range(1, 9)]

pytestmark = pytest.mark.skipif(
    not PARK.is_dir(), reason="the published instances are not beside the project"
)


def read_chen(instance: ParkInstance, ride: int) -> list[tuple[str, tuple[str, ...]]]:
    """School and stops of every run: a row of the file is a number, nine figures, then the stops."""
    path = PARK / "chen_routes" / f"{instance.name[:4]}{ride}" / f"SBRP_{instance.name}.txt"
    rows = [line.split() for line in path.read_text("utf-8").splitlines()]
    first = 1 + next(k for k, row in enumerate(rows) if row and row[0] == "NODE_COORD_SECTION")
    runs = [row for row in rows[first:] if len(row) > 9 and row[0] != "0"]
    return [(row[7], tuple(row[10:])) for row in runs]


def published(name: str, ride: int) -> int:
    with (PARK / "pnas-tableS1.csv").open(encoding="utf-8", newline="") as file:
        return next(
            int(row["buses"])
            for row in csv.DictReader(file)
            if (row["benchmark"], row["exp_name"], float(row["max_riding_time"])) == (name, "Chen", ride)
        )


@pytest.mark.parametrize(("name", "ride"), CASES)
def test_chen(name: str, ride: int) -> None:
    instance = read_park(PARK / "instances" / name)
    problem = build_problem(instance, ride, "strict", early_bells(instance))
    number = {school.school_id: s for s, school in enumerate(instance.schools)}
    runs: list[Run] = []
    for school_id, stops in read_chen(instance, ride):
        ids = instance.schools[number[school_id]].stop_ids
        runs.append(build_run(problem, number[school_id], tuple(ids.index(stop) for stop in stops)))
    assert sum(len(run.stops) for run in runs) == problem.stop_count
    assert match_runs(problem, runs).buses == published(name, ride)
