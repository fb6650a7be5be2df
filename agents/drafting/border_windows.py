"""Border windows: more trains a day at the Chinese gates, paid by joint works in the yards."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, together

GATES = {"east": "dostyk", "south": "altynkol"}


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose windows."""
    parts = list[Term]()
    for side, gate in GATES.items():
        trains = terms[f"{side}_gate_trains"]
        if trains > 0.0:
            parts.append(Duty(f"window_{side}", "window", "china", "operator", trains, where=gate))
        if terms["pre_clearance"] > 0.0:
            parts.append(Duty(f"notice_{side}", "notice", "china", "operator",
                              terms["pre_clearance"], where=gate))  # fmt: skip
    if terms["co_investment_musd"] > 0.0:
        paid = terms["co_investment_musd"] * 1e6
        parts.append(Duty("invest", "invest", "operator", "china", paid, MONTHS_PER_YEAR,
                          currency="USD"))  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
