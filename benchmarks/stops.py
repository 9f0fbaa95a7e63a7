"""Stops for made-up schools of growing size: found, bound, walk and seconds, as a table for docs/stops.md.

Run from the project's folder: ``python benchmarks/stops.py [SECONDS]``. Homes lie in clusters of about
twelve, 0.2 miles wide, around schools far apart; equal seeds give equal homes.
"""

from __future__ import annotations

import sys

import numpy as np

from optimizer.district import District, Level, Place, School, Yard
from optimizer.scenario import Scenario, StopsChoice
from optimizer.stops import Town, by_school, choose_stops
from optimizer.stops.reading import Student
from optimizer.travel import StraightTravel

SIZES: tuple[tuple[Level, int, float], ...] = (
    ("elementary", 150, 1.5),
    ("elementary", 300, 2.0),
    ("elementary", 450, 2.0),
    ("middle", 500, 3.0),
    ("high", 600, 5.0),
)  # level, students, miles from the school to the edge
CAPACITIES = (None, 20)


def town(seed: int = 3) -> Town:
    """Five schools and 2,000 students."""
    rng = np.random.default_rng(seed)
    schools, students = [], []
    for k, (level, count, edge) in enumerate(SIZES):
        lat, lon = 39.7 + 0.1 * k, -105.1
        schools.append(School(Place(f"S{k}", lat, lon), f"School {k}", level))
        centres = rng.uniform(-edge, edge, (count // 12, 2))
        homes = centres[rng.integers(len(centres), size=count)] + rng.normal(0, 0.2, (count, 2))
        students += [
            Student(f"S{k}-{n}", f"S{k}", (lat + north / 69, lon + east / 53))
            for n, (east, north) in enumerate(homes)
        ]
    yard = Yard(Place("Y", 39.7, -105.1), "Yard")
    return Town(District("Benchmark", tuple(schools), (), (yard,)), tuple(students))


def main(seconds: float) -> None:
    """Print one line for each school and capacity."""
    print("| level | riders | capacity | stops | bound | mean walk | bound | seconds |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for capacity in CAPACITIES:
        choice = StopsChoice(seconds=seconds, capacity=capacity)
        scenario = Scenario(name="benchmark", district="", stops=choice)
        table = by_school(choose_stops(town(), scenario, StraightTravel(1.37, 1.46, 20, 20)))
        for (level, _, _), row in zip(SIZES, table.itertuples(), strict=True):
            walk = f"{row.mean_walk:.3f} | {row.mean_walk_bound:.3f} | {row.seconds:.0f}"
            print(
                f"| {level} | {row.riders} | {capacity or '-'} | {row.opened} | {row.opened_bound} | {walk} |"
            )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)
