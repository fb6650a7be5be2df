"""Rules of the line: what a section can carry and how long a train takes."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Amount = TypeVar("Amount", float, NDArray[np.float64])  # one train's, or each path's
MOST_CROWDED = 0.97  # a queue's delay is undefined at full use; beyond this it is capped


def usable_pairs(
    nominal: float, passenger: float, usable_share: float, dispatching: float, season: float
) -> float:
    """Freight train pairs a day a section can carry (UIC 406: a share of the nominal).

    Args:
        nominal: nominal capacity, train pairs a day.
        passenger: passenger trains, pairs a day, served first.
        usable_share: share of the nominal that a stable timetable may use.
        dispatching: quality of dispatching, 1 as today.
        season: share left by weather, 1 in an ordinary month.

    >>> usable_pairs(60.0, 6.0, 0.7, 1.0, 1.0)
    36.0
    """
    return max(0.0, nominal * min(1.0, usable_share * dispatching) * season - passenger)


def crowding_delay(use: float, variability: float) -> float:
    """Extra time as a share of free running time when a share `use` of capacity is used.

    Kingman's approximation with the variability of arrivals and service as one factor.

    >>> crowding_delay(0.5, 0.4)
    0.4
    """
    crowded = min(max(use, 0.0), MOST_CROWDED)
    return variability * crowded / (1.0 - crowded)


def locomotive_days(
    kilometres: Amount, run_km_day: Amount, empty_return: Amount, dwell_days: Amount | float
) -> Amount:
    """Locomotive-days one train takes on a stretch: its run, the way back and standing.

    Monotone: longer, emptier or slower runs never take fewer days.
    """
    return kilometres * (1.0 + empty_return) / run_km_day + dwell_days


def round_half_up(amount: float) -> int:
    """Round to a whole unit the same way everywhere (Python's own rounds half to even).

    >>> round_half_up(2.5), round_half_up(-0.4)
    (3, 0)
    """
    return math.floor(amount + 0.5)


def whole_of(carried: float, amount: float) -> tuple[int, float]:
    """Whole part of an amount and of what was carried to it, and the rest to carry on.

    >>> whole_of(0.75, 1.5)
    (2, 0.25)
    """
    total = carried + amount
    number = int(total)
    return number, total - number
