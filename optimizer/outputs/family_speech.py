"""How the family pages say times, spans and lists, from the ``family`` texts of a catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from optimizer.outputs.language import Language


@dataclass(frozen=True)
class Speech:
    """Texts by key; everything put into a text is escaped, so that a school's name stays a name."""

    language: Language

    def say(self, key: str, **values: object) -> Markup:
        """Return the text of ``key`` with ``values`` in its gaps."""
        return self.language.text(f"family.{key}", **values)

    def counted(self, key: str, number: int, **values: object) -> Markup:
        """Return the text for one, or for as many as ``number``."""
        return self.say(
            f"{key}.{'one' if number == 1 else 'other'}", n=self.language.number(number), **values
        )

    def clock(self, minutes: int) -> str:
        """Spell a time of day as families do, ``7:45 am``."""
        return self.language.clock(minutes)

    def span(self, minutes: int) -> Markup:
        """Spell minutes, ``1 hour 15 minutes``."""
        hours, rest = divmod(abs(minutes), 60)
        if not hours:
            return self.counted("minutes", rest)
        if not rest:
            return self.counted("hours", hours)
        return self.say(
            "hours_minutes", hours=self.counted("hours", hours), minutes=self.counted("minutes", rest)
        )

    def moved(self, minutes: int | None) -> Markup:
        """Say how a start moves, ``30 minutes earlier``; nothing where today is unknown."""
        if minutes is None:
            return Markup()
        if minutes == 0:
            return self.say("same")
        return self.say("later" if minutes > 0 else "earlier", span=self.span(minutes))

    def listed(self, words: Sequence[str]) -> Markup:
        """Join words, ``A, B and C``."""
        *most, last = words
        if not most:
            return escape(last)
        return self.say("and", one=self.say("comma").join(most), other=last)
