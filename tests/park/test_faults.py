"""Faulty instances are refused: every fault at once, each with its file, line, column, value and remedy."""

from pathlib import Path

import pytest

from optimizer.bench.park import bench_park
from optimizer.cli import main
from optimizer.errors import InputError
from optimizer.park import read_park, read_parks
from tests.park.tiny import SCHOOLS, STOPS, write_tiny


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_park(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1\t1\t1\t700\t800", 'line 4, column ID: "1" stands already in line 2. Give each row an id of'),
        ("a b\t1\t1\t700\t800", 'line 4, column ID: "a b" is not an id: it holds a space or a colon. Use'),
        ("\t1\t1\t700\t800", "line 4, column ID: is empty. Give an id of its own."),
        ("3\tinf\t1\t700\t800", 'line 4, column X: "inf" is not a number. Give a number of feet.'),
        ("3\t1\tnan\t700\t800", 'line 4, column Y: "nan" is not a number. Give a number of feet.'),
        ("3\t1\t1e300\t700\t800", 'line 4, column Y: "1e300" is above 1.4e+08. Y is -1.4e+08 to 1.4e+08'),
        ("3\t1\t1\t7:00\t800", 'line 4, column AMEARLY: "7:00" is not a time of day. Write hours and min'),
        ("3\t1\t1\t700\t960", 'line 4, column AMLATE: "960" is not a time of day. Write hours and min'),
        ("3\t1\t1\t700\t2400", 'line 4, column AMLATE: "2400" is not a time of day. Write hours and min'),
        ("3\t1\t1\t700\t659", 'line 4, column AMLATE: "659" is before AMEARLY, 700. Give a latest bell'),
        ("3\t1\t1\t700", "line 4: has 4 cells where the header has 5. Leave no cell out, and put one tab"),
    ],
)
def test_a_faulty_school(tmp_path: Path, row: str, told: str) -> None:
    folder = write_tiny(tmp_path, schools=f"{SCHOOLS}{row}\n")
    (fault,) = faults_of(folder)
    assert fault.startswith(f"{folder / 'Schools.txt'}, {told}")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("11\t1\t1\t2\t5", 'line 4, column ID: "11" stands already in line 2. Give each row an id of its'),
        ("1 2\t1\t1\t1\t5", 'line 4, column ID: "1 2" is not an id: it holds a space or a colon. Use'),
        ("12\there\t1\t1\t5", 'line 4, column X_COORD: "here" is not a number. Give a number of feet.'),
        ("12\t1\t-inf\t1\t5", 'line 4, column Y_COORD: "-inf" is not a number. Give a number of feet.'),
        ("12\t1\t1\t9\t5", 'line 4, column EP_ID: "9" is not in Schools.txt. Add the school, or correct'),
        ("12\t1\t1\t1\t-5", 'line 4, column STUDENT_COUNT: "-5" is below 0. STUDENT_COUNT is 0 to 10000'),
        ("12\t1\t1\t1\t2.5", 'line 4, column STUDENT_COUNT: "2.5" is not a whole number. Give a whole'),
        ("12\t1\t1\t1\t5\t7", "line 4: has 6 cells where the header has 5. Leave no cell out, and put one"),
    ],
)
def test_a_faulty_stop(tmp_path: Path, row: str, told: str) -> None:
    folder = write_tiny(tmp_path, stops=f"{STOPS}{row}\n")
    (fault,) = faults_of(folder)
    assert fault.startswith(f"{folder / 'Stops.txt'}, {told}")


def test_what_just_holds(tmp_path: Path) -> None:
    """A place west and south of the origin, a window of one bell, a day's last minute, an empty line."""
    schools = SCHOOLS + "\n3\t-1000\t-.5\t2359\t2359\n4\t0\t0\t0905\t905\n"
    instance = read_park(write_tiny(tmp_path, schools, STOPS + "31\t-29333.3\t0\t3\t0\n"))
    # 23:59 is 23 * 3600 + 59 * 60 = 86340 s after midnight, 9:05 is 9 * 3600 + 5 * 60 = 32700 s.
    assert [(s.bell_early, s.bell_late) for s in instance.schools[2:]] == [(86340, 86340), (32700, 32700)]
    assert instance.schools[2].place.tolist() == [-1000, -0.5]
    assert instance.idle_stops == ("31",)


