"""Drafting: a signed term sheet becomes clauses. One function for each sheet."""

from __future__ import annotations

from collections.abc import Mapping

from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Clause, ClauseKind, Contract
from rulebook.world import Supplier

FOREVER = 1 << 30


def draft_supply(
    maker: Supplier, terms: Mapping[str, float], month: int, loan_months: int
) -> Contract:
    """Draft a supply of locomotives with service, parts, skills and penalties.

    Args:
        maker: the supplier's card.
        terms: `units`, `price_factor` (of the list price), `yearly` (locomotives a year),
            `first_unit_months`, `content_promised`, `engineering_handover` (0 to 1),
            `service_years`, `parts_stock_months`, `lateness_penalty` (of the price for each
            year late), `tenge_indexed` (1 if priced in tenge); and, where they are agreed,
            `engineers_trained` (people a year, for as long as locomotives are delivered).
        month: month of signing.
        loan_months: term of the export credit.
    """
    name = maker.supplier
    first = month + int(terms["first_unit_months"])
    monthly = terms["yearly"] / MONTHS_PER_YEAR
    last = first + int(terms["units"] / monthly) + 1 if monthly > 0.0 else first
    served = last + int(terms["service_years"] * MONTHS_PER_YEAR)
    price = maker.price_musd * 1e6 * terms["price_factor"]
    currency = "KZT" if terms["tenge_indexed"] >= 0.5 else maker.currency
    contract = f"supply:{name}:{month}"
    clauses: list[Clause] = []

    def clause(
        kind: ClauseKind, debtor: str, creditor: str, start: int, end: int, amount: float,
        rate: float = 0.0, of: str = "",
    ) -> None:  # fmt: skip
        one = Clause(f"{contract}/{kind}", kind, debtor, creditor, start, end, amount, rate,
                     currency, name, of)  # fmt: skip
        clauses.append(one)

    deliver = f"{contract}/deliver"
    clause("deliver", name, "operator", first, FOREVER, terms["units"], monthly)
    clause("pay", "operator", name, first, FOREVER, price, of=deliver)
    clause("lend", f"lender:{name}", "operator", first, FOREVER,
           maker.credit_base + maker.credit_spread, float(loan_months), deliver)  # fmt: skip
    clause("content", name, "operator", first, FOREVER, terms["content_promised"], of=deliver)
    clause("priority", name, "operator", first, FOREVER, 1.0, of=deliver)
    if terms["service_years"] > 0.0:
        clause("serve", name, "operator", first, served, maker.service_kusd * 1e3)
    if terms["parts_stock_months"] > 0.0:
        clause("stock", name, "operator", first, max(served, last), terms["parts_stock_months"])
    if terms["engineering_handover"] > 0.0:
        clause("hand_over", name, "operator", first, FOREVER, terms["engineering_handover"])
    if terms.get("engineers_trained", 0.0) > 0.0:
        clause("train", name, "operator", first, last, terms["engineers_trained"])
    if terms["lateness_penalty"] > 0.0:
        clause("penalty", name, "operator", first, FOREVER, terms["lateness_penalty"], of=deliver)
    return Contract(contract, "locomotive_supply", ("operator", name), month, dict(terms),
                    tuple(clauses))  # fmt: skip


def draft_windows(
    gate_by_issue: Mapping[str, str], terms: Mapping[str, float], month: int
) -> Contract:
    """Draft border windows: more trains a day at each gate, paid by joint works in the yard.

    Args:
        gate_by_issue: issue of the sheet to gate, such as `east_gate_trains` to `dostyk`.
        terms: trains a day by issue, `co_investment_musd`, `years`.
        month: month of signing.
    """
    contract = f"windows:china:{month}"
    start, end = month + 1, month + 1 + int(terms["years"] * MONTHS_PER_YEAR)
    clauses: list[Clause] = []
    for issue, gate in gate_by_issue.items():
        if terms[issue] > 0.0:
            clauses.append(Clause(f"{contract}/window:{gate}", "window", "china", "operator",
                                  start, end, terms[issue], where=gate))  # fmt: skip
    if terms["co_investment_musd"] > 0.0:
        clauses.append(Clause(f"{contract}/invest", "invest", "operator", "china", start, end,
                              terms["co_investment_musd"] * 1e6, 12.0, "USD"))  # fmt: skip
    return Contract(contract, "border_windows", ("operator", "china"), month, dict(terms),
                    tuple(clauses))  # fmt: skip


def draft_sailings(terms: Mapping[str, float], month: int) -> Contract:
    """Draft ship slots over the Caspian: trains a day on ships at Aktau, at a price."""
    contract = f"sailings:caspian:{month}"
    start, end = month + 1, month + 1 + int(terms["years"] * MONTHS_PER_YEAR)
    return Contract(contract, "caspian_slots", ("operator", "caspian"), month, dict(terms), (
        Clause(f"{contract}/sail", "sail", "caspian", "operator", start, end,
               terms["trains_a_day"], where="aktau"),
        Clause(f"{contract}/invest", "invest", "operator", "caspian", start, end,
               terms["co_investment_musd"] * 1e6, 12.0, "USD"),
    ))  # fmt: skip
