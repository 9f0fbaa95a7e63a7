"""Choose bells and routes: a frozen Problem in, a Result with a proven bound out.

The story, file by file, in the order of the work:

``solve``        the recipe: contradictions, stages, routes, report
``board``        the problem laid out in arrays, a start as a position among its group's choices
``conflicts``    rules that cannot all hold, named in words with what they would need
``bell_rules``   CP-SAT on bells alone: windows, groups, locks, distinct starts, schools moved; the first
                 bells, and the proven best of every objective that adds up over schools
``few_starts``   bells with few distinct starts in milliseconds, nearly the best
``stages``       the objective's stages in any order, each holding what the earlier ones reached
``standing``     where a solve stands between stages: bells, moments, everything held
``lowering``     sums over schools brought down while the fleet stays
``worst_off``    the largest shift of any school; burdens least from the top (lexicographic minimax)
``pricing``      the cost, every bell plan priced by its cheapest routes
``tier_balance`` as many runs in every tier as can be
``smallest_slack``  the tightest connection, as much slack as the fleet allows
``buses``        the stage of buses, with windows or without
``fleet``        few buses at the aims: bounding and annealing side by side
``matching``     fewest buses at given bells, kept exact while schools move one by one
``annealing``    tens of thousands of such moves a second
``timespace``    the linear relaxation: bells split, buses flow through time (HiGHS, a part of its arcs)
``cuts``         what one bell per school allows and the relaxation alone does not see
``prices``       the worth of freed buses, and the safe bound that any prices give: the only place of a bound
``ascent``       prices found by gradient: a bound in seconds at any size, shares of bells, arcs to begin with
``rents``        limits on bells (few distinct starts, few schools moved) as rents inside the bound
``bounding``     rounds of climbing, relaxation, arcs and cuts
``complete``     CP-SAT on bells and connections together: proofs for small districts
``measures``     objectives that add up over schools
``windows``      three views of a problem whose runs may be off their aims
``window_fleet`` few buses with windows: bells and moments in turns
``moments``      few buses by the moments of single runs, bells given
``complete_windows``  CP-SAT on bells, moments and connections together: proofs for small districts
``arrivals``     every run as near to its aim as its chain allows
``warm_start``   what a plan gives a solve to begin with, and what it cannot
``alternatives`` other plans about as good, as different as possible
``routes``       cheapest chains by minimum-cost flow; pairs and yards by assignment
``solution``     what a plan costs, term by term
``journal``      clock, log, and budgets
``compiling``    every compiled kernel once, before the clock starts

How the parts help each other: the relaxation proves how many buses no plan can do without, and its
shares of bells say where good plans are. Annealing starts there and proposes bells by those shares. Cuts
make both better. For fixed bells nothing is left to chance: matchings and flows are exact.

Same seed, same plan: with one worker the budgets count moves, columns and CP-SAT's deterministic time
instead of seconds, at a pace that a slow machine keeps; a fast one ends early. Two solves then give the
same Result, but for the seconds in it, as long as neither reaches its time limit, which still has the last
word. With two workers relaxation and annealing run in parallel and the clock decides.

When buses are limited (``fleet_limit``, or yards that hold only so many), a bound above the limit is a proof:
status ``infeasible``. If the limit lies between the bound and the fewest buses found, the status is
``unknown``, there is no plan, and the notes say what was found.

Where a scenario plans every bus for its aim, all runs of a school arrive (depart) at that minute and the
bound is of these rules. Where it plans for the window, a run may be anywhere in it, along whole chains; the
fleet found is what such chains really need, while the bound lets every connection have the whole window to
itself. It is valid and weaker, and the notes say so.
"""

from optimizer.solver.solve import solve

__all__ = ["solve"]
