"""Why a student has no stop, in words that a planner can act on."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The named outcomes of a student without a stop."""

    WALKS = "in the walk zone of the school"
    NO_POSITION = "no coordinates"
    TOO_FAR = "too far from any possible stop"
    BEHIND_HAZARD = "no possible stop without crossing a hazard"
    FULL = "every stop in reach is full"

    @property
    def eligible(self) -> bool:
        """Whether the student should have had a stop."""
        return self is not Reason.WALKS
