"""The referee: the same talks by our protocol, by our compiled loop and by NegMAS's mechanism.

Domains are drawn from a seed: one to five issues, worth that is opposed, alike or neither, no two
packages worth the same. The tests hold the courses of the three against each other; the benchmark
measures their speed on courses that it finds equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.bridge import negmas
from agents.bridge.scenario import outcomes_of, space_of, table_of
from agents.negotiation import Answer, Side, hold_talk
from agents.strategy import Strategy
from rulebook.contract import KINDS
from rulebook.kernel import compiled_kernels
from rulebook.term_sheet import Issue, TermSheet

Floats = NDArray[np.float64]
LONGEST_TALK = 30  # rounds


@dataclass(frozen=True)
class Drawn:
    """A drawn domain: worth of each package, shape (parties, k), of no deal, and rounds."""

    sheet: TermSheet
    worth: Floats
    reserves: Floats
    rounds: int


@dataclass(frozen=True)
class Course:
    """How a talk went: (place at the table, package) of each offer, and what was agreed, or -1."""

    offers: tuple[tuple[int, int], ...]
    agreed: int


def draw_domain(seed: int, parties: int = 2, packages: int = 200, rounds: int = 0) -> Drawn:
    """Draw a domain.

    Args:
        seed: the same gives the same.
        parties: how many talk.
        packages: most packages there may be.
        rounds: of the talk; 0 draws them too.
    """
    luck = np.random.default_rng(seed)
    names = tuple(f"party {i}" for i in range(parties))
    shape = np.zeros(0, dtype=int)
    while not 2 <= np.prod(shape) <= packages:
        shape = luck.integers(1, 8, luck.integers(1, 6))
    issues: list[Issue] = []
    for i, size in enumerate(shape):
        steps = tuple(float(v) for v in sorted(luck.choice(99, size, replace=False) / 4.0))
        issues.append(Issue(f"issue {i}", "", steps, steps[0], names, True, KINDS[:1], ""))
    sheet = TermSheet("drawn", "", names, "", tuple(issues))
    worth = luck.normal(size=(parties, sheet.count))
    leaning = luck.uniform(-1.0, 1.0)  # towards what the first wants, or away from it
    worth[1:] = leaning * worth[0] + (1.0 - abs(leaning)) * worth[1:]
    worth *= luck.choice([0.3, 1.0, 50.0])
    shares = luck.uniform(0.0, 0.8, parties)
    reserves = np.array([np.quantile(one, share) for one, share in zip(worth, shares, strict=True)])
    reserves -= 1e-9  # no package is worth just as much as no deal
    drawn = int(luck.integers(1, LONGEST_TALK + 1))
    return Drawn(sheet, worth, reserves, rounds or drawn)


def talked(drawn: Drawn, answers: Sequence[Answer]) -> Course:
    """The course by our protocol."""
    sheet = drawn.sheet
    sides = [Side(name, worth, float(reserve), answer) for name, worth, reserve, answer
             in zip(sheet.parties, drawn.worth, drawn.reserves, answers, strict=True)]  # fmt: skip
    talk = hold_talk(sheet, sides, drawn.rounds)
    offers = [(sheet.parties.index(r.party), sheet.place[r.move.package])
              for r in talk.history if r.move.action == "offer"]  # fmt: skip
    return Course(tuple(offers), sheet.place[talk.agreed] if talk.agreed >= 0 else -1)


def haggled(drawn: Drawn, styles: Sequence[Strategy]) -> Course:
    """The course by our compiled loop, of two parties."""
    kinds = np.array([one.style for one in styles], dtype=np.int64)
    exponents = np.array([one.exponent for one in styles])
    agreed, _, trace = compiled_kernels().haggle(
        kinds, exponents, drawn.worth, drawn.reserves, drawn.sheet.agenda_steps,
        drawn.sheet.spans, drawn.rounds,
    )  # fmt: skip
    return Course(tuple((i % 2, int(place)) for i, place in enumerate(trace)), int(agreed))


class Referee:
    """NegMAS's mechanism over a drawn domain, its outcome space and utilities laid out once."""

    def __init__(self, drawn: Drawn) -> None:
        """Lay out a domain."""
        self.drawn, sheet = drawn, drawn.sheet
        self.space = space_of(sheet)
        self.place = {outcome: i for i, outcome in enumerate(outcomes_of(sheet))}
        self.ufuns = [table_of(sheet, self.space, worth, reserve, name) for worth, reserve, name
                      in zip(drawn.worth, drawn.reserves, sheet.parties, strict=True)]  # fmt: skip

    def run(self, makers: Sequence[Callable[[], Any]]) -> Any:
        """Seat new negotiators in order and run their negotiation; gives the mechanism."""
        table = negmas("sao").SAOMechanism(outcome_space=self.space, n_steps=self.drawn.rounds)
        for make, ufun in zip(makers, self.ufuns, strict=True):
            table.add(make(), ufun=ufun)
        table.run()
        return table

    def course(self, table: Any) -> Course:
        """How a negotiation went; one step of the mechanism is one round."""
        seats = {one: i for i, one in enumerate(table.negotiator_ids)}
        offers = [(seats[who], self.place[tuple(what)])
                  for state in table.history for who, what in state.new_offers]  # fmt: skip
        agreed = table.agreement
        return Course(tuple(offers), -1 if agreed is None else self.place[tuple(agreed)])


def refereed(drawn: Drawn, makers: Sequence[Callable[[], Any]]) -> Course:
    """The course by NegMAS's mechanism."""
    referee = Referee(drawn)
    return referee.course(referee.run(makers))
