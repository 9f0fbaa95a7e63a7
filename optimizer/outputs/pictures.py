"""Pictures of a plan for slides, as PNG and PDF: its map, its map of change, its bells, its buses, its day.

They are drawn from the same data and in the same colours as the pages, and need no network.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from optimizer.errors import Fault, refuse_if_any
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.picture_charts import draw_bells, draw_buses
from optimizer.outputs.picture_maps import draw_change_map, draw_comparison, draw_late_map, draw_plan_map
from optimizer.outputs.picture_motion import draw_motion

FORMATS = ("png", "pdf")
DOTS_PER_INCH = 150
PICTURES: Mapping[str, Callable[[OpenedPlan], Figure]] = MappingProxyType(
    {
        "plan-map": draw_plan_map,
        "change-map": draw_change_map,
        "bells": draw_bells,
        "buses-out": draw_buses,
        "day-in-motion": draw_motion,
    }
)
# Neither the day nor the program's version: equal plans shall make equal bytes.
METADATA: Mapping[str, dict[str, Any]] = MappingProxyType(
    {"png": {"Software": None}, "pdf": {"CreationDate": None, "Creator": "belltime", "Producer": None}}
)
LETTERS: Any = {"pdf.fonttype": 42, "font.family": "DejaVu Sans"}  # text stays text in a PDF

__all__ = ["FORMATS", "PICTURES", "build_pictures", "write_pictures"]


def write_pictures(
    opened: OpenedPlan,
    folder: str | Path,
    formats: Sequence[str] = FORMATS,
    beside: OpenedPlan | None = None,
) -> list[Path]:
    """Write every picture of ``PICTURES`` into ``folder`` in each of ``formats``, and return the files.

    A map of lateness is added where days were simulated, a comparison where there is a plan ``beside``.

    Raises
    ------
    InputError
        if a format is neither png nor pdf.
    """
    folder = Path(folder)
    remedy = f"Choose from {', '.join(FORMATS)}."
    refuse_if_any(
        Fault("pictures", "is not a format of pictures", column="formats", value=name, remedy=remedy)
        for name in formats
        if name not in FORMATS
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, picture in build_pictures(opened, formats, beside):
        written.append(folder / name)
        written[-1].write_bytes(picture)
    return written


def build_pictures(
    opened: OpenedPlan, formats: Sequence[str] = FORMATS, beside: OpenedPlan | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of every picture."""
    # A school in letters that the font lacks is drawn with boxes; that is no reason to stop.
    with mpl.rc_context(LETTERS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        for name, figure in _draw(opened, beside):
            for ending in formats:
                made = io.BytesIO()
                figure.savefig(made, format=ending, dpi=DOTS_PER_INCH, metadata=METADATA[ending])
                yield f"{name}.{ending}", made.getvalue()


def _draw(opened: OpenedPlan, beside: OpenedPlan | None) -> Iterator[tuple[str, Figure]]:
    for name, draw in PICTURES.items():
        yield name, draw(opened)
    if opened.lateness is not None:
        yield "lateness-map", draw_late_map(opened, opened.lateness)
    if beside is not None:
        yield "comparison", draw_comparison(opened, beside)
