"""Runs of one school: ours beside PyVRP, VROOM and OR-Tools, same rules, same seconds (benchmarks/peers.md).

Needs the extra ``bench``. Writes one row per school as CSV and prints the table:

    python benchmarks/peers.py jeffco scenarios/jeffco-2023-24.toml --seconds 2 --csv peers-jeffco.csv
    python benchmarks/peers.py park PATH/RSRB05 --seconds 2 --csv peers-rsrb05.csv
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
import pyvrp
import pyvrp.stop
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.district import Visit
from optimizer.park import read_park, travel_seconds
from optimizer.roads import build_travel
from optimizer.routing.calls import Calls, Order, build_calls
from optimizer.routing.finding import find_runs
from optimizer.scenario_files import read_scenario
from optimizer.tables import read_district

RIDE_SECONDS, SEATS, STOP_SECONDS, STUDENT_SECONDS = 2700, 66, 19.0, 2.6
UNITS = 1000
"""Whole-number units in a minute: the peers count in whole numbers."""
RUN_PRICE = 1000
"""Minutes that one run more is worth to a peer: more than any school's driving saves."""
ROUNDS = 1_000_000
"""More rounds of our search than the seconds allow."""
SLIP = 0.1
"""Minutes that a peer's ride may exceed its limit by rounding; ours may not exceed it at all."""

Peer = Callable[[Calls, float], list[Order]]
Row = dict[str, object]


def jeffco(path: Path) -> Iterator[tuple[str, Calls]]:
    """The morning of every school of a scenario."""
    resolved = read_scenario(path, ())
    district, scenario = read_district(resolved.district_folder), resolved.scenario
    travel = build_travel(scenario.travel, resolved.district_folder, resolved.folder)
    for school in district.schools:
        stops = tuple(stop for stop in district.stops_of[school.id] if stop.riders("am") > 0)
        if stops:
            yield school.id, build_calls(school, stops, "am", scenario, travel)


def park(folder: Path) -> Iterator[tuple[str, Calls]]:
    """Every school of one of Park's instances, bird rule: a stop's own boarding is no part of its ride."""
    for school in read_park(folder).schools:
        if len(school.stop_ids) == 0:
            continue
        places = np.vstack((school.stop_places, school.place[None, :]))
        drive = travel_seconds(places, places) / 60
        riders = [int(count) for count in school.students]
        yield (
            school.school_id,
            Calls(
                visits=tuple(Visit(stop, count) for stop, count in zip(school.stop_ids, riders, strict=True)),
                drive=[*drive.tolist(), [0.0] * len(places)],
                dwell=[(STOP_SECONDS + STUDENT_SECONDS * count) / 60 for count in riders],
                limit=[RIDE_SECONDS / 60] * len(riders),
                riders=riders,
                capacity=SEATS,
            ),
        )


def ours(calls: Calls, seconds: float, runs: int = 0) -> list[Order]:
    """The product's own search, more rounds of it while the seconds last; ``runs`` are few enough."""
    return find_runs(calls, rounds=ROUNDS, seconds=seconds, fewest=runs)


def legs(calls: Calls) -> np.ndarray:
    """Driving outwards, as an afternoon: school first, then the calls; the way back is free."""
    n = len(calls.visits)
    out = np.zeros((n + 1, n + 1))
    out[0, 1:] = calls.matrix[:n, n]
    out[1:, 1:] = calls.matrix[:n, :n].T
    return np.floor(out * UNITS).astype(np.int64)


