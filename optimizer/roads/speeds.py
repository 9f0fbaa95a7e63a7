"""Free-flow speeds of a bus on the links of a road network: as stated, otherwise by the class of the road."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

METRES_PER_MILE = 1609.344
MPH_PER_MPS = 3600 / METRES_PER_MILE
MPH_PER_KPH = 1000 / METRES_PER_MILE

TOP_MPH = 55.0  # a school bus drives no faster, whatever the road allows. Assumed
PLAIN_MPH = 25.0  # on a road that states neither speed nor class. Assumed
# Free-flow speed of a bus by OpenStreetMap's class of road, where no speed is stated. Assumed.
CLASS_MPH = {
    "motorway": 55.0,
    "trunk": 50.0,
    "primary": 40.0,
    "secondary": 35.0,
    "tertiary": 30.0,
    "unclassified": 30.0,
    "residential": 25.0,
    "road": 25.0,
    "living_street": 10.0,
    "service": 10.0,
}


def speeds(links: pd.DataFrame) -> pd.Series[float]:
    """Miles per hour of each link, at most ``TOP_MPH``; NaN on ways that are no roads (a footway)."""
    stated = pd.Series(np.nan, index=links.index)
    for column, to_mph in (("freespeed_mps", MPH_PER_MPS), ("speed_kph", MPH_PER_KPH)):
        if column in links:
            stated = stated.fillna(pd.to_numeric(links[column], errors="coerce") * to_mph)
    if "maxspeed" in links:
        stated = stated.fillna(links["maxspeed"].map(_mph_of_maxspeed))
    if "highway" in links:
        stated = stated.fillna(links["highway"].map(_mph_of_class))
    else:
        stated = stated.fillna(PLAIN_MPH)
    return stated.where(stated > 0).clip(upper=TOP_MPH)


def _mph_of_maxspeed(text: object) -> float:
    """``35 mph``, ``50`` (km/h); of a list the first."""
    found = re.search(r"(\d+(?:\.\d+)?)(\s*mph)?", str(text))
    if found is None:
        return np.nan
    return float(found[1]) * (1.0 if found[2] else MPH_PER_KPH)


def _mph_of_class(text: object) -> float:
    """``primary``, ``motorway_link``; of a list the first."""
    found = re.search(r"[a-z_]+", str(text)) if isinstance(text, str) else None
    if found is None:
        return PLAIN_MPH
    return CLASS_MPH.get(found[0].removesuffix("_link"), np.nan)
