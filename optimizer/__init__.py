"""School bell times and school-bus schedules, chosen together, with a proven bound.

>>> from optimizer import load, solve
>>> outcome = solve(load("scenarios/jeffco-2023-24.toml"), seconds=60)  # doctest: +SKIP
>>> outcome.evaluation.schools  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.alternatives import bearers_of, find_alternatives, table_of
    from optimizer.errors import BelltimeError, Fault, InputError
    from optimizer.plan_folder import read_plan
    from optimizer.planning import Case, Outcome, load, solve, validate
    from optimizer.saved_plans import check_folder, compare_folders, evaluate_folder, simulate_folder

__all__ = [
    "BelltimeError",
    "Case",
    "Fault",
    "InputError",
    "Outcome",
    "bearers_of",
    "check_folder",
    "compare_folders",
    "evaluate_folder",
    "find_alternatives",
    "load",
    "read_plan",
    "simulate_folder",
    "solve",
    "table_of",
    "validate",
]

# Rooms are opened when a name is first asked for: `belltime --help` must not wait for solvers and maps.
_ROOMS = {
    "BelltimeError": "optimizer.errors",
    "Fault": "optimizer.errors",
    "InputError": "optimizer.errors",
    "bearers_of": "optimizer.alternatives",
    "check_folder": "optimizer.saved_plans",
    "compare_folders": "optimizer.saved_plans",
    "evaluate_folder": "optimizer.saved_plans",
    "find_alternatives": "optimizer.alternatives",
    "table_of": "optimizer.alternatives",
    "simulate_folder": "optimizer.saved_plans",
    "read_plan": "optimizer.plan_folder",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'optimizer' has no attribute {name!r}")
    return getattr(import_module(_ROOMS.get(name, "optimizer.planning")), name)
