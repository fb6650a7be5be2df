"""The treasury's January: tariffs and the money for works."""

from __future__ import annotations

from typing import Any

from rulebook.calendar import MONTHS_PER_YEAR


def govern(s: Any, lay: Any, p: Any) -> None:
    """Each January let the government set the year's tariff rule and money for works."""
    if s.month % MONTHS_PER_YEAR != 0:
        return
    cash_months = s.cash / max(s.cost_this_month, 1.0)
    short = cash_months < p.government_cash_months_wanted
    s.tariff_over_prices = p.government_catch_up if short else 0.0
    money = min(p.government_works_musd, p.government_most_works_musd)
    s.works_money = s.works_money * p.government_carry_over + money
