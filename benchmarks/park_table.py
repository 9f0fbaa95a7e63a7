"""Print the table of benchmarks/park.md from the rows that ``belltime bench park --json`` wrote.

Usage: python benchmarks/park_table.py ROWS.json [ROWS.json ...]
"""

import json
import sys
from pathlib import Path

COLUMNS = {
    "instance": "instance",
    "buses": "ours",
    "bound": "bound",
    "one": "one",
    "chen": "Chen",
    "bird": "BiRD",
    "bird_chen": "BiRD + Chen",
    "park_mixed": "Park, mixed",
    "workers": "processes",
    "seconds": "s",
    "processor_seconds": "CPU s",
    "found_at": "found at",
    "peak_mb": "MB",
}
TOTALS = ("buses", "bound", "one", "chen", "bird", "bird_chen", "park_mixed")


def read_rows(paths):
    rows = [row for path in paths for row in json.loads(Path(path).read_text("utf-8"))]
    best = {}
    for row in rows:
        best[(row["bells"], row["rule"], row["ride"], row["instance"])] = row
    return [best[key] for key in sorted(best, key=lambda key: (*key[:3], key[3][:1] != "R", key[3]))]


def tables(rows):
    """One Markdown table for each ladder, rule and ride limit."""
    lines = []
    for bells, rule, ride in dict.fromkeys((row["bells"], row["rule"], row["ride"]) for row in rows):
        part = [row for row in rows if (row["bells"], row["rule"], row["ride"]) == (bells, rule, ride)]
        lines += [f"### Bells {bells}, {rule} rule, {ride} s", "", "| " + " | ".join(COLUMNS.values()) + " |"]
        lines += ["|" + "---|" * len(COLUMNS)]
        lines += ["| " + " | ".join(cell(row, column) for column in COLUMNS) + " |" for row in part]
        sums = {c: sum(row[c] for row in part) for c in TOTALS if all(row[c] is not None for row in part)}
        cells = [f"sum of {len(part)}"] + [f"**{sums[c]}**" if c in sums else "" for c in list(COLUMNS)[1:]]
        ratio = sums["buses"] / sums["bound"]
        lines += ["| " + " | ".join(cells) + " |", "", f"Ours ÷ bound: {ratio:.3f}", ""]
    return lines


def cell(row, column):
    value = row.get(column, 1 if column == "workers" else None)  # older rows are of one process
    proven = column == "buses" and row["buses"] == row["bound"]
    return "–" if value is None else f"**{value}**" if proven else f"{value}"


if __name__ == "__main__":
    print("\n".join(tables(read_rows(sys.argv[1:]))))
