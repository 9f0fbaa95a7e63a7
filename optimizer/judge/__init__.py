"""The judge: checks and prices a plan from the tables alone, and has never met a solver."""

from optimizer.judge.check import RULES, check
from optimizer.judge.columns import TABLES, Column
from optimizer.judge.detail_columns import ALL_TABLES, DETAILS
from optimizer.judge.evaluation import Evaluation, evaluate
from optimizer.judge.figures import FIGURES, Figure
from optimizer.judge.violation import Violation

__all__ = [
    "ALL_TABLES",
    "DETAILS",
    "FIGURES",
    "RULES",
    "TABLES",
    "Column",
    "Evaluation",
    "Figure",
    "Violation",
    "check",
    "evaluate",
]
