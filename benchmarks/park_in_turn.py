"""One after the other, strict rule: runs for the fewest buses at the earliest bells, then bells for them.

What choosing both together adds is the difference to ladder D, whose rows stand in benchmarks/results.

Usage: python benchmarks/park_in_turn.py INSTANCES ROWS.json [SECONDS [NAME ...]]
"""

import json
import sys
from pathlib import Path
from time import monotonic

from optimizer.bench.park import NAMES
from optimizer.park import MINUTE, build_problem, build_windows, early_bells, read_park
from optimizer.routing.joint.bells import choose_bells
from optimizer.routing.joint.compiling import compile_kernels
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.solve import solve_joint

RIDE, WORKERS, RUNS_SHARE = 2700, 2, 2 / 3


def solve_in_turn(folder, seconds):
    """Buses of the runs at the earliest bells, and with bells chosen for those runs."""
    began = monotonic()
    instance = read_park(folder)
    early = early_bells(instance)
    first = solve_joint(
        build_problem(instance, RIDE, "strict", early), RUNS_SHARE * seconds, seed=1, workers=WORKERS
    )
    windows = build_windows(instance, RIDE, "strict")
    left = seconds - (monotonic() - began)
    bells, runs = choose_bells(windows, first.plan.runs, early // MINUTE, left, seed=1, workers=WORKERS)
    after = match_runs(windows.at(bells), runs).buses
    taken = round(monotonic() - began, 1)
    return {
        "instance": instance.name,
        "ride": RIDE,
        "first": first.plan.buses,
        "in_turn": after,
        "seconds": taken,
    }


if __name__ == "__main__":
    instances, rows_file = Path(sys.argv[1]), Path(sys.argv[2])
    limit = float(sys.argv[3]) if len(sys.argv) > 3 else 90.0
    compile_kernels()
    rows = []
    for name in sys.argv[4:] or NAMES:
        rows.append(solve_in_turn(instances / name, limit))
        print(rows[-1], flush=True)
        rows_file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print("sum:", sum(row["first"] for row in rows), "then", sum(row["in_turn"] for row in rows))
