"""Service of the locomotives already owned, without new ones."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from agents.drafting.locomotive_supply import access, currency_of
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, after, during, together, unless
from rulebook.contract import Condition


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a service contract; without years there is none."""
    maker, months = signing.supplier, int(terms["years"] * MONTHS_PER_YEAR)
    name, parts = maker.supplier, list[Term]()
    if months == 0:
        return together()
    serve = Duty("serve", "serve", name, "operator", maker.service_kusd * 1e3 * terms["fee_factor"],
                 currency=currency_of(maker, terms))  # fmt: skip
    parts.append(unless(Condition("unpaid", "", terms["unpaid_suspends"]), serve))
    if terms["parts_stock_months"] > 0.0:
        parts.append(Duty("stock", "stock", name, "operator", terms["parts_stock_months"]))
    if terms["technicians_trained"] > 0.0:
        parts.append(Duty("train", "train", name, "operator", terms["technicians_trained"],
                          where="depots:maintenance"))  # fmt: skip
    return together(during(1, months, together(*parts)),
                    after(1, access(name, terms["open_access"])))  # fmt: skip
