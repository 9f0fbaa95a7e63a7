"""Several processes at one question: each tells of its best plan and bound, and hears of the others'."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from queue import Empty
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from typing import Any

from optimizer.routing.joint.instance import IntArray, JointPlan


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A plan, a bound on the buses that any plan needs, and the plan's bells if they are free."""

    plan: JointPlan
    bound: int
    bells: IntArray | None = None

    def joined(self, other: Standing) -> Standing:
        """The plan with fewer buses (this one if neither has) and the higher bound."""
        better = other if other.plan.buses < self.plan.buses else self
        return Standing(better.plan, max(self.bound, other.bound), better.bells)

    def is_behind(self, other: Standing) -> bool:
        """Whether the other has fewer buses or a higher bound."""
        return other.plan.buses < self.plan.buses or other.bound > self.bound


class Talk:
    """One process's end of the conversation; without others it only repeats what it is told."""

    def __init__(
        self, heard: Any = None, told: Sequence[Any] = (), helpers: Sequence[BaseProcess] = ()
    ) -> None:
        self._heard, self._told, self._helpers = heard, told, helpers
        self._last: Standing | None = None

    def swap(self, mine: Standing) -> Standing:
        """Tell the others where it is news; the best of what all have.

        Raises
        ------
        RuntimeError
            If the job failed in a helper. (One that was killed from outside is only missed.)
        """
        if any((helper.exitcode or 0) > 0 for helper in self._helpers):
            raise RuntimeError("a helping process failed; its error stands above")
        best = mine
        for theirs in self._news():
            best = best.joined(theirs)
        if self._last is None or self._last.is_behind(best):
            for ear in self._told:
                ear.put(best)
            self._last = best
        return best

    def _news(self) -> Iterator[Standing]:
        while self._heard is not None:
            try:
                yield self._heard.get_nowait()
            except Empty:
                return


@contextmanager
def helped_by(hands: int, job: Callable[..., None], *arguments: object) -> Iterator[Talk]:
    """Let ``hands`` other processes do ``job(talk, number, *arguments)``; they end with the block.

    Raises
    ------
    ValueError
        If ``hands`` is negative.
    """
    if hands < 0:
        raise ValueError(f"{hands + 1} workers cannot solve anything; ask for one or more")
    if hands == 0:
        yield Talk()
        return
    context = get_context("spawn")
    ear, ears = context.Queue(), [context.Queue() for _ in range(hands)]
    helpers = [
        context.Process(target=_help, args=(job, Talk(mine, [ear]), number, *arguments), daemon=True)
        for number, mine in enumerate(ears, start=1)
    ]
    try:
        for helper in helpers:
            helper.start()
        yield Talk(ear, ears, helpers)
    finally:
        for helper in helpers:
            if helper.pid is not None:
                helper.kill()
                helper.join()
        for queue in (ear, *ears):
            queue.cancel_join_thread()
            queue.close()


def _help(job: Callable[..., None], talk: Talk, number: int, *arguments: object) -> None:
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the one who asked; it ends its helpers
    Thread(target=_leave_with_parent, daemon=True).start()
    job(talk, number, *arguments)


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # whoever asked is gone: nobody hears, and no queue is worth waiting for
