"""Print the tables of benchmarks/bells.md and draw its picture from rows of ``belltime bench bells --json``.

Usage: python benchmarks/bells_table.py PICTURE.svg ROWS.json [ROWS.json ...]
"""

import json
import sys
from pathlib import Path

from optimizer.bench.bells import as_markdown
from optimizer.bench.growth import growth
from optimizer.bench.picture import draw_bells


def main(picture, *files):
    rows = [row for file in files for row in json.loads(Path(file).read_text("utf-8"))]
    for family in ("generated", "jeffco", "three", "task", "mountain", "B-2700", "B-5400"):
        part = [row for row in rows if row["case"].startswith(family)]
        if part:
            print(f"{as_markdown(part)}")
    for name, value in growth(rows).items():
        print(f"{name}: runs^{value:.2f}" if value is not None else f"{name}: too few sizes")
    draw_bells(rows, Path(picture))


if __name__ == "__main__":
    main(*sys.argv[1:])
