"""Duties: what each kind of clause does in a month in which it is due."""

from __future__ import annotations

from typing import Any

from model.ensemble import codes
from model.ensemble.codes import KZT, LENDERS, MAKERS, OF_CLAUSE, OPERATOR
from model.ensemble.demand import offered_in
from model.ensemble.faults import NEGATIVE, RIGHTS
from model.ensemble.fleet import add_cohort
from model.ensemble.money import (
    borrow,
    in_tenge,
    note_value,
    spend,
    spend_public,
)
from model.ensemble.orders import maker_capacity
from model.ensemble.room import slots_filled
from model.ensemble.shocks import gate_factor, silenced
from model.ensemble.workforce import add_trainees, plant_capacity
from model.ensemble.works import order_steps
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.line import round_half_up, whole_of


def act(s: Any, lay: Any, p: Any, fate: Any, tops: Any, c: Any, number: int) -> None:
    """Do what a clause asks for this month."""
    kind = c.kind
    if kind == codes.DELIVER:
        _deliver(s, lay, p, c)
    elif kind == codes.PAY:
        _pay(s, lay, p, c)
    elif kind == codes.SERVE:
        _serve(s, lay, p, c)
    elif kind == codes.STOCK:
        kept = 0.0 if silenced(s, c.debtor - MAKERS) else c.amount
        s.stock[c.debtor - MAKERS] = max(s.stock[c.debtor - MAKERS], kept)
        _note_level(c, c.amount, kept)
    elif kind == codes.ACCESS:
        s.opened[c.debtor - MAKERS] = max(s.opened[c.debtor - MAKERS], c.amount)
    elif kind == codes.TRAIN:
        _train(s, p, c)
    elif kind == codes.HAND_OVER:
        if c.where >= 0:
            s.access[c.where] = max(s.access[c.where], c.amount)
    elif kind == codes.CONTENT:
        _content(s, c)
    elif kind == codes.PENALTY:
        _penalty(s, lay, p, c)
    elif kind == codes.REBATE:
        _rebate(s, p, c)
    elif kind >= codes.FUND and kind <= codes.GUARANTEE:
        _act_for_public(s, lay, p, fate, tops, c)
    elif kind == codes.FARE:
        _fare(s, lay, p, c)
    elif kind == codes.INVEST:
        _invest(s, lay, c)
    elif kind == codes.END:
        _open_right(s, c, number)
    else:
        _set_terms(s, lay, c)


def _set_terms(s: Any, lay: Any, c: Any) -> None:
    """Write the level that a clause gives into the month's terms."""
    kind, where = c.kind, c.where
    if kind == codes.WINDOW or kind == codes.SAIL:
        s.windows[where] = s.windows[where] + c.amount
        kept = s.taken[where] * gate_factor(s, lay, where)
        _note_level(c, c.amount, c.amount * min(1.0, kept))
    elif kind == codes.NOTICE:
        s.notice[where] = max(s.notice[where], c.amount)
    elif kind == codes.DISCOUNT:
        s.discount[where] = max(s.discount[where], c.amount)
    elif kind == codes.PLEDGE:
        s.pledge[where] = s.pledge[where] + c.amount
        _note_level(c, c.amount, min(c.amount, offered_in(s, lay, where)))
    elif kind == codes.KEEP_JOBS:
        site, skill = where // 3, where % 3
        s.jobs[site, skill] = s.jobs[site, skill] + c.amount
        _note_level(c, c.amount, min(c.amount, float(s.people[site, skill])))
    elif kind == codes.WAGE:
        s.wage_rise, s.has_wage = c.amount, 1
    elif kind == codes.NO_STRIKE:
        s.no_strike = 1


def _act_for_public(s: Any, lay: Any, p: Any, fate: Any, tops: Any, c: Any) -> None:
    """Public money: funds, works ordered, tariffs, guarantees."""
    if c.kind == codes.FUND:
        monthly = c.amount / 1e6 / MONTHS_PER_YEAR
        s.works_money += monthly
        _note_level(c, monthly, monthly)
    elif c.kind == codes.BUILD:
        if c.promised == 0.0:
            c.promised = c.amount
            c.done = float(order_steps(s, lay, p, fate, tops, c.where, int(c.amount)))
    elif c.kind == codes.INDEX_TARIFF:
        s.tariff_rise, s.has_tariff = s.tariff_rise + c.amount, 1
    else:
        s.guarantee += in_tenge(s, c.amount, c.currency)


