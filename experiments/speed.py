"""How fast talks are held: NegMAS's mechanism against our protocol and our compiled loop.

All three hold the same talks in the same run: drawn domains, time-dependent negotiators of NegMAS
against the house's styles of the same rule. Agreements and offers are compared before any ratio is
given. What can be prepared once for a domain (NegMAS's outcome space and utilities, our arrays) and
the compiling are not counted; making the negotiators, the mechanism or the talk is.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from agents.bridge import native
from agents.negotiation import Side, hold_talk
from agents.strategy import BANDS, Strategy
from experiments.referee import Drawn, Referee, draw_domain, haggled, talked
from rulebook.kernel import compiled_kernels

NATIVE = {"boulware_tb": "BoulwareTBNegotiator", "linear_tb": "LinearTBNegotiator",
          "conceder_tb": "ConcederTBNegotiator"}  # fmt: skip
ROUNDS, PACKAGES = 20, 500  # a talk of the model has 20 rounds and 72 to 2160 packages

Pair = tuple[str, str]


def negmas_speed(quick: bool = False) -> dict[str, float]:
    """Time the same talks three ways.

    Returns:
        how many times longer NegMAS takes than our protocol (`negmas_ratio_plain`) and than our
        compiled loop (`negmas_ratio_compiled`), the talks held, and the share that agreed.

    Raises:
        ValueError: a talk went another way, so that there is nothing to compare.
    """
    domains = [draw_domain(seed, packages=PACKAGES, rounds=ROUNDS)
               for seed in range(10 if quick else 60)]  # fmt: skip
    referees = [Referee(drawn) for drawn in domains]
    talks = [(i, pair) for i in range(len(domains)) for pair in itertools.product(BANDS, repeat=2)]
    agreed = sum(_compare(domains[i], referees[i], pair) for i, pair in talks)
    makers = {name: native(NATIVE[name]) for name in BANDS}
    theirs = [lambda i=i, p=p: referees[i].run([makers[name] for name in p]) for i, p in talks]
    plain = [_plain(domains[i], pair) for i, pair in talks]
    compiled = [_compiled(domains[i], pair) for i, pair in talks]
    ways, repeats = (theirs, plain, compiled), 1 if quick else 3
    took = np.min([[_seconds(one) for one in ways] for _ in range(repeats)], axis=0)
    return {
        "negmas_ratio_plain": float(took[0] / took[1]),
        "negmas_ratio_compiled": float(took[0] / took[2]),
        "negmas_talks": float(len(talks)),
        "negmas_talks_agreed_share": agreed / len(talks),
    }


def _compare(drawn: Drawn, referee: Referee, pair: Pair) -> bool:
    """Hold a talk three ways and see that all go the same; tell whether it ended in agreement."""
    by_negmas = referee.course(referee.run([native(NATIVE[name]) for name in pair]))
    styles = [BANDS[name] for name in pair]
    if not by_negmas == talked(drawn, styles) == haggled(drawn, styles):
        raise ValueError(f"{drawn.sheet.open_shape}, {pair}: NegMAS and the house differ")
    return by_negmas.agreed >= 0


def _plain(drawn: Drawn, pair: Pair) -> Callable[[], Any]:
    names, reserves = drawn.sheet.parties, [float(one) for one in drawn.reserves]
    styles: list[Strategy] = [BANDS[name] for name in pair]
    return lambda: hold_talk(drawn.sheet, [
        Side(names[i], drawn.worth[i], reserves[i], styles[i]) for i in range(2)
    ], drawn.rounds)  # fmt: skip


def _compiled(drawn: Drawn, pair: Pair) -> Callable[[], Any]:
    kinds = np.array([BANDS[name].style for name in pair], dtype=np.int64)
    exponents, haggle = np.array([BANDS[name].exponent for name in pair]), compiled_kernels().haggle
    steps, spans = drawn.sheet.agenda_steps, drawn.sheet.spans
    return lambda: haggle(kinds, exponents, drawn.worth, drawn.reserves, steps, spans, drawn.rounds)


def _seconds(talks: list[Callable[[], Any]]) -> float:
    began = time.perf_counter()
    for talk in talks:
        talk()
    return time.perf_counter() - began
