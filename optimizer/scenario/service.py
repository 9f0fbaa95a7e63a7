"""How a bus serves stops and schools: the section ``service`` of a scenario."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from optimizer.scenario.section import Number, PerLevel, Section, Whole


class LeadWindow(Section):
    """Minutes between a bus and the bell: where buses are planned, and what the day may make of it."""

    far: Whole = Field(ge=0, le=120, description="most minutes between bus and bell")
    near: Whole = Field(ge=0, le=120, description="fewest minutes between bus and bell")
    aim: Whole = Field(ge=0, le=120, description="preferred minutes between bus and bell")
    planned: Literal["aim", "window", "placed"] = Field(
        "aim",
        description=(
            "aim: every bus is planned for the aim, and the window is room for the day's delays; window: a "
            "bus may be planned anywhere from far to near, which joins more runs and leaves less room; "
            "placed: runs are joined at the aim, then buses are moved inside the window to where simulated "
            "days say that a minute saves most lateness, riders waiting no longer in all"
        ),
    )

    @property
    def allowed(self) -> tuple[int, int]:
        """Fewest and most minutes between bus and bell that a plan may have."""
        return (self.aim, self.aim) if self.planned == "aim" else (self.near, self.far)

    @property
    def joined(self) -> tuple[int, int]:
        """Fewest and most minutes between bus and bell that the solver may join runs by."""
        return (self.near, self.far) if self.planned == "window" else (self.aim, self.aim)

    @model_validator(mode="after")
    def _check_order(self) -> LeadWindow:
        if not self.near <= self.aim <= self.far:
            raise ValueError(f"needs near ≤ aim ≤ far, got {self.near}, {self.aim}, {self.far}")
        return self


class Service(Section):
    """How a bus serves stops and schools. All in minutes unless the key says otherwise."""

    arrival: LeadWindow = Field(
        default=LeadWindow(far=30, near=10, aim=15),
        description=(
            "a morning bus arrives this long before the bell. Source: LAUSD open code, 30 to 10; Howard "
            "County failed at 10"
        ),
    )
    departure: LeadWindow = Field(
        default=LeadWindow(far=20, near=10, aim=10),
        description="an afternoon bus leaves this long after dismissal. Source: LAUSD open code, 10 to 20",
    )
    unload: Number = Field(
        8,
        ge=0,
        le=60,
        description=(
            "minutes at school to unload and clear (morning), or to load (afternoon). Source: LAUSD open code"
        ),
    )
    stop_seconds: Number = Field(
        19, ge=0, description="seconds to halt at a stop and leave it. Source: Park, Tae and Kim 2012"
    )
    rider_seconds: Number = Field(
        2.6, ge=0, description="seconds for one rider to board or alight. Source: Park, Tae and Kim 2012"
    )
    buffer: Number = Field(
        5,
        ge=0,
        le=60,
        description=(
            "minutes kept free in every connection. Source: a Spanish operator's 5 required, 10 desired; no "
            "US norm seen"
        ),
    )
    buffer_desired: Number = Field(
        10, ge=0, le=60, description="minutes; connections with less slack are reported. Source: as buffer"
    )
    wheelchair_seconds: Number = Field(
        300,
        ge=0,
        description="more seconds for one rider in a wheelchair. Source: LAUSD open code, 5 minutes",
    )
    ride_limit: PerLevel = Field(
        default=PerLevel(elementary=60, k8=60, k12=60, middle=60, jr_sr=60, high=60),
        description="longest ride in minutes. Source: LAUSD and Ohio guideline, 60",
    )
    ride_limit_far: Number = Field(
        75,
        ge=0,
        description=(
            "longest ride in minutes from a stop whose direct drive alone exceeds ride_limit. Source: "
            "LAUSD, 75 the exception"
        ),
    )

    @model_validator(mode="after")
    def _check_unload(self) -> Service:
        if self.unload > self.arrival.near:
            near = self.arrival.near
            raise ValueError(
                f"unload {self.unload:g} is longer than arrival.near {near}: riders would be late"
            )
        return self
