"""Affairs: contracts as they stand, what each clause has done, and what is in force this month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rulebook.contract import Clause, Condition, Contract

if TYPE_CHECKING:
    from model.railway import Railway

IN_FORCE, TERMINATED, REPLACED = "in force", "terminated", "replaced"


@dataclass
class Milestone:
    """What was promised by a month, what was done then, and how it ended."""

    clause: str
    debtor: str
    month: int
    promised: float
    done: float
    state: str
    settled: int


@dataclass
class Standing:
    """How a clause stands: what was done and promised so far, what is owed, how far behind.

    `behind` is in months; `owed` in tenge; `met` holds the latched conditions that were met;
    `milestones` is what was promised by when, and whether it was kept.
    """

    done: float = 0.0
    promised: float = 0.0
    late: float = 0.0
    behind: float = 0.0
    fresh: int = 0
    carried: float = 0.0
    paid: int = 0
    owed: int = 0
    last: int = -1
    asked: int = -1
    breaches: int = 0
    met: set[Condition] = field(default_factory=set[Condition])
    milestones: list[Milestone] = field(default_factory=list[Milestone])


@dataclass
class Affair:
    """How a contract stands: its state, the rates it was signed at, how old its bills are.

    `talked` is the month in which its parties last talked about it, `talked_at` the dollar then.
    """

    contract: Contract
    rates: dict[str, float]
    state: str = IN_FORCE
    ended: int = 0
    cause: str = ""
    unpaid_months: int = 0
    talked: int = 0
    talked_at: float = 0.0


@dataclass
class Terms:
    """What contracts in force give this month, beyond goods and money: set anew each month."""

    windows: dict[str, float] = field(default_factory=dict[str, float])
    notice: dict[str, float] = field(default_factory=dict[str, float])
    discount: dict[str, float] = field(default_factory=dict[str, float])
    pledge: dict[str, float] = field(default_factory=dict[str, float])
    jobs: dict[str, float] = field(default_factory=dict[str, float])
    stock: dict[str, float] = field(default_factory=dict[str, float])
    access: dict[str, float] = field(default_factory=dict[str, float])
    served: dict[str, int] = field(default_factory=dict[str, int])
    slots: dict[str, float] = field(default_factory=dict[str, float])
    fare: float | None = None
    wage_rise: float | None = None
    tariff_rise: float | None = None
    no_strike: bool = False
    guarantee: float = 0.0
    rights: list[Clause] = field(default_factory=list[Clause])


def sign(railway: Railway, contract: Contract) -> None:
    """Put a contract in force, without the clauses that a counterfactual cuts."""
    for clause_id in railway.setting.removed:
        if any(clause.id == clause_id for clause in contract.clauses):
            contract = contract.without(clause_id)
    if contract.id in railway.setting.removed or not contract.clauses:
        return
    if contract.replaces:
        end_contract(railway, contract.replaces, REPLACED, contract.id)
    railway.contracts.append(contract)
    rates = dict(railway.rates)
    railway.affairs[contract.id] = Affair(contract, rates, talked=contract.signed,
                                          talked_at=rates["USD"])  # fmt: skip
    railway.post("contract", "table", IN_FORCE, 1, contract.id)
    for clause in contract.clauses:
        railway.standing[clause.id] = Standing()


def end_contract(railway: Railway, contract_id: str, state: str, cause: str) -> None:
    """End a contract: survival clauses go on, all others stop this month; bills stay owed."""
    affair = railway.affairs[contract_id]
    if affair.state != IN_FORCE:
        return
    affair.state, affair.ended, affair.cause = state, railway.month, cause
    left = affair.contract.surviving(railway.month)
    if state == REPLACED:  # the newer contract restates what survives
        left = replace(left, clauses=tuple(
            replace(c, end=min(c.end, railway.month)) for c in left.clauses))  # fmt: skip
    railway.contracts[railway.contracts.index(affair.contract)] = left
    affair.contract = left
    railway.post("contract", IN_FORCE, state, 1, cause)
