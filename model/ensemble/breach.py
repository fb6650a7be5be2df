"""Breach and change: who may end a contract and does, and which contracts are talked over anew."""

from __future__ import annotations

from typing import Any

from model.ensemble.affairs import end_after_termination, end_contract, named
from model.ensemble.codes import IN_FORCE, INDEXED_GAIN, MOST, TERMINATED, USD
from model.ensemble.forecast import believe
from model.ensemble.worth import begin_weighing, clause_worth, see_no_supply, see_price, see_supply


def exercise_rights(s: Any, lay: Any, p: Any, fate: Any, tops: Any) -> None:
    """Whoever may end a contract does so if better off without it; what survives goes on."""
    for i in range(s.rights):
        c = s.clause[s.right_of[i]]
        if s.contract[c.contract].state != IN_FORCE:
            continue
        staying = worth_now(s, lay, p, fate, tops, c.contract, c.creditor, False)
        leaving = worth_now(s, lay, p, fate, tops, c.contract, c.creditor, True)
        if leaving > staying:
            end_contract(s, c.contract, TERMINATED)


def worth_now(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, number: int, seat: int, ended: bool
) -> float:
    """Worth to a party of what is left of a contract, by its own forecast, MUSD.

    Args:
        s: the replicate.
        lay: the layout.
        p: parameters.
        fate: its luck.
        tops: topologies.
        number: of the contract.
        seat: the party.
        ended: weigh what termination this month would leave.
    """
    k, about = s.contract[number], fate.about
    slot = believe(s, lay, p, fate, tops, seat, k.maker, lay.sheet[k.sheet].groups)
    b = s.belief[slot]
    _see_contract(s, lay, p, about, b, number, ended)
    total = 0.0
    for i in range(k.from_, k.from_ + k.clauses):
        c = s.clause[i]
        end = c.end
        if ended:
            c.end = end_after_termination(c, s.month)
        total += clause_worth(s, lay, p, about, b, c, seat)
        c.end = end
    return total


def _see_contract(
    s: Any, lay: Any, p: Any, about: Any, b: Any, number: int, ended: bool
) -> None:
    """Note what a running contract still brings.

    What is ordered already is no longer needed elsewhere, and its slots are no longer free.
    """
    k = s.contract[number]
    begin_weighing(about, s.month)
    about.price = about.sail = 0.0
    about.heavy = lay.heavy_price[k.maker] if k.maker >= 0 else 1.0
    about.most = b[MOST]
    if k.maker >= 0 and not ended:
        about.most = b[MOST] + units_left(s, lay, number)
    deliver = named(s, number, lay.word_deliver)
    if deliver >= 0:
        c = s.clause[deliver]
        if ended and k.maker >= 0 and end_after_termination(c, s.month) > s.month:
            about.most = b[MOST] + units_left(s, lay, number)
        see_supply(about, p, b[INDEXED_GAIN], c.amount - c.done, c.start, c.rate)
    else:
        see_no_supply(about)
    pay = named(s, number, lay.word_pay)
    if pay >= 0:
        see_price(about, s.clause[pay].amount, s.clause[pay].currency)
    sail = named(s, number, lay.word_sail)
    if sail >= 0:
        about.sail = s.clause[sail].amount


def units_left(s: Any, lay: Any, number: int) -> float:
    """Locomotives that a contract still owes."""
    deliver = named(s, number, lay.word_deliver)
    if deliver < 0 or s.clause[deliver].end <= s.month:
        return 0.0
    return max(0.0, s.clause[deliver].amount - s.clause[deliver].done)


def is_troubled(s: Any, lay: Any, p: Any, number: int) -> bool:
    """Tell whether the world has moved under a supply: late, unpaid, or the tenge has fallen."""
    k = s.contract[number]
    deliver, pay = named(s, number, lay.word_deliver), named(s, number, lay.word_pay)
    if k.state != IN_FORCE or deliver < 0 or pay < 0:
        return False
    if units_left(s, lay, number) < 1.0 or s.month - k.talked < p.talk_amend_months:
        return False
    late = s.clause[deliver].behind >= p.talk_trouble_months
    fallen = s.rates[USD] / k.talked_at - 1.0 >= p.talk_trouble_fall
    return late or fallen or k.unpaid >= p.talk_trouble_unpaid
