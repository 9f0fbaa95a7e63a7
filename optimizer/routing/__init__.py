"""From stops to runs. Doors: :func:`build_runs`, and :func:`rebuild_runs` once bells are known."""

from optimizer.routing.by_school import FarStop, Routing, Unserved, build_runs
from optimizer.routing.next_door import pair_faults
from optimizer.routing.rebuild import Rebuilt, rebuild_runs

__all__ = ["FarStop", "Rebuilt", "Routing", "Unserved", "build_runs", "pair_faults", "rebuild_runs"]
