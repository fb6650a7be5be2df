"""The treasury's January: tariffs and the money for works."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.faults import OUT_OF_RANGE
from model.ensemble.works import january_of
from rulebook.calendar import MONTHS_PER_YEAR


def govern(s: Any, lay: Any, p: Any) -> None:
    """Each January let the government set the year's tariff rule and money for works."""
    if s.month % MONTHS_PER_YEAR != 0:
        return
    cash_months = s.cash / max(s.cost_this_month, 1.0)
    short = cash_months < p.government_cash_months_wanted
    s.tariff_over_prices = p.government_catch_up if short else 0.0
    money = min(p.government_works_musd, p.government_most_works_musd)
    year = january_of(lay, s.month)
    if lay.budget_scripted[year] != 0:
        s.tariff_over_prices, given = lay.budget_tariff[year], lay.budget_money[year]
        money = money if math.isnan(given) else given
        if not (-0.10 <= s.tariff_over_prices <= 0.15
                and 0.0 <= money <= p.government_most_works_musd):  # fmt: skip
            s.fault = OUT_OF_RANGE
    s.works_money = s.works_money * p.government_carry_over + money
