"""The words of the pages that are shared, from one catalogue a language: ``languages/CODE.toml``.

A third language is a third file with the keys of ``en.toml``. Sentences that other rooms write in English
(what is modelled, notes on a bound) are translated where the catalogue's ``phrases`` know them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from optimizer.errors import Fault, InputError
from optimizer.units import MINUTES_PER_DAY

UNKNOWN = "–"
NBSP = "\u00a0"
MINUS = "\u2212"
_GAP = re.compile(r"\{\}")


@dataclass(frozen=True)
class Language:
    """One catalogue: its texts by dotted key, and how it spells numbers and times.

    Every method but :meth:`text` returns plain text. :meth:`text` escapes what is put into a sentence, so
    that a school's name stays a name.
    """

    code: str
    texts: Mapping[str, str]
    phrases: tuple[tuple[str, str], ...]

    def text(self, key: str, **values: object) -> Markup:
        """Return the text of ``key`` with ``values`` put in, ready for a page."""
        return Markup(escape(self.texts[key])).format(**values)

    def texts_of(self, *parts: str) -> dict[str, str]:
        """Texts by key of some parts of the catalogue, for a page's script."""
        return {key: text for key, text in self.texts.items() if key.partition(".")[0] in parts}

    def knows(self, key: str) -> bool:
        """Whether the catalogue has ``key``."""
        return key in self.texts

    def count(self, noun: str, number: int) -> str:
        """Spell a number with its noun: ``1 school``, ``46 schools``."""
        form = "one" if number == 1 else "other"
        return self.texts[f"count.{noun}.{form}"].format(n=self.number(number))

    def name(self, group: str, key: str) -> str:
        """Return a name of ours in this language; one that is not ours, such as a planner's tier, stays."""
        return self.texts.get(f"{group}.{key}", key)

    def phrase(self, sentence: str) -> tuple[str, bool]:
        """Translate a sentence written in English elsewhere; ``False`` if it had to stay English."""
        if self.code == "en":
            return sentence, True
        for english, own in self.phrases:
            match = re.fullmatch("(.+?)".join(map(re.escape, _GAP.split(english))), sentence)
            if match:
                return own.format(*match.groups()), True
        return sentence, False

    def number(self, value: float, decimals: int = 0) -> str:
        """Spell a number: ``1,234.5``."""
        rounded = round(value, decimals) + 0.0  # never "-0"
        spelled = f"{rounded:,.{decimals}f}"
        marks = {",": self.texts["format.thousands"], ".": self.texts["format.decimal"], "-": MINUS}
        return "".join(marks.get(sign, sign) for sign in spelled)

    def clock(self, minutes: int) -> str:
        """Spell minutes past midnight: ``7:45 am``."""
        hour, minute = divmod(minutes % MINUTES_PER_DAY, 60)
        if self.texts["format.clock"] == "24":
            return f"{hour}:{minute:02d}"
        half = self.texts["format.am" if hour < 12 else "format.pm"]
        return f"{(hour + 11) % 12 + 1}:{minute:02d}{NBSP}{half}"

    def hour(self, hour: int) -> str:
        """Name a full hour on an axis: ``7``, ``12``, ``3``."""
        return str(hour) if self.texts["format.clock"] == "24" else str((hour + 11) % 12 + 1)

    def date(self, day: date) -> str:
        """Spell a date: ``Nov 3, 2023``."""
        month = self.texts["format.months"].split()[day.month - 1]
        return self.texts["format.date"].format(day=day.day, month=month, year=day.year)

    def spell(self, value: float | None, unit: str, decimals: int | None = None) -> str:
        """Spell a figure of the judge in its unit; a dash if unknown.

        Without ``decimals`` whole numbers have none and others one.
        """
        if value is None:
            return UNKNOWN
        if unit == "clock":
            return self.clock(round(value))
        if unit == "cents":
            sign = MINUS if value < 0 else ""
            return f"{sign}${self.number(abs(value) / 100)}"
        if unit == "share":
            return self._percent("format.percent", 100 * value)
        return self.number(value, (0 if _is_whole(round(value, 1)) else 1) if decimals is None else decimals)

    def difference(self, value: float | None, unit: str, decimals: int | None = None) -> str:
        """Spell a difference with its sign: minutes for times of day, percentage points for shares."""
        if value is None:
            return UNKNOWN
        if unit == "share":
            size = self._percent("format.points", 100 * abs(value))
        else:
            size = self.spell(abs(value), "minutes" if unit == "clock" else unit, decimals)
        if not re.search("[1-9]", size):
            return "0"
        size = self.texts["format.minutes"].format(n=size) if unit == "clock" else size
        return ("+" if value > 0 else MINUS) + size

    def minutes(self, value: float | None) -> str:
        """Spell minutes with their unit, whole: ``58 min``."""
        return UNKNOWN if value is None else self.texts["format.minutes"].format(n=self.number(value))

    def moved(self, minutes: float | None) -> str:
        """Say how a start moves: ``45 min earlier``, ``same time``; a dash where today is unknown."""
        if minutes is None:
            return UNKNOWN
        if round(minutes) == 0:
            return self.texts["format.same_time"]
        key = "format.earlier" if minutes < 0 else "format.later"
        return self.texts[key].format(n=self.number(abs(minutes)))

    def _percent(self, key: str, value: float) -> str:
        spelled = self.texts[key].format(n=self.number(value, 0 if _is_whole(round(value, 1)) else 1))
        return spelled.replace(" ", NBSP)  # a sign stays on the line of its number


def _is_whole(value: float) -> bool:
    return float(value).is_integer()


def languages() -> tuple[str, ...]:
    """List the codes of all catalogues, in alphabetical order."""
    folder = resources.files("optimizer.outputs").joinpath("languages")
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


def read_language(code: str) -> Language:
    """Read the catalogue of a language.

    Raises
    ------
    InputError
        if there is no such catalogue, or if it lacks a key, or a gap of a text, that ``en`` has.
    """
    if code not in languages():
        remedy = f"Choose one of {', '.join(languages())}."
        raise InputError([Fault("language", "is not in the catalogue", value=code, remedy=remedy)])
    texts, phrases = _read(code)
    faults = () if code == "en" else tuple(_faults(code, texts, _read("en")[0]))
    if faults:
        raise InputError(faults)
    return Language(code, texts, phrases)


def _read(code: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    file = resources.files("optimizer.outputs").joinpath("languages", f"{code}.toml")
    found = tomllib.loads(file.read_text("utf-8"))
    phrases = tuple((pair["english"], pair["own"]) for pair in found.pop("phrases", []))
    return dict(_flat(found)), phrases


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _faults(code: str, texts: Mapping[str, str], english: Mapping[str, str]) -> Iterator[Fault]:
    for key in english:
        if key not in texts:
            yield Fault(f"{code}.toml", "is missing", column=key, remedy="Translate it from en.toml.")
        elif gaps_in(texts[key]) != gaps_in(english[key]):
            yield Fault(f"{code}.toml", "has other gaps than in en.toml", column=key, value=texts[key])
    for key in texts.keys() - english.keys():
        yield Fault(f"{code}.toml", "is a text that en.toml does not have", column=key)


def gaps_in(text: str) -> set[str]:
    """Names of the gaps of a text, ``{"n"}`` of ``{n} schools``."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