def test_a_missing_column_is_told_once(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path, stops=STOPS.replace("EP_ID", "SCHOOL"))
    (fault,) = faults_of(folder)
    assert fault.startswith(
        f"{folder / 'Stops.txt'}, line 1: has no column EP_ID. Add it: the id of its school"
    )
    assert fault.endswith("The file has: ID, X_COORD, Y_COORD, SCHOOL, STUDENT_COUNT.")


def test_a_column_given_twice(tmp_path: Path) -> None:
    folder = write_tiny(
        tmp_path, stops=STOPS.replace("Y_COORD", "X_COORD\tY_COORD").replace("\t0\t", "\t0\t0\t")
    )
    (fault,) = faults_of(folder)
    assert "line 1, column X_COORD: stands twice in the header. Keep one" in fault


def test_stops_of_a_faulty_school_are_not_called_faulty(tmp_path: Path) -> None:
    schools = SCHOOLS.replace("1\t0\t0\t700\t700", "1\t0\t0\t700")
    (fault,) = faults_of(write_tiny(tmp_path, schools))
    assert "Schools.txt, line 2: has 4 cells" in fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            STOPS.encode() + b"\xe9\t1\t1\t1\t5\n",
            ", line 4: is not UTF-8 text (byte 0xE9). Save it as text in",
        ),
        (
            STOPS.encode("utf-16"),
            ": is not UTF-8 text (it looks like UTF-16). Save it as text in UTF-8, with tabs",
        ),
        (b"", ": is empty. Write the column names in the first line"),
        (STOPS.splitlines()[0].encode(), ": has no rows below its header. Write a row for each"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes, told: str) -> None:
    folder = write_tiny(tmp_path)
    (folder / "Stops.txt").write_bytes(content)
    (fault,) = faults_of(folder)
    assert fault.startswith(f"{folder / 'Stops.txt'}{told}")


def test_missing_files(tmp_path: Path) -> None:
    schools, stops = faults_of(tmp_path)
    assert schools.endswith("Schools.txt: is missing. Add it with the columns ID, X, Y, AMEARLY, AMLATE.")
    assert stops.startswith(f"{tmp_path / 'Stops.txt'}: is missing. Add it with the columns ID, X_COORD, Y_")


def test_all_faults_of_all_instances_at_once(tmp_path: Path) -> None:
    first = write_tiny(tmp_path, SCHOOLS + "1\tx\t1\t700\t800\n", STOPS + "11\t1\t1\t9\t5\n", "TINY01")
    second = write_tiny(tmp_path, stops=STOPS.replace("\t10", "\tten"), name="TINY02")
    with pytest.raises(InputError) as caught:
        read_parks(tmp_path / "instances", ["TINY01", "TINY02", "TINY1"])
    assert [(fault.file, fault.line, fault.column) for fault in caught.value.faults] == [
        (str(first / "Schools.txt"), 4, "X"),
        (str(first / "Schools.txt"), 4, "ID"),
        (str(first / "Stops.txt"), 4, "ID"),
        (str(first / "Stops.txt"), 4, "EP_ID"),
        (str(second / "Stops.txt"), 2, "STUDENT_COUNT"),
        (str(second / "Stops.txt"), 3, "STUDENT_COUNT"),
        (str(tmp_path / "instances"), None, None),
    ]
    assert all(fault.remedy for fault in caught.value.faults)
    assert str(caught.value.faults[-1]).endswith('"TINY1" is not an instance here. Did you mean "TINY01"?')


def test_nothing_is_solved_before_all_are_read(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    write_tiny(tmp_path, SCHOOLS.replace("745", "999"), name="TINY02")
    with pytest.raises(InputError, match=r'TINY02.*"999" is not a time of day'):
        bench_park(
            tmp_path / "instances",
            ["TINY01", "TINY02"],
            2700,
            "bird",
            "fixed",
            60,
            json_file=tmp_path / "rows.json",
        )
    assert not (tmp_path / "rows.json").exists()


def test_missing_folder_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["belltime", "bench", "park", "--instances", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert "nowhere: folder is missing. Give the folder that holds a folder for each instance" in told
    assert "1 fault to mend." in told


def test_folder_without_instances_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_parks(tmp_path, ["TINY01", "TINY02"])
    (fault,) = caught.value.faults
    assert (fault.file, fault.problem) == (str(tmp_path), "holds no instances")
