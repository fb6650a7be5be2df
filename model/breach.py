"""Breach and change: who may end a contract and does, and which contracts are talked over anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.valuation import Forecast, contract_worth
from model.affairs import IN_FORCE, TERMINATED, Affair, end_contract
from model.forecast import forecast_of
from rulebook.contract import Clause, Contract
from rulebook.decision import Lever, Request, View

if TYPE_CHECKING:
    from model.railway import Railway


def exercise_rights(railway: Railway) -> None:
    """Ask whoever may end a contract whether to; what survives goes on."""
    for clause in railway.terms.rights:
        affair = affair_of(railway, clause)
        if affair.state != IN_FORCE:
            continue
        staying = worth_now(railway, affair.contract, clause.creditor)
        left = affair.contract.surviving(railway.month)
        leaving = worth_now(railway, left, clause.creditor)
        own = {"worth_of_staying": staying, "worth_of_leaving": leaving}
        request = Request("end_contract", clause.creditor, railway.month,
                          (Lever("end", 0.0, 1.0, "no or yes", 0.0),))  # fmt: skip
        view = View(clause.creditor, railway.month, railway.public(), own)
        values, _ = railway.ask(clause.creditor, view, request)
        if values["end"] >= 0.5:
            end_contract(railway, affair.contract.id, TERMINATED, clause.id)


def affair_of(railway: Railway, clause: Clause) -> Affair:
    """The affair that a clause belongs to."""
    return railway.affairs[clause.id.partition("/")[0]]


def worth_now(railway: Railway, contract: Contract, seat: str) -> float:
    """Worth to a party of what is left of a contract, by its own forecast, MUSD."""
    return contract_worth(contract, running_forecast(railway, contract, seat))


def running_forecast(railway: Railway, contract: Contract, seat: str) -> Forecast:
    """A party's forecast for a contract that is already running."""
    maker = next((railway.world.suppliers[one] for one in contract.parties
                  if one in railway.world.suppliers), None)  # fmt: skip
    seen = forecast_of(railway, seat, maker)
    done = {clause.id: railway.standing[clause.id].done for clause in contract.clauses}
    # What is ordered already is no longer needed elsewhere, and its slots are no longer free.
    beliefs = dict(seen.beliefs)
    if "most" in beliefs and maker is not None:
        beliefs["most"] += units_left(railway, contract)
    return Forecast(seat, beliefs, seen.p, maker, railway.month - contract.signed, done)


def units_left(railway: Railway, contract: Contract) -> float:
    """Locomotives that a contract still owes."""
    deliver = contract.find("deliver")
    if deliver is None or deliver.end <= railway.month:
        return 0.0
    return max(0.0, deliver.amount - railway.standing[deliver.id].done)


def troubled(railway: Railway) -> list[Contract]:
    """Supplies in force that the world has moved under: late, unpaid, or the tenge has fallen."""
    p, found = railway.p, list[Contract]()
    for affair in railway.affairs.values():
        deliver, pay = affair.contract.find("deliver"), affair.contract.find("pay")
        if affair.state != IN_FORCE or deliver is None or pay is None:
            continue
        if units_left(railway, affair.contract) < 1.0 or not _ripe(railway, affair):
            continue
        late = railway.standing[deliver.id].behind >= p["talk.trouble_months"]
        fallen = railway.rates["USD"] / affair.talked_at - 1.0 >= p["talk.trouble_fall"]
        unpaid = affair.unpaid_months >= p["talk.trouble_unpaid"]
        if late or fallen or unpaid:
            found.append(affair.contract)
    return found


def _ripe(railway: Railway, affair: Affair) -> bool:
    """Tell whether a contract may be talked over again: not twice within some time."""
    return railway.month - affair.talked >= railway.p["talk.amend_months"]
