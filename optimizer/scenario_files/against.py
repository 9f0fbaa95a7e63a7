"""A scenario against its district: every school, area and tier that it names must be there."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.district import LEVELS, District
from optimizer.errors import Fault
from optimizer.scenario import Group, Scenario, WindowChange
from optimizer.scenario_files.reading import ResolvedScenario
from optimizer.scenario_files.refusals import fault_at
from optimizer.scenario_files.toml_lines import KeyPath
from optimizer.tables.cells import did_you_mean


def check_against(resolved: ResolvedScenario, district: District) -> list[Fault]:
    """Find every name in a scenario that its district does not know, and groups without schools."""
    scenario = resolved.scenario
    problems = (
        *_school_problems(scenario, district),
        *_area_problems(scenario, district),
        *_tier_problems(scenario),
        *_group_problems(scenario, district),
        *_combine_problems(scenario, district),
    )
    return [fault_at(resolved.sources, path, *words) for path, words in problems]


Problem = tuple[KeyPath, tuple[str, str, str]]


def _school_problems(scenario: Scenario, district: District) -> Iterator[Problem]:
    bells = scenario.bells
    named: list[tuple[KeyPath, str]] = [
        *((("bells", "locks", id_), id_) for id_ in bells.locks),
        *((("bells", "schools", id_), id_) for id_ in bells.schools),
        *(
            (("bells", "groups", i, "schools", j), id_)
            for i, group in enumerate(bells.groups)
            for j, id_ in enumerate(group.schools)
        ),
        *(
            (("routing", "combine", i, j), id_)
            for i, pair in enumerate(scenario.routing.combine)
            for j, id_ in enumerate(pair)
        ),
    ]
    for path, id_ in named:
        if id_ not in district.school_index:
            yield path, ("is not in schools.csv", id_, _likely_school(id_, district))


def _likely_school(word: str, district: District) -> str:
    """Suggest the school whose id or name is nearest."""
    ids = {name: school.id for school in district.schools for name in (school.id, school.name)}
    hint = did_you_mean(word, ids)
    found = hint.removeprefix('Did you mean "').removesuffix('"?')
    school = district.school(ids[found]) if hint else None
    return f'Did you mean "{school.id}" ({school.name})?' if school else "Give the school_id of a school."


def _area_problems(scenario: Scenario, district: District) -> Iterator[Problem]:
    areas = sorted({school.area for school in district.schools if school.area})
    named: list[tuple[KeyPath, str]] = [(("bells", "areas", area), area) for area in scenario.bells.areas]
    for i, group in enumerate(scenario.bells.groups):
        if group.area is not None:
            named.append((("bells", "groups", i, "area"), group.area))
    for path, area in named:
        if area not in areas:
            remedy = did_you_mean(area, areas) or f"Areas are {', '.join(areas) or 'not given'}."
            yield path, ("is no area in schools.csv", area, remedy)


def _tier_problems(scenario: Scenario) -> Iterator[Problem]:
    known = [tier.name for tier in scenario.bells.tiers]
    for path, window in _windows(scenario):
        for i, name in enumerate(window.tiers or ()):
            if name not in known:
                remedy = did_you_mean(name, known) or f"Tiers are {', '.join(known) or 'not given'}."
                yield (*path, "tiers", i), ("is no tier of bells.tiers", name, remedy)


def _windows(scenario: Scenario) -> Iterator[tuple[KeyPath, WindowChange]]:
    bells = scenario.bells
    for level in LEVELS:
        yield ("bells", level), getattr(bells, level)
    for area, by_level in bells.areas.items():
        for level, window in by_level.items():
            yield ("bells", "areas", area, level), window
    for id_, window in bells.schools.items():
        yield ("bells", "schools", id_), window


def _group_problems(scenario: Scenario, district: District) -> Iterator[Problem]:
    areas = {school.area for school in district.schools}
    for i, group in enumerate(scenario.bells.groups):
        known_area = group.area is None or group.area in areas
        if known_area and not group.schools and not _has_members(group, district):
            remedy = "Give schools = [...], or a level or area that has schools."
            yield ("bells", "groups", i), ("has no schools", group.name, remedy)


def _combine_problems(scenario: Scenario, district: District) -> Iterator[Problem]:
    pairs, service = scenario.routing.combine, scenario.service
    seen: set[str] = set()
    for i, pair in enumerate(pairs):
        if pair[0] == pair[1]:
            yield ("routing", "combine", i), ("is one school twice", pair[0], "Give the ids of two schools.")
        for j, id_ in enumerate(dict.fromkeys(pair)):
            if id_ in seen:
                yield ("routing", "combine", i, j), ("is in another pair too", id_, "Keep one of them.")
        seen |= set(pair)
    if pairs and district.runs:
        remedy = "Leave combine out, or runs.csv, so that belltime builds the runs."
        yield ("routing", "combine"), ("changes no run of runs.csv", "; ".join(map(" ".join, pairs)), remedy)
    for name, window in (("arrival", service.arrival), ("departure", service.departure)):
        if pairs and window.planned != "aim":
            remedy = f'Leave combine out, or set service.{name}.planned = "aim".'
            yield ("service", name, "planned"), ("cannot go with routing.combine", window.planned, remedy)


def _has_members(group: Group, district: District) -> bool:
    if group.level is None and group.area is None:
        return False
    return any(
        group.level in (None, school.level) and group.area in (None, school.area)
        for school in district.schools
    )
