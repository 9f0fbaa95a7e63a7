"""The house keeps its floors: a module imports only from the ranks below its own."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "optimizer"

RANKS = [
    {"errors", "units", "quiet_highs"},
    {"scenario", "district", "problem", "plan"},
    {"contracts", "tables", "scenario_files", "plan_folder", "bell_choices"}
    | {"travel", "travel_matrix", "roads", "riding", "demand"},
    {"build", "routing", "solver", "judge", "stops"},
    {"outputs", "park"},
    {"planning", "cases", "outcomes", "runs_and_bells", "placing", "alternatives", "saved_plans", "sweep"}
    | {"bench", "student_stops"},
    {"cli"},
]
NEIGHBOURS_WITHOUT_DOORS = {"build", "routing", "solver", "judge", "stops"}


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def rooms_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("optimizer"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {name.name for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {n.name.split(".")[1] for n in node.names if n.name.startswith("optimizer.")}
    return found


def rank(name: str) -> int:
    return next(i for i, names in enumerate(RANKS) if name in names)


FILES = sorted(path for path in HOUSE.rglob("*.py") if room(path) != "__init__")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_imports_only_from_below(path: Path) -> None:
    mine = room(path)
    for other in rooms_imported(path) - {mine}:
        if mine in NEIGHBOURS_WITHOUT_DOORS:
            assert other not in NEIGHBOURS_WITHOUT_DOORS, f"{path.name} imports its neighbour {other}"
        assert rank(other) <= rank(mine), f"{path.name} ({rank(mine)}) imports {other} ({rank(other)})"


def test_no_import_cycle() -> None:
    imports = {
        name: {o for p in FILES if room(p) == name for o in rooms_imported(p)} - {name}
        for name in {room(p) for p in FILES}
    }
    while leaves := {name for name, needs in imports.items() if not needs & imports.keys()}:
        for name in leaves:
            del imports[name]
    assert not imports, f"import cycle among {sorted(imports)}"


def test_only_the_command_line_prints() -> None:
    for path in FILES:
        if room(path) in {"cli"}:
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        assert not any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls), path
