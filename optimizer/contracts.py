"""Column contracts: what each table of a district holds, as data.

The reader, its error messages, the writer and ``data/README.md`` all print from here, so that they cannot
disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.district import LEVELS, PERIODS
from optimizer.units import clock

Kind = Literal["id", "text", "whole", "number", "share", "clock", "yes/no", "choice", "visits"]

KIND_IN_WORDS: dict[Kind, str] = {
    "id": "id",
    "text": "text",
    "whole": "whole number",
    "number": "number",
    "share": "share",
    "clock": "time of day",
    "yes/no": "yes or no",
    "choice": "one of a list",
    "visits": "stop ids in order",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``bounds`` are the least and the most allowed (``None``: no limit), both included; times of day in
    minutes past midnight. ``default`` is what an empty cell stands for, written as in the cell, and
    ``when_empty`` says it in words where it is not one fixed value. ``decimals`` is how numbers are written.
    """

    name: str
    type: Kind
    meaning: str
    unit: str = ""
    bounds: tuple[float | None, float | None] = (None, None)
    choices: tuple[str, ...] = ()
    default: str = ""
    when_empty: str = ""
    required: bool = False
    refers_to: str = ""
    decimals: int = 0

    @property
    def allowed(self) -> str:
        """What may stand in a cell, in words: ``0 to 1``, ``at least 0``, ``am, pm``."""
        if self.choices:
            return ", ".join(self.choices)
        if self.refers_to:
            return f"an id of {self.refers_to}.csv"
        low, high = (None if bound is None else self.spell(bound) for bound in self.bounds)
        if low is not None and high is not None:
            return f"{low} to {high}"
        return f"at least {low}" if low is not None else ""

    def spell(self, number: float) -> str:
        """Spell a bound as it would stand in a cell."""
        return clock(int(number)) if self.type == "clock" else f"{number:g}"


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a district's folder; ``key`` names the column with the rows' own ids, if they have any."""

    name: str
    key: str
    meaning: str
    columns: tuple[Column, ...]
    required: bool = True

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Find a column by its name."""
        return next(column for column in self.columns if column.name == name)


# One column of a table, one or two lines here.
# fmt: off
LAT = Column("lat", "number", "latitude, WGS 84", "degrees", (-90, 90), required=True, decimals=6)
LON = Column("lon", "number", "longitude, WGS 84; negative in the Americas", "degrees", (-180, 180),
             required=True, decimals=6)
# No school begins instruction outside these hours; a bell of 19:45 is a slip of the pen.
BELL_HOURS = (4 * 60, 18 * 60)
TERRAINS = ("plains", "mountain")
ON_TERRAIN = "sets the factor from straight lines to roads, and the speed of a bus"
BASES = ("published", "modelled")
# Spreadsheets and NCES write grade 1 both ways.
GRADES = ("pk", "ka", "k", *map(str, range(1, 13)), *(f"0{n}" for n in range(1, 10)))

SCHOOLS = Table(
    "schools", "school_id",
    "One row per school that the plan covers.",
    (
        Column("school_id", "id", "the school's id; leading zeros are kept", required=True),
        Column("name", "text", "the school's name as families know it", required=True),
        Column("level", "choice", "decides the bell window, the load and the ride limit", choices=LEVELS,
               required=True),
        LAT,
        LON,
        Column("grades", "text", "grades taught, for example K-5"),
        Column("area", "text", "articulation area: a high school with its feeder schools"),
        Column("terrain", "choice", ON_TERRAIN, choices=TERRAINS, default="plains"),
        Column("students", "whole", "enrolled students (not riders)", "students", (0, None), default="0"),
        Column("frl_share", "share", "share of students with free or reduced-price lunch", "share", (0, 1),
               when_empty="unknown", decimals=4),
        Column("capacity", "whole", "students that the building holds", "students", (0, None),
               when_empty="unknown"),
        Column("option", "yes/no", "option (choice) school, without attendance boundary", default="no"),
        Column("day_minutes", "whole", "minutes from start to dismissal", "minutes", (60, 720),
               when_empty="the scenario's, by level"),
        Column("bell_today", "clock", "start that families know now", "", BELL_HOURS, when_empty="unknown"),
        Column("bell_today_basis", "choice", "whether bell_today is published or modelled", choices=BASES),
        Column("bell_adopted", "clock", "start already decided for the planned year", "", BELL_HOURS,
               when_empty="unknown"),
        Column("feeder_middle", "id", "the middle school that its students go on to", refers_to="schools"),
        Column("feeder_high", "id", "the high school that its students go on to", refers_to="schools"),
        Column("note", "text", "anything a reader should know"),
    ),
)

