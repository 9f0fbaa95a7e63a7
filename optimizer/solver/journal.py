"""The solve's clock and log: what was found when, by which method, and whether it is time to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from optimizer.plan import LogLine

HEARTBEAT = 2.0
# Stages whose value is to grow; their bound is above it.
GROWING = frozenset({"smallest_slack"})


class Journal:
    """Log of one solve. Methods report to it; it reports to ``progress`` and knows when time is up."""

    def __init__(
        self,
        seconds: float,
        progress: Callable[[LogLine], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._began = time.perf_counter()
        self._seconds = seconds
        self._progress = progress
        self._stop = stop
        self._lock = threading.Lock()
        self._said = 0.0
        self.lines: list[LogLine] = []
        self.stopped = False
        self.stage = ""
        self.found: float | None = None
        self.bound: float | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since the solve began."""
        return time.perf_counter() - self._began

    @property
    def left(self) -> float:
        """Seconds left, 0 once stopped."""
        return 0.0 if self.over() else max(self._seconds - self.elapsed, 0.0)

    def over(self) -> bool:
        """Whether time is up or the caller wants to stop."""
        if self._stop is not None and not self.stopped and self._stop():
            self.stopped = True
        return self.stopped or self.elapsed >= self._seconds

    def enter(self, stage: str, found: float | None = None) -> None:
        """Begin a stage: its own found and bound."""
        with self._lock:
            self.stage, self.found, self.bound = stage, found, None

    def improve(self, method: str, found: float) -> None:
        """Report a better value."""
        if self.found is None or self._beats(found, self.found):
            self.found = found
            self._write(method)

    def raise_bound(self, method: str, bound: float) -> None:
        """Report a tighter bound."""
        if self.bound is None or self._beats(self.bound, bound):
            self.bound = bound
            self._write(method)

    def tick(self, method: str) -> None:
        """Say that work goes on, if nothing was said for a while."""
        if self.elapsed - self._said >= HEARTBEAT:
            self._write(method)

    def quietly(self, above: float | None = None) -> Journal:
        """The same clock for work whose values are not the stage's own: only that it goes on is heard.

        It is over once its bound is ``above``.
        """

        def heard(line: LogLine) -> None:
            self.tick(line.method)

        def over() -> bool:
            proven = above is not None and inner.bound is not None and inner.bound > above
            return proven or self.over()

        inner = Journal(self.left, heard, over)
        return inner

    def _beats(self, one: float, other: float) -> bool:
        return one > other if self.stage in GROWING else one < other

    def _write(self, method: str) -> None:
        with self._lock:
            self._said = self.elapsed
            line = LogLine(round(self._said, 2), self.stage, method, self.found, self.bound)
            self.lines.append(line)
            if self._progress is not None:
                self._progress(line)


class Budget:
    """A share of the time. With one worker it counts work, not seconds, so that every solve is the same.

    ``rate`` is work per second on a slow, busy machine: a machine that is faster merely ends earlier.
    The clock still has the last word, through :meth:`Journal.over`.
    """

    def __init__(self, journal: Journal, seconds: float, rate: float, *, counted: bool) -> None:
        self._journal = journal
        self.seconds = max(seconds, 1e-3)
        self._work = self.seconds * rate
        self._counted = counted
        self._spent = 0.0
        self._began = journal.elapsed

    def spend(self, work: float) -> None:
        """Count some work."""
        self._spent += work

    @property
    def done(self) -> float:
        """Share of the budget used, from 0; 1 and more when it is used up or the solve is over."""
        if self._journal.over():
            return 1.0
        if self._counted:
            return self._spent / self._work
        return (self._journal.elapsed - self._began) / self.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds left by the clock; where work is counted, of the whole solve."""
        if self._counted:
            return self._journal.left
        return max(min(self.seconds - (self._journal.elapsed - self._began), self._journal.left), 0.0)
