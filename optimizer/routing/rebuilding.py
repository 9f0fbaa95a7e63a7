"""Better runs for one school: take neighbouring strings of stops out, put them back where cheapest, repeat.

After Christiaens and Vanden Berghe (2020), *Slack induction by string removals*; worse runs are kept now and
then, less and less often (annealing). Calls that no run can take are counted, and how often, so that the
hard ones get their place first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from optimizer.routing.calls import EPSILON, Calls, Order
from optimizer.routing.runs_met import RunsMet, keep_run
from optimizer.travel import FloatArray

IntArray = NDArray[np.int64]

LONGEST_STRING = 10
MEAN_REMOVED = 10.0
BLINK = 0.01
"""How often a place is overlooked, so that the same calls do not always go back to the same places."""
HOT, COLD = 3.0, 0.03
"""Minutes of driving by which a worse set of runs is still kept about every third time, first and last."""


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """Places for runs, K of them. ``longest[k, i]``: minutes that run k may take if its first call is i."""

    longest: FloatArray

    def __len__(self) -> int:
        return len(self.longest)


def free_slots(calls: Calls, count: int) -> Slots:
    """Places for runs of any length."""
    return Slots(np.full((count, len(calls.visits)), np.inf))


def seat_all(
    calls: Calls, runs: list[Order], slots: Slots, steps: int, rng: np.random.Generator
) -> list[Order] | None:
    """Give every call a place in ``slots``, beginning with ``runs``; ``None`` if the steps do not suffice."""
    state = _state_of(calls, runs, slots)
    none = RunsMet(calls, 0).arrays
    if not _rebuild(_site_of(calls), slots.longest, state, rng, steps, COLD, COLD, True, none):
        return None
    return _orders_of(state)


def shorten(
    calls: Calls, runs: list[Order], slots: Slots, steps: int, rng: np.random.Generator,
    met: RunsMet | None = None,
) -> list[Order]:  # fmt: skip
    """Less driving in the same slots; run k stays in slot k, every call on a run. ``met`` collects runs."""
    state = _state_of(calls, runs, slots)
    kept = (RunsMet(calls, 0) if met is None else met).arrays
    _rebuild(_site_of(calls), slots.longest, state, rng, steps, HOT, COLD, False, kept)
    return _orders_of(state)


def _site_of(calls: Calls) -> Any:
    """A school: driving, dwell, ride limits, seats taken, seats, neighbours, wheelchairs, their places."""
    n = len(calls.visits)
    drive = np.ascontiguousarray(calls.matrix[: n + 1, : n + 1])
    both_ways = drive[:n, :n] + drive[:n, :n].T
    near = np.argsort(both_ways, axis=1, kind="stable")
    return (
        drive,
        np.array(calls.dwell, dtype=np.float64),
        np.array(calls.limit, dtype=np.float64),
        np.array(calls.riders, dtype=np.int64),
        calls.capacity,
        near,
        np.array([visit.wheelchairs for visit in calls.visits], dtype=np.int64),
        calls.places,
    )


def _state_of(calls: Calls, runs: list[Order], slots: Slots) -> Any:
    """Runs as arrays: path [slots, calls], size [slots], and the slot of each call (-1: none)."""
    n, k = len(calls.visits), len(slots)
    path, size, where = np.zeros((k, n), np.int64), np.zeros(k, np.int64), np.full(n, -1, np.int64)
    for slot, run in enumerate(runs):
        path[slot, : len(run)] = run
        size[slot] = len(run)
        where[run] = slot
    # Per slot load, time and driving; per call its ride, and by how much all rides up to it could grow.
    return path, size, where, np.zeros(k, np.int64), np.zeros((2, k)), np.zeros((2, n))


def _orders_of(state: Any) -> list[Order]:
    path, size = state[0], state[1]
    return [[int(call) for call in path[slot, : size[slot]]] for slot in range(len(size))]


@nb.njit(cache=True, nogil=True)
def _rebuild(
    site: Any, longest: FloatArray, state: Any, rng: Any, steps: int, hot: float, cold: float,
    seating: bool, met: Any,
) -> bool:  # fmt: skip
    """Improve ``state`` in place; whether every call has a place. Seating ends as soon as that is so."""
    size, where = state[1], state[2]
    for slot in range(len(size)):
        _measure(site, state, slot)
    absences = np.ones(len(where), np.int64)
    now, best = _copy(state), _copy(state)
    now_missing, now_minutes = _missing(where, absences), state[4][1].sum()
    best_minutes = now_minutes
    warmth, cooling = hot, (cold / hot) ** (1.0 / max(steps, 1))
    for _ in range(steps):
        if seating and now_missing == 0:
            break
        _take_out(site, state, rng)
        _put_back(site, longest, state, rng)
        missing, minutes = _missing(where, absences), state[4][1].sum()
        if missing > 0:
            absences[where < 0] += 1
            now_missing = _missing(now[2], absences)
        if missing < now_missing or (
            missing == now_missing and minutes < now_minutes - warmth * np.log(rng.random())
        ):
            now_missing, now_minutes = missing, minutes
            if not seating:
                _keep_changed(met, state, now)
            _assign(now, state)
            if missing == 0 and not seating and minutes < best_minutes - EPSILON:
                best_minutes = minutes
                _assign(best, state)
        else:
            _assign(state, now)
        warmth *= cooling
    _assign(state, now if seating else best)
    return bool((where >= 0).all())


@nb.njit(cache=True, nogil=True)
def _keep_changed(met: Any, state: Any, before: Any) -> None:
    path, size, driven = state[0], state[1], state[4][1]
    for slot in range(len(size)):
        if size[slot] > 0 and driven[slot] != before[4][1, slot]:
            keep_run(met, path[slot, : size[slot]], driven[slot])


@nb.njit(cache=True, nogil=True)
def _take_out(site: Any, state: Any, rng: Any) -> None:
    """Take strings of calls near a random one out of their runs, at most one string a run."""
    path, size, where, near = state[0], state[1], state[2], site[5]
    n = len(where)
    seated, used = (where >= 0).sum(), (size > 0).sum()
    if used == 0:
        return
    string = min(float(LONGEST_STRING), seated / used)
    strings = int(1.0 + rng.random() * (4.0 * MEAN_REMOVED / (1.0 + string) - 1.0))
    touched = np.zeros(len(size), np.bool_)
    for call in near[int(rng.random() * n)]:
        slot = where[call]
        if slot < 0 or touched[slot]:
            continue
        touched[slot] = True
        length = int(1.0 + rng.random() * min(float(size[slot]), string))
        _take_string(path, size, where, slot, call, min(length, size[slot]), rng)
        _measure(site, state, slot)
        strings -= 1
        if strings <= 0:
            break


@nb.njit(cache=True, nogil=True)
def _take_string(
    path: IntArray, size: IntArray, where: IntArray, slot: int, call: int, length: int, rng: Any
) -> None:
    """Take ``length`` calls around ``call`` out of a run; half the time one in their midst stays."""
    count = size[slot]
    at = 0
    while path[slot, at] != call:
        at += 1
    stays = 1 if 1 < length < count and rng.random() < 0.5 else 0
    span = length + stays
    low, high = max(0, at - span + 1), min(at, count - span)
    start = low + int(rng.random() * (high - low + 1))
    spared = start + int(rng.random() * span) if stays else -1
    left = 0
    for place in range(count):
        stop = path[slot, place]
        if start <= place < start + span and place != spared:
            where[stop] = -1
        else:
            path[slot, left] = stop
            left += 1
    size[slot] = left


@nb.njit(cache=True, nogil=True)
def _put_back(site: Any, longest: FloatArray, state: Any, rng: Any) -> None:
    """Put the calls without a place where they cost least driving: in random order, or hardest first."""
    drive, riders = site[0], site[3]
    where = state[2]
    homeless = np.flatnonzero(where < 0)
    school = len(where)
    rank = np.empty(len(homeless))
    way = rng.random()
    for k, call in enumerate(homeless):
        if way < 4 / 11:
            rank[k] = rng.random()
        elif way < 8 / 11:
            rank[k] = -riders[call] + 0.5 * rng.random()
        elif way < 10 / 11:
            rank[k] = -drive[call, school]
        else:
            rank[k] = drive[call, school]
    for k in np.argsort(rank):
        _put(site, longest, state, homeless[k], rng)


@nb.njit(cache=True, nogil=True)
def _put(site: Any, longest: FloatArray, state: Any, call: int, rng: Any) -> None:
    """Put one call where it costs least driving, if anywhere."""
    drive, dwell, limit, riders, seats = site[:5]
    path, size, where, load, time, ride = state
    school = len(where)
    best, best_slot, best_at = np.inf, -1, -1
    for slot in range(len(size)):
        if load[slot] + riders[call] > seats or not _has_place(site, state, slot, call):
            continue
        before = -1
        for at in range(size[slot] + 1):
            after = path[slot, at] if at < size[slot] else school
            added = drive[call, after]
            if at > 0:
                added += drive[before, call] - drive[before, after]
            last, before = before, after
            if added >= best or (at > 0 and added + dwell[call] > ride[1, last] + EPSILON):
                continue
            own = drive[call, after] + (ride[0, after] + dwell[after] if after < school else 0.0)
            first, whole = call, own + dwell[call]
            if at > 0:
                first, whole = path[slot, 0], time[0, slot] + added + dwell[call]
            if own > limit[call] + EPSILON or whole > longest[slot, first] + EPSILON:
                continue
            if rng.random() > BLINK:
                best, best_slot, best_at = added, slot, at
    if best_slot < 0:
        return
    for place in range(size[best_slot], best_at, -1):
        path[best_slot, place] = path[best_slot, place - 1]
    path[best_slot, best_at] = call
    size[best_slot] += 1
    where[call] = best_slot
    _measure(site, state, best_slot)


@nb.njit(cache=True, nogil=True)
def _has_place(site: Any, state: Any, slot: int, call: int) -> bool:
    """Whether the run has places for the wheelchairs of the call."""
    path, size, wheelchairs, places = state[0], state[1], site[6], site[7]
    aboard = wheelchairs[call]
    if aboard > 0:
        for at in range(size[slot]):
            aboard += wheelchairs[path[slot, at]]
    return bool(wheelchairs[call] == 0 or aboard <= places)


@nb.njit(cache=True, nogil=True)
def _measure(site: Any, state: Any, slot: int) -> None:
    """Load, time and driving of a run, its riders' rides, and how much the rides up to each call may grow."""
    drive, dwell, limit, riders = site[:4]
    path, size, where, load, time, ride = state
    after = len(where)
    carried, whole, driven = 0, 0.0, 0.0
    for at in range(size[slot] - 1, -1, -1):
        call = path[slot, at]
        ride[0, call] = whole + drive[call, after]
        driven += drive[call, after]
        whole = ride[0, call] + dwell[call]
        carried += riders[call]
        after = call
    load[slot], time[0, slot], time[1, slot] = carried, whole, driven
    room = np.inf
    for at in range(size[slot]):
        call = path[slot, at]
        room = min(room, limit[call] - ride[0, call])
        ride[1, call] = room


@nb.njit(cache=True, nogil=True)
def _missing(where: IntArray, absences: IntArray) -> int:
    """Calls without a place, each counted as often as it has been without one."""
    total = 0
    for call in range(len(where)):
        if where[call] < 0:
            total += absences[call]
    return total


@nb.njit(cache=True, nogil=True)
def _copy(state: Any) -> Any:
    path, size, where, load, time, ride = state
    return path.copy(), size.copy(), where.copy(), load.copy(), time.copy(), ride.copy()


@nb.njit(cache=True, nogil=True)
def _assign(target: Any, source: Any) -> None:
    target[1][:] = source[1]
    for slot in range(len(source[1])):
        for at in range(source[1][slot]):
            target[0][slot, at] = source[0][slot, at]
    target[2][:] = source[2]
    target[3][:] = source[3]
    target[4][:] = source[4]
    target[5][:] = source[5]
