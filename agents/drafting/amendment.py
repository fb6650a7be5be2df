"""Amendment of a supply: what is still to come, at a new price, pace and number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from agents.drafting import Signing
from agents.drafting.locomotive_supply import delivery
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, surviving, together, whenever
from rulebook.contract import FOREVER, Clause, Contract
from rulebook.term_sheet import SheetError

RESTATED = ("content", "hand_over", "train", "serve", "stock", "access")


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose what replaces the older contract from the month of signing on.

    Raises:
        SheetError: there is no older contract to amend.
    """
    old = signing.old
    if old is None:
        raise SheetError("an amendment needs the contract that it changes")
    rest, kept = _rest(terms, signing, old)
    restated = [_restated(clause, signing.month, signing.came, kept) for clause in old.clauses
                if clause.name in RESTATED]  # fmt: skip
    return together(rest, *restated)


def _rest(
    terms: Mapping[str, float], signing: Signing, old: Contract
) -> tuple[Term, bool]:
    """Deliver and pay for the part that is kept; nothing, and False, where none is."""
    units = float(int(signing.left * terms["units_kept"]))
    deliver, pay, lend = old.find("deliver"), old.find("pay"), old.find("lend")
    if units < 1.0 or deliver is None or pay is None:
        return together(), False
    penalty, rebate = old.find("penalty"), old.find("rebate")
    changed = {
        "tenge_indexed": max(terms["tenge_indexed"], float(pay.currency == "KZT")),
        "loan_share": lend.factor if lend is not None else 0.0,
        "loan_years": lend.rate / MONTHS_PER_YEAR if lend is not None else 0.0,
        "lateness_penalty": penalty.amount if penalty and terms["keep_penalty"] >= 0.5 else 0.0,
        "home_priority": float(old.find("priority") is not None),
        "currency_clause": rebate.amount if rebate is not None else 0.0,
        "currency_fall": _least(old, "rebate"),
        "late_ends": _least(old, "end_late"), "unpaid_ends": _least(old, "end_unpaid"),
    }  # fmt: skip
    yearly = deliver.rate * MONTHS_PER_YEAR * terms["pace"]
    price = pay.amount * (1.0 + terms["price_change"])
    return delivery(signing, 0, units, yearly, price, deliver.factor, changed), True


def _least(old: Contract, name: str) -> float:
    """The threshold of a conditional clause of the older contract."""
    right = old.find(name)
    return right.conditions[0].least if right is not None else float(FOREVER)


@lru_cache(maxsize=256)
def _restated(clause: Clause, month: int, came: float, kept: bool) -> Term:
    """A clause of the older contract that goes on as it was.

    Service goes on for the locomotives that came under the older contract, and for those to come.
    """
    rate = clause.rate + came if clause.kind == "serve" else clause.rate
    duty = Duty(clause.name, clause.kind, clause.debtor, clause.creditor, clause.amount, rate,
                clause.factor, clause.currency, clause.where, "deliver" if kept else "")
    end = FOREVER if clause.end >= FOREVER else max(0, clause.end - month)
    term: Term = during(max(0, clause.start - month), end, duty)
    for condition in clause.conditions:
        term = whenever(condition, term)
    return surviving(term) if clause.survives else term
