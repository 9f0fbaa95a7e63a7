"""How the command line speaks: plain lines, a live line while solving, and a gentle Ctrl-C."""

from __future__ import annotations

import io
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from optimizer.plan import LogLine


def say(text: str) -> None:
    """Print a line for the planner."""
    Console(highlight=False, soft_wrap=True).print(Text(text))


def say_error(text: str) -> None:
    """Print a line on the error stream."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(text))


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done while it lasts, on the error stream so that output can be piped."""
    console = Console(stderr=True, highlight=False)
    begin = time.monotonic()
    if console.is_terminal:
        with console.status(what + " ...", spinner="line"):
            yield
    else:
        yield
    seconds = time.monotonic() - begin
    if seconds >= 2:
        console.print(Text(f"{what}: {seconds:.0f} s"))


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Give a question "stop now?" that Ctrl-C answers with yes; a second Ctrl-C ends at once."""
    asked: list[bool] = []

    def remember(_signal: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(True)
        say_error("stopping: keeping the best plan found so far (Ctrl-C again to give up at once)")

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


class SolveScreen:
    """The solver's log as it grows: a line every few seconds, and on a terminal a live one below."""

    QUIET_SECONDS = 5.0

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._live = Live(console=self._console, refresh_per_second=4, transient=True)
        self._printed: LogLine | None = None
        self._latest: LogLine | None = None

    def __enter__(self) -> SolveScreen:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._latest is not None:
            self._print(self._latest)
        if self._console.is_terminal:
            self._live.stop()

    def show(self, line: LogLine) -> None:
        """Show one line; of those that follow each other fast only the last, and always a stage's last."""
        before, self._latest = self._latest, line
        if self._console.is_terminal:
            self._live.update(Text(spell(line)))
        if before is not None and before.stage != line.stage:
            self._print(before)
        if self._printed is None or line.seconds - self._printed.seconds >= self.QUIET_SECONDS:
            self._print(line)

    def _print(self, line: LogLine) -> None:
        if self._printed is None or news_of(line) != news_of(self._printed):
            self._printed = line
            self._console.print(Text(spell(line)))


def news_of(line: LogLine) -> tuple[str, float | None, float | None]:
    """What makes a line worth reading."""
    return line.stage, line.found, line.bound


def spell(line: LogLine) -> str:
    """``   12 s  buses         found       118  bound       112  gap   5.4 %  annealing``."""
    from optimizer.plan_folder.log_text import spell_measures

    return f"{line.seconds:6.0f} s  {line.stage:<14} {spell_measures(line)}  {line.method}"


def speak_utf8() -> None:
    """Let ÷ and ≥ through on consoles whose code page lacks them (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
