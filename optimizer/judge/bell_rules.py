"""Rules on bells: each school's own, and those that schools keep together."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.district import School
from optimizer.judge.bells import BellRules, bell_rules, group_members, minutes_moved
from optimizer.judge.case import Case
from optimizer.units import clock


def bell_given(case: Case) -> Iterator[tuple[str, str]]:
    """Give every school of the district a bell, and no other."""
    for school in case.district.schools:
        if school.id not in case.plan.bells:
            yield f"school {school.id}", f"{school.name} has no bell."
    for school_id, bell in case.plan.bells.items():
        if school_id not in case.district.school_index:
            yield (
                f"school {school_id}",
                f"The plan rings {clock(bell)} for a school that the district does not have.",
            )


def bell_locked(case: Case) -> Iterator[tuple[str, str]]:
    """Keep a locked school at its locked bell."""
    for school, bell, rules in _bells(case):
        if rules.lock is not None and bell != rules.lock:
            yield (
                f"school {school.id}",
                f"{school.name} starts at {clock(bell)}, not at {clock(rules.lock)}: {rules.lock_reason}.",
            )


def bell_window(case: Case) -> Iterator[tuple[str, str]]:
    """Keep each bell inside the school's window."""
    for school, bell, rules in _free_bells(case):
        if rules.earliest is not None and bell < rules.earliest:
            limit = f"earlier than {clock(rules.earliest)}"
        elif rules.latest is not None and bell > rules.latest:
            limit = f"later than {clock(rules.latest)}"
        else:
            continue
        yield f"school {school.id}", f"{school.name} starts at {clock(bell)}, {limit}."


def bell_choices(case: Case) -> Iterator[tuple[str, str]]:
    """Give a school with listed choices one of them."""
    for school, bell, rules in _free_bells(case):
        if rules.choices is not None and bell not in rules.choices:
            listed = ", ".join(clock(choice) for choice in rules.choices)
            yield f"school {school.id}", f"{school.name} starts at {clock(bell)}; its choices are {listed}."


def bell_grid(case: Case) -> Iterator[tuple[str, str]]:
    """Keep bells on the grid, unless the school's choices are listed."""
    grid = case.scenario.bells.grid
    for school, bell, rules in _free_bells(case):
        if rules.choices is None and bell % grid:
            yield (
                f"school {school.id}",
                f"{school.name} starts at {clock(bell)}, not on a multiple of {grid} minutes.",
            )


def bell_tier(case: Case) -> Iterator[tuple[str, str]]:
    """Keep a school that must be in certain tiers in one of them."""
    spans = case.scenario.bells.tiers
    for school, bell, rules in _free_bells(case):
        if rules.tiers is None:
            continue
        if not any(t.name in rules.tiers and t.earliest <= bell <= t.latest for t in spans):
            allowed = ", ".join(rules.tiers)
            yield (
                f"school {school.id}",
                f"{school.name} starts at {clock(bell)}, outside its tiers ({allowed}).",
            )


def bell_shift(case: Case) -> Iterator[tuple[str, str]]:
    """Move a school no further from today's bell than allowed; unknown today, no rule."""
    for school, bell, rules in _free_bells(case):
        moved = minutes_moved(school, bell)
        if moved is not None and rules.max_shift is not None and abs(moved) > rules.max_shift:
            change = f"{clock(bell - moved)} to {clock(bell)}"
            words = f"{school.name} moves from {change}: {abs(moved)} min, {rules.max_shift} allowed."
            yield f"school {school.id}", words


def bells_shared(case: Case) -> Iterator[tuple[str, str]]:
    """Share one bell among the schools of a group, and between schools that are combined."""
    bells = case.plan.bells
    for group in case.scenario.bells.groups:
        inside = [school for school in group_members(group, case.district) if school.id in bells]
        if len({bells[school.id] for school in inside}) > 1:
            each = ", ".join(f"{school.name} {clock(bells[school.id])}" for school in inside)
            yield f"group {group.name}", f"Group {group.name} must share one bell: {each}."
    for pair in case.scenario.routing.combine:
        starts = {case.school_name(id_): bells[id_] for id_ in pair if id_ in bells}
        if len(set(starts.values())) > 1:
            each = ", ".join(f"{name} {clock(bell)}" for name, bell in starts.items())
            yield f"combine {' '.join(pair)}", f"Schools that are combined must share one bell: {each}."


def bells_distinct(case: Case) -> Iterator[tuple[str, str]]:
    """Have no more distinct bells in the district than allowed."""
    limit = case.scenario.bells.distinct
    found = sorted({bell for _, bell, _ in _bells(case)})
    if limit is not None and len(found) > limit:
        yield (
            "bells",
            f"{len(found)} distinct bells, {limit} allowed: {', '.join(clock(bell) for bell in found)}.",
        )


def schools_moved(case: Case) -> Iterator[tuple[str, str]]:
    """Move no more schools from today's bell than allowed."""
    limit = case.scenario.bells.max_moved
    moved = [school.name for school, bell, _ in _bells(case) if minutes_moved(school, bell)]
    if limit is not None and len(moved) > limit:
        yield "bells", f"{len(moved)} schools move, {limit} allowed: {', '.join(moved)}."


def _bells(case: Case) -> Iterator[tuple[School, int, BellRules]]:
    for school in case.district.schools:
        if school.id in case.plan.bells:
            yield school, case.plan.bells[school.id], bell_rules(school, case.scenario)


def _free_bells(case: Case) -> Iterator[tuple[School, int, BellRules]]:
    """Schools without a lock, which wins over every other rule of their own."""
    return ((school, bell, rules) for school, bell, rules in _bells(case) if rules.lock is None)