STOPS = Table(
    "stops", "stop_id",
    "One row per stop of one school. Two schools that share a corner have a stop each.",
    (
        Column("stop_id", "id", "the stop's id", required=True),
        Column("school_id", "id", "the school that its riders attend", refers_to="schools", required=True),
        LAT,
        LON,
        Column("riders_am", "whole", "riders who board in the morning", "riders", (0, None), required=True),
        Column("riders_pm", "whole", "riders who alight in the afternoon", "riders", (0, None),
               when_empty="as riders_am"),
        Column("wheelchairs", "whole", "riders among them who stay in a wheelchair, morning and afternoon",
               "riders", (0, None), default="0"),
        Column("walk_miles", "number", "mean walk of its riders to the stop, one way; stops of fewer than 10 "
               "riders are told one mean by `belltime stops`", "miles", (0, 10),
               when_empty="unknown", decimals=3),
        Column("door", "yes/no", "at the door of those who ride from it: with fewer than 10 riders it is in "
               "nothing that is shared", default="no"),
        Column("terrain", "choice", ON_TERRAIN, choices=TERRAINS, when_empty="as its school"),
        Column("basis", "choice", "whether place and riders are published or modelled", choices=BASES),
    ),
)

YARDS = Table(
    "yards", "yard_id",
    "One row per yard (terminal, depot) where buses start and end.",
    (
        Column("yard_id", "id", "the yard's id", required=True),
        Column("name", "text", "the yard's name", required=True),
        LAT,
        LON,
        Column("buses", "whole", "buses that can be kept there", "buses", (0, None), when_empty="unlimited"),
        Column("basis", "choice", "whether the yard's place is published or modelled", choices=BASES),
        Column("terrain", "choice", ON_TERRAIN, choices=TERRAINS, default="plains"),
    ),
)

RUNS = Table(
    "runs", "run_id",
    "One row per run: a bus with riders for one school. Without this file belltime builds the runs itself; "
    "with it, every rider of every stop is on a morning and an afternoon run, once.",
    (
        Column("run_id", "id", "the run's id", required=True),
        Column("school_id", "id", "the school that the run serves", refers_to="schools", required=True),
        Column("period", "choice", "am: to school; pm: from school", choices=PERIODS, required=True),
        Column("stops", "visits",
               "stop ids in driving order, separated by spaces: `A1 A2:12 A3`. `:12` is the riders whom this "
               "run serves there; without it, all of the stop's. `:12w1`: one of them in a wheelchair; "
               "without it, all of the stop's with all of its riders, else none", required=True),
        Column("live_minutes", "number",
               "minutes from first boarding to last alighting as the routing system states them; used as is",
               "minutes", (0, 600), when_empty="computed", decimals=2),
        Column("live_miles", "number", "miles over the same span", "miles", (0, 500),
               when_empty="computed", decimals=3),
    ),
    required=False,
)

TRAVEL = Table(
    "travel", "",
    "One row per ordered pair of places that a bus may drive between. Read when the scenario says "
    '`travel.source = "matrix"`.',
    (
        Column("from_id", "id", "a school, stop or yard", required=True),
        Column("to_id", "id", "a school, stop or yard", required=True),
        Column("minutes", "number", "free-flow driving time", "minutes", (0, 1440), required=True,
               decimals=2),
        Column("miles", "number", "driving distance", "miles", (0, 1000), required=True, decimals=3),
    ),
    required=False,
)

