"""Why a school starts when it does, in plain sentences: its rules, the buses it shares, what is proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from optimizer.district import School
from optimizer.judge.bells import OUTSIDE_TIERS, BellRules, bell_rules, group_members
from optimizer.outputs.family_speech import Speech
from optimizer.outputs.opened import OpenedPlan

NAMED_SCHOOLS = 4  # of more, only the number is told


@dataclass(frozen=True)
class Neighbours:
    """The buses of a school's mornings, and the schools that they serve before, after and on the same run."""

    buses: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    aboard: tuple[str, ...] = ()


def neighbours_of(opened: OpenedPlan) -> dict[str, Neighbours]:
    """School id → its morning's buses and the ids of the schools that share them."""
    schools_of = {run.id: run.school_ids for run in opened.plan.runs}
    found: dict[str, list[dict[str, None]]] = {}  # buses, and schools before, after and aboard: in order
    for route in opened.plan.routes:
        served = [schools_of[timed.run_id] for timed in route.am]
        for place, school_ids in enumerate(served):
            for school_id in school_ids:
                own = found.setdefault(school_id, [{}, {}, {}, {}])
                met = (served[:place], served[place + 1 :], [school_ids])
                for seen, runs in zip(own[1:], met, strict=True):
                    seen.update(dict.fromkeys(id_ for run in runs for id_ in run if id_ != school_id))
                own[0][route.bus] = None
    return {
        school_id: Neighbours(len(buses), tuple(before), tuple(after), tuple(aboard))
        for school_id, (buses, before, after, aboard) in found.items()
    }


def reasons(
    opened: OpenedPlan, school: School, row: dict[str, Any], near: Neighbours | None, speech: Speech
) -> Iterator[Markup]:
    """Say why ``school`` starts when it does; ``row`` is its line of the evaluation."""
    yield from _rules(bell_rules(school, opened.scenario), speech)
    for group in opened.scenario.bells.groups:
        if school in group_members(group, opened.district):
            yield speech.say("why.group", name=group.name)
    if near is not None:
        yield from _sharing(opened, near, speech)
    yield from _tier(opened, row, speech)
    result = opened.result
    yield speech.say("why.fleet", buses=f"{opened.plan.buses:,}", bound=f"{result.bound:,}")


def _rules(rules: BellRules, speech: Speech) -> Iterator[Markup]:
    if rules.lock is not None:
        locks = {"its adopted bell is locked": "why.adopted", "today's bell is locked": "why.today"}
        yield speech.say(locks.get(rules.lock_reason, "why.locked"))
        return
    if rules.choices is not None:
        yield speech.say("why.choices", times=speech.listed([speech.clock(at) for at in rules.choices]))
    elif rules.earliest is not None and rules.latest is not None:
        earliest, latest = speech.clock(rules.earliest), speech.clock(rules.latest)
        yield speech.say("why.window", earliest=earliest, latest=latest)
    if rules.max_shift is not None:
        yield speech.say("why.shift", span=speech.span(rules.max_shift))


def _sharing(opened: OpenedPlan, near: Neighbours, speech: Speech) -> Iterator[Markup]:
    if near.aboard:
        yield speech.say("why.aboard", schools=_named(opened, near.aboard, speech))
    if not near.before and not near.after:
        yield speech.counted("why.alone", near.buses)
        return
    yield speech.counted("why.shared", near.buses)
    for key, ids in (("why.before", near.before), ("why.after", near.after)):
        if ids:
            yield speech.counted(key, near.buses, schools=_named(opened, ids, speech))


def _named(opened: OpenedPlan, ids: Sequence[str], speech: Speech) -> Markup:
    names = [Markup("<bdi>{}</bdi>").format(opened.school_names[id_]) for id_ in ids]
    if len(names) > NAMED_SCHOOLS:
        rest = len(names) - NAMED_SCHOOLS + 1
        names = [*names[: NAMED_SCHOOLS - 1], escape(speech.counted("more", rest))]
    return speech.listed(names)


def _tier(opened: OpenedPlan, row: dict[str, Any], speech: Speech) -> Iterator[Markup]:
    """Name the span of starts that the school shares with the others of its tier."""
    schools = opened.evaluation.schools
    starts = schools.loc[schools["tier"] == row["tier"], "bell"]
    if row["tier"] == OUTSIDE_TIERS or len(starts) == 1:
        return
    earliest, latest = int(starts.min()), int(starts.max())
    yield speech.counted(
        "why.tier_at" if earliest == latest else "why.tier",
        len(starts) - 1,
        earliest=speech.clock(earliest),
        latest=speech.clock(latest),
    )
