"""Facts and choices meet here: a district, a scenario and a source of travel become a Problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.bell_choices import choices_by_school, day_length, shared_bells
from optimizer.district import SECONDARY, District, Period, Place, Run
from optimizer.problem import FloatArray, HalfDay, IntArray, PriceBook, Problem, StageAim
from optimizer.riding import RunMeasures, measure_runs
from optimizer.scenario import Band, LeadWindow, Prices, Scenario
from optimizer.travel import Travel
from optimizer.units import cents

# A connection that fits to the second must not be refused because 0.1 + 0.2 > 0.3.
EPSILON = 1e-6


def build_problem(district: District, scenario: Scenario, travel: Travel) -> Problem:
    """Build the frozen problem of ``district.runs`` under ``scenario``.

    Contradictions between the scenario's rules do not raise: they are kept in words, and the solver
    answers "infeasible" with them.
    """
    groups = shared_bells(district, scenario)
    choices, contradictions = choices_by_school(district, scenario, groups)
    schools = district.schools
    return Problem(
        name=scenario.name,
        school_ids=tuple(school.id for school in schools),
        levels=tuple(school.level for school in schools),
        areas=tuple(school.area for school in schools),
        choices=choices,
        group_of=_whole(groups),
        day=_whole([day_length(school, scenario) for school in schools]),
        today=_whole([-1 if school.bell_today is None else school.bell_today for school in schools]),
        students=_whole([school.students for school in schools]),
        secondary=np.array([school.level in SECONDARY for school in schools]),
        elementary=np.array([school.level == "elementary" for school in schools]),
        yard_ids=tuple(yard.id for yard in district.yards),
        yard_buses=tuple(yard.buses for yard in district.yards),
        am=_build_half("am", district, scenario, travel),
        pm=_build_half("pm", district, scenario, travel),
        prices=_price_book(scenario.prices),
        need=_need(district, scenario),
        stages=tuple(StageAim(s.minimise, s.tolerance, s.tolerance_percent) for s in scenario.stages),
        distinct=scenario.bells.distinct,
        max_moved=scenario.bells.max_moved,
        fleet_limit=scenario.fleet.limit,
        late_dismissal=scenario.late_dismissal[0],
        tiers=tuple((tier.earliest, tier.latest) for tier in scenario.bells.tiers),
        buffer=scenario.service.buffer,
        contradictions=contradictions,
    )


def _build_half(period: Period, district: District, scenario: Scenario, travel: Travel) -> HalfDay:
    service = scenario.service
    runs = [run for run in district.runs if run.period == period]
    bands = scenario.travel.bands_am if period == "am" else scenario.travel.bands_pm
    factor = np.array([band.factor for band in bands])[:, None]
    measures = measure_runs(runs, district, travel, service)
    ride = _ride_by_band(runs, measures, factor)

    schools = [school.place for school in district.schools]
    yards = [yard.place for yard in district.yards]
    ends = [_far_end(run, district) for run in runs]
    between = _Legs(travel, reverse=period == "pm")
    deadhead = between.minutes(schools, ends)
    need = service.unload + factor[:, :, None] * deadhead + service.buffer + ride[:, None, :]
    window = service.arrival if period == "am" else service.departure
    return HalfDay(
        period=period,
        run_ids=tuple(run.id for run in runs),
        school_of_run=_whole([district.school_index[run.school_id] for run in runs]),
        riders=_whole([run.riders for run in runs]),
        ride=ride,
        need=np.ceil(need - EPSILON).astype(np.int32),
        live_miles=measures.live_miles,
        deadhead_miles=between.miles(schools, ends),
        yard_run_minutes=factor[:, :, None] * between.minutes(yards, ends),
        yard_run_miles=between.miles(yards, ends),
        # A bus drives school → yard after a morning and yard → school before an afternoon: the other way.
        yard_school_minutes=factor[:, :, None]
        * _Legs(travel, reverse=period == "am").minutes(yards, schools),
        yard_school_miles=_Legs(travel, reverse=period == "am").miles(yards, schools),
        band_until=_limits(bands),
        at_school=service.unload,
        monitored=np.array([_monitored(run, district, scenario) for run in runs], dtype=bool),
        **_leads(window),
    )


class _Legs:
    """Travel between two lists of places, driven there (as named) or back (``reverse``)."""

    def __init__(self, travel: Travel, *, reverse: bool) -> None:
        self._travel = travel
        self._reverse = reverse

    def minutes(self, here: Sequence[Place], there: Sequence[Place]) -> FloatArray:
        if self._reverse:
            return self._travel.minutes(there, here).T
        return self._travel.minutes(here, there)

    def miles(self, here: Sequence[Place], there: Sequence[Place]) -> FloatArray:
        if self._reverse:
            return self._travel.miles(there, here).T
        return self._travel.miles(here, there)


def _ride_by_band(runs: Sequence[Run], measures: RunMeasures, factor: FloatArray) -> FloatArray:
    """[B, R] live minutes. A given live time was observed in traffic: no band changes it."""
    modelled = measures.dwell_minutes + factor * measures.leg_minutes
    given = np.array([np.nan if run.live_minutes is None else run.live_minutes for run in runs])
    return np.where(np.isnan(given), modelled, given)


def _monitored(run: Run, district: District, scenario: Scenario) -> bool:
    """Whether a monitor rides along: for any of the levels on board."""
    return any(district.school(id_).level in scenario.fleet.monitors for id_ in run.school_ids)


def _far_end(run: Run, district: District) -> Place:
    visit = run.visits[0] if run.period == "am" else run.visits[-1]
    return district.stop_by_id[visit.stop_id].place


def _need(district: District, scenario: Scenario) -> FloatArray:
    """[S] weight of a minute moved; a school whose lunch share is unknown has the base alone."""
    need = scenario.evaluation.need
    return np.array([need.base + need.frl_share * (school.frl_share or 0.0) for school in district.schools])


def _limits(bands: Sequence[Band]) -> IntArray:
    return _whole([band.until for band in bands])


def _leads(window: LeadWindow) -> dict[str, int]:
    near, far = window.joined
    return {"lead": window.aim, "early": far - window.aim, "late": window.aim - near}


def _price_book(prices: Prices) -> PriceBook:
    return PriceBook(
        bus_day=cents(prices.bus_day),
        driver_hour=cents(prices.driver_hour),
        mile_live=cents(prices.mile_live),
        mile_deadhead=cents(prices.mile_deadhead),
        pre_trip=prices.pre_trip,
        post_trip=prices.post_trip,
        check_in=prices.check_in,
        guarantee=round(prices.guarantee_hours * 60),
        monitor_hour=cents(prices.monitor_hour),
        spare_share=prices.spare_share,
        spare_day=cents(prices.spare_day),
    )


def _whole(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int32)
