"""The report and the summary state the plan's facts, and only those."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.district import District
from optimizer.judge import Evaluation, evaluate
from optimizer.outputs.markdown import bar, escape
from optimizer.outputs.report import report_markdown
from optimizer.outputs.summary import summary
from optimizer.outputs.words import bound_sentence, spell, spell_difference
from optimizer.plan import Plan, Result
from optimizer.scenario import Scenario
from tests.builders import FlatTravel, tiny_district
from tests.outputs.plans import result_of


@pytest.fixture
def report(evaluation: Evaluation, result: Result, district: District, scenario: Scenario) -> str:
    return report_markdown(
        evaluation,
        result,
        district,
        scenario,
        command="belltime solve tiny.toml",
        changes=["bells.grid: 5 -> 15"],
        modelled=["riders"],
    )


def test_report_answers_first(report: str) -> None:
    answer = report.partition("## The answer")[2].partition("##")[0]
    assert "| Buses | 3 |" in answer
    assert "no plan under these rules and runs needs fewer buses than | 2 |" in answer
    # 3 ÷ 2 - 1 = 50 %
    assert "| Gap between the two | 50.0 % |" in answer
    assert "| Cost of a school day | $798 |" in answer


def test_report_lists_every_school_by_area(report: str, district: District) -> None:
    table = report.partition("## Schools")[2].partition("##")[0]
    lines = [line.split(" | ")[1] for line in table.splitlines() if line.startswith(("| North", "| South"))]
    assert lines == ["Cedar Middle", "Dogwood High", "Aspen Elementary", "Birch Elementary"]
    assert "| North | Cedar Middle | middle | 8:15\\* | 8:30 | +15 | 15:30 | second | 500 |" in table
    assert "| South | Birch Elementary | elementary | – | 7:45 | – | 14:45 | first | 200 |" in table


def test_report_counts_students_by_minutes_moved(report: str) -> None:
    moved = report.partition("## Students by minutes moved")[2].partition("##")[0]
    # E1's 400 move 60 earlier, M1's 500 move 15 later, H1's 1,000 move 60 later; E2 is unknown.
    assert "60 or more earlier | ██████████ | 1 | 400 |" in moved
    assert "10 to 29 later | ████████████ | 1 | 500 |" in moved
    assert "26 % of the students" in moved  # 500 of 1,900 move by 15 minutes or less
    assert "Not counted: 1 schools" in moved


def test_report_says_what_was_assumed_and_how_to_repeat_it(report: str) -> None:
    assert "- bells.grid: 5 -&gt; 15" in report
    assert "- riders\n" in report
    assert "| prices.bus\\_day | 100 |" in report
    assert "belltime solve tiny.toml" in report
    assert "Seed 7, 1 workers" in report


def test_report_keeps_what_is_known_of_stops_and_runs_and_of_the_solve(
    evaluation: Evaluation, plan: Plan, district: District, scenario: Scenario
) -> None:
    noted = result_of(plan, notes=("plan 2 of 3",))
    report = report_markdown(
        evaluation, noted, district, scenario, command="x", stops_and_runs=["1 stop has no riders: s_3"]
    )
    assert "## Stops and runs\n\n- 1 stop has no riders: s\\_3\n" in report
    assert "## Notes of the solve\n\n- plan 2 of 3\n" in report
    plain = report_markdown(evaluation, result_of(plan), district, scenario, command="x")
    assert "## Stops and runs" not in plain
    assert "## Notes" not in plain


def test_report_without_a_plan_says_why(district: District, scenario: Scenario) -> None:
    none = result_of(None, status="infeasible", conflicts=("E1 needs 8:00 and 9:00",))
    report = report_markdown(None, none, district, scenario, command="belltime solve tiny.toml")
    assert "- E1 needs 8:00 and 9:00" in report
    assert "## The answer" not in report
    assert summary(none, None).splitlines() == [
        "No plan satisfies this scenario:",
        "  E1 needs 8:00 and 9:00",
    ]


def test_hostile_names_break_no_table(
    result: Result, scenario: Scenario, travel: FlatTravel, plan: Plan
) -> None:
    first, *others = tiny_district().schools
    district = tiny_district(schools=(replace(first, name="A | B <img src=x> [c](d)\n# e"), *others))
    report = report_markdown(
        evaluate(district, scenario, travel, plan), result, district, scenario, command="x"
    )
    assert "A \\| B &lt;img src=x&gt; \\[c\\](d) \\# e" in report
    assert "<img" not in report


def test_summary_is_short_and_true(evaluation: Evaluation, result: Result) -> None:
    lines = summary(replace(result, notes=("a note",)), evaluation).splitlines()
    assert lines[0].startswith(
        "3 buses, $798 a school day. Proven: no plan under these rules and runs needs fewer"
    )
    assert lines[-1] == "  a note"
    assert len(lines) < 12


def test_bound_sentence_of_a_proven_plan_names_no_gap(plan: Plan) -> None:
    proven = bound_sentence(result_of(plan, bound=3, status="optimal"))
    assert proven == "Proven: no plan under these rules and runs needs fewer than 3 buses."


@pytest.mark.parametrize(
    ("value", "unit", "words", "difference"),
    [
        (123_456, "cents", "$1,235", "+$1,235"),
        (465, "clock", "7:45", "+465"),
        (0.125, "share", "12.5 %", "+12.5 pts"),
        (1234.56, "miles", "1,234.6", "+1,234.6"),
        (3.0, "minutes", "3", "+3"),
        (-0.01, "minutes", "0.0", "0"),
        (None, "count", "–", "–"),
    ],
)
def test_spelling(value: float | None, unit: str, words: str, difference: str) -> None:
    assert spell(value, unit) == words
    assert spell_difference(value, unit) == difference


def test_bars_and_escapes() -> None:
    assert bar(0, 10) == ""
    assert bar(0.001, 10) == "█"
    assert len(bar(10, 10)) == 24
    assert escape("a|b_c<d") == "a\\|b\\_c&lt;d"
