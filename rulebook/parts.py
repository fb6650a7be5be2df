"""Rules of spare parts: what a base stock saves and a lost supplier costs.

The fluid pipeline of METRIC: parts on order follow a Poisson law about their mean, and a
locomotive stands for each part owed beyond the stock. Source: Sherbrooke 1968.
"""

from __future__ import annotations

import math

from rulebook.calendar import MONTHS_PER_YEAR

DAYS_PER_MONTH_OF_LEAD = 30.4375
LARGEST_MEAN = 600.0  # beyond it exp(-mean) leaves the range of a double; the fluid limit serves


def expected_backorders(on_order: float, stock: int) -> float:
    """Expected parts owed beyond the stock when orders are Poisson with mean `on_order`.

    Falls with stock, grows with orders; never negative.

    >>> round(expected_backorders(1.0, 0), 6), round(expected_backorders(1.0, 1), 6)
    (1.0, 0.367879)
    """
    if on_order > LARGEST_MEAN:
        return max(0.0, on_order - stock)
    term = math.exp(-on_order)
    below = term
    owed = on_order
    for size in range(stock):
        owed -= 1.0 - below
        term = term * on_order / (size + 1)
        below += term
    return max(0.0, owed)


def parts_on_order(on_order: float, need: float, lead_months: float, open_share: float) -> float:
    """Parts on order after a month: new needs join, a month's share of the open ones arrives.

    Args:
        on_order: parts on order, a mean count.
        need: parts needed this month.
        lead_months: time from order to arrival.
        open_share: share of orders that some source still serves (1 in ordinary times).
    """
    arriving = (on_order + need) * open_share / (lead_months + 1.0)
    return on_order + need - arriving


def failures_of(base: float, growth: float, age: float) -> float:
    """Failures of a locomotive in a year at an age in years; `growth` is a share a year of age."""
    return base * (1.0 + growth * age)


def family_need(fleet: int, failures: float, needing: float, families: float) -> float:
    """Parts of one family that a fleet takes in a month.

    Args:
        fleet: locomotives owned.
        failures: failures of a locomotive in a year.
        needing: share of failures that need a part.
        families: families of parts, equally wanted.
    """
    return fleet * failures * needing / families / MONTHS_PER_YEAR


def lead_months(days: float, factor: float) -> float:
    """Months from order to arrival."""
    return days * factor / DAYS_PER_MONTH_OF_LEAD


def parts_held(depot: float, cover: float, in_country: float, need: float) -> int:
    """Base stock of one family: a few at the depots, and some months of need."""
    return int(depot + (cover + in_country) * need)


def standing_locomotives(
    owed: float, families: float, cannibalised: float, fleet: int, most: float
) -> float:
    """Locomotives that stand for parts, less those made whole from others, up to a share."""
    return min(families * owed * (1.0 - cannibalised), fleet * most)


def ready_locomotives(
    fleet: int, planned_share: float, failures_a_year: float, repair_days: float, waiting: float
) -> float:
    """Locomotives fit for service, on a month's average; between none and all of the fleet.

    Args:
        fleet: locomotives owned.
        planned_share: share in planned maintenance.
        failures_a_year: failures per locomotive-year.
        repair_days: days under repair per failure, without the wait for parts.
        waiting: locomotives that stand for lack of a part.
    """
    in_repair = fleet * failures_a_year * repair_days / 365.25
    return max(0.0, fleet * (1.0 - planned_share) - in_repair - waiting)
