"""Ship slots over the Caspian: trains a day on ships at Aktau, their price, joint berths."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, together


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose slots; without trains there is nothing to sign."""
    if terms["trains_a_day"] <= 0.0:
        return together()
    parts: list[Term] = [
        Duty("sail", "sail", "caspian", "operator", terms["trains_a_day"], where="aktau"),
        Duty("fare", "fare", "operator", "caspian", terms["fare_usd_feu"], currency="USD",
             of="sail"),
    ]  # fmt: skip
    if terms["co_investment_musd"] > 0.0:
        paid = terms["co_investment_musd"] * 1e6
        parts.append(Duty("invest", "invest", "operator", "caspian", paid, MONTHS_PER_YEAR,
                          currency="USD"))  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