def pay_bill(s: Any, lay: Any, c: Any, tenge: int) -> None:
    """Pay what a clause asks of the operator as far as cash goes; the rest stays owed."""
    if tenge < 0:
        s.fault = NEGATIVE
    paid = min(tenge, max(0, s.cash))
    spend(s, paid)
    s.month_paid += paid
    if c.word == lay.word_fare:
        s.month_fares += paid
    if c.word == lay.word_serve or c.word == lay.word_fare:
        s.running_cost += paid
    c.paid += paid
    c.owed += tenge - paid
    s.owed += tenge - paid
    if c.owed > 0:
        s.contract[c.contract].owing = 1


def price_now(s: Any, p: Any, c: Any) -> float:
    """Price in the clause's currency: dollars of the table, at parity or following prices."""
    if c.currency == KZT:
        return c.amount * p.currency_usd * s.price_level
    return c.amount * p.currency_usd / s.parity[c.currency]


def _deliver(s: Any, lay: Any, p: Any, c: Any) -> None:
    """Hand over the locomotives due, as far as the maker's and the plant's capacity goes."""
    c.fresh, maker = 0, c.debtor - MAKERS
    c.promised = min(c.amount, c.rate * (s.month - c.start + 1))
    wanted = c.promised - c.done
    if wanted > 0.0 and not silenced(s, maker):
        capacity, plant = maker_capacity(s, lay, maker), lay.maker_plant[maker]
        if plant >= 0:
            capacity = min(capacity, plant_capacity(s, p, plant))
        free = max(0.0, capacity - s.slots[maker])
        c.carried = min(c.carried + min(free, wanted), wanted)
        number = int(c.carried + 1e-9)
        c.carried -= number
        c.fresh = number
        c.done += number
        s.slots[maker] = s.slots[maker] + number
        if plant >= 0:
            s.built[plant] += number
            s.built_in[plant, s.month % MONTHS_PER_YEAR] += number
        if number > 0:
            add_cohort(s, maker, number, s.month, c.pull)
            s.month_delivered += number
    c.late = max(0.0, c.promised - c.done)
    c.behind = c.late / c.rate


def _pay(s: Any, lay: Any, p: Any, c: Any) -> None:
    """Pay for what was delivered this month: the lender's part by its loan, the rest in cash."""
    number = s.clause[c.of].fresh
    if number == 0:
        return
    price = price_now(s, p, c) * number
    amount = in_tenge(s, price, c.currency)
    lend = _lending_for(s, c)
    if lend >= 0:
        loan = s.clause[lend]
        share = price * loan.pull
        if loan.currency != c.currency:
            share = share * s.rates[c.currency] / s.rates[loan.currency]
        borrow(s, LENDERS + c.creditor, loan.currency, share, loan.amount, int(loan.rate),
               OF_CLAUSE + lend)  # fmt: skip
        lent = round_half_up(amount * loan.pull)
        s.cash += lent
        s.month_brought += lent
    spend_public(s, amount)
    plant = lay.maker_plant[c.creditor - MAKERS]
    at_home = round_half_up(amount * (s.content[plant] if plant >= 0 else 0.0))
    note_value(s, amount, at_home)
    pay_bill(s, lay, c, amount)


def _lending_for(s: Any, pay: Any) -> int:
    """The lend clause that finances a pay clause, -1 if none is in force."""
    k = s.contract[pay.contract]
    for i in range(k.from_, k.from_ + k.clauses):
        c = s.clause[i]
        if c.kind == codes.LEND and c.of == pay.of and c.start <= s.month < c.end:
            return i
    return -1


