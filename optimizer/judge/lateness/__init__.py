"""How late the buses of a plan are likely to be, what buffer buys, and who loses service without drivers."""

from optimizer.judge.lateness.buffers import place_buffers
from optimizer.judge.lateness.cancellations import (
    CANCELLATION_RULES,
    CancellationRule,
    Cancellations,
    cancellation_order,
)
from optimizer.judge.lateness.columns import BUFFERS, CANCELLATION_TABLES, CANCELLED, LATENESS_TABLES, LOST
from optimizer.judge.lateness.figures import LATENESS_FIGURES
from optimizer.judge.lateness.parameters import (
    BOSTON_2013,
    KINDS,
    Conditions,
    HourSpread,
    Kind,
    LatenessParameters,
)
from optimizer.judge.lateness.retiming import retime
from optimizer.judge.lateness.service_lost import CANCELLATION_FIGURES
from optimizer.judge.lateness.simulation import Lateness, simulate

__all__ = [
    "BOSTON_2013",
    "BUFFERS",
    "CANCELLATION_FIGURES",
    "CANCELLATION_RULES",
    "CANCELLATION_TABLES",
    "CANCELLED",
    "KINDS",
    "LATENESS_FIGURES",
    "LATENESS_TABLES",
    "LOST",
    "CancellationRule",
    "Cancellations",
    "Conditions",
    "HourSpread",
    "Kind",
    "Lateness",
    "LatenessParameters",
    "cancellation_order",
    "place_buffers",
    "retime",
    "simulate",
]
