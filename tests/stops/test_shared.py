"""No number of a few students in what is shared, and none by any sum or difference of what is told."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, product

import numpy as np
import pytest

from optimizer.district import School, Stop
from optimizer.stops import Reason, StopChoice, by_school, totals
from optimizer.stops.outcomes import Outcome, SchoolChoice
from optimizer.stops.told import FEW, hidden
from tests.stops.oakdale import oakdale, place

WALKS, NO_POSITION, TOO_FAR, _, FULL = Reason
LINE = r"without a stop, (.+): ([\d,]+)"
EQUATION = r"([\d,]+) students = ([\d,]+) with a stop \+ ([\d,]+) without"
APART = r"students: (1 to 9|[\d,]+) with a stop \+ (1 to 9|[\d,]+) without"
Figures = list[tuple[set[Outcome], int]]  # who is counted, by school with a stop or by reason, and how many


def chosen(riders: list[list[int]], lost: dict[Reason, int], *, doors: int = 0) -> StopChoice:
    """Schools with so many riders at each stop, the first at doors; the lost are of the first school."""
    number = count()
    schools, choices = [], []
    for k, at_stops in enumerate(riders):
        stops = tuple(
            Stop(place(f"{k}-{s}", s, k), f"{k}", here, here, door=s < doors)
            for s, here in enumerate(at_stops)
        )
        outcome: dict[str, Outcome] = {
            f"p{next(number)}": stop.id for stop in stops for _ in range(stop.riders_am)
        }
        if k == 0:
            outcome |= {f"p{next(number)}": reason for reason, many in lost.items() for _ in range(many)}
        opened, walkers = len(at_stops[doors:]), sum(at_stops[doors:])
        miles = walkers * 0.1 * (k + 1)
        choices.append(
            SchoolChoice(
                f"{k}",
                stops,
                outcome,
                doors=len(stops) - opened,
                opened=opened,
                opened_bound=opened,
                walkers=walkers,
                miles=miles,
                miles_bound=miles,
            )
        )
        schools.append(School(place(f"{k}", 0, k), f"School {k}", "elementary"))
    everywhere = tuple(stop for choice in choices for stop in choice.stops)
    district = replace(oakdale(()).district, schools=tuple(schools), stops=everywhere)
    return StopChoice(district, tuple(choices))


def told_exactly(choice: StopChoice) -> Figures:
    """Every exact number of students in the shared form, as a reader takes it."""
    return [*in_words(choice), *by_rows(choice)]


def in_words(choice: StopChoice) -> Iterator[tuple[set[Outcome], int]]:
    riding: set[Outcome] = {school.school_id for school in choice.schools}
    left: set[Outcome] = set(Reason)
    for line in totals(choice, shared=True):
        groups: list[set[Outcome]] = []
        if found := re.fullmatch(EQUATION, line):
            groups = [riding | left, riding, left]
        elif found := re.fullmatch(APART, line):
            groups = [riding, left]
        elif found := re.fullmatch(LINE, line):
            named = found.group(1).split(" or ")
            groups = [{reason for reason in Reason if reason.value in named}]
        numbers = found.groups()[-len(groups) :] if found else ()
        for group, number in zip(groups, numbers, strict=True):
            if " to " not in number:
                yield group, int(number.replace(",", ""))


def by_rows(choice: StopChoice) -> Iterator[tuple[set[Outcome], int]]:
    for row in by_school(choice, shared=True).to_dict("records"):
        if not np.isnan(row["riders"]):
            yield {row["school_id"]}, int(row["riders"])


def derived(figures: Figures, parts: list[Outcome]) -> set[tuple[frozenset[Outcome], int]]:
    """Every group of students whose number is a sum or difference of the figures."""
    signs = np.array(list(product((-1, 0, 1), repeat=len(figures))), dtype=np.int8)
    inside = np.array([[part in group for part in parts] for group, _ in figures], dtype=np.int8)
    groups, numbers = signs @ inside, signs.astype(int) @ np.array([number for _, number in figures])
    real = ((groups == 0) | (groups == 1)).all(axis=1) & groups.any(axis=1)
    return {
        (frozenset(part for part, here in zip(parts, group, strict=True) if here), int(number))
        for group, number in zip(groups[real], numbers[real], strict=True)
    }


def some(rng: np.random.Generator) -> int:
    """Often none, often a few, sometimes many."""
    return int(
        rng.choice([0, 0, rng.integers(1, 10), rng.integers(1, 3), rng.integers(9, 12), rng.integers(10, 60)])
    )


def random_choice(seed: int) -> StopChoice:
    rng = np.random.default_rng(seed)
    riders = [[many for _ in range(rng.integers(1, 5)) if (many := some(rng))] for _ in range(3)]
    return chosen(riders, {reason: some(rng) for reason in rng.permutation(list(Reason))[:4]})


@pytest.mark.parametrize("seed", range(60))
def test_no_sum_or_difference_tells_of_a_few(seed: int) -> None:
    choice = random_choice(seed)
    truth: dict[Outcome, int] = {reason: choice.left_out(reason) for reason in Reason}
    truth |= {school.school_id: sum(stop.riders_am for stop in school.stops) for school in choice.schools}
    figures = told_exactly(choice)
    known_empty = {part for part, many in truth.items() if not many}
    parts = [part for part in truth if part not in known_empty]
    for group, number in derived([(group - known_empty, number) for group, number in figures], parts):
        assert number == sum(truth[part] for part in group)  # the reader reads what is true
        assert number >= FEW, (totals(choice, shared=True), group)


def test_the_reader_finds_what_is_told_without_care() -> None:
    """55 students, 54 with a stop: the reader of these tests does take the difference."""
    figures: Figures = [({"0", FULL}, 55), ({"0"}, 54)]
    assert (frozenset({FULL}), 1) in derived(figures, ["0", FULL])


class TestWords:
    def test_one_without_a_stop(self) -> None:
        # 54 with a stop, 1 without: neither 55 nor 1 is told.
        assert totals(chosen([[20, 34]], {NO_POSITION: 1}), shared=True) == [
            "students: 54 with a stop + 1 to 9 without",
            "2 stops that students walk to: 0 kept, 2 opened (no choice opens fewer than 2)",
            "mean walk, by school: 0.100 miles",
            "without a stop, no coordinates: 1 to 9",
        ]

    def test_one_reason_of_a_few_is_told_with_the_next(self) -> None:
        told = totals(chosen([[20, 34]], {WALKS: 300, NO_POSITION: 1, FULL: 19}), shared=True)
        # 1 + 19 are 10 each in the mean: the walkers are told, 54 + 300 + 20 = 374.
        assert told[0] == "374 students = 54 with a stop + 320 without"
        assert told[3:] == [
            "without a stop, in the walk zone of the school: 300",
            "without a stop, no coordinates or every stop in reach is full: 20",
        ]

    def test_reasons_of_ten_are_told_each(self) -> None:
        told = totals(chosen([[20]], {WALKS: 10, FULL: 11}), shared=True)
        assert told[3:] == [
            "without a stop, in the walk zone of the school: 10",
            "without a stop, every stop in reach is full: 11",
        ]

    def test_a_few_with_a_stop(self) -> None:
        choice = chosen([[5], [4]], {WALKS: 30})
        assert totals(choice, shared=True) == [
            "students: 1 to 9 with a stop + 30 without",
            "without a stop, in the walk zone of the school: 30",
        ]
        assert by_school(choice, shared=True).empty

    def test_doors_and_small_stops_are_not_told(self) -> None:
        """With 11 riders, 10 of whom walk to one stop, a stop at a door has one: who walks is told of ten."""
        choice = chosen([[1, 10]], {}, doors=1)
        assert totals(choice, shared=True) == [
            "11 students = 11 with a stop + 0 without",
            "1 stops that students walk to: 0 kept, 1 opened (no choice opens fewer than 1)",
            "mean walk, by school: 0.100 miles",
        ]
        (row,) = by_school(choice, shared=True).to_dict("records")
        assert not {"doors", "small_stops"} & row.keys()
        assert row["stops"] == row["kept"] + row["opened"] == 1
        assert "1 at a door" in totals(choice)[1]
        assert by_school(choice)["stops"].tolist() == [2]


class TestSchools:
    def test_the_next_smallest_are_blank_too(self) -> None:
        # 1 + 12 are fewer than 20, 1 + 12 + 17 are 30: three blank, the fourth told.
        choice = chosen([[40], [1], [12], [17]], {})
        shared = by_school(choice, shared=True)
        for column in ("riders", "mean_walk", "mean_walk_bound"):
            assert shared[column].notna().tolist() == [True, False, False, False]
        assert totals(choice, shared=True)[2] == "mean walk, by school: 0.100 miles"

    def test_ten_each_are_told(self) -> None:
        choice = chosen([[10], [12]], {})
        assert by_school(choice, shared=True)["riders"].tolist() == [10, 12]
        assert totals(choice, shared=True)[2] == "mean walk, by school: 0.100 to 0.200 miles"

    def test_the_desk_keeps_its_table(self) -> None:
        assert by_school(chosen([[40], [1], [12]], {}))["riders"].notna().tolist() == [True, False, True]


class TestHidden:
    def test_none_is_few(self) -> None:
        assert hidden([10, 0, 30]) == hidden([]) == frozenset()

    def test_a_lone_one_and_two_of_one(self) -> None:
        # (9 + 11) / 2 = 10; (9 + 10) / 2 < 10, so a third; (1 + 1 + 28) / 3 = 10
        assert hidden([9, 11, 30]) == {0, 1}
        assert hidden([9, 10, 30]) == {0, 1, 2}
        assert hidden([1, 28, 1, 40]) == {0, 1, 2}

    def test_all_where_no_more_are_left(self) -> None:
        assert hidden([3, 0, 4]) == {0, 2}

    @pytest.mark.parametrize("seed", range(20))
    def test_what_the_judge_hides_is_hidden(self, seed: int) -> None:
        from optimizer.judge.few import hidden as by_the_judge

        rng = np.random.default_rng(seed)
        counts = [some(rng) for _ in range(6)]
        assert set(np.flatnonzero(by_the_judge(counts)).tolist()) <= hidden(counts)
