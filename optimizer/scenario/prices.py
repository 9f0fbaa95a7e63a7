"""The price book: the section ``prices`` of a scenario."""

from __future__ import annotations

from pydantic import Field

from optimizer.scenario.section import Number, Section, Whole


class Prices(Section):
    """The price book, in US dollars. A plan's cost is per school day."""

    bus_day: Number = Field(
        106,
        ge=0,
        description=(
            "fixed cost of one bus on one day. Modelled so that a single-run bus costs $224 and its second "
            "run $22 (Escambia and Jefferson City) with four paid hours and 12 miles"
        ),
    )
    driver_hour: Number = Field(
        23,
        ge=0,
        description="a driver's paid hour. Source: Jeffco's posted wage of 2023; benefits not included",
    )
    mile_live: Number = Field(2.2, ge=0, description="a mile with riders. Modelled: see bus_day")
    mile_deadhead: Number = Field(2.2, ge=0, description="a mile without riders. Modelled: see bus_day")
    pre_trip: Whole = Field(20, ge=0, description="paid minutes before pull-out. Source: driver contracts")
    post_trip: Whole = Field(10, ge=0, description="paid minutes after pull-in. Source: driver contracts")
    check_in: Whole = Field(5, ge=0, description="paid minutes a day. Source: driver contracts")
    guarantee_hours: Number = Field(
        4, ge=0, le=24, description="hours paid a day at least. Source: driver contracts"
    )
    monitor_hour: Number = Field(
        18,
        ge=0,
        description=(
            "a monitor's (bus attendant's) paid hour, on the runs of fleet.monitors. Source: starting wage "
            "of Jeffco's support staff from September 2023 (contract of July 2022)"
        ),
    )
    spare_share: Number = Field(
        0.1, ge=0, le=1, description="spare buses ÷ buses. Source: common practice; no norm seen"
    )
    spare_day: Number = Field(106, ge=0, description="a spare bus on one day. Assumed: as bus_day")
    school_days: Whole = Field(172, gt=0, description="days a year. Assumed")
