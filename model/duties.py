"""Duties: what each kind of clause does in a month in which it is due. `DUE` lists them.

Kinds that give a level (a window, a discount) write it into the month's terms; kinds that move
things post lines with the clause's id. Each notes what it promised and what was done, so that
`model.promises` can tell kept from late and broken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.affairs import Standing
from model.demand import offered_in
from model.fleet import Cohort
from model.money import HOME, Loan, account_of, borrow, in_tenge, pay_bill
from model.orders import lending_for, maker_capacity
from model.room import slots_filled
from model.workforce import note_built, people_at, plant_capacity, start_training
from model.works import order_steps
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.contract import Clause
from rulebook.line import round_half_up

if TYPE_CHECKING:
    from model.railway import Railway


# -- locomotives --------------------------------------------------------------------------------
def _deliver(railway: Railway, clause: Clause, state: Standing) -> None:
    """Hand over the locomotives due, as far as the maker's and the plant's capacity goes."""
    state.fresh = 0
    state.promised = min(clause.amount, clause.rate * (railway.month - clause.start + 1))
    wanted = state.promised - state.done
    if wanted > 0.0 and not railway.silenced(clause.debtor):
        free = _free_capacity(railway, clause.debtor)
        state.carried = min(state.carried + min(free, wanted), wanted)
        _hand_over_locomotives(railway, clause, state)
    state.late = max(0.0, state.promised - state.done)
    state.behind = state.late / clause.rate


def _free_capacity(railway: Railway, maker: str) -> float:
    """Locomotives that a maker and its plant can still build this month; first signed, first."""
    capacity = maker_capacity(railway, maker)
    plant = railway.plant_of(maker)
    if plant is not None:
        capacity = min(capacity, plant_capacity(railway, plant))
    return max(0.0, capacity - railway.terms.slots.get(maker, 0.0))


def _hand_over_locomotives(railway: Railway, clause: Clause, state: Standing) -> None:
    number = int(state.carried + 1e-9)
    state.carried -= number
    state.fresh = number
    state.done += number
    slots = railway.terms.slots
    slots[clause.debtor] = slots.get(clause.debtor, 0.0) + number
    plant = railway.plant_of(clause.debtor)
    if plant is not None:
        note_built(plant, number, railway.month)
    if number:
        cohort = Cohort(number, railway.month, clause.factor)
        railway.series[clause.debtor].cohorts.append(cohort)
        railway.post("locomotive", f"supplier:{clause.debtor}", "operator", number, clause.id)


def _pay(railway: Railway, clause: Clause, state: Standing) -> None:
    """Pay for what was delivered this month: the lender's part by its loan, the rest in cash."""
    number = railway.standing[clause.of].fresh
    if not number:
        return
    price = price_now(railway, clause) * number
    amount = in_tenge(railway, price, clause.currency)
    lend = lending_for(railway, clause)
    if lend is not None:
        borrow(railway, Loan(clause.creditor, lend.currency, _lent(railway, lend, price, clause),
                             lend.amount, int(lend.rate), lend.id))  # fmt: skip
        lent = round_half_up(amount * lend.factor)
        railway.post(HOME, f"lender:{clause.creditor}", "operator", lent, lend.id)
    _book_purchase(railway, clause, amount)
    pay_bill(railway, clause, state, amount)


def _lent(railway: Railway, lend: Clause, price: float, pay: Clause) -> float:
    """What is borrowed, in the loan's currency."""
    share = price * lend.factor
    if lend.currency == pay.currency:
        return share
    return share * railway.rates[pay.currency] / railway.rates[lend.currency]


def _book_purchase(railway: Railway, clause: Clause, amount: int) -> None:
    """Count public money, and where the maker's money is earned."""
    railway.spend_public(amount)
    plant = railway.plant_of(clause.creditor)
    at_home = round_half_up(amount * (plant.content if plant is not None else 0.0))
    railway.post(HOME, f"supplier:{clause.creditor}", "home:industry", at_home, clause.id)
    railway.note_value(amount, at_home, clause.creditor)


def price_now(railway: Railway, clause: Clause) -> float:
    """Price in the clause's currency: dollars of the table, at parity or following prices."""
    if clause.currency == HOME:
        return clause.amount * railway.p["currency.usd"] * railway.price_level
    start = railway.p[f"currency.{clause.currency.lower()}"]
    return clause.amount * railway.p["currency.usd"] / start


def _lend(railway: Railway, clause: Clause, state: Standing) -> None:
    """Stand ready: the pay clause draws on it."""


