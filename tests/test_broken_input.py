"""Every kind of broken table and scenario: one clear fault with file, line, column, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.errors import Fault, InputError
from optimizer.tables import read_district

GOOD = {
    "schools.csv": """\
school_id,name,level,lat,lon,students,frl_share,option,bell_today,feeder_high
0030,Adams Elementary,elementary,39.870,-105.060,300,0.37,no,7:45AM,0099
0041,Birch Elementary,elementary,39.850,-105.080,280,0.52,no,7:45,0099
0099,Cedar High,high,39.800,-105.100,900,0.20,no,8:30,
""",
    "stops.csv": """\
stop_id,school_id,lat,lon,riders_am,riders_pm
A1,0030,39.871,-105.061,12,12
A2,0030,39.872,-105.062,20,18
B1,0041,39.851,-105.081,15,
C1,0099,39.801,-105.101,30,25
""",
    "yards.csv": """\
yard_id,name,lat,lon,buses
Y1,North yard,39.830,-105.070,40
""",
    "runs.csv": """\
run_id,school_id,period,stops
r1,0030,am,A2:8 A1
r2,0030,am,A2:12
r3,0041,am,B1
r4,0099,am,C1
r5,0030,pm,A1 A2
r6,0041,pm,B1
r7,0099,pm,C1
""",
}


# What is replaced in a good file, by what, and all that must be said of it.
# fmt: off
SLIPS = {
    "required cell empty": (
        "Adams Elementary", "",
        "schools.csv, line 2, column name: is empty. Give the school's name as families know it.",
    ),
    "not a number": (
        "39.871", "39.87l",
        'stops.csv, line 2, column lat: "39.87l" is not a number. Give a number of degrees.',
    ),
    "decimal comma": (
        "39.871", '"39,87"',
        'stops.csv, line 2, column lat: "39,87" is not a number. Write a decimal point: 39.87.',
    ),
    "latitude off the globe": (
        "39.830", "239.83",
        'yards.csv, line 2, column lat: "239.83" is above 90. lat is -90 to 90 degrees.',
    ),
    "lat and lon swapped": (
        "39.871,-105.061", "-105.061,39.871",
        'stops.csv, line 2, column lat: "-105.061" is below -90. Are lat and lon swapped?',
    ),
    "sign of lon lost": (
        "39.871,-105.061", "39.871,105.061",
        ('stops.csv, line 2, column lat: "39.871, 105.061" is 11,148 miles from the middle of the district. '
         "Is the sign lost? lon -105.061 lies in the district."),
    ),
    "nowhere": (
        "39.871,-105.061", "0,0",
        ("stops.csv, line 2, column lat: \"0, 0\" is a point in the Atlantic. Give the place's own lat and "
         "lon."),
    ),
    "bad time": (
        "7:45AM", "7:65",
        'schools.csv, line 2, column bell_today: "7:65" is not a time of day. Write 7:46, 7:46 AM or 14:35.',
    ),
    "evening bell": (
        "8:30", "20:30",
        'schools.csv, line 4, column bell_today: "20:30" is after 18:00. bell_today is 4:00 to 18:00.',
    ),
    "share in percent": (
        "0.37", "37",
        ('schools.csv, line 2, column frl_share: "37" is above 1. Give a share from 0 to 1: 37 percent is '
         "0.37."),
    ),
    "share with a percent sign": (
        "0.37", "37%",
        ('schools.csv, line 2, column frl_share: "37%" is a percentage. Give a share from 0 to 1: 37 percent '
         "is 0.37."),
    ),
    "unknown level": (
        "high,39", "hihg,39",
        ('schools.csv, line 4, column level: "hihg" is not one of elementary, k8, k12, middle, jr_sr, high. '
         'Did you mean "high"?'),
    ),
    "neither yes nor no": (
        "0.37,no", "0.37,perhaps",
        'schools.csv, line 2, column option: "perhaps" is neither yes nor no. Write yes or no.',
    ),
    "negative riders": (
        "12,12", "-3,12",
        'stops.csv, line 2, column riders_am: "-3" is below 0. riders_am is at least 0 riders.',
    ),
    "fractional riders": (
        "12,12", "12.5,12",
        'stops.csv, line 2, column riders_am: "12.5" is not a whole number. Give a whole number of riders.',
    ),
    "id with a space": (
        "Y1", "Y 1",
        ('yards.csv, line 2, column yard_id: "Y 1" is not an id: it holds a space or a colon. Use letters, '
         "digits, - and _."),
    ),
    "id twice in a table": (
        "B1,0041,39.851,-105.081,15,\n", "B1,0041,39.851,-105.081,15,\nA1,0041,39.852,-105.082,5,\n",
        'stops.csv, line 5, column stop_id: "A1" stands already in line 2. Give this stop an id of its own.',
    ),
    "id twice in the district": (
        "Y1", "C1",
        ('yards.csv, line 2, column yard_id: "C1" stands already in stops.csv, line 5. Give this yard an id '
         "of its own."),
    ),
    "leading zeros lost": (
        "A1,0030", "A1,30",
        ('stops.csv, line 2, column school_id: "30" is not in schools.csv. Did you mean "0030"? Ids are '
         "text: a spreadsheet drops leading zeros."),
    ),
    "unknown feeder": (
        "7:45AM,0099", "7:45AM,Cedar",
        ('schools.csv, line 2, column feeder_high: "Cedar" is not in schools.csv. Add the school, or correct '
         "the id."),
    ),
    "unknown column": (
        "riders_pm", "riders_noon",
        'stops.csv, line 1: "riders_noon" is not a column of this table. Did you mean "riders_pm"?',
    ),
    "misspelt required column": (
        "riders_am", "ridersam",
        'stops.csv, line 1: "ridersam" is not a column of this table. Did you mean "riders_am"?',
    ),
    "missing column": (
        "name,lat,lon,buses\nY1,North yard", "lat,lon,buses\nY1",
        "yards.csv, line 1, column name: is missing from the header. Add it: the yard's name.",
    ),
    "column twice": (
        "name,lat,lon,buses", "name,lat,lon,name",
        "yards.csv, line 1, column name: stands twice in the header. Keep one of the two.",
    ),
    "too few cells": (
        "B1,0041,39.851", "B1,39.851",
        ("stops.csv, line 4: has 5 cells where the header has 6. Leave no cell out, and quote text that "
         "holds commas."),
    ),
    "too many cells": (
        "Cedar High", "Cedar, High",
        ("schools.csv, line 4: has 11 cells where the header has 10. Leave no cell out, and quote text that "
         "holds commas."),
    ),
    "cell without a column": (
        "buses\nY1,North yard,39.830,-105.070,40", "buses,\nY1,North yard,39.830,-105.070,40,x",
        'yards.csv, line 2: "x" stands in a column without a name. Name the column or empty it.',
    ),
    "quotation mark not closed": (
        "North", '"North',
        ("yards.csv, line 2: has a quotation mark that is not closed, or text after a closing one. Write "
         'quotation marks in a cell as "a ""b"" c".'),
    ),
    "no rows": (
        "Y1,North yard,39.830,-105.070,40\n", "",
        ("yards.csv: has no rows below its header. One row per yard (terminal, depot) where buses start and "
         "end."),
    ),
    "unknown school of a run": (
        "r3,0041", "r3,0014",
        'runs.csv, line 4, column school_id: "0014" is not in schools.csv. Did you mean "0041"?',
    ),
    "period wrong": (
        "r3,0041,am", "r3,0041,noon",
        'runs.csv, line 4, column period: "noon" is not one of am, pm. Write am or pm.',
    ),
    "unknown stop": (
        "am,B1", "am,BI",
        'runs.csv, line 4, column stops: "BI" is not in stops.csv. Did you mean "B1"?',
    ),
    "stop of another school": (
        "am,B1", "am,B1 C1",
        ('runs.csv, line 4, column stops: "C1" is a stop of school 0099, not of 0041. A run serves one '
         "school."),
    ),
    "stop twice in a run": (
        "A2:8 A1", "A2:8 A1 A2",
        'runs.csv, line 2, column stops: "A2" is called at twice by this run. Name it once.',
    ),
    "riders of a visit": (
        "A2:8", "A2:x",
        ('runs.csv, line 2, column stops: "A2:x A1" holds "A2:x", which is no stop. Write A1, or A1:12 for '
         "12 of its riders."),
    ),
    "riders left behind": (
        "A2:12", "A2:11",
        ('runs.csv, line 3, column stops: "A2" has 20 riders in the morning and its runs carry 19. Share the '
         'riders out, for example "A2:20" on one run.'),
    ),
    "riders carried twice": (
        "A2:12", "A2",
        ('runs.csv, line 3, column stops: "A2" has 20 riders in the morning and its runs carry 28. Share the '
         'riders out, for example "A2:20" on one run.'),
    ),
    "stop without a run": (
        "r6,0041,pm,B1\n", "",
        ('runs.csv, column stops: "B1" has 15 riders in the afternoon and its runs carry 0. Put the stop on '
         "a run of the afternoon."),
    ),
    "run twice": (
        "r2,", "r1,",
        'runs.csv, line 3, column run_id: "r1" stands already in line 2. Give this run an id of its own.',
    ),
}
# fmt: on


def write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def write_good(folder: Path) -> Path:
    for name, text in GOOD.items():
        write_text(folder / name, text)
    return folder


def faults_of(read: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as refused:
        read()
    return refused.value.faults


def test_the_good_district_has_no_fault(tmp_path: Path) -> None:
    assert len(read_district(write_good(tmp_path)).runs) == 7


@pytest.mark.parametrize(("old", "new", "words"), SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_gives_one_fault(old: str, new: str, words: str, tmp_path: Path) -> None:
    file = words.partition(".csv")[0] + ".csv"
    assert old in GOOD[file]
    write_text(write_good(tmp_path) / file, GOOD[file].replace(old, new, 1))
    assert [str(fault) for fault in faults_of(lambda: read_district(tmp_path))] == [words]


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "file missing": (
        lambda d: (d / "yards.csv").unlink(),
        "yards.csv: is missing. Add it with the columns yard_id, name, lat, lon.",
    ),
    "file misnamed": (
        lambda d: (d / "yards.csv").rename(d / "yard.csv"),
        "yards.csv: is missing. Rename yard.csv to yards.csv.",
    ),
    "optional file misnamed": (
        lambda d: (d / "runs.csv").rename(d / "run.csv"),
        "runs.csv: is missing. Rename run.csv to runs.csv.",
    ),
    "workbook beside": (
        lambda d: (d / "stops.csv").rename(d / "stops.xlsx"),
        "stops.csv: is missing. Save stops.xlsx as CSV UTF-8, under the name stops.csv.",
    ),
    "workbook renamed": (
        lambda d: (d / "yards.csv").write_bytes(b"PK\x03\x04 and more"),
        "yards.csv: is a workbook, not text. Open it and save it as CSV UTF-8.",
    ),
    "Latin-1": (
        lambda d: (d / "yards.csv").write_bytes("yard_id\nN\u00f3rth".encode("latin-1")),
        "yards.csv, line 2: is not UTF-8 text (byte 0xF3). Save it as CSV UTF-8.",
    ),
    "UTF-16": (
        lambda d: (d / "yards.csv").write_text(GOOD["yards.csv"], encoding="utf-16"),
        "yards.csv: is not UTF-8 text (it looks like UTF-16). Save it as CSV UTF-8.",
    ),
    "empty file": (
        lambda d: (d / "yards.csv").write_bytes(b"\xef\xbb\xbf\r\n"),
        "yards.csv: is empty. Write the column names in the first line and a row below for each.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("break_it", "words"), FILES.values(), ids=FILES.keys())
def test_one_broken_file_gives_one_fault(
    break_it: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    break_it(write_good(tmp_path))
    assert [str(fault) for fault in faults_of(lambda: read_district(tmp_path))] == [words]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "2023-24").mkdir()
    (fault,) = faults_of(lambda: read_district(tmp_path / "2023-25"))
    assert str(fault).endswith('2023-25: is not a folder. Did you mean "2023-24"?')


def test_folder_of_districts_is_not_a_district(tmp_path: Path) -> None:
    for year in ("2023-24", "2022-23"):
        (tmp_path / year).mkdir()
        write_good(tmp_path / year)
    (fault,) = faults_of(lambda: read_district(tmp_path))
    assert str(fault).endswith("is a folder of districts. Choose one: 2022-23, 2023-24.")


def test_many_faults_at_once_are_all_reported(tmp_path: Path) -> None:
    write_good(tmp_path)
    (tmp_path / "yards.csv").unlink()
    schools = GOOD["schools.csv"].replace("7:45AM", "late").replace("0.52", "52").replace("39.800", "")
    stops = GOOD["stops.csv"].replace("B1,0041", "B1,0042").replace("30,25", "-30,2.5").replace("A2", "A1")
    runs = GOOD["runs.csv"].replace("r4,0099,am", "r4,0099,morning").replace("pm,C1", "pm,C2")
    for name, text in (("schools.csv", schools), ("stops.csv", stops), ("runs.csv", runs)):
        write_text(tmp_path / name, text)
    found = [(f.file, f.line, f.column) for f in faults_of(lambda: read_district(tmp_path))]
    assert found == [
        ("schools.csv", 2, "bell_today"),
        ("schools.csv", 3, "frl_share"),
        ("schools.csv", 4, "lat"),
        ("stops.csv", 3, "stop_id"),
        ("stops.csv", 4, "school_id"),
        ("stops.csv", 5, "riders_am"),
        ("stops.csv", 5, "riders_pm"),
        ("yards.csv", None, None),
        ("runs.csv", 2, "stops"),  # A2, now twice A1
        ("runs.csv", 3, "stops"),
        ("runs.csv", 5, "period"),
        ("runs.csv", 6, "stops"),
        ("runs.csv", 8, "stops"),  # C2
    ]
