"""From stops to runs. One door: :func:`build_runs`; how runs are found is nobody else's business."""

from optimizer.routing.by_school import FarStop, Routing, Unserved, build_runs

__all__ = ["FarStop", "Routing", "Unserved", "build_runs"]
