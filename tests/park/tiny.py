"""A Park instance known by heart, written as its two files."""

from pathlib import Path

SCHOOLS = """ID\tX\tY\tAMEARLY\tAMLATE
1\t0\t0\t700\t700
2\t0\t0\t730\t745
"""
# 29333.3 feet are 1000 s of driving. Boarding 10 students takes 19 + 26 = 45 s.
STOPS = """ID\tX_COORD\tY_COORD\tEP_ID\tSTUDENT_COUNT
11\t29333.3\t0\t1\t10
21\t29333.3\t0\t2\t10
"""


def write_tiny(folder: Path, schools: str = SCHOOLS, stops: str = STOPS, name: str = "TINY01") -> Path:
    """The folder of the instance."""
    place = folder / "instances" / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "Schools.txt").write_text(schools, encoding="utf-8")
    (place / "Stops.txt").write_text(stops, encoding="utf-8")
    return place
