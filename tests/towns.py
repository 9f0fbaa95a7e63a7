"""A second district, from CSV text only: Twelve Oaks, a made-up town of twelve schools, far from Jeffco."""

from __future__ import annotations

from pathlib import Path

LEVEL_OF = ["elementary"] * 7 + ["middle"] * 3 + ["high"] * 2


def write_town(folder: Path) -> Path:
    """Write the tables of Twelve Oaks and a scenario; return the scenario's path.

    Schools stand on a grid of about two miles, each with six stops of eight riders around it; one yard.
    """
    tables = folder / "twelve-oaks"
    tables.mkdir(parents=True)
    schools = ["school_id,name,level,lat,lon,area,students,frl_share,bell_today,bell_today_basis"]
    stops = ["stop_id,school_id,lat,lon,riders_am"]
    for i, level in enumerate(LEVEL_OF):
        lat, lon = 41.0 + 0.03 * (i // 4), -93.0 + 0.04 * (i % 4)
        today = "8:30" if level == "elementary" else "7:30"
        area = "North" if i % 2 else "South"
        schools.append(
            f"{i:03d},Oak {i},{level},{lat},{lon},{area},{200 + 50 * i},0.{i % 9 + 1},{today},published"
        )
        for k in range(6):
            east, north = 0.006 * (k % 3 - 1) * (k + 1), 0.005 * (1 if k < 3 else -1) * (k % 3 + 1)
            stops.append(f"{i:03d}-{k},{i:03d},{lat + north:.5f},{lon + east:.5f},{8 + k}")
    (tables / "schools.csv").write_text("\n".join(schools) + "\n", encoding="utf-8")
    (tables / "stops.csv").write_text("\n".join(stops) + "\n", encoding="utf-8")
    (tables / "yards.csv").write_text(
        "yard_id,name,lat,lon,basis\nY,Depot,41.03,-92.99,published\n", encoding="utf-8"
    )
    scenario = folder / "twelve-oaks.toml"
    scenario.write_text(
        'name = "twelve-oaks"\n'
        'question = "How many buses does Twelve Oaks need if high schools start at 8:15 or later?"\n'
        'district = "twelve-oaks"\n\n'
        '[bells.high]\nearliest = "8:15"\n',
        encoding="utf-8",
    )
    return scenario
