"""Talks: what stands signed at the start, and what parties agree on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.drafting import draft_sailings, draft_supply, draft_windows
from model.contracts import sign
from rulebook.calendar import month_number

if TYPE_CHECKING:
    from model.railway import Railway

GATE_BY_ISSUE = {"east_gate_trains": "dostyk", "south_gate_trains": "altynkol"}


def sign_what_stands(railway: Railway) -> None:
    """Sign the contracts that the scenario says are signed before the start."""
    loan_months = int(railway.p["debt.export_credit_months"])
    for entry in railway.scenario.signed:
        month = month_number(entry["month"])
        terms = {str(name): float(value) for name, value in entry["terms"].items()}
        if entry["sheet"] == "locomotive_supply":
            maker = railway.world.suppliers[entry["supplier"]]
            sign(railway, draft_supply(maker, terms, month, loan_months))
        elif entry["sheet"] == "border_windows":
            sign(railway, draft_windows(GATE_BY_ISSUE, terms, month))
        else:
            sign(railway, draft_sailings(terms, month))


def let_parties_bargain(railway: Railway) -> None:
    """Hold the talks that are due this month."""
