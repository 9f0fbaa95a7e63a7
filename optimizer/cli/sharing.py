"""The verbs that make something to share from a saved plan. What they write leaks no small counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.console import say, step
from optimizer.cli.options import PlanPath, PlanPaths, write_text
from optimizer.errors import Fault, InputError

if TYPE_CHECKING:
    from optimizer.outputs.exports import SchoolYear

Out = Annotated[Path | None, typer.Option(help="where to write (default: inside the plan folder)")]
FirstDay = Annotated[str | None, typer.Option("--from", help="first day of school, 2023-08-14")]
LastDay = Annotated[str | None, typer.Option("--to", help="last day of school, 2024-05-23")]
Timezone = Annotated[str, typer.Option(help="time zone of the district (default: the scenario's)")]
Website = Annotated[str, typer.Option(help="the district's web address, which GTFS asks for")]
Language = Annotated[str, typer.Option(help="en, es or another file of outputs/languages")]
Closed = Annotated[str, typer.Option(help="days without school, with commas between")]


def dashboard_verb(
    plans: PlanPaths,
    out: Annotated[Path, typer.Option(help="the page to write")] = Path("dashboard.html"),
    language: Language = "en",
) -> None:
    """Write the dashboard of one or more plans, one page; the others are held against the first."""
    from optimizer import saved_plans
    from optimizer.outputs.dashboard import dashboard

    with step("judging the plans and simulating their days"):
        shown = [saved_plans.read_with_lateness(folder) for folder in plans]
        page = dashboard(shown, language)
    write_text(out, page)


def report_verb(
    plan: PlanPath,
    before: Annotated[Path | None, typer.Option(help="plan folder to compare with")] = None,
    out: Out = None,
    language: Language = "en",
    pdf_too: Annotated[bool, typer.Option("--pdf/--no-pdf", help="write a PDF beside the page")] = False,
) -> None:
    """Write the memo to the board: two pages and an appendix."""
    from optimizer import saved_plans
    from optimizer.outputs.memo import memo, pdf

    folder = out or plan
    with step("writing the memo"):
        earlier = None if before is None else saved_plans.read_judged(before)
        page = memo(saved_plans.read_with_lateness(plan), before=earlier, language=language)
        document = pdf(page) if pdf_too else None
    write_text(folder / "memo.html", page)
    if document is not None:
        (folder / "memo.pdf").write_bytes(document)
        say(f"written: {folder / 'memo.pdf'}")


def workbook_verb(plan: PlanPath, out: Out = None) -> None:
    """Write the workbook (xlsx): schools, shifts, fleet, slack, rides, daylight, lateness, assumptions."""
    from optimizer import saved_plans
    from optimizer.outputs.workbook import write_workbook

    with step("simulating school days and writing the workbook"):
        opened = saved_plans.open_with_lateness(plan)
        path = write_workbook(opened, out or plan / "workbook.xlsx")
    say(f"written: {path}")


def export_verb(
    plan: PlanPath,
    out: Out = None,
    formats: Annotated[
        str, typer.Option(help="with commas between; see the default")
    ] = "geojson,geopackage,csv",
    first_day: FirstDay = None,
    last_day: LastDay = None,
    timezone: Timezone = "",
    website: Website = "",
    closed: Closed = "",
) -> None:
    """Export layers and tables: geojson, geopackage, csv, parquet, gtfs, icalendar."""
    from optimizer import saved_plans
    from optimizer.outputs.exports import export_plan

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    with step("simulating school days and exporting"):
        opened = saved_plans.open_with_lateness(plan)
        zone = timezone or opened.scenario.evaluation.timezone
        year = _school_year(first_day, last_day, zone, website, closed)
        written = export_plan(opened, out or plan / "exports", wanted, year)
    for path in written:
        say(f"written: {path}")


def families_verb(
    plan: PlanPath,
    out: Out = None,
    contact: Annotated[str, typer.Option(help="whom families can ask, in words")] = "",
    language: Language = "en",
) -> None:
    """Write a small page for each school and a list to find it, for the district's web site."""
    from optimizer import saved_plans
    from optimizer.outputs.family import write_family_pages

    with step("writing a page for each school"):
        opened = saved_plans.open_folder(plan)
        written = write_family_pages(opened, out or plan / "families", contact=contact, language=language)
    say(f"written: {len(written)} pages in {written[0].parent}")


