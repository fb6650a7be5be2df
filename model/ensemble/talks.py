"""Talks: which tables are open, what is weighed and offered at them, and what is agreed."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.affairs import sign
from model.ensemble.agenda import weigh_agenda, worth_at
from model.ensemble.amending import draft_amendment, weigh_amendment
from model.ensemble.bargaining import answer
from model.ensemble.breach import is_troubled, worth_now
from model.ensemble.codes import (
    AGREED,
    ELSEWHERE,
    ELSEWHERE_WORTH,
    EXPIRED,
    MAKERS,
    MOST,
    OPEN,
    USD,
    WALKED,
)
from model.ensemble.faults import TABLES
from model.ensemble.forecast import believe
from model.ensemble.orders import locomotives_needed
from model.ensemble.shocks import blocked
from rulebook.bargain import ACCEPT, WALK

GONE = -9  # a thread that has left its table


def let_parties_bargain(s: Any, lay: Any, p: Any, fate: Any, tops: Any) -> None:
    """Open the tables that are due, and let every open talk go on for a month."""
    if lay.talks == 0:
        return
    if s.t > 0:
        _open_tables(s, lay, p)
    left = 0
    for i in range(s.tables):
        table = s.table[s.order[i]]
        _weigh(s, lay, p, fate, tops, table)
        rounds = int(p.talk_rounds if table.older >= 0 else p.talk_rounds_per_month)
        for _ in range(rounds):
            _play_round(s, lay, p, fate, table)
        if table.open > 0:
            s.order[left] = s.order[i]
            left += 1
    s.tables = left


# -- opening ------------------------------------------------------------------------------------
def _open_tables(s: Any, lay: Any, p: Any) -> None:
    for sheet in range(lay.sheets):
        if lay.sheet_talked[sheet] == 0:
            continue
        if s.every[sheet] > 0 and s.t % s.every[sheet] == 0:
            if lay.sheet[sheet].with_maker == 0:
                _open(s, lay, p, sheet, -1, -1)
            elif lay.sheet[sheet].rivals == 0:
                for i in range(lay.tenders):
                    _open(s, lay, p, sheet, lay.tender[i], -1)
            else:
                for electric in range(2):
                    _open_tender(s, lay, p, sheet, electric)
    if lay.amendment >= 0:
        for number in range(s.contracts):
            if is_troubled(s, lay, p, number):
                k = s.contract[number]
                k.talked, k.talked_at = s.month, s.rates[USD]
                _open(s, lay, p, lay.amendment, k.maker, number)


def _open_tender(s: Any, lay: Any, p: Any, sheet: int, electric: int) -> None:
    """A table at which makers of one traction compete, where enough are needed."""
    rivals = False
    for i in range(lay.tenders):
        maker = lay.tender[i]
        same = lay.maker_electric[maker] == electric
        rivals = rivals or (same and not blocked(s, lay, maker))
    if rivals and locomotives_needed(s, lay, p, electric) >= p.talk_least_needed:
        table = -1
        for i in range(lay.tenders):
            maker = lay.tender[i]
            if lay.maker_electric[maker] == electric and not blocked(s, lay, maker):
                table = _seat(s, lay, p, sheet, maker, -1, table)


def _open(s: Any, lay: Any, p: Any, sheet: int, maker: int, older: int) -> None:
    """A table of one talk, unless the maker is kept from it or there is nothing to talk about."""
    if maker >= 0 and older < 0 and blocked(s, lay, maker):
        return
    _seat(s, lay, p, sheet, maker, older, -1)


def _seat(s: Any, lay: Any, p: Any, sheet: int, maker: int, older: int, place: int) -> int:
    """Begin a talk at the table of a place, or at a new one (-1); gives the table's place."""
    agenda = lay.agenda_of[sheet, maker + 1]
    if agenda < 0 and older < 0:
        return place
    if place < 0:
        place = _free_place(s)
        if place < 0:
            s.fault = TABLES
            return place
        table = s.table[place]
        table.sheet, table.older, table.threads, table.open = sheet, older, 0, 0
        s.order[s.tables] = place
        s.tables += 1
    table = s.table[place]
    thread = table.thread[table.threads]
    thread.agenda, thread.maker, thread.state, thread.round = agenda, maker, OPEN, 0
    thread.rounds, thread.offer, thread.offered_by, thread.offers = int(p.talk_rounds), -1, -1, 0
    thread.accepted[:] = 0
    table.threads += 1
    table.open += 1
    return place


def _free_place(s: Any) -> int:
    for place in range(s.table.shape[0]):
        taken = False
        for i in range(s.tables):
            taken = taken or s.order[i] == place
        if not taken:
            return place
    return -1


# -- weighing -----------------------------------------------------------------------------------
def seat_at(lay: Any, table: Any, thread: Any, party: int) -> int:
    """Who sits at a place of a talk."""
    seat = lay.sheet[table.sheet].party[party]
    return seat if seat >= 0 else MAKERS + thread.maker


def _weigh(s: Any, lay: Any, p: Any, fate: Any, tops: Any, table: Any) -> None:
    """Let every party weigh the agenda and its outside option on the world as it is now."""
    sheet = lay.sheet[table.sheet]
    for number in range(table.threads):
        thread = table.thread[number]
        if thread.state != OPEN:
            continue
        for party in range(sheet.parties):
            seat = seat_at(lay, table, thread, party)
            slot = believe(s, lay, p, fate, tops, seat, thread.maker, sheet.groups)
            if table.older >= 0:
                weigh_amendment(s, lay, p, fate, sheet, table.older, party, slot, seat)
                fate.reserve[number, party] = worth_now(s, lay, p, fate, tops, table.older, seat,
                                                        False)  # fmt: skip
                continue
            weigh_agenda(s, lay, p, fate, lay.agenda[thread.agenda], slot, seat, number, party)
            reserve, b = 0.0, s.belief[slot]
            if sheet.delivers != 0 and b[MOST] < math.inf:
                reserve = b[MOST] * b[ELSEWHERE_WORTH]
            fate.reserve[number, party] = reserve