def _penalty(railway: Railway, clause: Clause, state: Standing) -> None:
    """Charge a month of lateness, up to the cap."""
    late = railway.standing[clause.of].late
    name = clause.of.removesuffix("deliver") + "pay"
    price = next(c for k in railway.contracts for c in k.clauses if c.id == name)
    fee = late * price_now(railway, price) * clause.amount / MONTHS_PER_YEAR
    billed = railway.standing[name].paid + railway.standing[name].owed
    room = max(0, round_half_up(railway.p["contract.penalty_cap"] * billed) - state.paid)
    amount = min(in_tenge(railway, fee, price.currency), room)
    railway.post(HOME, f"supplier:{clause.debtor}", "operator", amount, clause.id)
    state.paid += amount


def _rebate(railway: Railway, clause: Clause, state: Standing) -> None:
    """Give back a part of what was paid this month: the tenge has fallen since signing."""
    pay = next(c for k in railway.contracts for c in k.clauses if c.id == clause.of)
    number = railway.standing[pay.of].fresh
    back = price_now(railway, pay) * number * clause.amount
    amount = in_tenge(railway, back, pay.currency)
    railway.post(HOME, f"supplier:{clause.debtor}", "operator", amount, clause.id)
    state.paid += amount


def _priority(railway: Railway, clause: Clause, state: Standing) -> None:
    """Nothing falls due: the clause excuses lateness while the home market surges."""


