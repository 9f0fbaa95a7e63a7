"""Choose bells and routes: a frozen Problem in, a Result with a proven bound out.

The story, file by file, in the order of the work:

``solve``        the recipe: contradictions, stages, routes, report
``board``        the problem laid out in arrays, a start as a position among its group's choices
``conflicts``    rules that cannot all hold, named in words with what they would need
``bell_rules``   CP-SAT on bells alone: windows, groups, locks, distinct starts, schools moved; the first
                 bells, and the proven best of every objective that adds up over schools
``stages``       the objective's stages in any order, each holding what the earlier ones reached
``fleet``        the stage of buses: bounding and annealing side by side
``matching``     fewest buses at given bells, kept exact while schools move one by one
``annealing``    tens of thousands of such moves a second
``timespace``    the linear relaxation: bells split, buses flow through time (HiGHS, a part of its arcs)
``cuts``         what one bell per school allows and the relaxation alone does not see
``prices``       the worth of freed buses, and the safe bound that any prices give: the only place of a bound
``bounding``     rounds of relaxation, arcs and cuts
``complete``     CP-SAT on bells and connections together: proofs for small districts
``measures``     objectives that add up over schools
``routes``       cheapest chains by minimum-cost flow; pairs and yards by assignment
``solution``     what a plan costs, term by term
``journal``      clock, log, and budgets

How the parts help each other: the relaxation proves how many buses no plan can do without, and its
shares of bells say where good plans are. Annealing starts there and proposes bells by those shares. Cuts
make both better. For fixed bells nothing is left to chance: matchings and flows are exact.

Same seed, same plan: with one worker the budgets count moves, columns and CP-SAT's deterministic time
instead of seconds, at a pace that a slow machine keeps; a fast one ends early. Two solves then give the same
Result, but for the seconds in it, as long as neither reaches its time limit, which still has the last
word. With two workers relaxation and annealing run in parallel and the clock decides.

When buses are limited (``fleet_limit``, or yards that hold only so many), a bound above the limit is a proof:
status ``infeasible``. If the limit lies between the bound and the fewest buses found, the status is
``unknown``, there is no plan, and the notes say what was found.

All runs of a school arrive (depart) at the aimed minute; arrival windows are not used, and the Result says so.
"""

from optimizer.solver.solve import solve

__all__ = ["solve"]
