"""The treasury's January: tariffs and the money for works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.money import HOME
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.decision import Lever, Request, View

if TYPE_CHECKING:
    from model.railway import Railway


def govern(railway: Railway) -> None:
    """Each January ask the government for the year's tariff rule and money for works."""
    if railway.month % MONTHS_PER_YEAR:
        return
    p = railway.p
    cost = max(railway.cost_this_month, 1.0)
    own = {
        "cash_months": railway.ledger.balance(HOME, "operator") / cost,
        "cash_months_wanted": p["government.cash_months_wanted"],
        "catch_up": p["government.catch_up"],
    }
    levers = (
        Lever("tariff_over_prices", -0.10, 0.15, "a year", 0.0),
        Lever("works_money_musd", 0.0, p["government.most_works_musd"], "MUSD a year",
              min(p["government.works_musd"], p["government.most_works_musd"])),
    )  # fmt: skip
    request = Request("budget", "government", railway.month, levers)
    view = View("government", railway.month, railway.public(), own)
    values, _ = railway.ask("government", view, request)
    railway.tariff_over_prices = values["tariff_over_prices"]
    railway.works_money_musd = (
        railway.works_money_musd * p["government.carry_over"] + values["works_money_musd"]
    )
