"""Alternating offers with a deadline: the one protocol for people, AIs, scripts and replays.

Two or three parties share one table. Every offer has a version; accepting a version that is no
longer on the table is refused. An offer becomes an agreement when every other party has accepted
it. What a party sees is the talk's public history and its own worth of things (`view`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rulebook.decision import TalkView
from rulebook.term_sheet import TermSheet

OPEN, AGREED, WALKED, EXPIRED = "open", "agreed", "walked away", "expired"
ELSEWHERE = "awarded elsewhere"
_numbers = itertools.count(1)
Floats = NDArray[np.float64]


class TalkError(ValueError):
    """A move the talk does not allow; the message says why."""


class StaleOffer(TalkError):
    """The offer to be accepted is no longer on the table."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a party does: `offer` a package, `accept` a version, `withdraw` or `walk` away."""

    action: str
    package: int = -1
    version: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A move as it was made."""

    party: str
    round: int
    move: Move


@dataclass
class Talk:
    """One negotiation over one term sheet; `parties` sit in the order of the sheet's roles."""

    sheet: TermSheet
    parties: tuple[str, ...]
    rounds: int
    state: str = OPEN
    round: int = 0
    version: int = 0
    offer: int = -1
    offered_by: str = ""
    accepted_by: tuple[str, ...] = ()
    agreed: int = -1
    history: list[Record] = field(default_factory=list[Record])
    offers: tuple[tuple[int, int], ...] = ()
    number: int = field(default_factory=lambda: next(_numbers), compare=False)

    def make(self, party: str, move: Move) -> None:
        """Make a move.

        Raises:
            StaleOffer: the version accepted is not the one on the table.
            TalkError: the talk is over, the party or the package is not its own.
        """
        if self.state != OPEN:
            raise TalkError(f"{party}: the talk on {self.sheet.name} is over: {self.state}")
        if party not in self.parties:
            raise TalkError(f"{party} is no party to {self.sheet.name}: {self.parties}")
        steps: dict[str, Callable[[str, Move], None]] = {
            "offer": self._offer, "accept": self._accept,
            "withdraw": self._withdraw, "walk": self._walk,
        }  # fmt: skip
        if move.action not in steps:
            raise TalkError(f"{party}: action {move.action!r} — allowed: {', '.join(steps)}")
        steps[move.action](party, move)
        self.history.append(Record(party, self.round, move))

    def _offer(self, party: str, move: Move) -> None:
        if not 0 <= move.package < self.sheet.count:
            raise TalkError(f"{party}: package {move.package} — allowed: 0 to"
                            f" {self.sheet.count - 1}")  # fmt: skip
        self._check_proposer(party, move.package)
        self.version += 1
        self.offer, self.offered_by, self.accepted_by = move.package, party, ()
        self.offers = (*self.offers, (self.parties.index(party), move.package))

    def _check_proposer(self, party: str, package: int) -> None:
        """Refuse an issue moved off its default by one who may not propose that, unasked."""
        role = self.sheet.parties[self.parties.index(party)]
        if role not in self.sheet.restricted:
            return
        for issue, value in zip(self.sheet.issues, self.sheet.package(package).values(),
                                strict=True):  # fmt: skip
            if role in issue.proposers or value == issue.default:
                continue
            if not any(self.sheet.package(n)[issue.name] == value for _, n in self.offers):
                raise TalkError(f"{party} may not propose {issue.name} {value:g} — allowed:"
                                f" {issue.default:g}, or what {issue.proposers} proposed")

    def _accept(self, party: str, move: Move) -> None:
        if self.offer < 0 or move.version != self.version:
            now = f"version {self.version}" if self.offer >= 0 else "nothing"
            raise StaleOffer(
                f"{party}: version {move.version} is no longer on the table; {now} is"
            )
        if self.offered_by == party:
            raise TalkError(f"{party} cannot accept its own offer")
        if party not in self.accepted_by:
            self.accepted_by = (*self.accepted_by, party)
        if len(self.accepted_by) == len(self.parties) - 1:
            self.agreed, self.state = self.offer, AGREED

    def _withdraw(self, party: str, move: Move) -> None:
        if self.offered_by != party:
            raise TalkError(f"{party} has no offer on the table to withdraw")
        self.offer, self.offered_by, self.accepted_by = -1, "", ()

    def _walk(self, party: str, move: Move) -> None:
        self.state = WALKED

    def close(self, state: str) -> None:
        """End an open talk from outside, such as when the contract went to a rival."""
        if self.state == OPEN:
            self.state = state

    def next_round(self) -> None:
        """Pass to the next round; the talk expires after the last."""
        self.round += 1
        if self.state == OPEN and self.round >= self.rounds:
            self.state = EXPIRED

    def view(self, party: str, worth: Floats, reserve: float, offered_worth: float) -> TalkView:
        """What a party sees now: the history all know, and its own worth and reserve."""
        by = self.parties.index(self.offered_by) if self.offer >= 0 else -1
        return TalkView(self.sheet, self.parties.index(party), self.rounds, self.round,
                        self.version, self.offer, by, self.offers, worth,
                        offered_worth, reserve, self.number)  # fmt: skip


Answer = Callable[[TalkView], Move]


@dataclass(frozen=True)
class Side:
    """A party to a talk held in one go: its worth of the agenda, its reserve and who answers."""

    party: str
    worth: Floats
    reserve: float
    answer: Answer


def hold_talk(sheet: TermSheet, sides: Sequence[Side], rounds: int) -> Talk:
    """Let parties talk until they agree, one walks away, or the rounds are over.

    A round is one move of each; the first party opens. Packages off the agenda are not offered
    here, so each side's worth of the agenda is all it needs.
    """
    talk = Talk(sheet, tuple(side.party for side in sides), rounds)
    while talk.state == OPEN:
        for side in sides:
            if talk.state == OPEN:
                offered = float(side.worth[sheet.place[talk.offer]]) if talk.offer >= 0 else 0.0
                talk.make(side.party, side.answer(
                    talk.view(side.party, side.worth, side.reserve, offered)))  # fmt: skip
        talk.next_round()
    return talk
