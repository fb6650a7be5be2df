"""A lower tariff for transit boxes, against trains pledged and hours promised."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, together

MARKET = "transit_europe"


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a tariff agreement."""
    parts = list[Term]()
    if terms["discount"] > 0.0:
        parts.append(Duty("discount", "discount", "operator", "shippers", terms["discount"],
                          where=MARKET))  # fmt: skip
    if terms["pledged_trains"] > 0.0:
        parts.append(Duty("pledge", "pledge", "shippers", "operator", terms["pledged_trains"],
                          where=MARKET))  # fmt: skip
    if terms["hours_promised"] > 0.0:
        parts += [Duty(f"notice_{gate}", "notice", "operator", "shippers", terms["hours_promised"],
                       where=gate) for gate in ("dostyk", "altynkol")]  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
