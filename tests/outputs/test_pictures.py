"""Pictures are real PNG and PDF files, the same for the same plan, whatever a school is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.outputs.contrast import ink_on
from optimizer.outputs.picture_charts import draw_bells
from optimizer.outputs.picture_maps import draw_change_map
from optimizer.outputs.pictures import PICTURES, build_pictures, write_pictures
from tests.outputs.opened_plans import HOSTILE, open_tiny


def test_every_picture_in_both_formats(tmp_path: Path) -> None:
    written = write_pictures(open_tiny(tmp_path), tmp_path / "pictures")
    assert {path.name for path in written} == {f"{name}.{end}" for name in PICTURES for end in ("png", "pdf")}
    for path in written:
        assert path.read_bytes().startswith(b"\x89PNG" if path.suffix == ".png" else b"%PDF")


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_equal_plans_make_equal_pictures(tmp_path: Path, ending: str) -> None:
    opened = open_tiny(tmp_path)
    assert next(build_pictures(opened, [ending])) == next(build_pictures(opened, [ending]))


def test_hostile_names_are_drawn_as_text(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, school={"name": HOSTILE, "area": HOSTILE})
    assert len(dict(build_pictures(opened, ["png"]))) == len(PICTURES)


def test_change_is_signed_and_unknown_is_asked(tmp_path: Path) -> None:
    axes = draw_change_map(open_tiny(tmp_path)).axes[0]
    signs = [text.get_text() for text in axes.texts if text.get_text() in {"+", "−", "?"}]
    # E1 an hour earlier, E2 unknown, M1 15 and H1 60 later.
    assert signs == ["−", "?", "+", "+"]


def test_bells_are_as_high_as_their_students(tmp_path: Path) -> None:
    lower = draw_bells(open_tiny(tmp_path)).axes[1]
    heights = {round(bar.get_center()[0]): bar.get_height() for bar in lower.patches if bar.get_height()}
    # Elementary 400 + 200 at 7:45, middle 500 and high 1,000 at 8:30.
    assert heights == {465: 600, 510: 1500}


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a format of pictures"):
        write_pictures(open_tiny(tmp_path), tmp_path / "pictures", ["gif"])


@pytest.mark.parametrize(
    ("fill", "ink"), [("#FFFFFF", "#000000"), ("#E69F00", "#000000"), ("#2D004B", "#FFFFFF")]
)
def test_ink_stands_out(fill: str, ink: str) -> None:
    assert ink_on(fill) == ink
