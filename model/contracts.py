"""The interpreter of contracts: each month, what falls due is done, late or broken.

The month is run in two passes. First every condition of every clause is observed on the state of
the month's start; then the clauses in force act once each, by kind, rank, month of signing and
id. So the order in which a contract was composed cannot matter. What each kind does stands in
`model.duties`; every line a clause causes carries its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.affairs import Terms
from model.breach import exercise_rights
from model.duties import DUE
from model.money import pay_bill
from model.promises import mark_milestones
from model.shocks import blocked, struck_on
from rulebook.contract import KINDS, Clause, Condition, Contract

if TYPE_CHECKING:
    from model.railway import Railway

STAGE = {kind: place for place, kind in enumerate(KINDS)}


def let_clauses_fall_due(railway: Railway) -> None:
    """Run every clause in force, once."""
    due = due_clauses(railway)
    railway.terms = Terms()
    _pay_arrears(railway)
    for clause in due:
        standing = railway.standing[clause.id]
        if standing.last == railway.month:
            raise RuntimeError(f"{clause.id} would fire twice in one month")
        standing.last = railway.month
        DUE[clause.kind](railway, clause, standing)
    exercise_rights(railway)
    _use_up_stock(railway)
    mark_milestones(railway)


def due_clauses(railway: Railway) -> list[Clause]:
    """Clauses in force this month, in the order in which they act."""
    found: list[tuple[int, int, int, str, Clause]] = []
    for contract in railway.contracts:
        for clause in contract.clauses:
            if clause.runs(railway.month) and holds(railway, contract, clause):
                key = (STAGE[clause.kind], clause.rank, contract.signed, clause.id, clause)
                found.append(key)
    return [clause for *_, clause in sorted(found, key=lambda one: one[:4])]


def holds(railway: Railway, contract: Contract, clause: Clause) -> bool:
    """Tell whether every condition of a clause holds now; note the latched ones that are met."""
    standing, good = railway.standing[clause.id], True
    for condition in clause.conditions:
        now = condition in standing.met or observe(railway, contract, condition)
        if now and condition.latched:
            standing.met.add(condition)
        good = good and now
    return good


def observe(railway: Railway, contract: Contract, condition: Condition) -> bool:
    """Tell whether a condition holds on the state of the month's start."""
    subject, least = condition.subject, condition.least
    if condition.event == "late":
        true = railway.standing[subject].behind >= least
    elif condition.event == "done":
        true = railway.standing[subject].done >= least
    elif condition.event == "unpaid":
        true = railway.affairs[contract.id].unpaid_months >= least
    elif condition.event == "struck":
        true = struck_on(railway, subject)
    elif condition.event == "blocked":
        true = blocked(railway, subject)
    else:
        then = railway.affairs[contract.id].rates[subject]
        true = railway.rates[subject] / then - 1.0 >= least
    return true == condition.holds


def _pay_arrears(railway: Railway) -> None:
    """Pay old bills as far as cash goes, oldest contract first; note how old they are."""
    for affair in railway.affairs.values():
        owing = False
        for clause in affair.contract.clauses:
            standing = railway.standing[clause.id]
            if standing.owed:
                owed, standing.owed = standing.owed, 0
                pay_bill(railway, clause, standing, owed)
                owing = owing or standing.owed > 0
        affair.unpaid_months = affair.unpaid_months + 1 if owing else 0


def _use_up_stock(railway: Railway) -> None:
    """Parts kept in the country stay when a contract ends, until they are used."""
    for name, series in railway.series.items():
        series.stock_months = max(railway.terms.stock.get(name, 0.0), series.stock_months - 1.0)
