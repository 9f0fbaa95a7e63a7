"""When and where every rider of a driven run is picked up in the morning and let off in the afternoon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.district import Period
from optimizer.judge.case import Case
from optimizer.travel import FloatArray


@dataclass(frozen=True)
class Halts:
    """One entry per visit with riders.

    ``minute`` is the moment that the bus halts for them (am) or that the last of them has alighted (pm),
    ``wait`` the minutes at school before the bell (am) or after dismissal (pm), ``ride`` those in the bus;
    ``school`` is the school's row in the district, ``lat`` and ``lon`` are the stop's degrees, and ``walk``
    is the mean walk to it in miles, ``nan`` where unknown.
    """

    school: npt.NDArray[np.int64]
    morning: npt.NDArray[np.bool_]
    riders: npt.NDArray[np.int64]
    minute: FloatArray
    wait: FloatArray
    ride: FloatArray
    lat: FloatArray
    lon: FloatArray
    walk: FloatArray

    def only(self, inside: npt.NDArray[np.bool_]) -> Halts:
        """Only the entries that ``inside`` marks."""
        return Halts(*(getattr(self, name)[inside] for name in self.__dataclass_fields__))

    def of(self, period: Period) -> Halts:
        """Only mornings or only afternoons."""
        return self.only(self.morning == (period == "am"))

    @property
    def total(self) -> int:
        """Riders, those of mornings and of afternoons each."""
        return int(self.riders.sum())

    def mean(self, values: FloatArray) -> float | None:
        """Mean of one value per entry over riders, ``None`` without riders or where any value is unknown."""
        if not self.total or np.isnan(values).any():
            return None
        return float((values * self.riders).sum() / self.total)


def halts_of(case: Case) -> Halts:
    """Collect the halts of every run that a bus drives."""
    rows = []
    for driven in case.timetable.driven:
        time, morning = driven.time, driven.period == "am"
        for visit, ride, dwell, own in zip(time.run.visits, time.rides, time.dwell, time.own, strict=True):
            if visit.riders > 0:
                stop, school = case.district.stop_by_id[visit.stop_id], case.district.school_index[own.id]
                place, walk = stop.place, np.nan if stop.walk_miles is None else stop.walk_miles
                met, wait = time.meets(own, driven.at), time.waits(own, driven.at)
                minute = met - ride - dwell if morning else met + ride + dwell
                rows.append((school, morning, visit.riders, minute, wait, ride, place.lat, place.lon, walk))
    table = np.array(rows, dtype=float).reshape(-1, 9).T
    school_, morning_, riders = table[0].astype(np.int64), table[1].astype(bool), table[2].astype(np.int64)
    return Halts(school_, morning_, riders, *table[3:])
