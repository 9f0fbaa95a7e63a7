"""Pages for families: one small page per school and a list of all, for the district's web site.

No page asks anything of the network, none needs script but the list's search, and each prints on one
sheet. Times of a school with fewer than ten riders are left out, see :mod:`optimizer.outputs.sharing`.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from optimizer.outputs.family_reasons import neighbours_of, reasons
from optimizer.outputs.family_speech import Speech
from optimizer.outputs.file_names import file_names
from optimizer.outputs.language import read_language
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.palette import bin_of
from optimizer.outputs.rows import rows
from optimizer.outputs.sharing import shared_schools

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
POLICY_OF_LIST = f"{POLICY}; script-src 'unsafe-inline'"
SEARCH_WORDS = ("found.one", "found.other", "found.none")  # which the list's script says
DAY_LINE = (300, 1110)  # 5:00 to 18:30, what the line of a school day shows
_YEAR = re.compile(r"\b(20\d\d)[-–/](\d\d)\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")

Facts = dict[str, Any]


def write_family_pages(
    opened: OpenedPlan,
    folder: str | Path,
    *,
    contact: str = "",
    year: str | None = None,
    language: str = "en",
) -> list[Path]:
    """Write ``index.html`` and a page per school into ``folder``, and return their paths.

    Parameters
    ----------
    contact
        whom to ask: words, an e-mail address or a web address; left out if empty.
    year
        the school year of the title; by default as the district's name tells it.
    language
        code of a catalogue in ``outputs/languages``.

    Raises
    ------
    InputError
        if the language is unknown.
    """
    folder = Path(folder)
    pages = build_family_pages(opened, contact=contact, year=year, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, page in pages.items():
        written.append(folder / name)
        written[-1].write_text(page, encoding="utf-8", newline="\n")
    return written


def build_family_pages(
    opened: OpenedPlan, *, contact: str = "", year: str | None = None, language: str = "en"
) -> dict[str, str]:
    """File name → page, the list first."""
    speech = Speech(read_language(language))
    names = file_names([school.id for school in opened.district.schools], ".html")
    schools = [{**facts, "file": names[facts["id"]]} for facts in _schools(opened, speech)]
    pages = _environment()
    shared = {
        "say": speech.say,
        "language": language,
        "title": _title(opened, year, speech),
        "district": opened.district.name,
        "plan": opened.plan.name,
        "question": opened.scenario.question,
        "style": Markup(_template_text("family.css")),
        "modelled": [speech.language.phrase(words)[0] for words in opened.modelled],
    }
    listing = pages.get_template("family_list.html").render(
        shared,
        policy=POLICY_OF_LIST,
        schools=sorted(schools, key=lambda school: (school["name"], school["id"])),
        script=Markup(_template_text("family_list.js")),
        words={key: speech.language.texts[f"family.{key}"] for key in SEARCH_WORDS},
    )
    one = pages.get_template("family_page.html")
    return {
        "index.html": listing,
        **{
            school["file"]: one.render(shared, policy=POLICY, school=school, contact=_contact(contact))
            for school in schools
        },
    }


def _schools(opened: OpenedPlan, speech: Speech) -> list[Facts]:
    near = neighbours_of(opened)
    facts = []
    for school, row in zip(opened.district.schools, rows(shared_schools(opened.evaluation)), strict=True):
        moved = row["minutes_moved"]
        facts.append(
            {
                "id": school.id,
                "name": school.name,
                "level": speech.say(f"level.{school.level}"),
                "area": school.area,
                "today": None if row["bell_today"] is None else speech.clock(row["bell_today"]),
                "today_modelled": row["bell_today_basis"] == "modelled",
                "bell": speech.clock(row["bell"]),
                "moved": speech.moved(moved),
                "sign": None if moved is None else (moved > 0) - (moved < 0),
                "colour": None if moved is None else bin_of(moved).colour,
                "moments": _moments(row, speech),
                "bus_note": _bus_note(row, speech),
                "ride": None if row["ride_longest"] is None else speech.span(round(row["ride_longest"])),
                "reasons": list(reasons(opened, school, row, near.get(school.id), speech)),
            }
        )
    return facts


def _moments(row: Facts, speech: Speech) -> list[Facts]:
    """List the moments of the school day with their places on the line of the day, in percent."""
    begin, end = DAY_LINE
    keys = {"pickup": "earliest_pickup", "starts": "bell", "ends": "dismissal", "home": "latest_return"}
    return [
        {
            "key": key,
            "words": speech.say(key),
            "note": speech.say("pickup_note") if key == "pickup" else "",
            "clock": speech.clock(row[name]),
            "at": round(100 * min(1.0, max(0.0, (row[name] - begin) / (end - begin))), 2),
        }
        for key, name in keys.items()
        if row[name] is not None
    ]


def _bus_note(row: Facts, speech: Speech) -> Markup:
    if row["runs_am"] == 0 and row["runs_pm"] == 0:
        return speech.say("no_bus")
    hidden = row["earliest_pickup"] is None or row["latest_return"] is None
    return (
        speech.say("few_riders")
        if hidden and (row["riders_am"] is None or row["riders_pm"] is None)
        else Markup()
    )


def _title(opened: OpenedPlan, year: str | None, speech: Speech) -> Markup:
    if year is None:
        found = _YEAR.search(opened.district.name)
        year = f"{found[1]}\N{NON-BREAKING HYPHEN}{found[2]}" if found else ""
    return speech.say("your_school", year=year) if year else speech.say("your_school_undated")


def _contact(contact: str) -> Markup | str:
    """Make a link of an address; anything else stays text."""
    if _MAIL.fullmatch(contact):
        return Markup('<a href="mailto:{0}">{0}</a>').format(contact)
    if contact.startswith("https://"):
        return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(contact)
    return contact


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("optimizer.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template_text(name: str) -> str:
    return resources.files("optimizer.outputs").joinpath("templates", name).read_text("utf-8")
