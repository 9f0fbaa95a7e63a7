"""The judge: checks and prices a plan from the tables alone, and has never met a solver."""

from optimizer.judge.check import RULES, check
from optimizer.judge.columns import TABLES, Column
from optimizer.judge.evaluation import Evaluation, evaluate
from optimizer.judge.figures import FIGURES, Figure
from optimizer.judge.violation import Violation

__all__ = ["FIGURES", "RULES", "TABLES", "Column", "Evaluation", "Figure", "Violation", "check", "evaluate"]
