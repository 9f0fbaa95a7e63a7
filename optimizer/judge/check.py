"""Check a plan against every rule, knowing nothing of how it was made."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.district import District
from optimizer.judge import bell_rules, combined_rules, route_rules, run_rules
from optimizer.judge.case import Case, Rule
from optimizer.judge.timing import time_plan
from optimizer.judge.violation import Violation
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.travel import Travel

# Name in a violation → the rule; what it demands is the first line of its docstring.
RULES: MappingProxyType[str, Rule] = MappingProxyType(
    {
        "bell_given": bell_rules.bell_given,
        "bell_locked": bell_rules.bell_locked,
        "bell_window": bell_rules.bell_window,
        "bell_choices": bell_rules.bell_choices,
        "bell_grid": bell_rules.bell_grid,
        "bell_tier": bell_rules.bell_tier,
        "bell_shift": bell_rules.bell_shift,
        "bells_shared": bell_rules.bells_shared,
        "bells_distinct": bell_rules.bells_distinct,
        "schools_moved": bell_rules.schools_moved,
        "run_ids_unique": run_rules.run_ids_unique,
        "run_stops": run_rules.run_stops,
        "riders_carried": run_rules.riders_carried,
        "capacity": run_rules.capacity,
        "ride_limit": run_rules.ride_limit,
        "combined_allowed": combined_rules.combined_allowed,
        "combined_window": combined_rules.combined_window,
        "combined_stay": combined_rules.combined_stay,
        "runs_driven_once": route_rules.runs_driven_once,
        "half_day": route_rules.half_day,
        "arrival_window": route_rules.arrival_window,
        "departure_window": route_rules.departure_window,
        "runs_in_order": route_rules.runs_in_order,
        "connection_time": route_rules.connection_time,
        "midday": route_rules.midday,
        "yard_known": route_rules.yard_known,
        "yard_capacity": route_rules.yard_capacity,
        "fleet_limit": route_rules.fleet_limit,
        "bus_ids_unique": route_rules.bus_ids_unique,
        "route_with_work": route_rules.route_with_work,
    }
)


def check(district: District, scenario: Scenario, travel: Travel, plan: Plan) -> tuple[Violation, ...]:
    """Find every rule that ``plan`` breaks, sorted by rule, place and words; empty for a good plan."""
    case = Case(district, scenario, plan, time_plan(district, scenario, travel, plan))
    broken = (Violation(name, where, words) for name, rule in RULES.items() for where, words in rule(case))
    return tuple(sorted(broken))
