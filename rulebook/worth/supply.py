"""Locomotives: delivery, payment, loan, and the remedies that hang on them."""

from __future__ import annotations

from rulebook.calendar import MONTHS_PER_YEAR


def delivery_to_buyer(
    wanted: float, value: float, pull: float, pull_worth: float, today: float, other: float
) -> float:
    """Locomotives in service: those wanted at their value, the rest the other way.

    Args:
        wanted: locomotives that the buyer reckons with.
        value: of one, MUSD.
        pull: against the standard type.
        pull_worth: how much of more pull counts.
        today: worth today of one unit at the mean delivery.
        other: MUSD that the need not met by this supply is worth otherwise.
    """
    return wanted * value * (1.0 + (pull - 1.0) * pull_worth) * today + other


def delivery_to_maker(
    wanted: float, cost: float, heavy: float, today: float, other: float
) -> float:
    """Locomotives built: their cost, dearer by `heavy`; free slots go to other buyers."""
    return other - wanted * cost * heavy * today


def served_otherwise(most: float, wanted: float, elsewhere: float) -> float:
    """MUSD of what is needed, or could be made, beyond what is wanted here."""
    return (most - wanted) * elsewhere


def payment(number: float, price: float, today: float) -> float:
    """MUSD of today for some locomotives at a price."""
    return number * price * today


def loan_to_borrower(
    left: float, price: float, share: float, own_rate: float, cost: float, months: float,
    today: float,
) -> float:  # fmt: skip
    """What a loan saves against the borrower's own rate, on half of it over its term.

    Args:
        left: locomotives still to come.
        price: of one, MUSD.
        share: of the price that is lent.
        own_rate: what the borrower pays otherwise, a year.
        cost: what the loan costs, a year, with the fall of the tenge where it is foreign.
        months: term of the loan.
        today: worth today of one unit at the mean delivery.
    """
    saved = (own_rate - cost) * 0.5 * months / MONTHS_PER_YEAR
    return left * price * share * saved * today


def fine(wanted: float, late_years: float, share: float, price: float) -> float:
    """Expected penalty for lateness."""
    return wanted * late_years * share * price


def money_back(wanted: float, price: float, share: float, chance: float) -> float:
    """Expected rebate should the tenge fall."""
    return wanted * price * share * chance


def excuse(wanted: float, price: float, worth: float) -> float:
    """What it is worth to a maker that its home market may come first."""
    return wanted * price * worth
