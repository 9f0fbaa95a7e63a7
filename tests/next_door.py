"""Two schools next door on the grid of minutes, and one bus that serves both.

Aspen Elementary A at (0, 0) and Cedar Middle B at (2, 0), two minutes apart; stop ``A1`` 6 min west of Aspen
with 20 riders, ``B1`` 5 min west of it with 10. A bus holds 40 in elementary, 30 in middle school, so that
one is full to 20/40 + 10/30 = 5/6. It stands at a school for 5 min; days have 420 min.

The **combined run** of a morning: A1 (1 + 2 min), 1 on to B1 (1 + 1), 5 to Aspen, 5 there, 2 to Cedar = 18
min. Aspen's riders ride 1 + 2 + 5 = 8, Cedar's 5 + 5 + 2 = 12. An afternoon mirrors it. Both schools ring at
8:00; the bus is at Cedar at 7:50, as aimed, and at Aspen 5 + 2 = 7 min before that, 17 min before the bell.
"""

from __future__ import annotations

from typing import Any

from optimizer.district import District, Run, Visit, Yard
from optimizer.plan import Plan, Route, TimedRun
from optimizer.scenario import Scenario
from tests.builders import place, school, stop, tiny_scenario

BELL, DAY, AIM = 480, 420, 10
WINDOW = {"far": 30, "near": 5, "aim": AIM, "planned": "aim"}
PAIR = [["A", "B"]]


def next_door(**aspen: Any) -> District:
    """The district of this module's docstring, without runs; ``aspen`` changes the elementary school."""
    return District(
        "Next door",
        (
            school("A", 0, 0, "Aspen Elementary", "elementary", **{"students": 300, **aspen}),
            school("B", 2, 0, "Cedar Middle", "middle", students=400),
        ),
        (stop("A1", "A", -6, 0, 20), stop("B1", "B", -5, 0, 10)),
        (Yard(place("Y", 0, 5), "Yard", 5),),
    )


def combining(**changes: Any) -> Scenario:
    """The scenario of this module's docstring, which combines the two; sections changed key by key."""
    service = {"arrival": WINDOW, "departure": WINDOW, **changes.pop("service", {})}
    return tiny_scenario(**{"routing": {"combine": PAIR}, "service": service, **changes})


def combined_runs(**changes: Any) -> tuple[Run, Run]:
    """The combined run of the morning and that of the afternoon."""
    calls = (Visit("A1", 20), Visit("B1", 10))
    facts = {"also": "A", "stay": 5.0, **changes}
    return (
        Run("B+A-am-1", "B", "am", calls, **facts),
        Run("B+A-pm-1", "B", "pm", calls[::-1], **facts),
    )


def combined_plan(runs: tuple[Run, ...] | None = None, **bells: int) -> Plan:
    """One bus that drives both combined runs at its aim."""
    rings = {"A": BELL, "B": BELL, **bells}
    am, pm = TimedRun("B+A-am-1", rings["B"] - AIM), TimedRun("B+A-pm-1", rings["B"] + DAY + AIM)
    return Plan("next door", rings, runs or combined_runs(), (Route("1", "Y", (am,), (pm,)),))
