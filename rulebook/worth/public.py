"""Public money: joint works, funds, works ordered, tariffs, guarantees."""

from __future__ import annotations


def paid(amount: float, weight: float) -> float:
    """A sum paid, weighed by what money costs the payer."""
    return -amount * weight


def received(amount: float, weight: float) -> float:
    """A sum received, weighed by what it brings."""
    return amount * weight


def works_to_state(steps: float, worth: float, cost: float) -> float:
    """Steps of works that the state pays for."""
    return steps * (worth - cost)


def tariff_money(rise: float, revenue: float, years: float) -> float:
    """What a yearly rise of tariffs brings as it builds up over discounted years, MUSD."""
    return rise * revenue * 0.5 * years * years
