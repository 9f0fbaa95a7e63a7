"""One HTML file that opens anywhere: Leaflet's script and style inside, tiles only where they may load.

folium draws the maps; its page, which links to outside addresses, is left out in favour of
``templates/page.html``. Leaflet itself comes from the package XStatic-Leaflet. The page's
Content-Security-Policy forbids every request but the tile images.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from xstatic.pkg import leaflet

from optimizer.outputs.ground import Bounds
from optimizer.outputs.language import Language

TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES_BY = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: https://tile.openstreetmap.org"
)


# Parts of the catalogue that the scripts of maps read.
SCRIPT_TEXTS = ("map", "format", "count", "levels", "tiers", "moves", "columns", "figures", "schools")


class Script(MacroElement):
    """A few lines of the page's own script, run where the element stands among a map's children."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.code }}{% endmacro %}")

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Script"
        self.code = code


def start_map(name: str, bounds: Bounds) -> folium.Map:
    """Start a map on ``bounds``; its script lays the street tiles only where they may load."""
    started = folium.Map(tiles=None, prefer_canvas=True, zoom_snap=0.25, min_zoom=7, max_zoom=18)
    started._id = name  # noqa: SLF001 - see _add
    tiles = folium.TileLayer(
        tiles=TILES, attr=TILES_BY, name="Street map", overlay=True, show=False, control=False,
        max_zoom=19, referrer_policy="origin",
    )  # fmt: skip
    _add(started, tiles)
    corners = json.dumps([list(corner) for corner in bounds])
    add_script(started, f"prepareMap({started.get_name()}, {tiles.get_name()}, {corners});")
    return started


def add_group(to: folium.Map, name: str, *, view: bool = False, show: bool = False) -> str:
    """Add an empty layer and return its name in the script.

    A ``view`` excludes other views; any other layer is ticked on and off. Leaflet reads ``name`` as markup.
    """
    group = folium.FeatureGroup(name=str(escape(name)), overlay=not view, show=show)
    _add(to, group)
    return str(group.get_name())


def add_layer_control(to: folium.Map) -> None:
    """Let people choose layers; on phones the box stays closed until it is asked for."""
    narrow: Any = JsCode("narrow")  # folium writes it out as script, though it asks for a bool
    _add(to, folium.LayerControl(collapsed=narrow))


def add_script(to: folium.Map, code: str) -> None:
    """Run ``code`` (our own, never a planner's words) once everything added before stands."""
    _add(to, Script(code))


def _add(to: folium.Map, element: Element) -> None:
    """Add with a stable id: folium draws ids at random, and equal plans shall make equal bytes."""
    number = len(to._children)  # noqa: SLF001 - folium has no public name for children and ids
    element._id = f"{to._id}_{number}"  # noqa: SLF001
    to.add_child(element, name=f"child {number}")


def render_page(
    template: str,
    maps: Sequence[folium.Map],
    data: dict[str, Any],
    scripts: Sequence[str],
    language: Language,
    *,
    modelled: Sequence[str] = (),
    **words: Any,
) -> str:
    """Put ``maps``, their ``data`` and the named ``scripts`` into one self-contained page.

    ``words`` fill the template and are escaped there; ``data`` reaches the page as JSON, never as markup.
    The scripts find every text of ours in it, in the page's language.
    """
    figure = Figure()
    for drawn in maps:
        figure.add_child(drawn)
    figure.render()
    pages = Environment(
        loader=PackageLoader("optimizer.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    pages.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "allow_nan": False,
        "separators": (",", ":"),
    }
    pages.globals.update(t=language.text, isolated=_isolated, language=language.code)
    html = pages.get_template(template).render(
        policy=POLICY,
        leaflet_style=Markup(_leaflet_style()),
        page_style=Markup(_template_text("page.css")),
        leaflet_script=Markup(_leaflet_script()),
        page_script=Markup("\n".join(_template_text(script) for script in scripts)),
        maps_html=Markup(figure.html.render()),
        maps_script=Markup(figure.script.render()),
        data={**data, "words": language.texts_of(*SCRIPT_TEXTS)},
        modelled=[language.phrase(sentence) for sentence in modelled],
        **words,
    )
    return re.sub(r"[ \t]+\n", "\n", html)


def _isolated(name: str) -> Markup:
    """A planner's words, whose direction of writing ends where they end."""
    return Markup("<bdi>{}</bdi>").format(name)


def _template_text(name: str) -> str:
    return resources.files("optimizer.outputs").joinpath("templates", name).read_text("utf-8")


def _leaflet_script() -> str:
    text = Path(leaflet.BASE_DIR, "leaflet.js").read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text)


def _leaflet_style() -> str:
    """Leaflet's style with its pictures inside."""
    folder = Path(leaflet.BASE_DIR)

    def picture(match: re.Match[str]) -> str:
        bytes_ = (folder / match[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(bytes_).decode('ascii')})"

    return re.sub(r"url\((images/[\w.-]+)\)", picture, (folder / "leaflet.css").read_text("utf-8"))
