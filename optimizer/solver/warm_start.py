"""A plan as the start of a solve: its bells, the moments of its runs, and its routes where they still fit.

Whatever cannot be taken is said in words, with the rule it breaks, and the solve begins with the rest:
bells go to the nearest that the rules allow, moments to the aim, routes are chosen anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.district import Run
from optimizer.plan import Plan
from optimizer.problem import HalfDay, IntArray, Problem
from optimizer.solver.solution import Bus, Solution, margins
from optimizer.solver.windows import Shifts
from optimizer.units import clock

# Examples named of each rule that a start breaks.
NAMED = 3


@dataclass(frozen=True)
class Start:
    """``bells`` [S], -1 where the plan has none; minutes off the aims; routes; in words what was left out."""

    bells: IntArray
    shifts: Shifts
    routes: Solution | None
    words: tuple[str, ...] = ()


def start_from(problem: Problem, runs: Sequence[Run], plan: Plan) -> Start:
    """Take from ``plan`` what the problem's rules and runs allow."""
    bells = np.array([plan.bells.get(school, -1) for school in problem.school_ids], dtype=np.int32)
    words = [*_bells_in_words(problem, bells)]
    agreed = _agreed(runs, plan)
    if plan.routes and len(agreed) < len(runs):
        words.append(f"{len(runs) - len(agreed)} of {len(runs)} runs are not the start's: no routes taken")
    at = {run.run_id: run.at for route in plan.routes for run in (*route.am, *route.pm)}
    known = {run_id: at[run_id] for run_id in agreed if run_id in at}
    am, pm = (_shifts(problem, half, bells, known) for half in problem.halves)
    shifts, outside = (am[0], pm[0]), am[1] + pm[1]
    if outside:
        words.append(f"{outside} runs are outside the arrival or departure window planned: put at the aim")
    routes = None
    if plan.routes and not words:
        routes, broken = _routes(problem, plan, bells, shifts)
        words += broken
    return Start(bells, shifts, routes, tuple(f"start: {text}" for text in words))


def _bells_in_words(problem: Problem, bells: IntArray) -> list[str]:
    """Which bells are missing, and which the scenario does not allow."""
    schools = list(zip(problem.school_ids, bells.tolist(), problem.choices, strict=True))
    absent = [school for school, bell, _ in schools if bell < 0]
    wrong = [
        f"{school} {clock(bell)}" for school, bell, allowed in schools if bell >= 0 and bell not in allowed
    ]
    apart = [
        f"{problem.school_ids[int(inside[0])]} and {problem.school_ids[int(inside[-1])]}"
        for inside in (np.flatnonzero(problem.group_of == g) for g in np.unique(problem.group_of))
        if len(np.unique(bells[inside])) > 1
    ]
    values = len(np.unique(bells[bells >= 0]))
    moved = int(((problem.today >= 0) & (bells >= 0) & (bells != problem.today)).sum())
    said = [
        (absent, "no bell for {}: nearest to today's taken"),
        (wrong, "bells that the scenario does not allow, moved to the nearest that it does: {}"),
        (apart, "schools that must share a bell do not: {}"),
    ]
    words = [text.format(_some(names)) for names, text in said if names]
    if problem.distinct is not None and values > problem.distinct:
        words.append(f"{values} distinct starts, at most {problem.distinct} are allowed: bells moved")
    if problem.max_moved is not None and moved > problem.max_moved:
        words.append(f"{moved} schools moved, at most {problem.max_moved} may: bells moved")
    return words


def _some(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _agreed(runs: Sequence[Run], plan: Plan) -> list[str]:
    """Ids of the runs that are the same in the plan: school, period, and riders at the same stops."""
    theirs = {run.id: run for run in plan.runs}

    def same(run: Run) -> bool:
        other = theirs.get(run.id)
        return other is not None and (run.school_ids, run.period, run.visits) == (
            other.school_ids,
            other.period,
            other.visits,
        )

    return [run.id for run in runs if same(run)]


def _shifts(problem: Problem, half: HalfDay, bells: IntArray, at: dict[str, int]) -> tuple[IntArray, int]:
    """[R] minutes off the aim at the plan's own bells, and how many of them no window allows."""
    sign = 1 if half.period == "am" else -1
    aims = half.anchor(bells, problem.day)[half.school_of_run]
    known = np.array([run in at for run in half.run_ids], dtype=bool) & (bells[half.school_of_run] >= 0)
    moments = np.array([sign * at.get(run, 0) for run in half.run_ids], dtype=np.int32)
    shift = np.where(known, moments - aims, 0)
    inside = (shift >= -half.early) & (shift <= half.late)
    return np.where(inside, shift, 0).astype(np.int32), int((~inside).sum())


def _routes(
    problem: Problem, plan: Plan, bells: IntArray, shifts: Shifts
) -> tuple[Solution | None, list[str]]:
    """The plan's routes, or the rule that they break."""
    place = [{run: r for r, run in enumerate(half.run_ids)} for half in problem.halves]
    driven = [run.run_id for route in plan.routes for run in (*route.am, *route.pm)]
    if sorted(driven) != sorted([*place[0], *place[1]]):
        return None, ["some runs are driven by no route, or by two: routes chosen anew"]
    strange = sorted({route.yard_id for route in plan.routes} - set(problem.yard_ids))
    if strange:
        return None, [f"no yard {_some(strange)}: routes chosen anew"]
    buses = tuple(
        Bus(
            problem.yard_ids.index(route.yard_id),
            tuple(place[0][run.run_id] for run in route.am),
            tuple(place[1][run.run_id] for run in route.pm),
        )
        for route in plan.routes
    )
    taken = Solution(bells, buses, shifts if any(shift.any() for shift in shifts) else None)
    late = [
        f"bus {plan.routes[bus].bus} by {-spare} min" for bus, spare in margins(problem, taken) if spare < 0
    ]
    if late:
        return None, [f"connections are too short, so routes are chosen anew: {_some(late)}"]
    held = np.bincount([bus.yard for bus in buses], minlength=len(problem.yard_ids))
    full = [
        yard
        for yard, room, here in zip(problem.yard_ids, problem.yard_buses, held, strict=True)
        if room is not None and here > room
    ]
    return (None, [f"more buses than fit in yard {_some(full)}: routes chosen anew"]) if full else (taken, [])
