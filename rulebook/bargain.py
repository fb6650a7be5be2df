"""Rules of bargaining: what a party still aims at, what it takes, what it offers next.

One function, `next_move`, holds every named style. It is written so that the same source runs in
plain Python and compiled, with the same answers (`rulebook.haggle` loops it).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

TIME, HONEST, TIT_FOR_TAT, MICRO, LEARNER, BAND = 0, 1, 2, 3, 4, 5
WALK, ACCEPT = -2, -1  # answers that are no package
FAIR_SHARE = 0.5  # what the honest style asks of its possible gain
KINDNESS = 0.3  # part of its range that tit for tat gives up unasked by the deadline
BAND_SLACK, NEAR = 1e-4, 1e-6  # of NegMAS: what lies this little below an aim still meets it


def aspiration(best: float, reserve: float, time: float, exponent: float) -> float:
    """Utility aimed at when a share `time` of the talk has passed.

    Falls from the best case to the reservation value; exponent below 1 is firm (Boulware), above
    1 yielding (Conceder). Source: Faratin, Sierra and Jennings 1998.

    >>> aspiration(1.0, 0.2, 0.0, 0.3), aspiration(1.0, 0.2, 1.0, 0.3)
    (1.0, 0.2)
    """
    if time <= 0.0:
        return best
    if time >= 1.0:
        return reserve
    return best - (best - reserve) * math.pow(time, 1.0 / exponent)


def clock(style: int, at: int, rounds: int) -> float:
    """Share of a talk that has passed in round `at`, as a style counts it.

    The house's styles count from 0 in the first round to 1 in the last; a BAND counts as NegMAS
    does, from 1 / (rounds + 1) to rounds / (rounds + 1).

    >>> clock(TIME, 9, 10), clock(BAND, 8, 9)
    (1.0, 0.9)
    """
    if style == BAND:
        return (at + 1) / (rounds + 1)
    return at / max(rounds - 1, 1)


def next_move(
    style: int, exponent: float, worth: Floats, reserve: float, time: float, standing: int,
    offered: float, theirs: Counts, mine: Counts, steps: Counts, spans: Floats,
) -> int:  # fmt: skip
    """Answer of a style: WALK, ACCEPT, or the place of the package it offers.

    Args:
        style: one of TIME, HONEST, TIT_FOR_TAT, MICRO, LEARNER, BAND.
        exponent: of the aspiration, where the style has one.
        worth: worth of each package on the agenda to the one who moves, shape (k,).
        reserve: worth of no deal.
        time: share of the talk that has passed, by the style's own `clock`.
        standing: place of the other side's offer on the table, -1 where there is none.
        offered: its worth to the one who moves.
        theirs: places of all offers of the others so far, in order.
        mine: places of the mover's own offers so far.
        steps: step of each issue in each package, shape (k, issues).
        spans: steps of each issue less one, at least 1, shape (issues,).
    """
    best = float(np.max(worth))
    if best <= reserve:
        return WALK
    if style == BAND:
        return _answer_in_band(exponent, worth, best, reserve, time, standing, offered)
    reserve = np.nextafter(reserve, np.inf)  # a deal must be worth more than none
    if style == MICRO:
        return _answer_in_kind(worth, reserve, standing, offered, theirs, mine)
    aim = _aim(style, exponent, worth, best, reserve, time, theirs)
    if standing >= 0 and offered >= aim:
        return ACCEPT
    able = np.flatnonzero(worth >= min(aim, best))
    if style == LEARNER and theirs.shape[0] > 0:
        return nearest_offer(worth, able, -liking(theirs, steps)[able])
    anchor = standing if standing >= 0 else int(np.argmax(worth))
    return nearest_offer(worth, able, step_distances(steps[able], spans, steps[anchor]))


def _aim(
    style: int, exponent: float, worth: Floats, best: float, reserve: float, time: float,
    theirs: Counts,
) -> float:  # fmt: skip
    """Least worth that a style still asks for."""
    if style == HONEST:
        return reserve if time >= 1.0 else reserve + FAIR_SHARE * (best - reserve)
    if style == TIT_FOR_TAT:
        given = KINDNESS * time * (best - reserve)
        if theirs.shape[0] > 0:
            given = max(given, float(np.max(worth[theirs])) - float(worth[theirs[0]]))
        return reserve if time >= 1.0 else max(reserve, best - given)
    return max(reserve, aspiration(best, reserve, time, exponent))


def _answer_in_band(
    exponent: float, worth: Floats, best: float, reserve: float, time: float, standing: int,
    offered: float,
) -> int:  # fmt: skip
    """Take what lies between the aim and the best; else offer the least of it, as NegMAS does.

    The rule of its negotiators BoulwareTB, LinearTB and ConcederTB, who look at nothing but the
    clock: of the packages at least worth no deal, the one nearest to the aim and not below it.
    """
    least = max(float(np.min(worth)), reserve)
    aim = (best - least) * (1.0 - math.pow(time, 1.0 / exponent)) + least - BAND_SLACK
    aim = max(least, min(best, aim))
    if standing >= 0 and aim <= offered <= best:
        return ACCEPT
    place, nearest = -1, np.inf
    for i in range(worth.shape[0]):
        away = abs(worth[i] - aim)
        if worth[i] >= reserve and worth[i] >= aim - NEAR and away < nearest:
            place, nearest = i, away
    return place


def _answer_in_kind(
    worth: Floats, reserve: float, standing: int, offered: float, theirs: Counts, mine: Counts
) -> int:
    """Offer the next best package for each new one received, as MiCRO does (de Jonge 2022).

    It differs in one thing: where it concedes nothing, MiCRO repeats any of its earlier offers at
    random, and this its last, so that a talk needs no luck. It takes what is worth no less to it
    than the least it is ready to offer.
    """
    order = np.argsort(-worth, kind="mergesort")
    made = np.unique(mine).shape[0]
    wanted = made + 1 if made <= np.unique(theirs).shape[0] else made
    rank = min(wanted, worth.shape[0]) - 1
    while rank > 0 and worth[order[rank]] < reserve:
        rank -= 1
    if standing >= 0 and offered >= reserve and offered >= worth[order[rank]]:
        return ACCEPT
    return int(order[rank])


def nearest_offer(worth: Floats, able: Counts, distance: Floats) -> int:
    """Place of the package, of those worth the aim, that lies nearest to what the other wants.

    Args:
        worth: worth of each package to the one who offers, shape (k,).
        able: places of the packages worth the aim, at least one, shape (n,).
        distance: how far each of these is from what the other wants, shape (n,).

    Returns:
        place of the package; among equals the one worth more, then the first.
    """
    least = np.min(distance)
    return int(able[np.argmax(np.where(distance == least, worth[able], -np.inf))])


def step_distances(steps: Counts, spans: Floats, anchor: Counts) -> Floats:
    """Distance of packages from one, each issue's span counted as one.

    Args:
        steps: step of each issue in each package, shape (n, issues).
        spans: steps of each issue less one, at least 1, shape (issues,).
        anchor: steps of the package they are measured from, shape (issues,).
    """
    total = np.zeros(steps.shape[0])
    for issue in range(steps.shape[1]):
        total += np.abs(steps[:, issue] - anchor[issue]) / spans[issue]
    return total


def liking(theirs: Counts, steps: Counts) -> Floats:
    """How much the others seem to like each package, from what they offered, shape (k,).

    A frequency model: a step offered often is liked; an issue that they kept where it was
    between two offers weighs more. Source: Hindriks and Tykhonov 2008, van Krimpen et al. 2013.
    """
    count = theirs.shape[0]
    total = np.zeros(steps.shape[0])
    for issue in range(steps.shape[1]):
        offered = steps[theirs, issue]
        kept = 1.0
        for i in range(1, count):
            if offered[i] == offered[i - 1]:
                kept += 1.0
        often = np.zeros(int(np.max(steps[:, issue])) + 1)
        for i in range(count):
            often[offered[i]] += 1.0
        total += kept / count * (often / np.max(often))[steps[:, issue]]
    return total
