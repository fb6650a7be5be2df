"""A thread: one talk at a class's table, by the same protocol as the model's own talks."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.negotiation import AGREED, EXPIRED, OPEN, Move, Talk
from game.cast import Pairing

ROUNDS = 20  # moves of each side that strategies reckon with; time is mapped onto them


@dataclass(frozen=True)
class Made:
    """A move as it was made: when, by which seat, what, and the issue it was about, if said."""

    at: int
    seat: str
    action: str
    package: int
    version: int
    why: str = ""


@dataclass
class Thread:
    """A talk with what the class needs beside it.

    `practice` names the seat that tries its hand; such a talk binds nobody, and whoever sits
    across is played by a stand-in.
    """

    name: str
    pairing: Pairing
    talk: Talk
    practice: str = ""
    begun_by: str = ""
    begun_at: int = 0
    offered_at: int = 0
    agreed_at: int = 0
    agreed_by: str = ""
    moves: list[Made] = field(default_factory=list[Made])

    @property
    def is_open(self) -> bool:
        """Tell whether it goes on."""
        return self.talk.state == OPEN

    @property
    def is_begun(self) -> bool:
        """Tell whether anyone has said anything."""
        return bool(self.moves)

    @property
    def is_agreed(self) -> bool:
        """Tell whether it ended in a deal."""
        return self.talk.state == AGREED

    def make(self, at: int, passed: float, seat: str, move: Move, why: str = "") -> None:
        """Make a move, at a share of the time that has passed.

        Raises:
            TalkError: the talk does not allow it.
        """
        self.talk.round = min(ROUNDS - 1, int(passed * ROUNDS))
        self.talk.make(seat, move)
        if not self.moves:
            self.begun_by, self.begun_at = seat, at
        if move.action == "offer":
            self.offered_at = at
        if self.is_agreed:
            self.agreed_at, self.agreed_by = at, seat
        package = move.package if move.action == "offer" else self.talk.offer
        version = move.version if move.action == "accept" else self.talk.version
        self.moves.append(Made(at, seat, move.action, package, version, why))

    def record(self, round_: int, seat: str, action: str, package: int, version: int) -> None:
        """Take over a move of a talk that was held in one go."""
        self.make(0, round_ / ROUNDS, seat, Move(action, package, version))

    def undo(self) -> None:
        """Take the last acceptance back: the offer stands on the table as before."""
        talk = self.talk
        talk.state, talk.agreed = OPEN, -1
        talk.accepted_by = tuple(one for one in talk.accepted_by if one != self.agreed_by)
        talk.history.pop()
        self.moves.pop()
        self.agreed_at, self.agreed_by = 0, ""

    def lapse(self) -> None:
        """Clear the table: the offer on it has stood too long."""
        talk = self.talk
        talk.offer, talk.offered_by, talk.accepted_by = -1, "", ()

    def close(self) -> None:
        """End an open talk without a deal, when its time is up."""
        self.talk.close(EXPIRED)


def open_thread(pairing: Pairing, practice: str = "") -> Thread:
    """A fresh talk of a pairing."""
    name = f"practice:{practice}" if practice else pairing.name
    return Thread(name, pairing, Talk(pairing.sheet, pairing.seats, ROUNDS), practice)
