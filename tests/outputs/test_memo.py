"""The memo states the judge's figures, fits two pages before its appendix, and prints to the same bytes."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.errors import InputError
from optimizer.judge import evaluate
from optimizer.outputs import memo as module
from optimizer.outputs.memo import memo, pdf
from optimizer.plan import Plan
from optimizer.plan_folder import SavedPlan
from optimizer.scenario import Scenario
from tests.builders import FlatTravel
from tests.outputs.plans import result_of, save
from tests.outputs.test_maps import HOSTILE, hostile_district


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]))


def cheaper(saved: SavedPlan) -> SavedPlan:
    """Make the tiny plan look better: two buses, $100 less a day."""
    assert saved.evaluation is not None
    figures = {**saved.evaluation["figures"], "buses": 2, "total": 69_800}
    return replace(saved, name="cheaper", evaluation={**saved.evaluation, "figures": figures})


def test_it_says_what_is_needed_and_what_is_proven(saved: SavedPlan) -> None:
    words = words_of(memo(saved))
    assert "The plan needs 3 buses, and as many drivers each day" in words
    assert "no plan under these rules and runs needs fewer than 2." in words
    assert "it costs $798 a school day" in words


def test_it_says_whom_the_plan_moves(saved: SavedPlan) -> None:
    words = words_of(memo(saved))
    # E1's 400 move 60, H1's 1,000 move 60, M1's 500 move 15: 1,400 of 1,900 = 73.7 % move 30 or more.
    assert "3 of 4 schools start at another time. 1,400 of 1,900 students (73.7%) move by 30" in words
    assert "half move 60 minutes or less, nine in ten 60 or less" in words


def test_savings_are_against_the_plan_before(saved: SavedPlan) -> None:
    words = words_of(memo(cheaper(saved), before=saved))
    assert "Against tiny : −1 buses" in words
    assert "Cost of a school day $798 $698 −$100" in words
    assert "No other plan was given" in words_of(memo(saved))


def test_what_is_modelled_and_unknown_is_said(saved: SavedPlan) -> None:
    words = words_of(memo(saved))
    assert "Modelled, not known: riders" in words
    assert "no lateness is simulated" in words
    assert "Not counted: 1 school whose start today is unknown." in words


def test_it_speaks_spanish(saved: SavedPlan) -> None:
    page = memo(saved, language="es")
    assert '<html lang="es">' in page
    assert "El plan necesita 3 autobuses" in page


def test_hostile_names_stay_text(tmp_path: Path, plan: Plan, scenario: Scenario, travel: FlatTravel) -> None:
    district = hostile_district()
    judged = evaluate(district, scenario, travel, plan)
    page = memo(save(tmp_path / "tiny", district, judged, result_of(replace(plan, name=HOSTILE))))
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_folder_without_a_plan_is_refused(saved: SavedPlan) -> None:
    with pytest.raises(InputError, match="holds no plan"):
        memo(replace(saved, plan=None))


def test_without_weasyprint_the_remedy_is_named(saved: SavedPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(module, "import_module", absent)
    with pytest.raises(InputError, match=r"needs WeasyPrint .*belltime\[pdf\]"):
        pdf(memo(saved))


def test_the_pdf_has_two_pages_before_its_appendix_and_equal_bytes(saved: SavedPlan) -> None:
    weasyprint = pytest.importorskip("weasyprint", reason="WeasyPrint, the extra `pdf`, is not installed")
    page = memo(saved, before=saved)
    assert pdf(page) == pdf(page)
    importlib.invalidate_caches()
    own, _, rest = page.partition('<article class="appendix"')
    assert rest
    assert len(weasyprint.HTML(string=f"{own}</main></body></html>").render().pages) <= 2
