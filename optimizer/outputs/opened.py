"""A saved plan, opened: with the facts and choices that it was made from, timed and judged again."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.district import District
from optimizer.judge.evaluation import Evaluation, evaluate
from optimizer.judge.lateness import Lateness
from optimizer.judge.timing import Timetable, time_plan
from optimizer.outputs.language import Language
from optimizer.outputs.words import headline, headline_in
from optimizer.plan import Plan, Result
from optimizer.plan_folder import SavedPlan
from optimizer.scenario import Scenario
from optimizer.travel import Travel


@dataclass(frozen=True)
class OpenedPlan:
    """Everything that the workbook, the exports, the family pages and the day in motion read.

    ``lateness`` is a simulation without what it says of the few, ``None`` where none was made;
    ``travel`` is the source of driving times, for lines along the roads.
    """

    saved: SavedPlan
    plan: Plan
    result: Result
    district: District
    scenario: Scenario
    evaluation: Evaluation
    timetable: Timetable
    lateness: Lateness | None = None
    travel: Travel | None = None

    @property
    def title(self) -> str:
        """The district and the scenario, as every page is headed."""
        name, scenario = self.district.name, self.scenario.name
        return f"{name}: {scenario}" if name else scenario

    @property
    def headline(self) -> str:
        """Buses, what is proven of them, and the cost of a school day."""
        return headline(self.result, self.evaluation)

    def headline_in(self, language: Language) -> str:
        """Say the headline in a page's language."""
        return headline_in(language, self.result, self.evaluation)

    @property
    def modelled(self) -> tuple[str, ...]:
        """What of the input is modelled rather than known, in words."""
        return tuple(self.saved.result.get("modelled", ()))

    @property
    def school_names(self) -> dict[str, str]:
        """School id → name."""
        return {school.id: school.name for school in self.district.schools}


def open_plan(
    saved: SavedPlan,
    district: District,
    scenario: Scenario,
    travel: Travel,
    lateness: Lateness | None = None,
) -> OpenedPlan:
    """Judge a saved plan again from the district, scenario and travel source that it was made from.

    Raises
    ------
    InputError
        if the folder holds no plan.
    BelltimeError
        if the plan does not fit the district.
    """
    plan = saved.require_plan()
    return OpenedPlan(
        saved=saved,
        plan=plan,
        result=_result(saved, plan),
        district=district,
        scenario=scenario,
        evaluation=evaluate(district, scenario, travel, plan),
        timetable=time_plan(district, scenario, travel, plan),
        lateness=None if lateness is None else lateness.shared(),
        travel=travel,
    )


def _result(saved: SavedPlan, plan: Plan) -> Result:
    """How the plan was found, as far as its folder tells."""
    told = saved.result
    return Result(
        status=told["status"],
        plan=plan,
        bound=told["bound"],
        seconds=told.get("seconds", 0.0),
        seed=told.get("seed", 0),
        workers=told.get("workers", 0),
        versions=told.get("versions", {}),
        notes=tuple(told.get("notes", ())),
        limit=told.get("limit", 0.0),
    )
