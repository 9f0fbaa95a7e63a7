"""From stops to runs.

Doors: :func:`build_runs`, and once bells are known :func:`rebuild_runs` and :func:`choose_of_all_runs`.
"""

from optimizer.routing.all_runs import Chosen, choose_of_all_runs
from optimizer.routing.by_school import build_runs
from optimizer.routing.naming import idle_notes
from optimizer.routing.next_door import idle_members, pair_faults
from optimizer.routing.outcomes import FarStop, Routing, Unserved, unserved_notes
from optimizer.routing.rebuild import Rebuilt, rebuild_runs

__all__ = [
    "Chosen",
    "FarStop",
    "Rebuilt",
    "Routing",
    "Unserved",
    "build_runs",
    "choose_of_all_runs",
    "idle_members",
    "idle_notes",
    "pair_faults",
    "rebuild_runs",
    "unserved_notes",
]
