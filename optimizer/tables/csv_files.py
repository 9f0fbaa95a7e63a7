"""The text of a CSV file, as spreadsheets of all sorts write it, cut into records of cells."""

from __future__ import annotations

import csv
import io

DELIMITERS = ",;\t"


class FileError(ValueError):
    """A file of which no row can be read."""

    def __init__(self, problem: str, remedy: str, line: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.line = problem, remedy, line


def records_of(content: bytes) -> list[list[str]]:
    """Cut a file into records with their cells stripped; blank lines are empty records.

    Raises
    ------
    FileError
        if the file is not UTF-8 text, holds nothing, or has a quotation mark out of place.
    """
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    try:
        records.extend([cell.strip() for cell in record] for record in reader)
    except csv.Error:
        problem = "has a quotation mark that is not closed, or text after a closing one"
        raise FileError(
            problem, 'Write quotation marks in a cell as "a ""b"" c".', len(records) + 1
        ) from None
    return records


def _decode(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise FileError("is a workbook, not text", "Open it and save it as CSV UTF-8.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise FileError("is not UTF-8 text (it looks like UTF-16)", "Save it as CSV UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8 text (byte 0x{content[error.start]:02X})"
        raise FileError(problem, "Save it as CSV UTF-8.", line) from None
    if not text.strip():
        raise FileError("is empty", "Write the column names in the first line and a row below for each.")
    return text


def _delimiter(text: str) -> str:
    """Choose the delimiter that parts the header most."""
    header = next(line for line in text.splitlines() if line.strip())
    return max(DELIMITERS, key=header.count)