def _serve(s: Any, lay: Any, p: Any, c: Any) -> None:
    """Keep locomotives in repair for a yearly fee; a silent maker breaks its word."""
    maker = c.debtor - MAKERS
    if silenced(s, maker):
        _note_level(c, 1.0, 0.0)
        return
    free = s.count[maker] - s.served[maker]
    came = s.clause[c.of].done + c.rate if c.of >= 0 else float(free)
    number = min(free, int(came))
    s.served[maker] += number
    fee = price_now(s, p, c) * number / MONTHS_PER_YEAR
    amount = in_tenge(s, fee, c.currency)
    at_home = round_half_up(amount * p.service_home_share)
    spend_public(s, amount)
    note_value(s, amount, at_home)
    pay_bill(s, lay, c, amount)
    _note_level(c, 1.0, 1.0)


def _train(s: Any, p: Any, c: Any) -> None:
    """Train people at the debtor's cost, whole people month by month."""
    monthly = c.amount / MONTHS_PER_YEAR
    c.promised += monthly
    if c.debtor >= MAKERS and silenced(s, c.debtor - MAKERS):
        return
    number, c.carried = whole_of(c.carried, monthly)
    if number > 0:
        add_trainees(s, p, c.where // 3, c.where % 3, number)
        c.done += number
        cost = round_half_up(p.training_cost * s.price_level * number)
        if c.debtor == OPERATOR:
            spend(s, cost)
            s.month_paid += cost


def _content(s: Any, c: Any) -> None:
    """Compare what was promised to be made at home by now with what is."""
    years = (s.month - c.start + 1) / MONTHS_PER_YEAR
    c.promised = c.amount * min(1.0, years / c.rate)
    c.done = s.content[c.where]
    c.late = max(0.0, c.promised - c.done)
    c.behind = c.behind + 1.0 if c.late > 0.0 else 0.0


def _penalty(s: Any, lay: Any, p: Any, c: Any) -> None:
    """Charge a month of lateness, up to the cap."""
    pay = s.clause[s.contract[c.contract].named[lay.word_pay]]
    fee = s.clause[c.of].late * price_now(s, p, pay) * c.amount / MONTHS_PER_YEAR
    billed = pay.paid + pay.owed
    room = max(0, round_half_up(p.contract_penalty_cap * billed) - c.paid)
    amount = min(in_tenge(s, fee, pay.currency), room)
    s.cash += amount
    s.month_brought += amount
    s.month_fines += amount
    c.paid += amount


def _rebate(s: Any, p: Any, c: Any) -> None:
    """Give back a part of what was paid this month: the tenge has fallen since signing."""
    pay = s.clause[c.of]
    back = price_now(s, p, pay) * s.clause[pay.of].fresh * c.amount
    amount = in_tenge(s, back, pay.currency)
    s.cash += amount
    s.month_brought += amount
    c.paid += amount


def _fare(s: Any, lay: Any, p: Any, c: Any) -> None:
    """Pay ships: shippers for the slots they fill, the operator for those that sail empty."""
    sail = s.clause[c.of]
    s.fare, s.has_fare = c.amount, 1
    empty = sail.amount - min(sail.amount, slots_filled(s, lay, sail.where))
    boxes = DAYS_PER_MONTH * p.caspian_feu_per_train
    pay_bill(s, lay, c, in_tenge(s, empty * boxes * c.amount, c.currency))


def _invest(s: Any, lay: Any, c: Any) -> None:
    """Pay a sum in equal monthly parts from the start, in whole tenge."""
    if c.done >= c.rate:
        return
    c.done += 1.0
    amount = in_tenge(s, c.amount / c.rate, c.currency)
    spend_public(s, amount)
    if c.debtor == OPERATOR:
        pay_bill(s, lay, c, amount)
        return
    if c.creditor == OPERATOR:
        s.cash += amount
        s.month_brought += amount
    c.paid += amount


def _open_right(s: Any, c: Any, number: int) -> None:
    """Open a right to end the contract; it is asked once a year while it stands."""
    if c.asked < 0 or s.month - c.asked >= MONTHS_PER_YEAR:
        c.asked = s.month
        if s.rights == s.right_of.shape[0]:
            s.fault = RIGHTS
            return
        s.right_of[s.rights] = number
        s.rights += 1


def _note_level(c: Any, promised: float, kept: float) -> None:
    """Add a month of a promised level and of what was kept of it."""
    c.promised += promised
    c.done += kept
