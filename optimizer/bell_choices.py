"""Which starts a scenario leaves to each school, and which schools must share one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from optimizer.district import District, School
from optimizer.scenario import Group, Scenario, WindowChange
from optimizer.units import clock


def window_of(school: School, scenario: Scenario) -> WindowChange:
    """The school's bell window: its level's, changed by its area's, changed by its own.

    The length of the day follows the same order, except that a length stated in the district's table
    is nearer to the school than the level's and wins over it.
    """
    bells = scenario.bells
    window: WindowChange = getattr(bells, school.level)
    if school.day_minutes is not None:
        window = window.model_copy(update={"day_minutes": school.day_minutes})
    for change in (bells.areas.get(school.area, {}).get(school.level), bells.schools.get(school.id)):
        if change is not None:
            given = {key: value for key, value in change if value is not None}
            window = window.model_copy(update=given)
    return window


def day_length(school: School, scenario: Scenario) -> int:
    """Minutes from the school's start to its dismissal."""
    minutes = window_of(school, scenario).day_minutes
    if minutes is None:
        raise ValueError(f"no day_minutes for {school.name}")
    return minutes


def locked_bell(school: School, scenario: Scenario) -> int | None:
    """The one start the school is held to, or ``None``. A lock by id wins over adopted over today's."""
    bells = scenario.bells
    if school.id in bells.locks:
        return bells.locks[school.id]
    if bells.lock_adopted and school.bell_adopted is not None:
        return school.bell_adopted
    if bells.lock_today and school.bell_today is not None:
        return school.bell_today
    return None


def choices_of(school: School, scenario: Scenario) -> tuple[int, ...]:
    """Starts that the scenario leaves to one school, ascending; empty if its rules clash."""
    lock = locked_bell(school, scenario)
    if lock is not None:
        return (lock,)
    window = window_of(school, scenario)
    earliest, latest = window.earliest or 0, window.latest or 1439
    grid = scenario.bells.grid
    starts: Iterable[int] = window.choices or range(-(-earliest // grid) * grid, latest + 1, grid)
    return tuple(
        start
        for start in sorted(set(starts))
        if earliest <= start <= latest
        and _in_tiers(start, window, scenario)
        and _within_shift(start, school, window, scenario)
    )


def _in_tiers(start: int, window: WindowChange, scenario: Scenario) -> bool:
    if window.tiers is None:
        return True
    return any(
        tier.name in window.tiers and tier.earliest <= start <= tier.latest for tier in scenario.bells.tiers
    )


def _within_shift(start: int, school: School, window: WindowChange, scenario: Scenario) -> bool:
    limits = [limit for limit in (window.max_shift, scenario.bells.max_shift) if limit is not None]
    if not limits or school.bell_today is None:
        return True
    return abs(start - school.bell_today) <= min(limits)


def members(group: Group, district: District) -> tuple[int, ...]:
    """Positions of the schools in a group: those listed, and those of its level and area."""
    return tuple(
        i
        for i, school in enumerate(district.schools)
        if school.id in group.schools
        or (
            (group.level is not None or group.area is not None)
            and group.level in (None, school.level)
            and group.area in (None, school.area)
        )
    )


def shared_bells(district: District, scenario: Scenario) -> tuple[int, ...]:
    """[S] group numbers: equal numbers share one start. Groups that overlap become one.

    Schools whose runs may be combined share one as well: their riders get off the same bus.
    """
    number = list(range(len(district.schools)))
    together = [members(group, district) for group in scenario.bells.groups]
    together += [tuple(district.school_index[id_] for id_ in pair) for pair in scenario.routing.combine]
    for inside in together:
        merged = {number[i] for i in inside}
        number = [min(merged) if n in merged else n for n in number]
    compact = {n: k for k, n in enumerate(sorted(set(number)))}
    return tuple(compact[n] for n in number)


def choices_by_school(
    district: District, scenario: Scenario, groups: Sequence[int]
) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...]]:
    """Choices of every school with groups intersected, and every contradiction in words."""
    own = [choices_of(school, scenario) for school in district.schools]
    words = [
        f"{school.name} ({school.id}) has no start left: {_why_none(school, scenario)}"
        for school, starts in zip(district.schools, own, strict=True)
        if not starts
    ]
    shared: dict[int, set[int]] = {}
    for number, starts in zip(groups, own, strict=True):
        shared[number] = shared.get(number, set(starts)) & set(starts)
    for number, left in shared.items():
        inside = [i for i, n in enumerate(groups) if n == number]
        if not left and all(own[i] for i in inside):
            names = ", ".join(f"{district.schools[i].name} ({_spell(own[i])})" for i in inside)
            words.append(f"schools that must share a bell have no start in common: {names}")
    return tuple(tuple(sorted(shared[n])) for n in groups), tuple(words)


def _spell(starts: Sequence[int]) -> str:
    return clock(starts[0]) if len(starts) == 1 else f"{clock(starts[0])} to {clock(starts[-1])}"


def _why_none(school: School, scenario: Scenario) -> str:
    window = window_of(school, scenario)
    rules = [f"earliest {clock(window.earliest or 0)}", f"latest {clock(window.latest or 1439)}"]
    if window.choices is not None:
        rules.append("choices " + " ".join(clock(start) for start in window.choices))
    else:
        rules.append(f"grid {scenario.bells.grid}")
    if window.tiers is not None:
        rules.append("tiers " + " ".join(window.tiers))
    shift = min((x for x in (window.max_shift, scenario.bells.max_shift) if x is not None), default=None)
    if shift is not None and school.bell_today is not None:
        rules.append(f"at most {shift} minutes from today's {clock(school.bell_today)}")
    return ", ".join(rules)
