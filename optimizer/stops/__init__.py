"""From students to stops. Door: :func:`read_town` for the tables, :func:`choose_stops` for the choice.

Students stay in this room: what leaves it are stops, counts, and a list for the planner's own folder.
"""

from optimizer.stops.choosing import choose_stops
from optimizer.stops.listing import write_student_list
from optimizer.stops.outcomes import StopChoice
from optimizer.stops.reading import Town, lacks_stops, read_town
from optimizer.stops.reasons import Reason
from optimizer.stops.summary import COLUMNS, by_school, totals

__all__ = [
    "COLUMNS",
    "Reason",
    "StopChoice",
    "Town",
    "by_school",
    "choose_stops",
    "lacks_stops",
    "read_town",
    "totals",
    "write_student_list",
]
