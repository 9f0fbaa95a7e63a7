"""The words of the family pages, by key: another language is another dictionary with the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "language": "en",
        "am": "am",
        "pm": "pm",
        "your_school": "Your school in {year}",
        "your_school_undated": "Your school’s new times",
        "find": "Find your school",
        "found.one": "1 school",
        "found.other": "{n} schools",
        "found.none": "No school of this name. Try a part of it.",
        "all_schools": "All schools",
        "school": "School",
        "level.elementary": "Elementary school",
        "level.k8": "K-8 school",
        "level.k12": "K-12 school",
        "level.middle": "Middle school",
        "level.jr_sr": "Junior/senior high school",
        "level.high": "High school",
        "start_today": "Start today",
        "start_new": "New start",
        "change": "Change",
        "unknown": "not known",
        "modelled_mark": "modelled, not published",
        "same": "same time as today",
        "earlier": "{span} earlier",
        "later": "{span} later",
        "minutes.one": "1 minute",
        "minutes.other": "{n} minutes",
        "hours.one": "1 hour",
        "hours.other": "{n} hours",
        "hours_minutes": "{hours} {minutes}",
        "and": "{one} and {other}",
        "comma": ", ",
        "more.one": "1 more school",
        "more.other": "{n} more schools",
        "day": "The school day",
        "pickup": "First bus pickup",
        "pickup_note": "the first stop of the earliest bus; most riders are picked up later",
        "starts": "School starts",
        "ends": "School ends",
        "home": "Last rider home",
        "ride": "Longest bus ride",
        "ride_note": "of any rider, one way",
        "few_riders": "Bus times are not shown: fewer than 10 students ride.",
        "no_bus": "No bus of this plan serves this school.",
        "why": "Why this time?",
        "why.locked": "The district set this start itself; the plan keeps it.",
        "why.adopted": "This start was already adopted for the planned year; the plan keeps it.",
        "why.today": "The plan keeps the start of today.",
        "why.window": "Under the rules of this plan your school may start between {earliest} and {latest}.",
        "why.choices": "Under the rules of this plan your school may start at {times}.",
        "why.shift": "No rule lets it move by more than {span} from today.",
        "why.group": "It shares one start with the schools of the group “{name}”.",
        "why.shared": (
            "{buses} bring riders to your school in the morning, and to other schools too: a bus can "
            "only be at one school at a time."
        ),
        "why.before": "Before your school they serve {schools}.",
        "why.after": "After your school they serve {schools}.",
        "why.alone.one": (
            "The bus that brings riders to your school in the morning serves no other school then."
        ),
        "why.alone.other": (
            "The {n} buses that bring riders to your school in the morning serve no other school then."
        ),
        "buses.one": "1 bus",
        "buses.other": "{n} buses",
        "why.tier.one": (
            "1 more school starts in the same span of the morning, from {earliest} to {latest}."
        ),
        "why.tier.other": (
            "{n} more schools start in the same span of the morning, from {earliest} to {latest}."
        ),
        "why.tier_at.one": "1 more school starts at {earliest} too.",
        "why.tier_at.other": "{n} more schools start at {earliest} too.",
        "why.fleet": (
            "With all its schools spread over the morning like this, the district needs {buses} "
            "buses. It is proven that no plan under these rules and bus runs needs fewer than "
            "{bound}."
        ),
        "ask": "Whom to ask",
        "about": "About these times",
        "about.plan": "The times come from the plan “{plan}”.",
        "about.question": "The plan answers the question: {question}",
        "about.not_yours": "This page shows the whole school. It does not know your child’s stop or bus.",
        "about.modelled": "Modelled, not observed:",
    }
)
