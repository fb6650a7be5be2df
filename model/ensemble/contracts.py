"""The interpreter of contracts: each month, what falls due is done, late or broken."""

from __future__ import annotations

from typing import Any

from model.ensemble.breach import exercise_rights
from model.ensemble.codes import BLOCKED, DONE, LATE, STRUCK, UNPAID
from model.ensemble.duties import act, pay_bill
from model.ensemble.opening import forget_terms
from model.ensemble.promises import mark_milestones
from model.ensemble.shocks import blocked
from rulebook.calendar import MONTHS_PER_YEAR


def let_clauses_fall_due(s: Any, lay: Any, p: Any, fate: Any, tops: Any) -> None:
    """Run every clause in force, once."""
    dues = 0
    for i in range(s.actives):
        c = s.clause[s.active[i]]
        if c.start <= s.month < c.end and _holds(s, lay, c):
            fate.due[dues] = s.active[i]
            dues += 1
    forget_terms(s)
    for plant in range(s.built_in.shape[0]):
        s.built_in[plant, s.month % MONTHS_PER_YEAR] = 0
    _pay_arrears(s, lay)
    for i in range(dues):
        act(s, lay, p, fate, tops, s.clause[fate.due[i]], fate.due[i])
    exercise_rights(s, lay, p, fate, tops)
    for maker in range(s.stock.shape[0]):  # parts in the country stay until they are used
        s.stock_months[maker] = max(s.stock[maker], s.stock_months[maker] - 1.0)
    mark_milestones(s, p)


def _holds(s: Any, lay: Any, c: Any) -> bool:
    """Tell whether every condition of a clause holds now."""
    for i in range(c.conditions):
        if _observe(s, lay, c, i) != (c.holds[i] != 0):
            return False
    return True


def _observe(s: Any, lay: Any, c: Any, i: int) -> bool:
    """Tell whether the event of a condition is seen on the state of the month's start."""
    event, subject, least = c.event[i], c.subject[i], c.least[i]
    if event == LATE:
        return s.clause[subject].behind >= least
    if event == DONE:
        return s.clause[subject].done >= least
    if event == UNPAID:
        return s.contract[c.contract].unpaid >= least
    if event == STRUCK:
        return s.struck[subject] > 0
    if event == BLOCKED:
        return blocked(s, lay, subject)
    then = s.contract[c.contract].rates[subject]
    return s.rates[subject] / then - 1.0 >= least


def _pay_arrears(s: Any, lay: Any) -> None:
    """Pay old bills as far as cash goes, oldest contract first; note how old they are."""
    if s.owed == 0:
        return
    for number in range(s.contracts):
        k = s.contract[number]
        if k.owing == 0:
            continue
        k.owing = 0
        for i in range(k.from_, k.from_ + k.clauses):
            c = s.clause[i]
            if c.owed != 0:
                owed = c.owed
                c.owed = 0
                s.owed -= owed
                pay_bill(s, lay, c, owed)
        k.unpaid = k.unpaid + 1 if k.owing != 0 else 0
