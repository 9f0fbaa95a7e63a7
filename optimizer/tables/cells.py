"""One cell: its text read as its column's type, or what is wrong with it and what to write instead."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from optimizer.contracts import Column
from optimizer.units import parse_clock

_GROUPED = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
_VISIT = re.compile(r"([^:]+)(?::(\d+)(?:w(\d+))?)?")
_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


class CellError(ValueError):
    """A cell that cannot be used: ``problem`` follows the quoted value, ``remedy`` says what to write."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean "x"?`` for the nearest known word, or nothing."""
    by_lower = {name.lower(): name for name in known}
    # One wrong letter of two or three is still a slip.
    cutoff = 0.5 if len(word) <= 3 else 0.6
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return f'Did you mean "{by_lower[near[0]]}"?' if near else ""


def parse_cell(text: str, column: Column) -> Any:
    """Read a cell that is not empty.

    A ``visits`` cell becomes a tuple of (stop id, riders, wheelchairs), ``None`` where a number is not given.

    Raises
    ------
    CellError
        with the problem and its remedy.
    """
    match column.type:
        case "text":
            return text
        case "id":
            return _parse_id(text)
        case "yes/no":
            return _parse_yes_no(text)
        case "choice":
            return _parse_choice(text, column)
        case "visits":
            return _parse_visits(text)
        case _:
            return _parse_quantity(text, column)


def _parse_quantity(text: str, column: Column) -> float:
    match column.type:
        case "clock":
            value: float = _parse_clock(text)
        case "whole":
            value = _parse_whole(text, column)
        case "share":
            value = _parse_share(text, column)
        case _:
            value = _parse_number(text, column)
    _refuse_out_of_bounds(value, column)
    return value


def _refuse_out_of_bounds(value: float, column: Column) -> None:
    low, high = column.bounds
    unit = f" {column.unit}" if column.unit and column.type != "share" else ""
    remedy = f"{column.name} is {column.allowed}{unit}."
    if column.name == "lat" and abs(value) <= 180:
        remedy = "Are lat and lon swapped?"
    if low is not None and value < low:
        raise CellError(f"is {'before' if column.type == 'clock' else 'below'} {column.spell(low)}", remedy)
    if high is not None and value > high:
        if column.type == "share" and value <= 100:
            remedy = f"Give a share from 0 to 1: {value:g} percent is {value / 100:g}."
        raise CellError(f"is {'after' if column.type == 'clock' else 'above'} {column.spell(high)}", remedy)


def _parse_id(text: str) -> str:
    if re.search(r"[\s:]", text):
        raise CellError("is not an id: it holds a space or a colon", "Use letters, digits, - and _.")
    return text


def _parse_number(text: str, column: Column) -> float:
    plain = text.replace(",", "") if _GROUPED.match(text) else text
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise CellError("is not a number", _number_remedy(text, column))
    return number


def _number_remedy(text: str, column: Column) -> str:
    if re.fullmatch(r"-?\d+,\d+", text):
        return f"Write a decimal point: {text.replace(',', '.')}."
    return f"Give a number{_of(column)}."


def _parse_whole(text: str, column: Column) -> int:
    number = _parse_number(text, column)
    if number != int(number):
        raise CellError("is not a whole number", f"Give a whole number{_of(column)}.")
    return int(number)


def _of(column: Column) -> str:
    return f" of {column.unit}" if column.unit else ""


def _parse_share(text: str, column: Column) -> float:
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text)
    if percent:
        share = float(percent[1]) / 100
        raise CellError("is a percentage", f"Give a share from 0 to 1: {percent[1]} percent is {share:g}.")
    return _parse_number(text, column)


def _parse_clock(text: str) -> int:
    try:
        return parse_clock(text)
    except ValueError:
        raise CellError("is not a time of day", "Write 7:46, 7:46 AM or 14:35.") from None


def _parse_yes_no(text: str) -> bool:
    try:
        return _YES_NO[text.lower()]
    except KeyError:
        raise CellError("is neither yes nor no", "Write yes or no.") from None


def _parse_choice(text: str, column: Column) -> str:
    if text.lower() not in column.choices:
        remedy = did_you_mean(text, column.choices) or f"Write {' or '.join(column.choices)}."
        raise CellError(f"is not one of {column.allowed}", remedy)
    return text.lower()


def _parse_visits(text: str) -> tuple[tuple[str, int | None, int | None], ...]:
    visits: list[tuple[str, int | None, int | None]] = []
    for word in text.split():
        found = _VISIT.fullmatch(word)
        if found is None:
            raise CellError(f'holds "{word}", which is no stop', "Write A1, or A1:12 for 12 of its riders.")
        riders, chairs = (None if part is None else int(part) for part in found.group(2, 3))
        if riders is not None and chairs is not None and chairs > riders:
            remedy = "The riders in wheelchairs are some of the riders."
            raise CellError(f'holds "{word}", with more wheelchairs than riders', remedy)
        visits.append((found[1], riders, chairs))
    return tuple(visits)
