"""Check plans of the Park benchmark from the raw instance; shares no code with the solver.

Usage: python benchmarks/park_check.py INSTANCES PLAN.csv [PLAN.csv ...]

The name of a plan tells its case, ``RSRB01-2700-bird-fixed.csv``. Every figure is computed again from
``Schools.txt`` and ``Stops.txt``: who is served, seats, both ride rules, arrivals, bells, connections, buses.
"""

import csv
import sys
from itertools import pairwise
from pathlib import Path

FEET_PER_SECOND = 29.3333
SEATS = 66
LEAD = 154.4
TOLERANCE = 1e-5


def read_tab(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read_comma(path):
    if not Path(path).is_file():
        return []
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clock(hhmm):
    return 60 * (60 * (int(hhmm) // 100) + int(hhmm) % 100)


def drive(a, b):
    return (abs(a[0] - b[0]) + abs(a[1] - b[1])) / FEET_PER_SECOND


class Instance:
    def __init__(self, folder):
        schools, stops = read_tab(folder / "Schools.txt"), read_tab(folder / "Stops.txt")
        self.school_at = {row["ID"]: (float(row["X"]), float(row["Y"])) for row in schools}
        self.window = {row["ID"]: (clock(row["AMEARLY"]), clock(row["AMLATE"])) for row in schools}
        self.stop_at = {row["ID"]: (float(row["X_COORD"]), float(row["Y_COORD"])) for row in stops}
        self.school_of = {row["ID"]: row["EP_ID"] for row in stops}
        self.riders = {row["ID"]: int(row["STUDENT_COUNT"]) for row in stops}


def rides(instance, stops, school):
    """For each stop: seconds from the start of boarding there to the school, and its own boarding."""
    at = 0.0
    place = instance.school_at[school]
    found = []
    for stop in reversed(stops):
        boarding = 19 + 2.6 * instance.riders[stop]
        at += drive(instance.stop_at[stop], place) + boarding
        found.append((at, boarding))
        place = instance.stop_at[stop]
    return found[::-1]


def check_run(instance, row, ride, rule, bells):
    """Faults of one run by itself, and its service time."""
    stops, school = row["stops"].split(), row["school_id"]
    name = f"bus {row['bus']}, run {row['order']}"
    faults = []
    if not stops:
        return [f"{name}: no stops"], 0.0
    if any(instance.school_of.get(stop) != school for stop in stops):
        return [f"{name}: a stop of another school"], 0.0
    if sum(instance.riders[stop] for stop in stops) > SEATS:
        faults.append(f"{name}: more riders than seats")
    times = rides(instance, stops, school)
    longest = max(time - (boarding if rule == "bird" else 0.0) for time, boarding in times)
    if longest > ride + TOLERANCE:
        faults.append(f"{name}: a ride of {longest:.1f} s")
    bell = clock(row["bell"])
    early, late = instance.window[school]
    if not early <= bell <= (early if bells == "fixed" else late):
        faults.append(f"{name}: bell {row['bell']} outside its window")
    if abs(float(row["arrival"]) - (bell - LEAD)) > 0.051:
        faults.append(f"{name}: arrival {row['arrival']} is not {LEAD} s before the bell")
    return faults, times[0][0]


def check_connections(instance, rows, service):
    """Faults between consecutive runs of each bus."""
    faults = []
    buses = {}
    for k, row in enumerate(rows):
        buses.setdefault(row["bus"], []).append(k)
    for bus, numbers in buses.items():
        if [int(rows[k]["order"]) for k in numbers] != list(range(1, len(numbers) + 1)):
            faults.append(f"bus {bus}: its runs are not numbered 1, 2, 3 …")
        for a, b in pairwise(numbers):
            first, then = rows[a], rows[b]
            free = clock(first["bell"])
            start = clock(then["bell"]) - LEAD - service[b]
            deadhead = drive(
                instance.school_at[first["school_id"]], instance.stop_at[then["stops"].split()[0]]
            )
            if first["school_id"] == then["school_id"] or free + deadhead > start + TOLERANCE:
                faults.append(f"bus {bus}: run {then['order']} cannot follow in time")
    return faults


def check_riders(instance, rows, unserved):
    """Each stop with riders is on one run or listed as unserved; no rider is lost or carried twice."""
    listed = [stop for row in rows for stop in row["stops"].split()] + [row["stop_id"] for row in unserved]
    faults = [f"stop {stop}: appears twice" for stop in {stop for stop in listed if listed.count(stop) > 1}]
    missing = {stop for stop, riders in instance.riders.items() if riders > 0} - set(listed)
    return faults + [f"stop {stop}: not served" for stop in sorted(missing)]


def check_unserved(instance, unserved, ride, rule):
    """A stop may be left out only when no run of its own could serve it."""
    faults = []
    for row in unserved:
        stop = row["stop_id"]
        time, boarding = rides(instance, [stop], instance.school_of[stop])[0]
        too_far = time - (boarding if rule == "bird" else 0.0) > ride - TOLERANCE
        if not too_far and instance.riders[stop] <= SEATS:
            faults.append(f"stop {stop}: left out although a run could serve it")
    return faults


def check_bells(rows):
    bells = {}
    for row in rows:
        bells.setdefault(row["school_id"], set()).add(row["bell"])
    return [f"school {school}: several bells" for school, heard in bells.items() if len(heard) > 1]


def check_plan(instances, plan):
    """Buses of a plan and everything wrong with it."""
    name, ride, rule, bells = Path(plan).stem.split("-")
    instance = Instance(Path(instances) / name)
    rows = read_comma(plan)
    unserved = read_comma(Path(plan).with_name(f"{Path(plan).stem}-unserved.csv"))
    checked = [check_run(instance, row, float(ride), rule, bells) for row in rows]
    faults = [fault for found, _ in checked for fault in found]
    if not faults:
        faults += check_connections(instance, rows, [service for _, service in checked])
    faults += check_riders(instance, rows, unserved) + check_unserved(instance, unserved, float(ride), rule)
    return len({row["bus"] for row in rows}), faults + check_bells(rows)


def main(arguments):
    worst = 0
    for plan in arguments[1:]:
        if plan.endswith("-unserved.csv"):
            continue
        buses, faults = check_plan(arguments[0], plan)
        worst = max(worst, int(bool(faults)))
        print(f"{Path(plan).stem}: {buses} buses, {len(faults)} faults")
        for fault in faults[:20]:
            print(f"  {fault}")
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