def by_pyvrp(calls: Calls, seconds: float) -> list[Order]:
    """PyVRP; a ride limit is the latest arrival of a bus that leaves the school at 0."""
    drive, n = legs(calls), len(calls.visits)
    model = pyvrp.Model()
    places = [model.add_location(0, 0) for _ in range(n + 1)]
    school = model.add_depot(places[0])
    model.add_vehicle_type(
        num_available=n, capacity=calls.capacity, start_depot=school, end_depot=school,
        fixed_cost=RUN_PRICE * UNITS, unit_duration_cost=0, unit_distance_cost=1,
    )  # fmt: skip
    for k in range(n):
        model.add_client(
            places[k + 1], delivery=calls.riders[k], service_duration=int(calls.dwell[k] * UNITS),
            tw_late=int(calls.limit[k] * UNITS),
        )  # fmt: skip
    for i, here in enumerate(places):
        for j, there in enumerate(places):
            if i != j:
                model.add_edge(here, there, distance=int(drive[i, j]), duration=int(drive[i, j]))
    found = model.solve(pyvrp.stop.MaxRuntime(seconds), seed=1, display=False).best
    return [[visit.idx for visit in route if visit.is_client()][::-1] for route in found.routes()]


def by_vroom(calls: Calls, _: float) -> list[Order]:
    """VROOM, open routes from the school, at its most thorough; it stops when it has nothing left to try."""
    problem, n = vroom.Input(), len(calls.visits)
    drive = legs(calls)
    problem.set_durations_matrix("car", drive.astype(np.uint32))
    buses = min(n, 2 * calls.fewest + 5)
    for bus in range(buses):
        problem.add_vehicle(
            vroom.Vehicle(
                bus + 1, start=0, capacity=[calls.capacity],
                time_window=vroom.TimeWindow(0, 10_000 * UNITS),
                costs=vroom.VehicleCosts(fixed=RUN_PRICE * UNITS, per_hour=3600),
            )
        )  # fmt: skip
    problem.add_job(
        [
            vroom.Job(
                k + 1, location=k + 1, delivery=[calls.riders[k]],
                default_service=int(calls.dwell[k] * UNITS),
                time_windows=[vroom.TimeWindow(0, int(calls.limit[k] * UNITS))],
            )
            for k in range(n)
        ]
    )  # fmt: skip
    found = problem.solve(exploration_level=5, nb_threads=1)
    steps = found.routes[found.routes["type"] == "job"]
    return [[int(k) - 1 for k in route["id"]][::-1] for _, route in steps.groupby("vehicle_id")]