STUDENTS = Table(
    "students", "student_id",
    "One row per student who asks for a bus. Read by `belltime stops`, and by `belltime solve` where there "
    "is no stops.csv. It never leaves this folder: what belltime writes holds stops and counts only.",
    (
        Column("student_id", "id", "any id; it appears in no output", required=True),
        Column("school_id", "id", "the school that the student attends", refers_to="schools", required=True),
        Column("lat", "number", "latitude of the home, WGS 84", "degrees", (-90, 90),
               when_empty="the student is listed as unserved", decimals=6),
        Column("lon", "number", "longitude of the home, WGS 84", "degrees", (-180, 180),
               when_empty="the student is listed as unserved", decimals=6),
        Column("grade", "choice", "decides how far the student walks: to 5 as elementary, 6 to 8 as middle, "
               "above as high", choices=GRADES, when_empty="as the level of the school"),
        Column("service", "choice", "door_to_door: a stop at the home, whatever the distance to school",
               choices=("regular", "door_to_door"), default="regular"),
        Column("wheelchair", "yes/no", "stays in the wheelchair on the bus", default="no"),
    ),
    required=False,
)

CANDIDATES = Table(
    "candidates", "candidate_id",
    "One row per point where a bus may stop. With it, `belltime stops` opens stops only there and at stops "
    "that exist; without it, at crossings of the road network or, with none, on a lattice.",
    (
        Column("candidate_id", "id", "the point's id", required=True),
        LAT,
        LON,
        Column("capacity", "whole", "students who can wait there", "students", (1, None),
               when_empty="the scenario's `stops.capacity`"),
        Column("school_id", "id", "the one school that it is for", refers_to="schools",
               when_empty="any school"),
    ),
    required=False,
)
# fmt: on

TABLES: tuple[Table, ...] = (SCHOOLS, STOPS, YARDS, RUNS, TRAVEL, STUDENTS, CANDIDATES)

_HEAD = """\
# Tables of a district

A district is a folder of CSV files. A folder of districts has one sub-folder for each year or variant.
This page is printed from the contracts in `optimizer/contracts.py`, as are the reader's messages.

- Files are UTF-8, with commas, semicolons or tabs; the first line names the columns, in any order.
- Ids are text: leading zeros are kept. They hold no spaces and no colons, and no two places (schools, stops
  and yards together) share one.
- Times of day are `7:46`, `7:46 AM`, `14:35`, `0746` or a spreadsheet's fraction of a day (`0.3236`).
- A column that no table knows is refused, so that a slip in a name is not a lost column.
- `belltime validate FOLDER` reads a district and reports every fault at once, with file, line and column.
"""

_TAIL = """\
## Attendance boundaries (optional)

`boundaries.geojson`, `boundaries.gpkg` or `boundaries.shp`: polygons with a column `school_id` or `name`, in
any stated coordinate system.

## Hazards (optional)

`hazards.geojson`, `hazards.gpkg` or `hazards.shp`: lines that students do not cross on foot, in any stated
coordinate system. Read together with students.csv.
"""


def contract_as_markdown() -> str:
    """All contracts as the page ``data/README.md``."""
    return "\n".join((_HEAD, *(_table_as_markdown(table) for table in TABLES), _TAIL))


def _table_as_markdown(table: Table) -> str:
    lines = [
        f"## {table.file}{'' if table.required else ' (optional)'}",
        "",
        table.meaning,
        "",
        "| column | type | allowed | when empty | meaning |",
        "|---|---|---|---|---|",
        *(_column_as_markdown(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column_as_markdown(column: Column) -> str:
    of_unit = f" ({column.unit})" if column.unit and column.unit != "share" else ""
    empty = "**required**" if column.required else column.when_empty or column.default
    cells = (f"`{column.name}`", KIND_IN_WORDS[column.type] + of_unit, column.allowed, empty, column.meaning)
    return "| " + " | ".join(cells) + " |"
