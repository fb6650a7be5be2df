"""Amending: what is still to come of a supply, at a new price, pace and number.

The drafts of `agents.drafting.amendment`, made here from the older contract's clauses as they
stand; dates are counted from the month of signing.
"""

from __future__ import annotations

from typing import Any

from model.ensemble import codes
from model.ensemble.affairs import named
from model.ensemble.agenda import find_peaks
from model.ensemble.breach import units_left
from model.ensemble.codes import (
    BLOCKED,
    DONE,
    INDEXED_GAIN,
    KZT,
    LATE,
    LENDERS,
    MAKERS,
    MOST,
    MOVED,
    OPERATOR,
    STRUCK,
    UNPAID,
    USD,
)
from model.ensemble.faults import RESTATED
from model.ensemble.worth import begin_weighing, clause_worth, see_no_supply, see_price, see_supply
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import FOREVER

PRICE_CHANGE, UNITS_KEPT, PACE, KEEP_PENALTY, TENGE_INDEXED = range(5)
ISSUES = ("price_change", "units_kept", "pace", "keep_penalty", "tenge_indexed")


def weigh_amendment(
    s: Any, lay: Any, p: Any, fate: Any, sheet: Any, older: int, party: int, slot: int, seat: int
) -> None:
    """Weigh every part of an amendment's agenda to a party."""
    about, b = fate.about, s.belief[slot]
    maker = s.contract[older].maker
    begin_weighing(about, 0)
    about.heavy = lay.heavy_price[maker]
    about.most = b[MOST] + units_left(s, lay, older)
    for place in range(sheet.packages):
        if lay.amended[place] == 0:
            continue
        draft_amendment(s, lay, p, fate, sheet, older, place)
        _see(lay, p, fate, b[INDEXED_GAIN])
        for q in range(sheet.parts):
            if lay.amended_at[place, q] < 0:
                continue
            total = 0.0
            for i in range(fate.drafts):
                if fate.drafted[i].kind == sheet.kind[q]:
                    total += clause_worth(s, lay, p, about, b, fate.drafted[i], seat)
            fate.values[0, party, lay.amended_at[place, q]] = total
    find_peaks(lay, fate, sheet, 0, party)


def _see(lay: Any, p: Any, fate: Any, gain: float) -> None:
    """Note what the draft delivers and at what price."""
    about = fate.about
    about.price = about.sail = 0.0
    see_no_supply(about)
    for i in range(fate.drafts):
        c = fate.drafted[i]
        if c.word == lay.word_deliver:
            see_supply(about, p, gain, c.amount, c.start, c.rate)
    for i in range(fate.drafts):
        c = fate.drafted[i]
        if c.word == lay.word_pay:
            see_price(about, c.amount, c.currency)


def draft_amendment(
    s: Any, lay: Any, p: Any, fate: Any, sheet: Any, older: int, place: int
) -> None:
    """Draft what replaces the older contract from the month of signing on."""
    fate.drafts = 0
    deliver, pay = named(s, older, lay.word_deliver), named(s, older, lay.word_pay)
    left = units_left(s, lay, older)
    units = float(int(left * _term(lay, sheet, place, UNITS_KEPT)))
    kept = units >= 1.0 and deliver >= 0 and pay >= 0
    if kept:
        _draft_supply(s, lay, p, fate, sheet, older, place, units)
    came = s.clause[deliver].done
    k = s.contract[older]
    for i in range(k.from_, k.from_ + k.clauses):
        if lay.restated[s.clause[i].word] != 0:
            _restate(s, lay, fate, s.clause[i], came, kept)


def _term(lay: Any, sheet: Any, place: int, issue: int) -> float:
    """Value of an issue in a package."""
    number = lay.amended_issue[issue]
    if number < 0:
        return lay.amended_default[issue]
    return lay.amended_value[issue, lay.step_of[sheet.places_from + place, number]]


def _draft_supply(
    s: Any, lay: Any, p: Any, fate: Any, sheet: Any, older: int, place: int, units: float
) -> None:
    """Deliver and pay for the part that is kept, with the remedies that were agreed."""
    maker = s.contract[older].maker
    seat, deliver = MAKERS + maker, s.clause[named(s, older, lay.word_deliver)]
    pay = s.clause[named(s, older, lay.word_pay)]
    indexed = max(_term(lay, sheet, place, TENGE_INDEXED), 1.0 if pay.currency == KZT else 0.0)
    currency = KZT if indexed >= 0.5 else lay.maker_currency[maker]
    unpaid = _least(s, older, lay.word_end_unpaid)
    c = _add(lay, fate, codes.DELIVER, lay.word_deliver, seat, OPERATOR)
    c.amount, c.pull = units, deliver.pull
    c.rate = deliver.rate * MONTHS_PER_YEAR * _term(lay, sheet, place, PACE) / MONTHS_PER_YEAR
    _condition(c, BLOCKED, maker, 1.0, 0)
    _condition(c, UNPAID, 0, unpaid, 0)
    c = _add(lay, fate, codes.PAY, lay.word_pay, OPERATOR, seat)
    c.amount = pay.amount * (1.0 + _term(lay, sheet, place, PRICE_CHANGE))
    c.currency, c.of = currency, lay.word_deliver
    c = _add(lay, fate, codes.END, lay.word_end_late, seat, OPERATOR)
    _condition(c, LATE, lay.word_deliver, _least(s, older, lay.word_end_late), 1)
    c = _add(lay, fate, codes.END, lay.word_end_unpaid, OPERATOR, seat)
    _condition(c, UNPAID, 0, unpaid, 1)
    c = _add(lay, fate, codes.END, lay.word_end_blocked, seat, OPERATOR)
    _condition(c, BLOCKED, maker, 1.0, 1)
    _draft_loan(s, lay, p, fate, older, maker, currency)
    _draft_remedies(s, lay, fate, sheet, older, place, currency)