def by_ortools(calls: Calls, seconds: float) -> list[Order]:
    """OR-Tools routing, guided local search from savings."""
    n, drive = len(calls.visits), legs(calls)
    buses = min(n, 2 * calls.fewest + 5)
    manager = pywrapcp.RoutingIndexManager(n + 1, buses, 0)
    routing = pywrapcp.RoutingModel(manager)
    cost = routing.RegisterTransitMatrix(drive.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(cost)
    routing.SetFixedCostOfAllVehicles(RUN_PRICE * UNITS)
    stay = np.array([0, *(int(minutes * UNITS) for minutes in calls.dwell)])
    ride = routing.RegisterTransitMatrix((drive + stay[:, None]).tolist())
    routing.AddDimension(ride, 0, 10_000 * UNITS, True, "ride")
    rides = routing.GetDimensionOrDie("ride")
    for k in range(n):
        rides.CumulVar(manager.NodeToIndex(k + 1)).SetMax(int(calls.limit[k] * UNITS))
    load = routing.RegisterUnaryTransitVector([0, *calls.riders])
    routing.AddDimension(load, 0, calls.capacity, True, "load")
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    options.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    options.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(options)
    return (
        [] if found is None else [run for bus in range(buses) if (run := _run(manager, routing, found, bus))]
    )


def _run(manager: object, routing: object, found: object, bus: int) -> Order:
    run, at = [], found.Value(routing.NextVar(routing.Start(bus)))
    while not routing.IsEnd(at):
        run.append(manager.IndexToNode(at) - 1)
        at = found.Value(routing.NextVar(at))
    return run[::-1]


PEERS: dict[str, Peer] = {"ours": ours, "PyVRP": by_pyvrp, "VROOM": by_vroom, "OR-Tools": by_ortools}


def value_of(calls: Calls, runs: list[Order]) -> tuple[int, float]:
    """Runs, then minutes of driving with riders."""
    return len(runs), sum(map(calls.minutes, runs))


def refusal(calls: Calls, runs: list[Order], slip: float) -> str:
    """Why an answer does not count, empty if it does; told from the stops alone."""
    if sorted(call for run in runs for call in run) != list(range(len(calls.visits))):
        return "a stop is missing"
    if any(calls.load(run) > calls.capacity for run in runs):
        return "a bus is too full"
    if any(calls.spare(run) < -slip for run in runs):
        return "a ride is too long"
    return ""


def measure(schools: Iterator[tuple[str, Calls]], seconds: float) -> list[Row]:
    """One row for each school and peer, and one of ours for every larger number of runs that a peer needs."""
    rows: list[Row] = []
    for name, calls in schools:
        answers = [_row(name, calls, by, partial(solve, calls, seconds)) for by, solve in PEERS.items()]
        counts = {int(str(row["runs"])) for row in answers if not row["refused"]}
        alike = [
            _row(name, calls, f"ours, {more} runs", partial(ours, calls, seconds, more))
            for more in sorted(counts)[1:]
        ]
        rows += [*answers, *alike]
    return rows


def _row(name: str, calls: Calls, by: str, solve: Callable[[], list[Order]]) -> Row:
    began = monotonic()
    runs = solve()
    took = monotonic() - began
    why = refusal(calls, runs, 1e-6 if by.startswith("ours") else SLIP)
    count, minutes = value_of(calls, runs)
    return {
        "school": name, "stops": len(calls.visits), "riders": sum(calls.riders),
        "fewest": calls.fewest, "by": by, "runs": "" if why else count,
        "minutes": "" if why else f"{minutes:.3f}", "seconds": f"{took:.2f}", "refused": why,
    }  # fmt: skip


def table(rows: list[Row]) -> str:
    """Totals of each peer over the schools that it answered, beside ours there with no more runs."""
    found = {(str(row["school"]), str(row["by"])): row for row in rows}
    schools = [school for school, by in found if by == "ours"]
    lines = [
        "| | schools | runs | ours | fewer than ours | more | minutes | ours | ours, as many runs | s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for peer in PEERS:
        theirs = [found[school, peer] for school in schools if not found[school, peer]["refused"]]
        mine = [found[str(row["school"]), "ours"] for row in theirs]
        alike = [
            found.get((str(row["school"]), f"ours, {row['runs']} runs"), own)
            for row, own in zip(theirs, mine, strict=True)
        ]
        apart = [_number(row, "runs") - _number(own, "runs") for row, own in zip(theirs, mine, strict=True)]
        lines.append(
            f"| {peer} | {len(theirs)} of {len(schools)} | {_total(theirs, 'runs'):.0f} "
            f"| {_total(mine, 'runs'):.0f} | {sum(more < 0 for more in apart)} "
            f"| {sum(more > 0 for more in apart)} | {_total(theirs, 'minutes'):,.1f} "
            f"| {_total(mine, 'minutes'):,.1f} | {_total(alike, 'minutes'):,.1f} "
            f"| {_total(theirs, 'seconds'):,.0f} |"
        )
    return "\n".join(lines)


def _total(rows: list[Row], what: str) -> float:
    return sum(_number(row, what) for row in rows)


def _number(row: Row, what: str) -> float:
    return float(str(row[what]))


def main() -> None:
    """Measure every school and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["jeffco", "park"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--schools", type=int, help="only the first few")
    options = parser.parse_args()
    schools = list({"jeffco": jeffco, "park": park}[options.kind](options.path))[: options.schools]
    find_runs(schools[0][1])  # compile before the clock starts
    rows = measure(iter(schools), options.seconds)
    if options.csv:
        with options.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    print(table(rows))


if __name__ == "__main__":
    main()
