"""The stages of tier balance and smallest slack against every choice of bells, one by one."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.plan import Result
from optimizer.problem import Problem, StageAim
from optimizer.solver import solve
from optimizer.solver.board import build_board
from optimizer.solver.journal import Journal
from optimizer.solver.smallest_slack import ENOUGH, take_smallest_slack
from optimizer.solver.solve import first_standing
from optimizer.solver.standing import Standing, Turn
from optimizer.solver.tier_balance import runs_by_tier, spread, take_tier_balance
from tests.solver.test_windows import widened
from tests.solver.tiny import all_bells, buses, runs_of, tiny

TIERS = ((440, 470), (471, 490), (471, 600))


def problem_of(seed: int, *stages: StageAim) -> Problem:
    return tiny(seed, schools=5, tiers=TIERS, buffer=3.0, stages=(StageAim("buses"), *stages))


def solved(problem: Problem) -> Result:
    return solve(problem, runs_of(problem), seconds=2, seed=1, workers=1)


def unevenness(problem: Problem, bells: np.ndarray) -> int:
    """Runs of the day in the fullest tier minus the emptiest; the first tier that holds a bell counts."""
    counts = [0, 0, 0]
    for half in problem.halves:
        for school in half.school_of_run:
            tier = next((t for t, (a, b) in enumerate(TIERS) if a <= bells[school] <= b), None)
            if tier is not None:
                counts[tier] += 1
    return max(counts) - min(counts)


def with_need(problem: Problem, more: int) -> Problem:
    am, pm = (replace(half, need=half.need + more) for half in problem.halves)
    return replace(problem, am=am, pm=pm)


def most_slack(problem: Problem, fleet: int) -> int:
    """The most minutes that every connection can have at once within a fleet, by trying all bells."""
    enough = [more for more in range(ENOUGH - 2) if _possible(with_need(problem, more), fleet)]
    return 3 + max(enough)


def _possible(problem: Problem, fleet: int) -> bool:
    return any(buses(problem, bells) <= fleet for bells in all_bells(problem))


def at_fewest(problem: Problem) -> tuple[Standing, int]:
    """Bells that need the fewest buses, which are held."""
    fleet, bells = min(((buses(problem, b), b) for b in all_bells(problem)), key=lambda pair: pair[0])
    standing = first_standing(build_board(problem), bells.tolist(), 1)
    return replace(standing, fleet_cap=fleet), fleet


def turn() -> Turn:
    """The work of a second, and a minute for it where the machine is busy."""
    return Turn(Journal(60.0), 1.0, 1, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_evenest_tiers_are_found_within_the_fleet(seed: int) -> None:
    problem = problem_of(seed)
    standing, fleet = at_fewest(problem)
    found, value, bound = take_tier_balance(standing, turn())
    within = [b for b in all_bells(problem) if buses(problem, b) <= fleet]
    assert value == min(unevenness(problem, bells) for bells in within)
    assert value == unevenness(problem, found.board.bells(found.pick))
    assert bound == min(unevenness(problem, bells) for bells in all_bells(problem))


def test_no_tiers_are_even() -> None:
    problem = replace(problem_of(1), tiers=())
    board = build_board(problem)
    assert spread(runs_by_tier(board), np.zeros(5, dtype=np.int32)) == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_most_slack_is_found_within_the_fleet(seed: int) -> None:
    standing, fleet = at_fewest(problem_of(seed))
    found, value, bound = take_smallest_slack(standing, turn())
    assert bound is not None
    assert value == most_slack(standing.board.problem, fleet) <= bound
    assert found.fleet <= fleet


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("held", ["tier_balance", "smallest_slack"])
def test_later_stages_keep_what_is_held(seed: int, held: str) -> None:
    """Alone, the disruption may be lower; after the stage the value of the stage stands."""
    alone = solved(problem_of(seed, StageAim(held))).stages[1].value
    after = solved(problem_of(seed, StageAim(held), StageAim("cost"), StageAim("disruption"))).stages[1].value
    assert after >= alone if held == "smallest_slack" else after <= alone


@pytest.mark.parametrize("seed", range(3))
def test_a_tolerance_lets_slack_slip_but_not_below_the_buffer(seed: int) -> None:
    tight = solved(problem_of(seed, StageAim("smallest_slack"), StageAim("disruption"))).stages
    loose = solved(problem_of(seed, StageAim("smallest_slack", tolerance=99), StageAim("disruption"))).stages
    assert loose[2].value <= tight[2].value
    assert loose[1].value >= 3


def test_without_a_fleet_held_the_first_bells_say_how_many_buses() -> None:
    problem = replace(problem_of(2), stages=(StageAim("smallest_slack"), StageAim("buses")))
    slack, fleet = solved(problem).stages
    assert slack.value >= 3
    assert any(buses(with_need(problem, int(slack.value) - 3), b) <= fleet.value for b in all_bells(problem))


@pytest.mark.parametrize("held", ["smallest_slack", "schools_moved"])
@pytest.mark.parametrize("seed", range(3))
def test_the_bound_on_buses_holds_for_plans_that_hold_nothing(held: str, seed: int) -> None:
    problem = replace(problem_of(seed), stages=(StageAim(held), StageAim("buses")))
    result = solved(problem)
    assert result.bound <= min(buses(problem, bells) for bells in all_bells(problem))


def test_windows_give_slack_too() -> None:
    aimed = problem_of(4, StageAim("smallest_slack"))
    fleet = int(solved(aimed).stages[0].value)
    roomy = replace(widened(aimed, early=10, late=5), fleet_limit=fleet)
    slack = solved(replace(roomy, stages=(StageAim("smallest_slack"),))).stages[0]
    assert slack.bound is not None
    assert 3 <= slack.value <= slack.bound