def _draft_loan(
    s: Any, lay: Any, p: Any, fate: Any, older: int, maker: int, currency: int
) -> None:
    old = named(s, older, lay.word_lend)
    if old < 0 or not s.clause[old].pull > 0.0:
        return
    c = _add(lay, fate, codes.LEND, lay.word_lend, LENDERS + MAKERS + maker, OPERATOR)
    foreign = currency == lay.maker_currency[maker]
    c.amount = lay.credit_rate[maker] if foreign else p.debt_rate_kzt
    c.rate = s.clause[old].rate / MONTHS_PER_YEAR * MONTHS_PER_YEAR
    c.pull, c.currency, c.of, c.survives = s.clause[old].pull, currency, lay.word_deliver, 1


def _draft_remedies(
    s: Any, lay: Any, fate: Any, sheet: Any, older: int, place: int, currency: int
) -> None:
    """Penalty, rebate and the maker's excuse, as far as the older contract had them."""
    seat = MAKERS + s.contract[older].maker
    excused = named(s, older, lay.word_priority) >= 0
    penalty, rebate = named(s, older, lay.word_penalty), named(s, older, lay.word_rebate)
    keeps = _term(lay, sheet, place, KEEP_PENALTY) >= 0.5
    if penalty >= 0 and keeps and s.clause[penalty].amount > 0.0:
        c = _add(lay, fate, codes.PENALTY, lay.word_penalty, seat, OPERATOR)
        c.amount, c.currency, c.of = s.clause[penalty].amount, currency, lay.word_deliver
        _condition(c, LATE, lay.word_deliver, 1.0, 1)
        if excused:
            _condition(c, STRUCK, lay.on_home, 1.0, 0)
    if rebate >= 0 and s.clause[rebate].amount > 0.0:
        c = _add(lay, fate, codes.REBATE, lay.word_rebate, seat, OPERATOR)
        c.amount, c.currency, c.of = s.clause[rebate].amount, currency, lay.word_pay
        _condition(c, MOVED, USD, _least(s, older, lay.word_rebate), 1)
    if excused:
        c = _add(lay, fate, codes.PRIORITY, lay.word_priority, seat, OPERATOR)
        c.of = lay.word_deliver


def _least(s: Any, older: int, word: int) -> float:
    """The threshold of a conditional clause of the older contract."""
    number = named(s, older, word)
    return s.clause[number].least[0] if number >= 0 else float(FOREVER)


def _restate(s: Any, lay: Any, fate: Any, old: Any, came: float, kept: bool) -> None:
    """A clause of the older contract that goes on as it was.

    Service goes on for the locomotives that came under the older contract, and for those to come.
    """
    number = fate.drafts
    fate.drafted[number] = old
    c = fate.drafted[number]
    fate.drafts += 1
    c.start = max(0, old.start - s.month)
    if old.end < FOREVER:
        c.end = max(c.start, min(FOREVER, c.start + max(0, old.end - s.month)))
    c.rate = old.rate + came if old.kind == codes.SERVE else old.rate
    c.of = lay.word_deliver if kept else -1
    c.rank = 0
    for i in range(c.conditions):
        if c.event[i] == LATE or c.event[i] == DONE:
            s.fault = RESTATED


def _add(lay: Any, fate: Any, kind: int, word: int, debtor: int, creditor: int) -> Any:
    """A fresh clause from signing on and for ever."""
    c = fate.drafted[fate.drafts]
    fate.drafts += 1
    c.kind, c.word, c.debtor, c.creditor, c.start, c.end = kind, word, debtor, creditor, 0, FOREVER
    c.currency, c.where, c.of, c.rank, c.survives, c.conditions = KZT, -1, -1, 0, 0, 0
    c.at_tenge_rate, c.amount, c.rate, c.pull = 0, 0.0, 0.0, 1.0
    return c


def _condition(c: Any, event: int, subject: int, least: float, holds: int) -> None:
    i = c.conditions
    c.event[i], c.subject[i], c.least[i], c.holds[i] = event, subject, least, holds
    c.conditions += 1
