"""Clock times and money keep their value through every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.units import cents, clock, dollars, parse_clock

minutes_of_a_day = st.integers(0, 1440)


@given(minutes_of_a_day)
def test_a_clock_time_reads_back(minutes: int) -> None:
    assert parse_clock(clock(minutes)) == minutes


@given(st.integers(0, 1439))
def test_every_spelling_of_a_time_is_the_same_time(minutes: int) -> None:
    hour, minute = divmod(minutes, 60)
    half = f"{(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
    spellings = (
        half,
        half.lower().replace(" ", ""),
        f"{hour:02d}{minute:02d}",
        f"{hour:02d}:{minute:02d}:00",
    )
    assert {parse_clock(text) for text in spellings} == {minutes}


@given(st.integers(1, 1439))
def test_a_spreadsheet_fraction_is_its_minute(minutes: int) -> None:
    # Four decimals of a day are steps of 0.14 minutes.
    assert parse_clock(f"{minutes / 1440:.4f}") == minutes


@pytest.mark.parametrize(
    "text", ["", "noon", "7", "7:5", "25:00", "24:01", "13:00 PM", "0:30 AM", "7:60", "-7:30", "1.5"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        parse_clock(text)


def test_minutes_before_midnight_keep_their_sign() -> None:
    assert clock(-5) == "-0:05"


@given(st.integers(0, 10**9))
def test_dollar_amounts_are_whole_cents(amount: int) -> None:
    assert cents(amount / 100) == amount


def test_dollars_are_spelled_with_thousands_and_sign() -> None:
    assert (dollars(123_456), dollars(-123_456), dollars(49)) == ("$1,235", "-$1,235", "$0")
