"""The choices of a scenario: one frozen, checked object per section of a scenario file.

Field names are the keys of the TOML file, descriptions state the unit and the source of the default.
``scenarios/base.toml`` and the JSON Schema are printed from here and a test keeps them equal.
Unknown keys are refused. Times of day are text in the file (``"8:30"``) and minutes past midnight here.
"""

from __future__ import annotations

from pydantic import Field

from optimizer.scenario.bells import Bells, Group, Tier, WindowChange
from optimizer.scenario.evaluation import EvaluationChoice, Need
from optimizer.scenario.fleet import Fleet
from optimizer.scenario.objective import Objective, Solve, Stage
from optimizer.scenario.prices import Prices
from optimizer.scenario.section import Clock, Day, Flag, Number, PerLevel, Section, Span, TimeZone, Whole
from optimizer.scenario.service import LeadWindow, Service
from optimizer.scenario.stops_and_runs import RoutingChoice, StopsChoice
from optimizer.scenario.travel import Band, TravelChoice

__all__ = [
    "Band",
    "Bells",
    "Clock",
    "Day",
    "EvaluationChoice",
    "Flag",
    "Fleet",
    "Group",
    "LeadWindow",
    "Need",
    "Number",
    "Objective",
    "PerLevel",
    "Prices",
    "RoutingChoice",
    "Scenario",
    "Section",
    "Service",
    "Solve",
    "Span",
    "Stage",
    "StopsChoice",
    "Tier",
    "TimeZone",
    "TravelChoice",
    "Whole",
    "WindowChange",
]


class Scenario(Section):
    """Everything a planner chooses. ``question`` is what the scenario answers, in words."""

    name: str = Field(
        examples=["later-high-schools"],
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="names the plan folder",
    )
    question: str = Field(
        "",
        examples=["How many buses do later high schools need?"],
        description="the question this scenario answers",
    )
    district: str = Field(
        examples=["../data/jeffco/2023-24"],
        description="folder of the district's tables, relative to the scenario file",
    )
    evaluate_only: Flag = Field(False, description="price the bells as they are; every school has one start")
    late_dismissal: tuple[Clock, Clock] = Field(
        default=("15:30", "16:00"),
        validate_default=True,
        description="elementary dismissals after these are counted. Source: Boston counted 16:00",
    )
    bells: Bells = Bells()
    service: Service = Service()
    fleet: Fleet = Fleet()
    stops: StopsChoice = StopsChoice()
    routing: RoutingChoice = RoutingChoice()
    travel: TravelChoice = TravelChoice()
    prices: Prices = Prices()
    evaluation: EvaluationChoice = EvaluationChoice()
    stages: tuple[Stage, ...] = Field(
        default=(
            Stage(minimise="buses"),
            Stage(minimise="cost", tolerance_percent=1),
            Stage(minimise="disruption"),
        ),
        min_length=1,
        description=(
            "what to minimise, in this order. Cost may slip by 1 % (assumed): held to the cent, it leaves "
            "schools no room to stay closer to today's start"
        ),
    )
    solve: Solve = Solve()