def map_verb(plan: PlanPath, out: Out = None, language: Language = "en") -> None:
    """Draw the map of a saved plan again, perhaps in another language."""
    from optimizer import saved_plans
    from optimizer.outputs.maps import map_of

    with step("drawing the map"):
        page = map_of(saved_plans.open_folder(plan), language=language)
    write_text(out or plan / "map.html", page)


def motion_verb(plan: PlanPath, out: Out = None, language: Language = "en") -> None:
    """Draw the day in motion: where every bus is, minute by minute."""
    from optimizer import saved_plans
    from optimizer.outputs.motion_map import motion_map

    with step("drawing the day in motion"):
        page = motion_map(saved_plans.open_folder(plan), language=language)
    write_text(out or plan / "motion.html", page)


def changes_verb(
    plan: PlanPath,
    against: Annotated[Path | None, typer.Option(help="plan folder to compare with (default: today)")] = None,
    out: Out = None,
    language: Language = "en",
) -> None:
    """Draw the map of change: minutes earlier and later, by school."""
    from optimizer import saved_plans
    from optimizer.outputs.change_map import change_map
    from optimizer.plan_folder import read_plan

    with step("drawing the changes"):
        earlier = None if against is None else read_plan(against)
        page = change_map(saved_plans.open_folder(plan), earlier, language=language)
    write_text(out or plan / "changes.html", page)


def lateness_map_verb(
    plan: PlanPath,
    out: Out = None,
    days: Annotated[int, typer.Option(min=1, max=100_000, help="school days to simulate")] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    kind: Annotated[str, typer.Option(help="ordinary, winter, first_fortnight or first_day")] = "ordinary",
    language: Language = "en",
) -> None:
    """Draw how often the riders of each school would arrive after the bell, simulated."""
    from optimizer import saved_plans
    from optimizer.outputs.lateness_map import lateness_map

    with step("simulating school days"):
        opened = saved_plans.open_with_lateness(plan, days=days, seed=seed, kind=kind)
        page = lateness_map(opened, language=language)
    write_text(out or plan / "lateness.html", page)


def pictures_verb(
    plan: PlanPath,
    against: Annotated[
        Path | None, typer.Option(help="plan folder to draw beside it, as one more picture")
    ] = None,
    out: Out = None,
    formats: Annotated[str, typer.Option(help="png, pdf or both, with a comma between")] = "png,pdf",
) -> None:
    """Draw maps and charts as pictures for slides; lateness is simulated."""
    from optimizer import saved_plans
    from optimizer.outputs.pictures import write_pictures

    wanted = tuple(name.strip() for name in formats.split(",") if name.strip())
    with step("simulating school days and drawing pictures"):
        beside = None if against is None else saved_plans.open_folder(against)
        opened = saved_plans.open_with_lateness(plan)
        written = write_pictures(opened, out or plan / "pictures", wanted, beside)
    for path in written:
        say(f"written: {path}")


def _school_year(
    first_day: str | None, last_day: str | None, timezone: str, website: str, closed: str
) -> SchoolYear | None:
    from optimizer.outputs.exports import SchoolYear

    if first_day is None or last_day is None:
        return None
    days = tuple(_day("--closed", text.strip()) for text in closed.split(",") if text.strip())
    return SchoolYear(_day("--from", first_day), _day("--to", last_day), timezone, website, days)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            [Fault(option, "is not a date", value=text, remedy="Write it as 2023-08-14.")]
        ) from None