# -- care ---------------------------------------------------------------------------------------
def _serve(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep locomotives in repair for a yearly fee; a silent maker breaks its word."""
    if railway.silenced(clause.debtor):
        state.breaches += 1
        _note_level(state, 1.0, 0.0)
        return
    series, served = railway.series[clause.debtor], railway.terms.served
    free = series.count - served.get(clause.debtor, 0)
    came = railway.standing[clause.of].done + clause.rate if clause.of else float(free)
    number = min(free, int(came))
    served[clause.debtor] = served.get(clause.debtor, 0) + number
    fee = price_now(railway, clause) * number / MONTHS_PER_YEAR
    amount = in_tenge(railway, fee, clause.currency)
    at_home = round_half_up(amount * railway.p["service.home_share"])
    railway.post(HOME, f"supplier:{clause.debtor}", "home:industry", at_home, clause.id)
    railway.spend_public(amount)
    railway.note_value(amount, at_home, clause.debtor)
    pay_bill(railway, clause, state, amount)
    _note_level(state, 1.0, 1.0)


def _stock(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep parts in the country; a silent maker fills it no more."""
    kept = 0.0 if railway.silenced(clause.debtor) else clause.amount
    stock = railway.terms.stock
    stock[clause.debtor] = max(stock.get(clause.debtor, 0.0), kept)
    _note_level(state, clause.amount, kept)


def _access(railway: Railway, clause: Clause, state: Standing) -> None:
    """Let others make generic parts."""
    access = railway.terms.access
    access[clause.debtor] = max(access.get(clause.debtor, 0.0), clause.amount)


# -- skills and work ----------------------------------------------------------------------------
def _train(railway: Railway, clause: Clause, state: Standing) -> None:
    """Train people at the debtor's cost, whole people month by month."""
    monthly = clause.amount / MONTHS_PER_YEAR
    state.promised += monthly
    if railway.silenced(clause.debtor):
        return
    number = railway.whole(f"train.{clause.id}", monthly)
    if number:
        start_training(railway, clause.where, number, clause.id)
        state.done += number
        cost = round_half_up(railway.p["training.cost"] * railway.price_level * number)
        payer = account_of(railway, clause.debtor)
        railway.post(HOME, payer, "home:industry", cost, clause.id)


def _hand_over(railway: Railway, clause: Clause, state: Standing) -> None:
    """Open component engineering to the plant; knowledge handed over is not taken back."""
    plant = railway.plants.get(clause.where)
    if plant is not None:
        plant.access = max(plant.access, clause.amount)


def _content(railway: Railway, clause: Clause, state: Standing) -> None:
    """Compare what was promised to be made at home by now with what is."""
    years = (railway.month - clause.start + 1) / MONTHS_PER_YEAR
    plant = railway.plants[clause.where]
    state.promised = clause.amount * min(1.0, years / clause.rate)
    state.done = plant.content
    state.late = max(0.0, state.promised - state.done)
    state.behind = state.behind + 1.0 if state.late > 0.0 else 0.0


def _keep_jobs(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep people at a workplace beyond what its work needs."""
    jobs = railway.terms.jobs
    jobs[clause.where] = jobs.get(clause.where, 0.0) + clause.amount
    _note_level(state, clause.amount, min(clause.amount, people_at(railway, clause.where)))


def _wage(railway: Railway, clause: Clause, state: Standing) -> None:
    """Raise real wages by the compact instead of the railway's habit."""
    railway.terms.wage_rise = clause.amount


def _no_strike(railway: Railway, clause: Clause, state: Standing) -> None:
    """Keep the peace."""
    railway.terms.no_strike = True


# -- gates, ships, tariffs ----------------------------------------------------------------------
def _window(railway: Railway, clause: Clause, state: Standing) -> None:
    """Take more trains a day at a gate, or let more ships sail from it."""
    windows = railway.terms.windows
    windows[clause.where] = windows.get(clause.where, 0.0) + clause.amount
    kept = railway.taken.get(clause.where, 1.0) * railway.gate_factor(clause.where)
    _note_level(state, clause.amount, clause.amount * min(1.0, kept))


def _notice(railway: Railway, clause: Clause, state: Standing) -> None:
    """Clear papers before trains arrive."""
    notice = railway.terms.notice
    notice[clause.where] = max(notice.get(clause.where, 0.0), clause.amount)


def _fare(railway: Railway, clause: Clause, state: Standing) -> None:
    """Pay ships: shippers for the slots they fill, the operator for those that sail empty."""
    sail = next(c for k in railway.contracts for c in k.clauses if c.id == clause.of)
    railway.terms.fare = clause.amount
    filled = min(sail.amount, slots_filled(railway, sail.where))
    boxes = DAYS_PER_MONTH * railway.p["caspian.feu_per_train"]
    for payer, slots in (("shippers", filled), ("operator", sail.amount - filled)):
        amount = in_tenge(railway, slots * boxes * clause.amount, clause.currency)
        if payer == "operator":
            pay_bill(railway, clause, state, amount)
        else:
            railway.post(HOME, payer, clause.creditor, amount, clause.id)


def _invest(railway: Railway, clause: Clause, state: Standing) -> None:
    """Pay a sum in equal monthly parts from the start, in whole tenge."""
    if state.done >= clause.rate:
        return
    state.done += 1
    amount = in_tenge(railway, clause.amount / clause.rate, clause.currency)
    railway.spend_public(amount)
    if clause.debtor == "operator":
        pay_bill(railway, clause, state, amount)
    else:
        railway.post(HOME, "state", account_of(railway, clause.creditor), amount, clause.id)
        state.paid += amount


def _discount(railway: Railway, clause: Clause, state: Standing) -> None:
    """Take a share off a market's tariff."""
    discount = railway.terms.discount
    discount[clause.where] = max(discount.get(clause.where, 0.0), clause.amount)


def _pledge(railway: Railway, clause: Clause, state: Standing) -> None:
    """Send at least the trains pledged."""
    pledge = railway.terms.pledge
    pledge[clause.where] = pledge.get(clause.where, 0.0) + clause.amount
    _note_level(state, clause.amount, min(clause.amount, offered_in(railway, clause.where)))


# -- public money -------------------------------------------------------------------------------
def _fund(railway: Railway, clause: Clause, state: Standing) -> None:
    """Add to the money for works."""
    monthly = clause.amount / 1e6 / MONTHS_PER_YEAR
    railway.works_money_musd += monthly
    state.promised += monthly
    state.done += monthly


def _build(railway: Railway, clause: Clause, state: Standing) -> None:
    """Order the steps agreed, once, with the state's money."""
    if state.promised:
        return
    state.promised = clause.amount
    state.done = float(order_steps(railway, clause.where, int(clause.amount), clause.id))


def _index_tariff(railway: Railway, clause: Clause, state: Standing) -> None:
    """Let tariffs rise by the agreement instead of the government's January."""
    railway.terms.tariff_rise = (railway.terms.tariff_rise or 0.0) + clause.amount


def _guarantee(railway: Railway, clause: Clause, state: Standing) -> None:
    """Let the state answer for bills up to an amount."""
    railway.terms.guarantee += in_tenge(railway, clause.amount, clause.currency)


# -- the end ------------------------------------------------------------------------------------
def _end(railway: Railway, clause: Clause, state: Standing) -> None:
    """Open a right to end the contract; it is asked once a year while it stands."""
    if state.asked < 0 or railway.month - state.asked >= MONTHS_PER_YEAR:
        state.asked = railway.month
        railway.terms.rights.append(clause)


def _note_level(state: Standing, promised: float, kept: float) -> None:
    """Add a month of a promised level and of what was kept of it."""
    state.promised += promised
    state.done += kept


DUE: dict[str, Callable[[Railway, Clause, Standing], None]] = {
    "deliver": _deliver, "pay": _pay, "lend": _lend, "penalty": _penalty, "rebate": _rebate,
    "priority": _priority,
    "serve": _serve, "stock": _stock, "access": _access, "train": _train,
    "hand_over": _hand_over, "content": _content, "keep_jobs": _keep_jobs, "wage": _wage,
    "no_strike": _no_strike, "window": _window, "sail": _window, "notice": _notice,
    "fare": _fare, "invest": _invest, "discount": _discount, "pledge": _pledge, "fund": _fund,
    "build": _build, "index_tariff": _index_tariff, "guarantee": _guarantee, "end": _end,
}  # fmt: skip
