"""The interpreter of contracts: each month, what falls due is done, late or broken.

One function for each kind of clause; `DUE` lists them. A clause acts once a month at most, and
every line it causes carries its id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.fleet import Cohort
from model.money import HOME, Loan, borrow, in_tenge
from model.workforce import note_built, plant_capacity
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Clause, Contract
from rulebook.line import round_half_up

if TYPE_CHECKING:
    from model.railway import Railway


@dataclass
class Standing:
    """How a clause stands: what was done, what is late, what arrived this month."""

    done: int = 0
    late: float = 0.0
    fresh: int = 0
    carried: float = 0.0
    paid: int = 0
    breaches: int = 0


def sign(railway: Railway, contract: Contract) -> None:
    """Put a contract in force, without the clauses that a counterfactual cuts."""
    for clause_id in railway.setting.removed:
        if any(clause.id == clause_id for clause in contract.clauses):
            contract = contract.without(clause_id)
    if contract.id in railway.setting.removed:
        return
    railway.contracts.append(contract)
    railway.post("contract", "table", "in_force", 1, contract.id)
    for clause in contract.clauses:
        railway.standing[clause.id] = Standing()


def let_clauses_fall_due(railway: Railway) -> None:
    """Run every clause in force, contract by contract in the order of signing."""
    railway.windows = {}
    for series in railway.series.values():
        series.stock_months, series.service_owed = 0.0, False
    for contract in railway.contracts:
        for clause in contract.clauses:
            if clause.runs(railway.month):
                DUE[clause.kind](railway, clause, railway.standing[clause.id])


def _deliver(railway: Railway, clause: Clause, state: Standing) -> None:
    """Hand over the locomotives due, as far as the maker's and the plant's capacity goes."""
    state.fresh = 0
    owed = clause.amount - state.done
    if owed <= 0 or railway.silenced(clause.debtor):
        state.late = max(0.0, _due_by_now(railway, clause) - state.done)
        return
    plant = railway.plant_of(clause.debtor)
    capacity = railway.maker_capacity(clause.debtor)
    if plant is not None:
        capacity = min(capacity, plant_capacity(railway, plant))
    wanted = max(0.0, _due_by_now(railway, clause) - state.done)
    state.carried = min(state.carried + min(capacity, wanted), wanted)
    number = int(state.carried + 1e-9)
    state.carried -= number
    state.fresh = number
    state.done += number
    state.late = max(0.0, _due_by_now(railway, clause) - state.done)
    if plant is not None:
        note_built(plant, number)
    if number:
        railway.series[clause.debtor].cohorts.append(Cohort(number, railway.month))
        railway.post("locomotive", f"supplier:{clause.debtor}", "operator", number, clause.id)


def _due_by_now(railway: Railway, clause: Clause) -> float:
    """Locomotives that the schedule wants by the end of this month."""
    return min(clause.amount, clause.rate * (railway.month - clause.start + 1))


def _pay(railway: Railway, clause: Clause, state: Standing) -> None:
    """Pay for what was delivered this month; the lender's part is the lend clause's."""
    number = railway.standing[clause.of].fresh if clause.of in railway.standing else 0
    if not number:
        return
    price = _price(railway, clause)
    amount = in_tenge(railway, price * number, clause.currency)
    lend = railway.lending_for(clause)
    payer = "operator"
    if lend is not None:
        borrowed = Loan(clause.creditor, clause.currency, price * number, lend.amount,
                        int(lend.rate), lend.id)  # fmt: skip
        borrow(railway, borrowed)
        railway.post(HOME, f"lender:{clause.creditor}", payer, amount, lend.id)
    railway.post(HOME, payer, f"supplier:{clause.creditor}", amount, clause.id)
    state.paid += amount
    railway.spend_public(amount)
    plant = railway.plant_of(clause.creditor)
    content = plant.content if plant is not None else 0.0
    at_home = round_half_up(amount * content)
    railway.post(HOME, f"supplier:{clause.creditor}", "home:industry", at_home, clause.id)
    railway.note_value(amount, at_home, clause.creditor)


def _price(railway: Railway, clause: Clause) -> float:
    """Price in the clause's currency: stated in dollars of the table, indexed if in tenge."""
    dollars = clause.amount
    if clause.currency == HOME:
        return dollars * railway.p["currency.usd"] * railway.price_level
    start = railway.p[f"currency.{clause.currency.lower()}"]
    return dollars * railway.p["currency.usd"] / start


