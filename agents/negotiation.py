"""Alternating offers with a deadline: the one protocol for people, AIs, scripts and replays.

Every offer has a version; accepting a version that is no longer on the table is refused. Each
side answers through `decide(view, request)`: what it sees is the talk's public history and its
own worth of things, never the other's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rulebook.term_sheet import TermSheet

OPEN, AGREED, WALKED, EXPIRED = "open", "agreed", "walked away", "expired"


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
    """One negotiation over one term sheet between two parties."""

    sheet: TermSheet
    parties: tuple[str, str]
    rounds: int
    state: str = OPEN
    round: int = 0
    version: int = 0
    offer: int = -1
    offered_by: str = ""
    agreed: int = -1
    history: list[Record] = field(default_factory=list[Record])

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
        if not 0 <= move.package < len(self.sheet.packages):
            raise TalkError(f"{party}: package {move.package} — allowed: 0 to"
                            f" {len(self.sheet.packages) - 1}")  # fmt: skip
        self.version += 1
        self.offer, self.offered_by = move.package, party

    def _accept(self, party: str, move: Move) -> None:
        if self.offer < 0 or move.version != self.version:
            now = f"version {self.version}" if self.offer >= 0 else "nothing"
            raise StaleOffer(
                f"{party}: version {move.version} is no longer on the table; {now} is"
            )
        if self.offered_by == party:
            raise TalkError(f"{party} cannot accept its own offer")
        self.agreed, self.state = self.offer, AGREED

    def _withdraw(self, party: str, move: Move) -> None:
        if self.offered_by != party:
            raise TalkError(f"{party} has no offer on the table to withdraw")
        self.offer, self.offered_by = -1, ""

    def _walk(self, party: str, move: Move) -> None:
        self.state = WALKED

    def next_round(self) -> None:
        """Pass to the next round; the talk expires after the last."""
        self.round += 1
        if self.state == OPEN and self.round >= self.rounds:
            self.state = EXPIRED


Answer = Callable[[Talk], Move]


def hold_talk(sheet: TermSheet, left: tuple[str, Answer], right: tuple[str, Answer],
              rounds: int) -> Talk:  # fmt: skip
    """Let two parties talk until they agree, one walks away, or the rounds are over.

    A round is one move of each; the left party opens.
    """
    talk = Talk(sheet, (left[0], right[0]), rounds)
    while talk.state == OPEN:
        for party, answer in (left, right):
            if talk.state == OPEN:
                talk.make(party, answer(talk))
        talk.next_round()
    return talk
