"""One folder per plan: written as a whole or not at all, and read back into the same plan.

::

    scenario.toml     every choice, resolved            result.json      how the plan was found
    bells.csv         a start for every school          evaluation.json  what the judge makes of it
    routes.csv        a line for every run of a bus     solver.log       the search, line by line
    runs.csv          stops of every run, in order      report.md, map.html

``stops.csv`` is there only if stops were chosen for the plan.
A scenario without any plan leaves bells, routes, runs, evaluation and map out; ``result.json`` says why.
"""

from optimizer.plan_folder.layout import refuse_foreign_folder
from optimizer.plan_folder.reading import SavedPlan, read_plan, read_start
from optimizer.plan_folder.texts import Judged
from optimizer.plan_folder.writing import path_between, write_plan_folder

__all__ = [
    "Judged",
    "SavedPlan",
    "path_between",
    "read_plan",
    "read_start",
    "refuse_foreign_folder",
    "write_plan_folder",
]
