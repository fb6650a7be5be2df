"""Seating: how many tables, and who sits where; core seats first, the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from game.cast import Cast
from game.room import Room
from game.stand_in import drawn
from game.table import Table

SEATS = 8


def table_count(people: int, wanted: int = 0) -> int:
    """Tables for some people: as few as seat them all, unless more are wanted.

    >>> [table_count(n) for n in (0, 1, 8, 9, 17, 40)]
    [1, 1, 1, 2, 3, 5]
    """
    least = max(1, math.ceil(people / SEATS))
    return min(max(least, wanted), max(least, people, 1))


def seat_people(
    cast: Cast, players: Sequence[str], wanted: int, seed: int
) -> list[dict[str, list[str]]]:
    """Spread people over tables as evenly as may be, each table's core seats first.

    Args:
        cast: seats in the order they are filled.
        players: ids in the order of joining.
        wanted: least number of tables; 0 for as few as will do.
        seed: luck of the draw.
    """
    count = table_count(len(players), wanted)
    order = sorted(players, key=lambda one: drawn(seed, "seat", one))
    tables: list[dict[str, list[str]]] = [{} for _ in range(count)]
    seats = list(cast.seats)
    for place, player in enumerate(order):
        tables[place % count][seats[(place // count) % len(seats)]] = [player]
    return tables


def free_chair(room: Room) -> tuple[int, str]:
    """Where a late comer sits: a stand-in's core seat at the emptiest table, else beside someone.

    A stand-in that plays for someone who may come back is left alone.
    """

    def crowd(table: Table) -> tuple[int, int]:
        return sum(bool(chair.players) for chair in table.chairs.values()), table.number

    for table in sorted(room.tables, key=crowd):
        for seat, chair in table.chairs.items():
            if not chair.players:
                return table.number, seat
    pairs = [(len(chair.players), table.number, place, seat) for table in room.tables
             for place, (seat, chair) in enumerate(table.chairs.items())]  # fmt: skip
    _, number, _, seat = min(pairs)
    return number, seat
