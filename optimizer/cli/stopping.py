"""The verb that turns students into stops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import say, step
from optimizer.cli.options import JsonFile, Settings, write_text


def stops_verb(
    what: Annotated[
        Path, typer.Argument(help="scenario, or a district's folder (with every default)", metavar="PATH")
    ],
    out: Annotated[Path, typer.Option(help="table of stops to write: places and counts, no students")],
    json_file: JsonFile = None,
    list_students: Annotated[
        bool,
        typer.Option("--list-students", help="write who waits where, beside students.csv and nowhere else"),
    ] = False,
    settings: Settings = None,
) -> None:
    """Choose stops for the students of students.csv: few stops first, walking second."""
    from optimizer import student_stops
    from optimizer.stops import COLUMNS, by_school, totals, write_student_list
    from optimizer.tables import stops_as_csv

    with step("choosing stops"):
        folder, choice = student_stops.choose(what, settings or ())
    table = by_school(choice)
    say(table.to_string(index=False, na_rep="-"))
    for name, meaning in COLUMNS.items():
        say(f"  {name}: {meaning}")
    for line in totals(choice):
        say(line)
    write_text(out, stops_as_csv(choice.district.stops))
    if json_file is not None:
        schools = by_school(choice, shared=True).to_json(orient="records")
        told = {"totals": totals(choice, shared=True), "schools": json.loads(schools)}
        write_text(json_file, json.dumps(told, indent=1) + "\n")
    if list_students:
        say(f"written: {write_student_list(choice, folder)}")
