"""Traces: series by the month that a run's ledger and talks tell, beside the model's outcomes.

Each is reckoned after the run from what is written anyway, so none can change a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.negotiation import AGREED
from model.money import HOME
from model.railway import NOT_RUNNING
from rulebook.term_sheet import load_term_sheets

if TYPE_CHECKING:
    from model.railway import Railway
    from model.talks import Held

Floats = NDArray[np.float64]
SUPPLY = "locomotive_supply"
SHEETS = tuple(f"{name}:" for name in load_term_sheets())


def _by_month(railway: Railway, lines: Iterator[tuple[int, float]]) -> Floats:
    """Add amounts up by month, shape (months,)."""
    start = railway.setting.start
    total = np.zeros(railway.setting.months)
    for month, amount in lines:
        if start <= month < railway.setting.end:
            total[month - start] += amount
    return total


def price_level(railway: Railway) -> Floats:
    """Prices against the start, month by month, from the overheads that follow them."""
    lines = ((m, float(n)) for m, _, _, n, _, cause in railway.ledger.written
             if cause == "rule:overheads")  # fmt: skip
    return _by_month(railway, lines) / (railway.p["cost.other_month_bn"] * 1e9)


def revenue_real(railway: Railway) -> Floats:
    """Tariffs collected, KZT of the start a month."""
    lines = ((m, float(n)) for m, _, target, n, unit, cause in railway.ledger.written
             if cause == "rule:tariff" and unit == HOME and target == "operator")  # fmt: skip
    return _by_month(railway, lines) / price_level(railway)


def surplus_real(railway: Railway) -> Floats:
    """Tariffs less the cost of running, KZT of the start a month; nothing paid under contracts.

    Ship slots that sail empty count as running; purchases, service and loans do not.
    """
    lines = ((m, float(n)) for m, source, _, n, unit, cause in railway.ledger.written
             if source == "operator" and unit == HOME and _is_running(cause))  # fmt: skip
    return revenue_real(railway) - _by_month(railway, lines) / price_level(railway)


def _is_running(cause: str) -> bool:
    return cause.endswith("/fare") or (cause.startswith("rule:") and cause not in NOT_RUNNING)


def contracts_paid(railway: Railway) -> Floats:
    """What contracts took from the operator's account less what they brought, KZT a month."""

    def lines() -> Iterator[tuple[int, float]]:
        for month, source, target, amount, unit, cause in railway.ledger.written:
            if unit == HOME and cause.startswith(SHEETS):
                if source == "operator":
                    yield month, float(amount)
                if target == "operator":
                    yield month, -float(amount)

    return _by_month(railway, lines())


def contracts_paid_real(railway: Railway) -> Floats:
    """The same in prices of the start."""
    return contracts_paid(railway) / price_level(railway)


def delivered(railway: Railway) -> Floats:
    """Locomotives handed over under contracts, a month."""
    lines = ((m, float(n)) for m, _, target, n, unit, cause in railway.ledger.written
             if unit == "locomotive" and target == "operator" and cause.endswith("/deliver"))
    return _by_month(railway, lines)


def penalties_real(railway: Railway) -> Floats:
    """Penalties that makers paid for lateness, KZT of the start a month."""
    lines = ((m, float(n)) for m, _, _, n, unit, cause in railway.ledger.written
             if unit == HOME and cause.endswith("/penalty"))  # fmt: skip
    return _by_month(railway, lines) / price_level(railway)


def _supplies(railway: Railway) -> Iterator[Held]:
    """Talks over locomotives that ended in a contract."""
    for held in railway.talks:
        if held.talk.sheet.name == SUPPLY and held.talk.state == AGREED and held.contract:
            yield held


def tender_price(railway: Railway) -> Floats:
    """Price agreed against the list in supply talks that ended in the month; NaN in others."""
    found = np.full(railway.setting.months, np.nan)
    for held in _supplies(railway):
        terms = held.talk.sheet.package(held.talk.agreed)
        found[held.month - railway.setting.start] = terms["price_factor"]
    return found


def tender_gain(railway: Railway) -> Floats:
    """The buyer's gain over no deal in supply talks that ended, a share of the list price.

    By the buyer's own forecast in the month of agreement; NaN in months without an agreement.
    """
    found = np.full(railway.setting.months, np.nan)
    for held in _supplies(railway):
        sheet, agreed = held.talk.sheet, held.talk.agreed
        if agreed not in sheet.place:
            continue
        terms = sheet.package(agreed)
        maker = railway.world.suppliers[held.talk.parties[1]]
        gain = float(held.worth["operator"][sheet.place[agreed]]) - held.reserve["operator"]
        month = held.month - railway.setting.start
        found[month] = gain / (terms["units"] * maker.price_musd)
    return found


def longest_load(railway: Railway) -> Floats:
    """How much longer the longest-grown trains are than the table's, the same in every month."""
    return np.full(railway.setting.months, float(railway.plan.layout.load.max()))


TRACES: dict[str, tuple[Callable[[Railway], Floats], str, str]] = {
    "price_level": (price_level, "of the start", "prices"),
    "revenue_real": (revenue_real, "KZT of the start a month", "tariffs collected"),
    "surplus_real": (surplus_real, "KZT of the start a month", "tariffs less cost of running"),
    "contracts_paid": (contracts_paid, "KZT a month", "paid by the operator under contracts, net"),
    "contracts_paid_real": (contracts_paid_real, "KZT of the start a month",
                            "paid by the operator under contracts, net"),
    "delivered": (delivered, "locomotives a month", "handed over under contracts"),
    "penalties_real": (penalties_real, "KZT of the start a month", "penalties paid for lateness"),
    "longest_load": (longest_load, "of the table's", "length of the longest-grown trains"),
    "tender_price": (tender_price, "of list price", "price agreed in tenders of the month"),
    "tender_gain": (tender_gain, "of list price", "buyer's gain in tenders of the month"),
}  # fmt: skip


def trace(name: str, railway: Railway) -> Floats:
    """A trace of a railway that has run to its end, shape (months,)."""
    return TRACES[name][0](railway)