# -- moving -------------------------------------------------------------------------------------
def _play_round(s: Any, lay: Any, p: Any, fate: Any, table: Any) -> None:
    """One move of each party in each open thread."""
    turns = _set_turns(lay, fate, table)
    for turn in range(turns):
        number = fate.turn_of[turn]
        thread = table.thread[number]
        for party in range(lay.sheet[table.sheet].parties):
            if thread.state == OPEN:
                _move(lay, fate, table, number, party)
        if thread.state == AGREED:
            for other in range(table.threads):
                if table.thread[other].state == OPEN:
                    table.thread[other].state = ELSEWHERE
    _end_round(s, lay, p, fate, table)


def _end_round(s: Any, lay: Any, p: Any, fate: Any, table: Any) -> None:
    """Pass to the next round; talks that are over leave the table, and one may be signed."""
    for number in range(table.threads):
        thread = table.thread[number]
        if thread.agenda == GONE:
            continue
        thread.round += 1
        if thread.state == OPEN and thread.round >= thread.rounds:
            thread.state = EXPIRED
        if thread.state != OPEN:
            if thread.state == AGREED:
                _sign(s, lay, p, fate, table, thread)
            thread.agenda = GONE
            table.open -= 1


def _set_turns(lay: Any, fate: Any, table: Any) -> int:
    """Open threads; in the last round the buyer turns to its best standing offer first."""
    turns = 0
    for number in range(table.threads):
        if table.thread[number].state == OPEN:
            fate.turn_of[turns] = number
            turns += 1
    if turns > 1:
        first = table.thread[fate.turn_of[0]]
        if first.round == first.rounds - 1:
            _sort_by_offer(lay, fate, table, turns)
    return turns


def _sort_by_offer(lay: Any, fate: Any, table: Any, turns: int) -> None:
    """The thread whose standing offer is worth most to the buyer first, equals as they sit."""
    for i in range(turns):
        fate.offer_worth[i] = _standing_worth(lay, fate, table, fate.turn_of[i])
    for i in range(1, turns):
        number, worth, k = fate.turn_of[i], fate.offer_worth[i], i
        while k > 0 and fate.offer_worth[k - 1] < worth:
            fate.turn_of[k], fate.offer_worth[k] = fate.turn_of[k - 1], fate.offer_worth[k - 1]
            k -= 1
        fate.turn_of[k], fate.offer_worth[k] = number, worth


def _standing_worth(lay: Any, fate: Any, table: Any, number: int) -> float:
    """Worth to the buyer of what the other side has on the table; no deal's worth if nothing."""
    thread = table.thread[number]
    if thread.offer < 0 or thread.offered_by == 0:
        return fate.reserve[number, 0]
    return worth_at(lay, fate, lay.sheet[table.sheet], number, 0, thread.offer)


def _move(lay: Any, fate: Any, table: Any, number: int, party: int) -> None:
    """Let a party move."""
    thread, reserve = table.thread[number], fate.reserve[number, party]
    if party == 0:  # a buyer's outside option includes what rivals offer
        for other in range(table.threads):
            if other != number and table.thread[other].state == OPEN:
                reserve = max(reserve, _standing_worth(lay, fate, table, other))
    sheet, seat = lay.sheet[table.sheet], seat_at(lay, table, thread, party)
    move = answer(lay, fate, sheet, thread, number, party, seat, reserve)
    if move == WALK:
        thread.state = WALKED
    elif move == ACCEPT:
        thread.accepted[party] = 1
        count = 0
        for one in range(sheet.parties):
            count += thread.accepted[one]
        if count == sheet.parties - 1:
            thread.state = AGREED
    else:
        thread.offer, thread.offered_by = move, party
        thread.accepted[:] = 0
        thread.history[thread.offers], thread.by[thread.offers] = move, party
        thread.offers += 1


def _sign(s: Any, lay: Any, p: Any, fate: Any, table: Any, thread: Any) -> None:
    """Put in force what was agreed."""
    sheet = lay.sheet[table.sheet]
    hand = MAKERS + thread.maker
    if thread.maker < 0:
        hand = 0
        for party in range(sheet.parties):
            hand = sheet.party[party] if sheet.party[party] != 0 else hand
    if table.older >= 0:
        draft_amendment(s, lay, p, fate, sheet, table.older, thread.offer)
    else:
        _gather(lay, fate, sheet, lay.agenda[thread.agenda], thread.offer)
    sign(s, lay, p, fate, table.sheet, thread.maker, hand, s.month, table.older)


def _gather(lay: Any, fate: Any, sheet: Any, agenda: Any, place: int) -> None:
    """Draft a package from the clauses of its parts."""
    at = sheet.places_from + place
    first = lay.half_part[sheet.first_from + lay.first_of[at]]
    second = lay.half_part[sheet.second_from + lay.second_of[at]]
    fate.drafts = 0
    for q in range(sheet.parts):
        number = first[q] + second[q] - sheet.value_from[q]
        draft = lay.draft[agenda.draft_from[q] + number]
        for i in range(draft.from_, draft.from_ + draft.clauses):
            fate.drafted[fate.drafts] = lay.template[i]
            fate.drafts += 1
