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
    """The solver's log as it grows: one live line on a terminal, otherwise a line every few seconds."""

    QUIET_SECONDS = 5.0

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._live = Live(console=self._console, refresh_per_second=4, transient=True)
        self._printed: tuple[str, float | None, float | None] | None = None
        self._printed_at = -self.QUIET_SECONDS

    def __enter__(self) -> SolveScreen:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def show(self, line: LogLine) -> None:
        """Show one line; a line that says nothing new replaces the live one only."""
        news = (line.stage, line.found, line.bound)
        if self._console.is_terminal:
            self._live.update(Text(spell(line)))
        if news != self._printed and (
            self._console.is_terminal or line.seconds - self._printed_at >= self.QUIET_SECONDS
        ):
            self._printed, self._printed_at = news, line.seconds
            self._console.print(Text(spell(line)))


def spell(line: LogLine) -> str:
    """``   12 s  buses      found 118   bound 112   gap 5.4 %  neighbourhood``."""
    found = "-" if line.found is None else f"{line.found:,.0f}"
    bound = "-" if line.bound is None else f"{line.bound:,.0f}"
    gap = "-" if line.gap is None else f"{line.gap:.1%}"
    figures = f"found {found:>9}  bound {bound:>9}  gap {gap:>6}"
    return f"{line.seconds:6.0f} s  {line.stage:<12} {figures}  {line.method}"


def speak_utf8() -> None:
    """Let ÷ and ≥ through on consoles whose code page lacks them (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
