"""Writing a plan folder: beside the old one, then moved into its place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from optimizer.district import District
from optimizer.errors import BelltimeError
from optimizer.plan import Result
from optimizer.plan_folder.layout import KIND, OUR_FILES, refuse_foreign_folder
from optimizer.plan_folder.log_text import log_text
from optimizer.plan_folder.texts import Judged, bells_csv, routes_csv, runs_csv


def write_plan_folder(
    folder: str | Path,
    *,
    result: Result,
    district: District,
    scenario_toml: str,
    changes: Sequence[str] = (),
    modelled: Sequence[str] = (),
    stops_and_runs: Sequence[str] = (),
    district_folder: str | Path,
    stops_csv: str = "",
    evaluation: Judged | None = None,
    report: str = "",
    map_html: str = "",
) -> Path:
    """Write ``result`` and what was made of it into ``folder``, and return its path.

    Everything is written beside ``folder`` and then moved into place, so that a crash leaves an older plan
    as it was. Files in the folder that are not a plan's own are kept. ``stops_csv`` are the stops, if they
    were chosen for this plan; ``stops_and_runs`` are notes on how both came about. They stand apart from the
    result's own notes, which pages for the public show: they name stops.

    Raises
    ------
    InputError
        if ``folder`` exists and is not a plan folder.
    """
    folder = Path(folder)
    refuse_foreign_folder(folder)
    texts = {
        "scenario.toml": scenario_toml,
        "result.json": _json(
            {
                **_result_as_dict(result, folder),
                "changes": list(changes),
                "modelled": list(modelled),
                "stops_and_runs": list(stops_and_runs),
                "district": _district_as_dict(district, Path(district_folder), folder),
            }
        ),
        "solver.log": log_text(result.log, result.stages),
        "report.md": report,
    }
    if result.plan is not None:
        if evaluation is None:
            raise BelltimeError("a plan is written only together with the judge's evaluation")
        texts["bells.csv"] = bells_csv(evaluation)
        texts["routes.csv"] = routes_csv(result.plan, evaluation)
        texts["runs.csv"] = runs_csv(result.plan.runs)
        texts["stops.csv"] = stops_csv
        texts["evaluation.json"] = _json(evaluation.as_dict())
        texts["map.html"] = map_html
    _swap_in(folder, {name: texts[name] for name in OUR_FILES if texts.get(name)})
    return folder


def _result_as_dict(result: Result, folder: Path) -> dict[str, Any]:
    """Turn everything that a result knows, but for the plan and the log, into JSON values."""
    known = {field.name: getattr(result, field.name) for field in fields(result)}
    del known["plan"], known["log"]
    return {
        "kind": KIND,
        "name": folder.name if result.plan is None else result.plan.name,
        "buses": result.buses,
        "gap": result.gap,
        **known,
        "seconds": round(result.seconds, 2),
        "stages": [{**asdict(stage), "seconds": round(stage.seconds, 2)} for stage in result.stages],
        "versions": dict(sorted(result.versions.items())),
    }


def _district_as_dict(district: District, district_folder: Path, folder: Path) -> dict[str, Any]:
    return {
        "name": district.name,
        "folder": path_between(district_folder, folder),
        "digests": dict(sorted(district.digests.items())),
    }


def path_between(target: Path, folder: Path) -> str:
    """Path from ``folder`` to ``target`` with ``/``; absolute only where there is no way between drives."""
    try:
        return Path(os.path.relpath(target.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return target.resolve().as_posix()


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _swap_in(folder: Path, texts: Mapping[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    new, old = beside / "new", beside / "old"
    try:
        new.mkdir()
        for name, text in texts.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        _exchange(folder, new, old)
    finally:
        # What could not be moved stays where it is: an old plan is never deleted before all is well.
        shutil.rmtree(new, ignore_errors=True)
        with suppress(OSError):
            beside.rmdir()


def _exchange(folder: Path, new: Path, old: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    for path in sorted(old.iterdir()):
        if path.name not in OUR_FILES:
            path.rename(folder / path.name)
    shutil.rmtree(old)
