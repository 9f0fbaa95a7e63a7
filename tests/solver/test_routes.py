"""Routes of fixed bells: as few buses as the matching says, at the least cost that enumeration finds."""

from dataclasses import replace
from itertools import pairwise, zip_longest

import numpy as np
import pytest

from optimizer.problem import HalfDay, Problem
from optimizer.solver.routes import build_solution
from optimizer.solver.solution import Bus, Solution, price, total_cost
from tests.solver.tiny import all_bells, buses, fits, tiny


def chainings(problem: Problem, half: HalfDay, bells: np.ndarray, most: int) -> list[list[tuple[int, ...]]]:
    """Every way to chain the runs of a half into at most ``most`` chains, in the order of anchors."""
    allowed = fits(problem, half, bells)
    found: list[list[tuple[int, ...]]] = [[]]
    order = np.argsort(half.anchor(bells, problem.day)[half.school_of_run], kind="stable")
    for run in order.tolist():
        longer = []
        for chains in found:
            longer.append([*chains, (run,)])
            longer.extend(
                [*chains[:i], (*chain, run), *chains[i + 1 :]]
                for i, chain in enumerate(chains)
                if allowed[chain[-1], run]
            )
        found = longer
    return [chains for chains in found if len(chains) <= most]


def least_cost(problem: Problem, bells: np.ndarray, most: int) -> int:
    """Least cost of all chainings; with one yard and no guarantee each half is chosen by itself."""
    am, pm = (chainings(problem, half, bells, most) for half in problem.halves)

    def cost(early: list[tuple[int, ...]], late: list[tuple[int, ...]]) -> int:
        pairs = zip_longest(early, late, fillvalue=())
        return total_cost(problem, Solution(bells, tuple(Bus(0, a, p[::-1]) for a, p in pairs)))

    best = min(am, key=lambda early: cost(early, max(pm, key=len)))
    return min(cost(best, late) for late in pm)


def with_one_yard(problem: Problem) -> Problem:
    am, pm = (
        replace(
            half,
            yard_run_minutes=half.yard_run_minutes[:, :1],
            yard_run_miles=half.yard_run_miles[:1],
            yard_school_minutes=half.yard_school_minutes[:, :1],
            yard_school_miles=half.yard_school_miles[:1],
        )
        for half in problem.halves
    )
    book = replace(problem.prices, guarantee=0)
    return replace(problem, yard_ids=("Y1",), yard_buses=(None,), am=am, pm=pm, prices=book)


@pytest.mark.parametrize("seed", range(20))
def test_cheapest_routes_with_one_yard(seed: int) -> None:
    """With one yard and no guarantee the flow is exact; only terms are rounded, half a cent each."""
    problem = with_one_yard(tiny(seed, schools=3))
    for bells in all_bells(problem)[:2]:
        fewest = buses(problem, bells)
        solution = build_solution(problem, bells, fewest)
        assert solution is not None
        assert len(solution.buses) == fewest
        assert abs(total_cost(problem, solution) - least_cost(problem, bells, fewest)) <= 2 * fewest


@pytest.mark.parametrize("seed", range(30))
def test_every_run_once_and_every_connection_fits(seed: int) -> None:
    problem = tiny(seed, schools=6)
    bells = np.array([choices[-1] for choices in problem.choices], dtype=np.int32)
    solution = build_solution(problem, bells, buses(problem, bells) + 1)
    assert solution is not None
    for half, driven in (
        (problem.am, [b.am for b in solution.buses]),
        (problem.pm, [b.pm for b in solution.buses]),
    ):
        assert sorted(run for runs in driven for run in runs) == list(range(half.runs))
        allowed = fits(problem, half, bells)
        for runs in driven:
            chain = runs if half.period == "am" else runs[::-1]
            assert all(allowed[one, other] for one, other in pairwise(chain))


def test_fewer_buses_than_the_matching_cannot_be_had() -> None:
    problem = tiny(3)
    bells = np.array([choices[0] for choices in problem.choices], dtype=np.int32)
    assert build_solution(problem, bells, buses(problem, bells) - 1) is None


@pytest.mark.parametrize("seed", range(8))
def test_yards_hold_no_more_than_fits(seed: int) -> None:
    problem = tiny(seed, schools=6)
    bells = np.array([choices[0] for choices in problem.choices], dtype=np.int32)
    fewest = buses(problem, bells)
    assert fewest > 2
    crowded = tiny(seed, schools=6, yard_buses=(2, fewest - 2))
    free, held = build_solution(problem, bells, fewest), build_solution(crowded, bells, fewest)
    assert free is not None
    assert held is not None
    assert np.bincount([bus.yard for bus in held.buses], minlength=2).tolist() == [2, fewest - 2]
    assert total_cost(problem, free) <= total_cost(problem, held) + 1


def test_price_by_hand() -> None:
    """One bus, one run each half: every term in a few lines."""
    problem = tiny(1, schools=1, choices=((480,),), day=np.array([420], dtype=np.int32))
    am, pm = problem.am, problem.pm
    solution = Solution(np.array([480], dtype=np.int32), (Bus(0, (0,), (0,)),))
    # Bell 480 is in the second band (until 490), dismissal 900 in the second of the afternoon (until 910).
    # Morning: at 465; out at floor(465 - ride - yard→stop), in at ceil(465 + 8 + school→yard).
    out = np.floor(465 - am.ride[1, 0] - am.yard_run_minutes[1, 0, 0])
    back = np.ceil(465 + 8 + am.yard_school_minutes[1, 0, 0])
    # Afternoon: at 915; out at floor(915 - 8 - yard→school), in at ceil(915 + ride + stop→yard).
    out_pm = np.floor(915 - 8 - pm.yard_school_minutes[1, 0, 0])
    back_pm = np.ceil(915 + pm.ride[1, 0] + pm.yard_run_minutes[1, 0, 0])
    worked = 5 + 30 + (back - out) + 30 + (back_pm - out_pm)
    miles = (
        am.yard_run_miles[0, 0]
        + am.yard_school_miles[0, 0]
        + pm.yard_run_miles[0, 0]
        + pm.yard_school_miles[0, 0]
    )
    assert price(problem, solution) == {
        "bus_day": 10_600,
        "driver_hours": round(worked * 2_300 / 60),
        "guarantee": round(max(120 - worked, 0) * 2_300 / 60),
        "miles_live": round((am.live_miles[0] + pm.live_miles[0]) * 220),
        "miles_deadhead": round(miles * 180),
        "monitors": 0,
        "spares_day": 0,
    }
