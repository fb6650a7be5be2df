"""The digest: one hash of all that a class decided and of what its railways did.

Names, times and the order in which messages happened to come are left out: a class that was
disturbed and one that was not have the same digest when they came to the same.
"""

from __future__ import annotations

import hashlib
from typing import Any

from game.event import canonical
from game.room import Room
from game.table import Round, Table
from game.thread import Thread


def class_digest(room: Room, railways: dict[int, str]) -> str:
    """Hash of a class.

    Args:
        room: the class.
        railways: digest of each table's railway after the rounds played.
    """
    return hashlib.sha256(canonical(class_record(room, railways)).encode()).hexdigest()


def class_record(room: Room, railways: dict[int, str]) -> dict[str, Any]:
    """What is hashed: seed, deck, cards, decisions and talks of every table, and its railway."""
    return {
        "seed": room.seed, "deck": room.deck, "makers": room.cast.makers, "played": room.played,
        "cards": {str(n): sorted(room.cards_of(n)) for n in range(1, room.plan.rounds + 1)},
        "tables": [{"number": table.number, "railway": railways.get(table.number, ""),
                    "rounds": {str(n): _round(room, table, made)
                               for n, made in sorted(table.rounds.items()) if _is_used(made)}}
                   for table in room.tables],
    }  # fmt: skip


def _is_used(made: Round) -> bool:
    """Tell whether anything was done in a round; a screen may have looked at it before."""
    return bool(made.signed or made.plans or any(one.is_begun for one in made.threads))


def _round(room: Room, table: Table, made: Round) -> dict[str, Any]:
    return {
        "signed": sorted([one.thread, one.package] for one in made.signed),
        "plans": made.plans, "sealed": sorted(made.sealed), "predictions": made.predictions,
        "talks": {one.name: _talk(one) for one in made.threads if one.is_begun},
    }  # fmt: skip


def _talk(thread: Thread) -> dict[str, Any]:
    return {"state": thread.talk.state, "agreed": thread.talk.agreed,
            "moves": [[m.seat, m.action, m.package, m.version] for m in thread.moves]}  # fmt: skip
