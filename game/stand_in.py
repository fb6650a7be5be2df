"""Stand-ins: who bargains for an empty seat, by a named strategy and the seat's own worth."""

from __future__ import annotations

import hashlib

from agents.negotiation import OPEN, Move
from agents.strategy import Strategy, strategy
from game.thread import ROUNDS, Thread, open_thread
from game.worth import Weigher

STYLES = ("boulware", "linear", "conceder", "honest")  # firm, even, yielding, plain


def drawn(*words: object) -> float:
    """A number in [0, 1) that always comes out the same for the same words.

    >>> drawn("a", 1) == drawn("a", 1)
    True
    """
    text = "/".join(str(word) for word in words)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2.0**64


def style_of(seed: int, seat: str) -> Strategy:
    """The style of a seat's stand-in: the same at every table of a class."""
    return strategy(STYLES[int(drawn(seed, "style", seat) * len(STYLES))])


def delay_ms(seed: int, table: int, thread: Thread, seat: str, between: tuple[int, int]) -> int:
    """How long a stand-in thinks before this move, by chance that repeats with the seed."""
    low, high = between
    at = len(thread.moves)
    return low + int(drawn(seed, "delay", table, thread.name, seat, at) * (high - low))


def answer(weigher: Weigher, thread: Thread, seat: str, style: Strategy, passed: float) -> Move:
    """A stand-in's next move; its worth of the agenda is all it looks at."""
    talk = thread.talk
    talk.round = min(ROUNDS - 1, int(passed * ROUNDS))
    offered = weigher.package(thread, seat, talk.offer) if talk.offer >= 0 else 0.0
    reserve = max([weigher.reserve(thread, seat), *_rival_offers(weigher, thread, seat)])
    seen = talk.view(seat, weigher.agenda(thread, seat), reserve, offered)
    return style(seen)


def _rival_offers(weigher: Weigher, thread: Thread, seat: str) -> list[float]:
    """What makers that compete for the same order have on the table for a buyer."""
    sheet = thread.pairing.sheet
    if not sheet.rivals or thread.practice or seat != thread.pairing.seats[0]:
        return []
    found: list[float] = []
    for other in weigher.table.threads.values():
        talk = other.talk
        standing = talk.state == OPEN and talk.offer >= 0 and talk.offered_by != seat
        if other is not thread and other.pairing.sheet is sheet and standing:
            gain = weigher.package(other, seat, talk.offer) - weigher.reserve(other, seat)
            found.append(weigher.reserve(thread, seat) + gain)
    return found


def may_move(thread: Thread, seat: str) -> bool:
    """Tell whether it is for this seat to say something: nothing stands, or another's offer."""
    talk = thread.talk
    if not thread.is_open or seat not in talk.parties or seat in talk.accepted_by:
        return False
    return talk.offered_by != seat


def reason_of(weigher: Weigher, thread: Thread, seat: str, move: Move) -> str:
    """The issue that parts the seat most from the offer it answers; empty where there is none."""
    talk, sheet = thread.talk, thread.pairing.sheet
    if move.action != "offer" or talk.offer < 0 or talk.offered_by == seat:
        return ""
    theirs, mine = sheet.package(talk.offer), sheet.package(move.package)
    gaps = {}
    for issue in sheet.issues:
        if theirs[issue.name] != mine[issue.name]:
            turned = sheet.number({**theirs, issue.name: mine[issue.name]})
            before = weigher.package(thread, seat, talk.offer)
            gaps[issue.name] = weigher.package(thread, seat, turned) - before
    best = max(gaps, key=lambda name: (gaps[name], name), default="")
    return best if best and gaps[best] > 0.0 else ""


def settle(weigher: Weigher, thread: Thread, seed: int) -> list[list[object]]:
    """Let stand-ins talk a whole talk out at once; gives its moves, from the first to the last."""
    sketch = open_thread(thread.pairing)
    talk, moves = sketch.talk, list[list[object]]()
    while talk.state == OPEN:
        round_ = talk.round
        for seat in talk.parties:
            if talk.state == OPEN and not (talk.offered_by == seat and talk.accepted_by):
                move = _settling_move(weigher, sketch, seat, seed)
                talk.make(seat, move)
                moves.append([round_, seat, move.action, move.package, move.version])
        talk.next_round()
    return moves


def _settling_move(weigher: Weigher, sketch: Thread, seat: str, seed: int) -> Move:
    talk = sketch.talk
    offered = weigher.package(sketch, seat, talk.offer) if talk.offer >= 0 else 0.0
    seen = talk.view(seat, weigher.agenda(sketch, seat), weigher.reserve(sketch, seat), offered)
    return style_of(seed, seat)(seen)
