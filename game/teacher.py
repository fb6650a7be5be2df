"""The teacher's screen: who is on, where talks stand, what the deck holds, what was refused."""

from __future__ import annotations

from typing import Any

from game.conduct import POLL
from game.plan import load_deck
from game.reading import Reading
from game.room import Player, Room
from game.screen import news_part, room_part, talk_state
from game.table import Table


def teacher_part(
    room: Room, readings: dict[int, Reading | None], seen: dict[str, int], refused: int,
    now: int, held: bool,
) -> dict[str, Any]:  # fmt: skip
    """The desk as one page. `seen` holds by player when a phone was last heard, 0 while it is on.

    No private value stands here: the teacher's laptop may be what the projector shows.
    """
    return {
        "room": {**room_part(room, now, held), "show": room.show, "number": room.number,
                 "stand_ins": room.stand_ins, "deck": room.deck, "seed": room.seed,
                 "anonymous": room.anonymous},
        "people": [_person(player, seen, now) for player in room.present()],
        "tables": [_table(room, table, readings.get(table.number), now) for table in room.tables],
        "cards": {"scheduled": {str(r): list(c) for r, c in sorted(room.cards.items()) if c},
                  "drawn": {str(r): list(c) for r, c in sorted(room.drawn.items()) if c},
                  "all": list(load_deck())},
        "poll": _poll(room), "notes": room.notes, "refused": refused,
    }  # fmt: skip


def _person(player: Player, seen: dict[str, int], now: int) -> dict[str, Any]:
    last = seen.get(player.id, -1)
    return {"id": player.id, "name": player.name, "table": player.table, "seat": player.seat,
            "language": player.language, "on": last == 0,
            "away_s": 0 if last <= 0 else (now - last) // 1000}  # fmt: skip


def _table(room: Room, table: Table, reading: Reading | None, now: int) -> dict[str, Any]:
    talks = [[one.name, talk_state(room, one, now), len(one.moves)]
             for one in table.threads.values() if not one.practice]  # fmt: skip
    return {
        "number": table.number, "talks": talks, "news": news_part(reading),
        "seats": [{"seat": seat, "players": chair.players, "stood_in": chair.stood_in,
                   "human": chair.is_human, "done": seat in table.done}
                  for seat, chair in table.chairs.items()],
        "signed": [[r, one.thread] for r, made in sorted(table.rounds.items())
                   for one in made.signed],
        "digest": table.digests.get(room.played, ""),
    }  # fmt: skip


def _poll(room: Room) -> dict[str, int]:
    """What people think limits the railway, before they play."""
    found = dict.fromkeys(POLL, 0)
    for player in room.players.values():
        if player.answers.get("poll") in found:
            found[player.answers["poll"]] += 1
    return found
