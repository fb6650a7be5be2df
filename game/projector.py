"""The projector: the class on the wall, without a secret and without a control."""

from __future__ import annotations

from typing import Any

from game.reading import Reading
from game.room import Room
from game.screen import OVER, film_part, news_part, room_part, talk_state


def projector_part(
    room: Room, readings: dict[int, Reading | None], lost: dict[int, dict[str, float]], now: int,
    held: bool,
) -> dict[str, Any]:  # fmt: skip
    """Everything the wall shows: all tables side by side, by public figures alone.

    `lost` holds by table what each maker's silence would cost.
    """
    return {
        "room": {**room_part(room, now, held), "show": room.show},
        "players": [player.name for player in room.present()],
        "tables": [{**_table(room, number, reading, now), "lost": lost.get(number, {})}
                   for number, reading in readings.items()],
    }


def _table(room: Room, number: int, reading: Reading | None, now: int) -> dict[str, Any]:
    table = room.tables[number - 1]
    talks = [talk_state(room, one, now) for one in table.threads.values() if not one.practice]
    shown: dict[str, Any] = {
        "number": number, "humans": len(table.humans()), "waiting": len(table.waiting_for()),
        "signed": sum(len(made.signed) for made in table.rounds.values()),
        "signed_now": talks.count("signed"), "talking": talks.count("talking"),
        "predictions": _predictions(room, number), "news": news_part(reading),
        "film": film_part(room, reading),
        "last": reading.film[-1] if reading is not None and reading.film else None,
        "headlines": [[r, one.thread] for r, made in sorted(table.rounds.items())
                      for one in made.signed],
    }  # fmt: skip
    if reading is not None and room.phase in OVER:
        shown["points"] = {seat: round(reading.total(seat), 1) for seat in reading.points}
    return shown


def _predictions(room: Room, number: int) -> dict[str, int]:
    """How many at the table foresaw what; shown with the reveal."""
    if room.phase != "reveal":
        return {}
    counts: dict[str, int] = {}
    for word in room.tables[number - 1].round(room.round).predictions.values():
        counts[word] = counts.get(word, 0) + 1
    return counts
