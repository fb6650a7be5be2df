"""Affairs: contracts as they are signed and ended, clause by clause."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import DELIVER, DONE, IN_FORCE, LATE, REPLACED, USD
from model.ensemble.faults import CLAUSES, CONTRACTS, TWICE
from rulebook.contract import FOREVER


def sign(
    s: Any, lay: Any, p: Any, fate: Any, sheet: int, maker: int, hand: int, month: int, older: int
) -> None:
    """Put in force what `fate.drafted` holds; without clauses nothing is signed.

    Args:
        s: the replicate.
        lay: the layout.
        p: parameters.
        fate: its `drafted` clauses are dated from month 0 and name each other by word.
        sheet: number of the sheet.
        maker: the maker at the table, -1 for none.
        hand: the party that the contract is named after.
        month: of signing.
        older: the contract that this one replaces, -1 for none.
    """
    if fate.drafts == 0:
        return
    if older >= 0:
        end_contract(s, older, REPLACED)
    if s.contracts == s.contract.shape[0]:
        s.fault = CONTRACTS
        return
    if s.clauses + fate.drafts > s.clause.shape[0]:
        s.fault = CLAUSES
        return
    number = s.contracts
    k = s.contract[number]
    k.sheet, k.maker, k.hand, k.signed, k.state = sheet, maker, hand, month, IN_FORCE
    k.older_signed = s.contract[older].signed if older >= 0 else 0
    k.older_sheet = s.contract[older].sheet + 1 if older >= 0 else 0
    for other in range(number):
        if _same_name(s.contract[other], k):
            s.fault = TWICE
    k.from_, k.clauses, k.owing, k.unpaid = s.clauses, fate.drafts, 0, 0
    k.talked, k.talked_at = month, s.rates[USD]
    k.rates[:] = s.rates
    s.contracts += 1
    _write_clauses(s, lay, p, fate, number)


def _same_name(one: Any, other: Any) -> bool:
    return (one.signed == other.signed and one.sheet == other.sheet and one.hand == other.hand
            and one.older_signed == other.older_signed
            and one.older_sheet == other.older_sheet)  # fmt: skip


def _write_clauses(s: Any, lay: Any, p: Any, fate: Any, number: int) -> None:
    """Date the clauses of a contract, ordered by name, and let them find each other."""
    k = s.contract[number]
    _order_by_word(fate)
    k.named[:] = -1
    for i in range(fate.drafts):
        place = s.clauses + i
        s.clause[place] = fate.drafted[fate.picked[i]]
        k.named[s.clause[place].word] = place
    for i in range(s.clauses, s.clauses + fate.drafts):
        c = s.clause[i]
        c.start += k.signed
        if c.end < FOREVER:
            c.end += k.signed
        if c.at_tenge_rate != 0:
            c.amount = p.debt_rate_kzt
        if c.of >= 0:
            c.of = k.named[c.of]
        for one in range(c.conditions):
            if c.event[one] == LATE or c.event[one] == DONE:
                c.subject[one] = k.named[c.subject[one]]
        _begin(c, number)
        c.key = _key(lay, k, c)
        if c.kind == DELIVER:
            s.deliver[s.delivers] = i
            s.delivers += 1
        _let_act(s, i)
    s.clauses += fate.drafts


def _order_by_word(fate: Any) -> None:
    for i in range(fate.drafts):
        k = i
        while k > 0 and fate.drafted[fate.picked[k - 1]].word > fate.drafted[i].word:
            fate.picked[k] = fate.picked[k - 1]
            k -= 1
        fate.picked[k] = i


def _begin(c: Any, contract: int) -> None:
    """Nothing is done, promised or owed under a clause yet."""
    c.contract, c.fresh, c.paid, c.owed, c.asked = contract, 0, 0, 0, -1
    c.done = c.promised = c.late = c.behind = c.carried = 0.0
    c.promises, c.first, c.latest = 0, -1, -1


def _key(lay: Any, k: Any, c: Any) -> int:
    """What orders clauses that are due: kind, rank, month of signing, then the id as text."""
    key = (c.kind << 4) | c.rank
    key = (key << 15) | k.signed
    key = (key << 5) | k.sheet
    key = (key << 5) | lay.hand_rank[k.hand]
    key = (key << 15) | k.older_signed
    key = (key << 5) | k.older_sheet
    return (key << 6) | c.word


def _let_act(s: Any, clause: int) -> None:
    """Put a clause in its place among those that are not over."""
    i = s.actives
    while i > 0 and s.clause[s.active[i - 1]].key > s.clause[clause].key:
        s.active[i] = s.active[i - 1]
        i -= 1
    s.active[i] = clause
    s.actives += 1


def end_contract(s: Any, number: int, state: int) -> None:
    """End a contract: survival clauses go on, all others stop this month; bills stay owed."""
    k = s.contract[number]
    if k.state != IN_FORCE:
        return
    k.state = state
    for i in range(k.from_, k.from_ + k.clauses):
        c = s.clause[i]
        c.end = end_after_termination(c, s.month)
        if state == REPLACED:  # the newer contract restates what survives
            c.end = min(c.end, s.month)


def end_after_termination(c: Any, month: int) -> int:
    """The end of a clause of a contract that is terminated this month."""
    if c.survives != 0:
        return c.end
    return max(c.start, min(c.end, month))


def named(s: Any, number: int, word: int) -> int:
    """The clause of a name within a contract, -1 for none."""
    return s.contract[number].named[word] if word >= 0 else -1
