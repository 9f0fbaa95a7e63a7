"""Fewest buses: the solver against enumeration, and the bound against what was found."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.solver import solve
from optimizer.solver.annealing import Walker, even_proposals
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import build_board
from optimizer.solver.bounding import optimistic_bound, raise_bound, whole_buses
from optimizer.solver.cuts import no_cuts, tolls_of, with_cuts
from optimizer.solver.fleet import aim_of
from optimizer.solver.prices import Clockwork, Tolls, appraise, build_clockwork, no_tolls
from tests.solver.tiny import all_bells, buses, one_cut, runs_of, tiny


@pytest.mark.parametrize("seed", range(60))
def test_finds_the_fewest_buses_of_all_bells(seed: int) -> None:
    problem = tiny(seed)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    result = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    assert result.buses == best
    assert result.bound <= best
    assert result.plan is not None
    assert buses(problem, np.array(list(result.plan.bells.values()))) == best


@pytest.mark.parametrize("seed", range(40))
def test_keeps_the_matching_largest_while_bells_move(seed: int) -> None:
    board = build_board(tiny(seed, schools=6))
    random = np.random.default_rng(seed)
    walker = Walker(board, np.zeros(6, dtype=np.int32), seed)
    for _ in range(30):
        group = int(random.integers(6))
        fleet = walker.move(group, int(random.integers(board.groups.options[group])))
        assert fleet == buses(board.problem, board.bells(walker.pick))


def test_annealing_knows_its_buses() -> None:
    board = build_board(tiny(5, schools=7))
    walker = Walker(board, np.zeros(7, dtype=np.int32), 1)
    aim = aim_of(Limits(board.allowed))
    for heat in (1.0, 0.3, 0.05):
        walker.walk(aim, 300, heat)
        assert walker.fleet == buses(board.problem, board.bells(walker.pick))
        pick, fleet = walker.best
        assert fleet == buses(board.problem, board.bells(pick))


@pytest.mark.parametrize("seed", range(100))
def test_no_bound_exceeds_the_optimum(seed: int) -> None:
    problem = tiny(seed, schools=4)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    board = build_board(problem)
    assert optimistic_bound(board) <= best
    for found in raise_bound(board, lambda _: 10.0, []):
        assert whole_buses(found.worth.bound) <= best


@pytest.mark.parametrize("seed", range(100))
def test_any_prices_give_a_safe_bound(seed: int) -> None:
    problem = replace(tiny(seed, schools=4), group_of=np.array([0, 1, 2, 3], dtype=np.int32))
    board, random = build_board(problem), np.random.default_rng(seed)
    clocks = build_clockwork(board)
    am, pm = (random.uniform(-0.2, 1.0, clock.order.shape) for clock in clocks)
    weight = float(random.random())
    best = min(buses(problem, bells) for bells in all_bells(problem))
    bare = no_tolls(clocks[0]), no_tolls(clocks[1])
    assert appraise(board, clocks, (am, pm), (weight, 1 - weight), bare).bound <= best + 1e-9
    charged = _any_tolls(clocks[0], random), _any_tolls(clocks[1], random)
    assert appraise(board, clocks, (am, pm), (weight, 1 - weight), charged).bound <= best + 1e-9


def _any_tolls(clock: Clockwork, random: np.random.Generator) -> Tolls:
    """Tolls of a few random links and narrow doors."""
    cuts = no_cuts()
    for _ in range(4):
        school = int(random.integers(len(clock.count)))
        first, last = np.sort(random.integers(0, clock.count[school], 2)).tolist()
        runs = np.flatnonzero(random.random(len(clock.half.school_of_run)) < 0.5).tolist()
        cuts = with_cuts(cuts, one_cut(school, first, last, runs))
        owner = int(random.integers(len(clock.count)))
        runs = np.flatnonzero(clock.half.school_of_run == owner).tolist()
        door = int(random.integers(clock.count[owner]))
        cuts = with_cuts(cuts, one_cut(school, 0, int(clock.count[school]) - 1, runs, door))
    return tolls_of(clock, cuts, random.uniform(0, 0.5, cuts.many))


def test_proposals_reach_every_choice_and_no_padding() -> None:
    allowed = np.array([[True, True, False], [True, True, True]])
    share = even_proposals(allowed)
    draws = np.linspace(0, 1, 1000, endpoint=False)
    assert set(np.searchsorted(share[0], draws, side="right")) == {0, 1}
    assert set(np.searchsorted(share[1], draws, side="right")) == {0, 1, 2}
