"""The agenda: what every package on it is worth to a party, part by part.

As in `agents.agenda` a package's worth is a sum of parts, one for each kind of clause, each moved
by few issues. Here the issues fall in two halves: the first holds every issue that moves more than
one part. So within a package of the first half the parts are free of each other, and the best
package is found by adding up the best of each; adding keeps order, so that is exact to the bit.
"""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import INDEXED_GAIN, MOST
from model.ensemble.record import Field
from model.ensemble.worth import begin_weighing, clause_worth, see_no_supply, see_price, see_supply

SHEET: tuple[Field, ...] = (
    ("parties", "i8", ()), ("party", "i8", ("party",)),  # seats, -1 for the maker
    ("with_maker", "i8", ()), ("rivals", "i8", ()), ("delivers", "i8", ()), ("groups", "i8", ()),
    ("packages", "i8", ()), ("issues", "i8", ()), ("steps_in", "i8", ("issue",)),
    ("parts", "i8", ()), ("kind", "i8", ("part",)), ("value_from", "i8", ("part",)),
    ("firsts", "i8", ("part",)), ("seconds", "i8", ("part",)),
    ("first", "i8", ()), ("second", "i8", ()),  # packages of each half
    ("first_from", "i8", ()), ("second_from", "i8", ()), ("places_from", "i8", ()),
    ("near_first", "i8", ()), ("near_second", "i8", ()),
)  # fmt: skip
"""`firsts` and `seconds` count a part's drafts by half, `value_from` says where they stand."""

AGENDA: tuple[Field, ...] = (
    ("sheet", "i8", ()), ("maker", "i8", ()), ("draft_from", "i8", ("part",)),
)  # fmt: skip

DRAFT: tuple[Field, ...] = (
    ("from_", "i8", ()), ("clauses", "i8", ()), ("deliver", "i8", ()), ("pay", "i8", ()),
    ("sail", "i8", ()),
)  # fmt: skip
"""Clauses of one kind, and the clauses of their contract that bear on their worth."""

AGENDAS: tuple[Field, ...] = (
    ("sheets", "i8", ()), ("sheet", SHEET, ("sheet",)), ("agenda", AGENDA, ("agenda",)),
    ("agenda_of", "i8", ("sheet", "maker_or_none")), ("draft", DRAFT, ("draft",)),
    # of each package of a half: its place, its step of each issue, where its parts stand
    ("half_place", "i8", ("block",)), ("half_step", "i8", ("block", "issue")),
    ("half_part", "i8", ("block", "part")),
    ("first_of", "i8", ("place",)), ("second_of", "i8", ("place",)),
    ("step_of", "i8", ("place", "issue")),
    ("near", "i8", ("near",)), ("near_distance", "f8", ("near",)),
)  # fmt: skip


def weigh_agenda(
    s: Any, lay: Any, p: Any, fate: Any, agenda: Any, slot: int, seat: int, thread: int, party: int
) -> None:
    """Weigh every part of an agenda; the worth of packages follows by adding.

    Args:
        s: the replicate.
        lay: the layout.
        p: parameters.
        fate: its `values` of this thread and party are set, and what follows from them.
        agenda: drafts by part.
        slot: the party's beliefs.
        seat: the party.
        thread: its place at the table.
        party: the party's place in the talk.
    """
    sheet, about, b = lay.sheet[agenda.sheet], fate.about, s.belief[slot]
    begin_weighing(about, 0)
    about.most, about.heavy = b[MOST], 1.0
    if agenda.maker >= 0:
        about.heavy = lay.heavy_price[agenda.maker]
    for q in range(sheet.parts):
        for k in range(sheet.firsts[q] * sheet.seconds[q]):
            draft = lay.draft[agenda.draft_from[q] + k]
            if draft.clauses > 0:
                _see(lay, p, about, b[INDEXED_GAIN], draft)
            total = 0.0
            for i in range(draft.from_, draft.from_ + draft.clauses):
                total += clause_worth(s, lay, p, about, b, lay.template[i], seat)
            fate.values[thread, party, sheet.value_from[q] + k] = total
    find_peaks(lay, fate, sheet, thread, party)


def _see(lay: Any, p: Any, about: Any, gain: float, draft: Any) -> None:
    """Note what bears on the worth of a draft's clauses."""
    about.price = about.sail = 0.0
    if draft.deliver >= 0:
        c = lay.template[draft.deliver]
        see_supply(about, p, gain, c.amount, c.start, c.rate)
    else:
        see_no_supply(about)
    if draft.pay >= 0:
        c = lay.template[draft.pay]
        see_price(about, c.amount, c.currency)
    if draft.sail >= 0:
        about.sail = lay.template[draft.sail].amount


def find_peaks(lay: Any, fate: Any, sheet: Any, thread: int, party: int) -> None:
    """Best worth within each package of the first half, and of all."""
    values, peak = fate.values[thread, party], fate.peak
    for q in range(sheet.parts):
        at = sheet.value_from[q]
        for _ in range(sheet.firsts[q]):
            most = values[at]
            for k in range(at + 1, at + sheet.seconds[q]):
                most = max(most, values[k])
            peak[at] = most
            at += sheet.seconds[q]
    best = 0.0
    for x in range(sheet.first):
        total, row = 0.0, lay.half_part[sheet.first_from + x]
        for q in range(sheet.parts):
            total += peak[row[q]]
        fate.peaks[thread, party, x] = total
        best = total if x == 0 else max(best, total)
    fate.best[thread, party] = best


def worth_of(lay: Any, sheet: Any, values: Any, x: int, y: int) -> float:
    """Worth of the package made of package `x` of the first half and `y` of the second."""
    first, second = lay.half_part[sheet.first_from + x], lay.half_part[sheet.second_from + y]
    total = 0.0
    for q in range(sheet.parts):
        total += values[first[q] + second[q]]
    return total


def worth_at(lay: Any, fate: Any, sheet: Any, thread: int, party: int, place: int) -> float:
    """Worth of a package to a party."""
    at = sheet.places_from + place
    return worth_of(lay, sheet, fate.values[thread, party], lay.first_of[at], lay.second_of[at])
