"""Rules of money: whole tenge, exchange rates with jumps, loans."""

from __future__ import annotations

import math

from rulebook.calendar import MONTHS_PER_YEAR


def exchange_step(
    rate: float, drift: float, spread: float, common: float, own: float, tie: float, jump: float
) -> float:
    """Tenge per unit of a currency a month later.

    Args:
        rate: tenge per unit now.
        drift: mean log change a year, without jumps.
        spread: standard deviation of the log change a year.
        common: standard normal draw shared by all currencies (the tenge's own swing).
        own: standard normal draw of this currency.
        tie: correlation with the common swing, 0 to 1.
        jump: log jump this month, 0 in ordinary months.
    """
    swing = tie * common + math.sqrt(1.0 - tie * tie) * own
    year = float(MONTHS_PER_YEAR)
    return rate * math.exp(drift / year + spread * swing / math.sqrt(year) + jump)


def monthly_rate(yearly: float) -> float:
    """Monthly rate that compounds to a yearly one.

    >>> round((1.0 + monthly_rate(0.12)) * 1000000)
    1009489
    """
    return math.exp(math.log(1.0 + yearly) / MONTHS_PER_YEAR) - 1.0


def repayment(principal: float, months_left: int) -> float:
    """This month's part of a loan repaid in equal parts; all of it at the end."""
    return principal / months_left if months_left > 1 else principal
