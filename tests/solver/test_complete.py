"""The complete model: no to one bus fewer than the fewest, yes to the fewest, in one program."""

import numpy as np
import pytest

from optimizer.solver.bell_rules import Limits, careful_solver
from optimizer.solver.board import build_board
from optimizer.solver.complete import CompleteProgram
from tests.solver.tiny import all_bells, buses, tiny


@pytest.mark.parametrize("seed", range(20))
def test_answers_one_question_after_the_other(seed: int) -> None:
    problem = tiny(seed)
    board = build_board(problem)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    hint = np.zeros(len(board.starts), dtype=np.int32)
    program = CompleteProgram(board, Limits(board.allowed), best)
    for asked, possible in ((best, True), (best - 1, False), (best, True)):
        program.ask(asked)
        verdict = program.solve(careful_solver(1), hint)
        assert verdict.impossible != possible
        assert (verdict.pick is not None) == possible
        if verdict.pick is not None:
            assert buses(problem, board.bells(verdict.pick)) <= asked
