"""Everything that is shared of the tiny plan, as files; with plain names, or with names made to do harm."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from optimizer.district import District, Run, Stop
from optimizer.judge import evaluate
from optimizer.judge.lateness import simulate
from optimizer.outputs.change_map import change_map
from optimizer.outputs.comparison_map import comparison_map
from optimizer.outputs.dashboard import dashboard
from optimizer.outputs.exports import FORMATS, SchoolYear, export_plan
from optimizer.outputs.family import write_family_pages
from optimizer.outputs.lateness_map import lateness_map
from optimizer.outputs.maps import map_of
from optimizer.outputs.memo import memo
from optimizer.outputs.motion_map import motion_map
from optimizer.outputs.opened import OpenedPlan, open_plan
from optimizer.outputs.pictures import write_pictures
from optimizer.outputs.report import report_markdown
from optimizer.outputs.workbook import write_workbook
from optimizer.plan import Plan, TimedRun
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.outputs.plans import result_of, save

# A formula, markup of three kinds, an attribute's end, a template, mathematics, and a mark that turns text.
HARM = (
    "=cmd()</script><script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;"
    """'"" onmouseover="alert(1)" x=" {{ 7 * 7 }} $x_1$ |*_` \u202eevil"""
)
# Every start of text that a spreadsheet takes for a formula.
PLUS, AT, MINUS = f"+{HARM}", f"@{HARM}", f"-{HARM}"
YEAR = SchoolYear(date(2023, 8, 14), date(2023, 9, 15), "America/Denver", "https://district.example")
PAGES = (
    "map.html",
    "changes.html",
    "lateness.html",
    "motion.html",
    "comparison.html",
    "dashboard.html",
    "memo.html",
    "map-es.html",
    "changes-es.html",
    "lateness-es.html",
    "motion-es.html",
    "comparison-es.html",
    "dashboard-es.html",
    "memo-es.html",
    "families/index.html",
    "families/E1.html",
    "familias/index.html",
    "familias/E1.html",
)


def open_named(folder: Path, harm: str = "") -> OpenedPlan:
    """Open the tiny plan with lateness; ``harm`` is put before every name and, but for schools, every id."""
    district, plan = _district(harm), _plan(harm)
    scenario = tiny_scenario(
        question=f"{harm}?",
        bells={
            "groups": [{"name": f"{harm}group", "schools": ["E1", "E2"]}],
            "tiers": [{"name": f"{harm}first", "earliest": "6:30", "latest": "7:55"}],
        },
    )
    judged = evaluate(district, scenario, FlatTravel(), plan)
    saved = save(folder / "tiny", district, judged, result_of(plan, notes=(f"{harm}note",)))
    named = {**saved.scenario, "question": f"{harm}?"}
    named["bells"] = {"tiers": [{"name": f"{harm}first", "earliest": "6:30", "latest": "7:55"}]}
    told = {**saved.result, "modelled": [f"{harm}riders"], "changes": [f"bells.grid: {harm} → 15"]}
    lateness = simulate(district, scenario, FlatTravel(), plan, days=20)
    assert saved.evaluation is not None
    evaluation = {**saved.evaluation, "lateness": lateness.shared().as_dict()}
    saved = replace(saved, scenario=named, result=told, evaluation=evaluation)
    return open_plan(saved, district, scenario, FlatTravel(), lateness)


def write_pack(opened: OpenedPlan, folder: Path, contact: str = "the office") -> Path:
    """Write every output of a plan into ``folder``."""
    saved = opened.saved
    other = replace(saved, name=f"{saved.name} again")
    folder.mkdir()
    for language, ending in (("en", ""), ("es", "-es")):
        pages = {
            "map": map_of(replace(opened, lateness=None), language=language),
            "changes": change_map(opened, saved, language=language),
            "lateness": lateness_map(opened, language=language),
            "motion": motion_map(opened, language=language),
            "comparison": comparison_map([saved, other], language=language),
            "dashboard": dashboard([saved, other], language),
            "memo": memo(saved, before=other, language=language),
        }
        for name, page in pages.items():
            (folder / f"{name}{ending}.html").write_text(page, encoding="utf-8", newline="\n")
    write_family_pages(opened, folder / "families", contact=contact)
    write_family_pages(opened, folder / "familias", contact=contact, language="es")
    write_workbook(opened, folder / "workbook.xlsx")
    (folder / "evaluation.json").write_text(json.dumps(opened.evaluation.as_dict()), encoding="utf-8")
    (folder / "report.md").write_text(_report(opened), encoding="utf-8", newline="\n")
    return folder


def write_files(opened: OpenedPlan, folder: Path) -> Path:
    """Write what no browser opens: exports in every format, and pictures."""
    export_plan(opened, folder, FORMATS, YEAR)
    write_pictures(opened, folder, ["png"], beside=opened)
    return folder


def _report(opened: OpenedPlan) -> str:
    return report_markdown(
        opened.evaluation, opened.result, opened.district, opened.scenario,
        command="belltime solve tiny.toml", changes=opened.saved.result["changes"], modelled=opened.modelled,
    )  # fmt: skip


def _district(harm: str) -> District:
    plain = tiny_district()
    return replace(
        plain,
        name=f"{harm}Tiny 2023-24",
        schools=tuple(replace(s, name=f"{harm}{s.name}", area=f"{harm}{s.area}") for s in plain.schools),
        stops=tuple(_stop(stop, harm) for stop in plain.stops),
        yards=tuple(replace(yard, name=f"{harm}{yard.name}") for yard in plain.yards),
        runs=tuple(_run(run, harm) for run in plain.runs),
    )


def _stop(stop: Stop, harm: str) -> Stop:
    return replace(stop, place=replace(stop.place, id=_stop_id(stop.id, harm)))


def _stop_id(id_: str, harm: str) -> str:
    """A list of stops is written with spaces between, so that no stop's id holds one."""
    return "".join(harm.split()) + id_


def _run(run: Run, harm: str) -> Run:
    visits = tuple(replace(visit, stop_id=_stop_id(visit.stop_id, harm)) for visit in run.visits)
    return replace(run, id=f"{harm}{run.id}", visits=visits)


def _plan(harm: str) -> Plan:
    def timed(runs: tuple[TimedRun, ...]) -> tuple[TimedRun, ...]:
        return tuple(replace(run, run_id=f"{harm}{run.run_id}") for run in runs)

    plain = tiny_plan()
    routes = tuple(
        replace(route, bus=f"{harm}{route.bus}", am=timed(route.am), pm=timed(route.pm))
        for route in plain.routes
    )
    runs = tuple(_run(run, harm) for run in plain.runs)
    return replace(plain, name=f"{harm}tiny", runs=runs, routes=routes)
