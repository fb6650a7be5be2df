"""Bargaining: the next move of a style, with the same answer as `rulebook.bargain.next_move`.

Most styles look for the package nearest to the other side's offer among those worth enough. Here
both halves of the agenda are gone through by their distance, and what cannot be worth enough or
cannot be nearer is passed over. A test holds the answers to the rulebook's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from model.ensemble.agenda import worth_at, worth_of
from rulebook.bargain import (
    ACCEPT,
    BAND,
    LEARNER,
    MICRO,
    TIT_FOR_TAT,
    WALK,
    aim_of,
    clock,
    next_move,
)

SLACK = 1e-9  # distances are added in another order here than where they are compared


def answer(
    lay: Any, fate: Any, sheet: Any, thread: Any, number: int, party: int, seat: int,
    reserve: float,
) -> int:  # fmt: skip
    """Answer of a party to a talk: WALK, ACCEPT, or the place of the package it offers.

    Args:
        lay: the layout; it holds each seat's style.
        fate: worth of the agenda to each party.
        sheet: what is talked about.
        thread: the talk.
        number: its place at the table.
        party: the mover's place in the talk.
        seat: the mover.
        reserve: worth of no deal.
    """
    style, exponent = lay.style[seat], lay.exponent[seat]
    best, standing, offered = fate.best[number, party], -1, 0.0
    if best <= reserve:
        return WALK
    if thread.offer >= 0:
        offered = worth_at(lay, fate, sheet, number, party, thread.offer)
        if thread.offered_by != party:
            standing = thread.offer
    time = clock(style, thread.round, thread.rounds)
    if style == MICRO or style == BAND or (style == LEARNER and thread.offers > 0):
        return _answer_whole(lay, fate, sheet, thread, number, party, style, exponent, reserve,
                             time, standing, offered)  # fmt: skip
    reserve, given = np.nextafter(reserve, np.inf), 0.0
    if style == TIT_FOR_TAT:
        given = _given(lay, fate, sheet, thread, number, party)
    aim = aim_of(style, exponent, best, reserve, time, given)
    if standing >= 0 and offered >= aim:
        return ACCEPT
    if standing < 0:
        standing = _best_place(lay, fate, sheet, number, party)
    return nearest(lay, fate, sheet, number, party, min(aim, best), standing)


def _given(lay: Any, fate: Any, sheet: Any, thread: Any, number: int, party: int) -> float:
    """What the others have given since their first offer, by the mover's own worth."""
    first, most, any_made = 0.0, 0.0, False
    for i in range(thread.offers):
        if thread.by[i] != party:
            worth = worth_at(lay, fate, sheet, number, party, thread.history[i])
            first = first if any_made else worth
            most = max(most, worth) if any_made else worth
            any_made = True
    return most - first


def _best_place(lay: Any, fate: Any, sheet: Any, number: int, party: int) -> int:
    """The first package of most worth."""
    best, place = fate.best[number, party], sheet.packages
    values = fate.values[number, party]
    for x in range(sheet.first):
        if fate.peaks[number, party, x] == best:
            for y in range(sheet.second):
                if worth_of(lay, sheet, values, x, y) == best:
                    place = min(place, lay.half_place[sheet.first_from + x]
                                + lay.half_place[sheet.second_from + y])  # fmt: skip
    return place


def nearest(
    lay: Any, fate: Any, sheet: Any, number: int, party: int, aim: float, anchor: int
) -> int:
    """Place of the package worth at least `aim` that lies nearest to another.

    Among equals it is the one worth more, then the first.
    """
    values, peaks = fate.values[number, party], fate.peaks[number, party]
    at = sheet.places_from + anchor
    row = sheet.near_first + lay.first_of[at] * sheet.first
    column = sheet.near_second + lay.second_of[at] * sheet.second
    found, distance, most = -1, math.inf, -math.inf
    for i in range(row, row + sheet.first):
        way = lay.near_distance[i]
        if way > distance + SLACK:
            break
        x = lay.near[i]
        if peaks[x] < aim:
            continue
        for k in range(column, column + sheet.second):
            if way + lay.near_distance[k] > distance + SLACK:
                break
            y = lay.near[k]
            worth = worth_of(lay, sheet, values, x, y)
            if worth < aim:
                continue
            place = (lay.half_place[sheet.first_from + x]
                     + lay.half_place[sheet.second_from + y])  # fmt: skip
            exact = _distance(lay, sheet, place, anchor)
            closer = exact < distance or (exact == distance and (
                worth > most or (worth == most and place < found)))  # fmt: skip
            if closer:
                found, distance, most = place, exact, worth
    return found


def _distance(lay: Any, sheet: Any, place: int, anchor: int) -> float:
    """Distance of a package from another, each issue's span counted as one."""
    one, other = lay.step_of[sheet.places_from + place], lay.step_of[sheet.places_from + anchor]
    total = 0.0
    for issue in range(sheet.issues):
        span = max(1.0, sheet.steps_in[issue] - 1.0)
        total += abs(one[issue] - other[issue]) / span
    return total


def _answer_whole(
    lay: Any, fate: Any, sheet: Any, thread: Any, number: int, party: int, style: int,
    exponent: float, reserve: float, time: float, standing: int, offered: float,
) -> int:  # fmt: skip
    """Answer of a style that looks at the whole agenda, by the rulebook's own function."""
    worth = np.empty(sheet.packages)
    for place in range(sheet.packages):
        worth[place] = worth_at(lay, fate, sheet, number, party, place)
    theirs = np.empty(thread.offers, dtype=np.int64)
    mine = np.empty(thread.offers, dtype=np.int64)
    others = own = 0
    for i in range(thread.offers):
        if thread.by[i] == party:
            mine[own] = thread.history[i]
            own += 1
        else:
            theirs[others] = thread.history[i]
            others += 1
    spans = np.empty(sheet.issues)
    for issue in range(sheet.issues):
        spans[issue] = max(1.0, sheet.steps_in[issue] - 1.0)
    first = sheet.places_from
    steps = np.empty((sheet.packages, sheet.issues), dtype=np.int64)
    for place in range(sheet.packages):
        for issue in range(sheet.issues):
            steps[place, issue] = lay.step_of[first + place, issue]
    return next_move(style, exponent, worth, reserve, time, standing, offered, theirs[:others],
                     mine[:own], steps, spans)  # fmt: skip
