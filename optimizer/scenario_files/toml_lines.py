"""Where each key of a TOML file stands. ``tomllib`` reads the values but forgets the lines."""

from __future__ import annotations

import re
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    """Line of every key and array item, by its path: ``("travel", "bands_am", 1, "factor")``.

    ``text`` must be valid TOML, which ``tomllib`` has read already.
    """
    return _Scanner(text).scan()


class _Scanner:
    """One pass over a document, keeping the paths seen so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.newlines = [i for i, letter in enumerate(text) if letter == "\n"]
        self.lines: dict[KeyPath, int] = {}
        self.items: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self._take("[["):
                table = self._open_item(self._key())
                self._skip_to("]]")
            elif self._take("["):
                line = self._line()
                table = self._inside(self._key())
                self.lines.setdefault(table, line)
                self._skip_to("]")
            else:
                self._pair(table)
            self._skip()
        return self.lines

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table + self._key()
        self.lines.setdefault(path, line)
        self._skip_to("=")
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip()
        if self._take("["):
            count = 0
            while not self._ends("]"):
                self.lines[(*path, count)] = self._line()
                self._value((*path, count))
                count += 1
        elif self._take("{"):
            while not self._ends("}"):
                self._pair(path)
        elif not self._string():
            self._match(_SCALAR)

    def _ends(self, bracket: str) -> bool:
        """Skip space and a comma; whether the closing bracket follows (and is taken)."""
        self._skip()
        self._take(",")
        self._skip()
        return self._take(bracket)

    def _key(self) -> KeyPath:
        parts: list[str | int] = []
        while True:
            self._skip()
            quoted = self._string()
            parts.append(_unquote(quoted) if quoted else self._match(_BARE_KEY))
            self._skip()
            if not self._take("."):
                return tuple(parts)

    def _open_item(self, name: KeyPath) -> KeyPath:
        *above, last = name
        path = (*self._inside(tuple(above)), last)
        self.items[path] = self.items.get(path, -1) + 1
        item = (*path, self.items[path])
        self.lines.setdefault(path, self._line())
        self.lines[item] = self._line()
        return item

    def _inside(self, name: KeyPath) -> KeyPath:
        """Path of a table, with the position of the latest item after each array of tables."""
        path: KeyPath = ()
        for part in name:
            path = (*path, part)
            if path in self.items:
                path = (*path, self.items[path])
        return path

    def _string(self) -> str:
        return next((found for pattern in _STRINGS if (found := self._match(pattern))), "")

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def _take(self, mark: str) -> bool:
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _skip(self) -> None:
        self._match(_SPACE)

    def _skip_to(self, mark: str) -> None:
        self.at = self.text.index(mark, self.at) + len(mark)

    def _line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1


def _unquote(quoted: str) -> str:
    text = quoted[1:-1]
    return text.replace('\\"', '"').replace("\\\\", "\\") if quoted[0] == '"' else text
