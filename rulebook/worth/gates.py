"""Gates, ships and tariffs: windows, papers, fares, discounts, pledges."""

from __future__ import annotations


def trains_to_railway(trains: float, worth: float) -> float:
    """More trains a day over discounted years, each at its worth."""
    return trains * worth


def trains_to_neighbour(
    trains: float, own_trade: float, costs: float, more: float, crowding: float
) -> float:
    """What trains cost the other side, dearer as they crowd, less its own trade in them.

    Args:
        trains: trains a day over discounted years.
        own_trade: MUSD a year that one carries for the other side.
        costs: MUSD a year that one costs it.
        more: trains a day asked for at once.
        crowding: how much dearer each makes all.
    """
    return trains * (own_trade - costs * (1.0 + more * crowding))


def papers_to_shipper(saved: float, worth: float) -> float:
    """Share of a gate's hours saved over discounted years."""
    return saved * worth


def papers_to_clearer(saved: float, costs: float) -> float:
    """What clearing papers beforehand costs."""
    return -saved * costs


def yearly_fares(slots: float, fare: float, boxes: float, days: float) -> float:
    """MUSD that some ship slots cost over discounted years, taken or not.

    >>> yearly_fares(1.0, 500.0, 20.0, 100.0)
    1.0
    """
    return slots * fare * boxes * days / 1e6


def fares_to_payer(
    yearly: float, empty: float, slots: float, response: float, fare: float, usual: float,
    train: float,
) -> float:  # fmt: skip
    """Slots that sail empty, and cargo that a dear way loses.

    Args:
        yearly: all fares, MUSD.
        empty: share of slots that sail empty.
        slots: trains a day over discounted years.
        response: loss of cargo to a dearer fare, as a ratio.
        fare: agreed.
        usual: as it is without a contract.
        train: worth of one more train a day there, MUSD a year.
    """
    lost = response * (fare / usual - 1.0)
    return -yearly * empty - slots * lost * train


def discount_to_giver(
    share: float, response: float, margin: float, years: float, given: float
) -> float:
    """Cargo that a discount brings, less what it gives away."""
    return share * response * margin * years - given


def pledged_beyond(amount: float, trains: float, sure: float) -> float:
    """Trains a day pledged beyond those that come anyway."""
    return max(0.0, amount - trains * sure)


def pledge_to_railway(beyond: float, train: float, years: float) -> float:
    """What trains sure to come are worth."""
    return beyond * train * years


def pledge_to_shipper(beyond: float, costs: float, years: float) -> float:
    """What a pledge could cost who gives it."""
    return -beyond * costs * years
