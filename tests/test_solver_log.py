"""The solver's log as people read it."""

from pathlib import Path

from optimizer.plan import LogLine, StageResult
from optimizer.plan_folder.log_text import UNITS, log_text, spell_value, stage_table, thinned
from optimizer.scenario import Stage


def line(seconds: float, found: float | None, bound: float | None = None, stage: str = "buses") -> LogLine:
    return LogLine(seconds, stage, "annealing", found, bound)


def test_every_stage_has_a_unit() -> None:
    allowed = Stage.model_json_schema()["properties"]["minimise"]["enum"]
    assert set(allowed) <= UNITS.keys()


def test_every_stage_has_a_line_in_the_documentation() -> None:
    page = (Path(__file__).parents[1] / "docs" / "solving.md").read_text("utf-8")
    table = page.split("## Stages")[1].split("## The log")[0]
    for stage in Stage.model_json_schema()["properties"]["minimise"]["enum"]:
        assert f"`{stage}`" in table


def test_cost_is_in_dollars_and_unknown_is_a_dash() -> None:
    assert spell_value("cost", 5_633_779) == "$56,338"
    assert spell_value("disruption", 5_633_779) == "5,633,779"
    assert spell_value("buses", None) == "-"


def test_of_improvements_in_a_row_the_last_stays_and_no_bound_is_lost() -> None:
    lines = [line(1.0, 9), line(1.1, 8), line(1.2, 7), line(1.3, 7, 5), line(1.4, 6, 5)]
    lines += [line(2.0, 6, 5), line(2.6, 5, 5), line(4.6, 5, 5)]
    assert [(kept.found, kept.bound) for kept in thinned(lines)] == [(7, None), (6, 5), (5, 5)]


def test_stages_are_headed_and_summed_up() -> None:
    stages = [StageResult("buses", 4, 4, 1.0), StageResult("smallest_slack", 8, 10, 0.5)]
    text = log_text([line(0.1, 5, 4), line(0.2, 8, 10, "smallest_slack")], stages)
    assert "buses, in buses\n" in text
    assert "smallest_slack, in minutes, the more the better\n" in text
    # 8 of at most 10 minutes: 20 % are missing.
    assert stage_table(stages)[-1].split() == ["smallest_slack", "8", "10", "20.0", "%", "0.5"]
    assert text.rstrip().endswith(stage_table(stages)[-1])


def test_nothing_to_tell() -> None:
    assert log_text([], []) == ""