def _lend(railway: Railway, clause: Clause, state: Standing) -> None:
    """Stand ready: the pay clause draws on it."""


def _serve(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep the series in repair for a yearly fee; unpaid when the supplier is silent."""
    if railway.silenced(clause.debtor):
        state.breaches += 1
        return
    series = railway.series[clause.debtor]
    fee = _price(railway, clause) * series.count / MONTHS_PER_YEAR
    amount = in_tenge(railway, fee, clause.currency)
    series.service_owed = True
    railway.post(HOME, "operator", f"supplier:{clause.debtor}", amount, clause.id)
    at_home = round_half_up(amount * railway.p["service.home_share"])
    railway.post(HOME, f"supplier:{clause.debtor}", "home:industry", at_home, clause.id)
    railway.spend_public(amount)
    railway.note_value(amount, at_home, clause.debtor)


def _stock(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep parts in the country; the stock stays when the supplier falls silent."""
    series = railway.series[clause.debtor]
    series.stock_months = max(series.stock_months, clause.amount)


def _train(railway: Railway, clause: Clause, state: Standing) -> None:
    """Train component engineers at the supplier's cost, whole people month by month."""
    plant = railway.plant_of(clause.debtor)
    if plant is None or railway.silenced(clause.debtor):
        return
    number = railway.whole(f"train.{clause.id}", clause.amount / MONTHS_PER_YEAR)
    if number:
        due = railway.month + int(railway.p["training.months_engineering"])
        plant.trainees.append((due, "engineering", number))
        site = f"{plant.plant}:training"
        railway.post("worker", "labour_market", site, number, clause.id)
        state.done += number


def _hand_over(railway: Railway, clause: Clause, state: Standing) -> None:
    """Open component engineering to the plant; knowledge handed over is not taken back."""
    plant = railway.plant_of(clause.debtor)
    if plant is not None:
        plant.access = max(plant.access, clause.amount)


def _content(railway: Railway, clause: Clause, state: Standing) -> None:
    """Compare what was promised at home with what is delivered."""
    plant = railway.plant_of(clause.debtor)
    reached = plant.content if plant is not None else 0.0
    state.late = max(0.0, clause.amount - reached)


def _penalty(railway: Railway, clause: Clause, state: Standing) -> None:
    """Charge lateness unless the home market's priority excuses it."""
    late = railway.standing[clause.of].late if clause.of in railway.standing else 0.0
    if late < 1.0 or railway.home_surge() < 1.0:
        return
    pay = clause.of.replace("/deliver", "/pay")
    price = next(c for k in railway.contracts for c in k.clauses if c.id == pay)
    fee = late * _price(railway, price) * clause.amount / MONTHS_PER_YEAR
    amount = in_tenge(railway, fee, price.currency)
    room = max(0, round_half_up(railway.p["contract.penalty_cap"] * railway.standing[pay].paid)
               - state.paid)  # fmt: skip
    amount = min(amount, room)
    railway.post(HOME, f"supplier:{clause.debtor}", "operator", amount, clause.id)
    state.paid += amount


def _window(railway: Railway, clause: Clause, state: Standing) -> None:
    """Take more trains a day at a gate, or let more ships sail from it."""
    railway.windows[clause.where] = railway.windows.get(clause.where, 0.0) + clause.amount


def _invest(railway: Railway, clause: Clause, state: Standing) -> None:
    """Pay a sum in equal monthly parts from the start, in whole tenge."""
    if state.done < int(clause.rate):
        state.done += 1
        amount = in_tenge(railway, clause.amount / clause.rate, clause.currency)
        railway.post(HOME, "state", clause.creditor, amount, clause.id)
        railway.spend_public(amount)


def _priority(railway: Railway, clause: Clause, state: Standing) -> None:
    """Nothing falls due: the clause excuses lateness while the home market surges."""


DUE: dict[str, Callable[[Railway, Clause, Standing], None]] = {
    "deliver": _deliver,
    "pay": _pay,
    "lend": _lend,
    "serve": _serve,
    "stock": _stock,
    "train": _train,
    "hand_over": _hand_over,
    "content": _content,
    "penalty": _penalty,
    "window": _window,
    "sail": _window,
    "invest": _invest,
    "priority": _priority,
}
