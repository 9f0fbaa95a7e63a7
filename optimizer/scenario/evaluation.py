"""What an evaluation counts: the section ``evaluation`` of a scenario."""

from __future__ import annotations

from pydantic import Field

from optimizer.scenario.section import Day, Number, Section, Span, TimeZone


class Need(Section):
    """How much a minute moved weighs for a student: base + frl_share × the school's frl_share."""

    base: Number = Field(1, ge=0, description="weight of every student")
    frl_share: Number = Field(1, ge=0, description="added weight where all have free or reduced-price lunch")


class EvaluationChoice(Section):
    """What an evaluation counts. No key here changes a plan, but need where minimax_shift is a stage."""

    dates: tuple[Day, ...] = Field(
        default=("2023-08-16", "2023-11-03", "2024-01-05", "2024-03-11"),
        validate_default=True,
        min_length=1,
        description=(
            "school days on which pickups are held against the sun. Source: Jeffco's dark mornings, the eve "
            "of the November clock change, early January, after the March change; mid-August is assumed"
        ),
    )
    timezone: TimeZone = Field(
        "America/Denver", description="of the bells, as in the IANA database. Source: Jeffco lies in Colorado"
    )
    rush_hour: Span = Field(
        default=("16:00", "18:00"),
        validate_default=True,
        description="begin and end of the evening rush; dismissals in it are counted. Assumed",
    )
    work_day: Span = Field(
        default=("8:00", "17:00"),
        validate_default=True,
        description="begin and end of a parent's working day, for the childcare figures. Assumed",
    )
    need: Need = Field(
        default=Need(),
        description="weight of a minute moved. Assumed: lunch eligibility of all students doubles it",
    )
