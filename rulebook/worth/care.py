"""Care of locomotives: service, parts in the country, second sources."""

from __future__ import annotations


def service_to_owner(covered: float, saves: float, fee: float) -> float:
    """What full service saves an owner beyond its fee, over discounted locomotive-years."""
    return covered * (saves - fee)


def service_to_maker(covered: float, fee: float, costs: float) -> float:
    """What a maker earns by service."""
    return covered * (fee - costs)


def stock_to_owner(covered: float, ready_year: float, gain: float) -> float:
    """Locomotives that a stock of parts keeps in service, at the worth of a ready year."""
    return covered * ready_year * gain


def stock_to_maker(covered: float, costs: float, months: float) -> float:
    """What a maker ties up in a stock of some months."""
    return -covered * costs * months


def between(
    months: float, low: float, high: float, before: float, after: float
) -> float:
    """Gain of a stock between two sizes for which it is known."""
    return before + (after - before) * (months - low) / (high - low)


def access_to_owner(covered: float, saves: float) -> float:
    """What second sources save; `covered` counts the share that is opened."""
    return covered * saves


def access_to_maker(covered: float, costs: float) -> float:
    """What a maker loses to second sources."""
    return -covered * costs
