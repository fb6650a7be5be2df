"""Time and money: years within a horizon, and what a later sum is worth today."""

from __future__ import annotations

import math

from rulebook.calendar import MONTHS_PER_YEAR

MUSD = 1e6


def years_within(first: int, last: int, horizon: float, rate: float) -> float:
    """Years from month `first` up to `last` from now within a horizon, discounted to today.

    Args:
        first: month from which something runs, counted from now; below zero it runs already.
        last: month up to which it runs.
        horizon: years that count at all.
        rate: discount a year, above zero.
    """
    start = max(0.0, first / MONTHS_PER_YEAR)
    end = min(horizon, last / MONTHS_PER_YEAR)
    if end <= start:
        return 0.0
    return (math.exp(-rate * start) - math.exp(-rate * end)) / rate


def worth_today(years: float, rate: float) -> float:
    """Worth today of one unit after some years, at a discount a year."""
    return math.exp(-rate * years)


def mean_years(first: int, left: float, pace: float) -> float:
    """Years until a locomotive of a supply comes, on the mean.

    Args:
        first: month of the first one, counted from now.
        left: locomotives still to come.
        pace: locomotives a month; 0 where none come.
    """
    if pace <= 0.0:
        return 0.0
    return (max(0.0, first) + 0.5 * left / pace) / MONTHS_PER_YEAR


def indexed(gain: float, years: float) -> float:
    """What tenge that follow prices gain against the dollar in some years, as a factor."""
    return math.exp(gain * years)
