"""How large the shared pages are and how soon they open, in a real Chromium, offline.

``python benchmarks/pages.py PLAN [PLAN ...]`` measures what is made of saved plans; all pages but the
dashboard and the comparison are of the last. ``python benchmarks/pages.py --generate 400`` first draws a
district of 400 schools at random and solves it. A page is open when everything is drawn: two frames after its
load event. Each is opened three times in a new window of 1440 x 900; the middle time counts.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from optimizer import load, solve
from optimizer.outputs.change_map import change_map
from optimizer.outputs.comparison_map import comparison_map
from optimizer.outputs.dashboard import dashboard
from optimizer.outputs.exports import SchoolYear, export_plan
from optimizer.outputs.family import write_family_pages
from optimizer.outputs.lateness_map import lateness_map
from optimizer.outputs.maps import map_of
from optimizer.outputs.memo import memo
from optimizer.outputs.motion_map import motion_map
from optimizer.outputs.workbook import write_workbook
from optimizer.saved_plans import open_with_lateness, read_with_lateness

BASE = Path(__file__).parents[1] / "scenarios" / "base.toml"
DRAWN = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
YEAR = SchoolYear(date(2023, 8, 14), date(2024, 5, 23), "America/Denver", "https://district.example")
TIMES = 3


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("plans", nargs="*", type=Path)
    asked.add_argument(
        "--generate", type=int, default=0, help="schools of a district to draw and solve first"
    )
    asked.add_argument("--seconds", type=int, default=45, help="to solve the generated district")
    words = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        plans = list(words.plans)
        if words.generate:
            plans += generated_plans(folder, words.generate, words.seconds)
        print("| output | MB | opens, s |\n|---|---:|---:|")
        for name, size, seconds in measured(build(plans, folder / "pages")):
            print(f"| `{name}` | {size / 1e6:.2f} | {'–' if seconds is None else f'{seconds:.1f}'} |")


def build(plans: Sequence[Path], folder: Path) -> Path:
    """Make every output of the last plan, and the dashboard and the comparison of all."""
    folder.mkdir()
    opened, read = open_with_lateness(plans[-1]), [read_with_lateness(plan) for plan in plans]
    pages: dict[str, Callable[[], str]] = {
        "map": lambda: map_of(opened),
        "changes": lambda: change_map(opened),
        "lateness": lambda: lateness_map(opened),
        "motion": lambda: motion_map(opened),
        "comparison": lambda: comparison_map(read),
        "dashboard": lambda: dashboard(read),
        "memo": lambda: memo(read[-1], before=read[0]),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page(), encoding="utf-8", newline="\n")
    write_family_pages(opened, folder / "families")
    write_workbook(opened, folder / "workbook.xlsx")
    export_plan(opened, folder, ["geopackage", "gtfs"], YEAR)
    return folder


def measured(folder: Path) -> Iterator[tuple[str, int, float | None]]:
    """Name, bytes and seconds until drawn of every page, then the sizes of the other files."""
    pages = [*sorted(folder.glob("*.html")), folder / "families" / "index.html"]
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for page in pages:
            seconds = statistics.median(opened_in(browser, page) for _ in range(TIMES))
            yield page.relative_to(folder).as_posix(), page.stat().st_size, seconds
        browser.close()
    yield "all of families/", sum(file.stat().st_size for file in (folder / "families").iterdir()), None
    for name in ("workbook.xlsx", "plan.gpkg", "gtfs.zip"):
        yield name, (folder / name).stat().st_size, None


def opened_in(browser: Any, path: Path) -> float:
    """Seconds from the start of the navigation until everything is drawn."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri(), wait_until="load")
    milliseconds = float(page.evaluate(DRAWN))
    page.close()
    return milliseconds / 1000


def generated_plans(folder: Path, schools: int, seconds: int) -> list[Path]:
    """Draw a district, solve it at its own bells and in its windows, and return both plan folders."""
    write_district(folder / "generated 2023-24", schools)
    plans = []
    for name, rules in (("today", "lock_today = true"), ("chosen", "")):
        scenario = folder / f"{name}.toml"
        scenario.write_text(
            f'extends = "{BASE.as_posix()}"\nname = "{name}"\nquestion = "How many buses?"\n'
            f'district = "generated 2023-24"\n[bells]\n{rules}\n',
            encoding="utf-8",
        )
        solve(load(scenario), seconds=seconds).save(folder / "plans" / name)
        plans.append(folder / "plans" / name)
    return plans


def write_district(folder: Path, schools: int, seed: int = 1) -> None:
    """Write tables of a district whose schools, stops and starts are drawn at random; no fact is in them."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    kinds = rng.choice(["elementary", "k8", "middle", "high"], schools, p=[0.62, 0.08, 0.16, 0.14])
    usual = {"elementary": 480, "k8": 475, "middle": 500, "high": 445}
    places = np.array([39.7, -105.1]) + rng.normal(0, 0.16, (schools, 2))
    listed, stops = [], []
    for number, (level, place) in enumerate(zip(kinds, places, strict=True)):
        start = usual[level] + 5 * int(rng.integers(-4, 5))
        listed.append(
            {
                "school_id": f"S{number:04d}", "name": f"School {number + 1}", "level": level,
                "lat": round(place[0], 5), "lon": round(place[1], 5), "area": f"Area {number % 18 + 1}",
                "students": int(rng.integers(200, 1500)), "frl_share": round(float(rng.random()), 2),
                "bell_today": f"{start // 60}:{start % 60:02d}", "bell_today_basis": "modelled",
            }
        )  # fmt: skip
        for stop in range(int(rng.integers(12, 34))):
            at = place + rng.normal(0, 0.018 if level == "elementary" else 0.035, 2)
            stops.append(
                {
                    "stop_id": f"S{number:04d}-{stop}", "school_id": f"S{number:04d}",
                    "lat": round(at[0], 5), "lon": round(at[1], 5), "riders_am": int(rng.integers(2, 14)),
                }
            )  # fmt: skip
    yards = [
        {"yard_id": f"Y{i}", "name": f"Yard {i}", "lat": 39.6 + 0.07 * i, "lon": -105.1} for i in (1, 2, 3)
    ]
    for table, rows in (("schools", listed), ("stops", stops), ("yards", yards)):
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
