"""One contract on paper: what it says, what each clause is worth to each party, by its forecast."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from agents.drafting import draft, known_terms
from agents.valuation import clause_worth
from model.railway import Railway
from model.scenario import Scenario
from model.talks import forecast_at, signing_at
from rulebook.contract import Contract
from rulebook.term_sheet import TermSheet, load_term_sheets


def find_sheet(name: str) -> TermSheet:
    """Find a term sheet by name.

    Raises:
        ValueError: there is none of that name.
    """
    sheets = load_term_sheets()
    if name not in sheets:
        raise ValueError(f"no term sheet is named {name!r} — allowed: {', '.join(sheets)}")
    return sheets[name]


def draw_up(
    scenario: Scenario, seed: int, month: int, sheet: TermSheet, maker: str,
    terms: Mapping[str, float],
) -> tuple[Contract, pd.DataFrame]:  # fmt: skip
    """Draw a contract up in a month of a run, and let each party weigh it.

    Returns:
        the contract, and its worth in MUSD of that month: a row for each clause, a column for
        each party, the sum last.

    Raises:
        ValueError: an unknown maker, a term out of range, or a month outside the scenario.
    """
    if not scenario.start < month < scenario.end:
        raise ValueError("--month — allowed: a month after the scenario's start, before its end")
    railway = Railway(scenario, seed).run_to(month)
    card, old = None, None
    if "supplier" in sheet.parties:
        makers = railway.world.suppliers
        if maker not in makers:
            raise ValueError(f"--supplier {maker!r} — allowed: {', '.join(makers)}")
        card = makers[maker]
    if sheet.name == "amendment":
        old = supply_of(railway, maker)
    signing = signing_at(railway, sheet, card, month, old)
    contract = draft(sheet, known_terms(sheet, terms), signing)
    seen = {seat: forecast_at(railway, seat, card, old) for seat in contract.parties}
    rows = [
        {"clause": clause.name,
         **{seat: clause_worth(clause, contract, seen[seat]) for seat in seen}}
        for clause in contract.clauses
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["clause", *seen])
    total = {"clause": "all", **{seat: float(table[seat].sum()) for seat in seen}}
    return contract, pd.concat([table, pd.DataFrame([total])], ignore_index=True)


def supply_of(railway: Railway, maker: str) -> Contract:
    """The latest supply by a maker that is in force.

    Raises:
        ValueError: there is none to amend.
    """
    for contract in reversed(railway.contracts):
        deliver = contract.find("deliver")
        if deliver is not None and deliver.debtor == maker and deliver.end > railway.month:
            return contract
    raise ValueError(f"--supplier {maker!r}: no supply in force to amend in that month")
