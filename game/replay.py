"""Replay: a class again from its log, railway by railway, and its hash."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.course import railway_after
from game.digest import class_digest
from game.event import Event
from game.log import LogConflict, LogUnavailable, is_postgres, open_log
from game.options import Options
from game.reading import Reading
from game.room import Room, fold
from game.session import SessionError, read_session, shown_numbers
from game.survey import digest_of, read_railway
from game.table import Table
from model.leavings import write_tables, write_whole
from model.railway import Railway
from model.run import Result
from rulebook.calendar import month_text


@dataclass(frozen=True)
class Played:
    """A table played again: its railway at the end, and its reading after each round."""

    table: Table
    railway: Railway
    readings: list[Reading]

    @property
    def digest(self) -> str:
        """Hash of the railway."""
        return self.readings[-1].digest if self.readings else digest_of(self.railway)


def read_class(place: str, room: str = "") -> tuple[list[Event], dict[str, Any]]:
    """Events of a class from a log or a session file, with the numbers its screens showed.

    Raises:
        SessionError: there is no such log or class.
    """
    path = Path(place)
    if not is_postgres(place) and path.suffix == ".json":
        return read_session(path)
    if not is_postgres(place) and not path.exists():
        raise SessionError(f"there is no log {place}: name a folder, a file or a URL")
    try:
        log = open_log(place, alone=False)
        codes = log.rooms()
        code = room.upper() or (codes[-1] if codes else "")
        events = log.read(code)
        log.close()
    except (LogUnavailable, LogConflict) as error:
        raise SessionError(f"the log cannot be read: {error}") from error
    if not events:
        raise SessionError(f"no class {code or 'at all'} in {place}"
                           f" — there are: {', '.join(codes) or 'none'}")  # fmt: skip
    return events, {}


def options_of(room: Room, upto: int) -> Options:
    """What a class's railways share after some rounds."""
    cards = tuple(tuple(room.cards_of(number)) for number in range(1, upto + 1))
    return Options(room.seed, room.deck, room.cast.makers["east"], cards)


def play_again(room: Room) -> list[Played]:
    """Run every table's railway again through the rounds played."""
    found: list[Played] = []
    for table in room.tables:
        readings: list[Reading] = []
        railway = None
        for upto in range(room.played + 1):
            options = options_of(room, upto)
            kept = railway_after(options, table.decisions(room.cast, upto))
            railway = kept.railway
            if upto:
                readings.append(read_railway(railway, room.cast, upto + 1, kept.film))
        if railway is not None:
            found.append(Played(table, railway, readings))
    return found


def replay_command(args: argparse.Namespace) -> int:
    """Play a class again, print its hash, compare with what was logged, leave what `run` leaves."""
    try:
        events, shown = read_class(args.log, args.room)
    except SessionError as error:
        print(error, file=sys.stderr)
        return 1
    room = fold(events)
    played = play_again(room)
    railways = {one.table.number: one.digest for one in played if room.played}
    digest = class_digest(room, railways)
    odd = differences(room, played, shown)
    if args.out is not None and played:
        leave(args.out, room, played, digest)
    _print(args, room, digest, railways, odd)
    return 1 if odd else 0


def differences(room: Room, played: list[Played], shown: dict[str, Any]) -> list[str]:
    """Where the railways came out otherwise than the log or the session file says."""
    found: list[str] = []
    for one in played:
        for upto, reading in enumerate(one.readings, 1):
            logged = one.table.digests.get(upto)
            if logged and logged != reading.digest:
                found.append(f"table {one.table.number}, round {upto}: logged {logged[:16]},"
                             f" here {reading.digest[:16]}")  # fmt: skip
    if shown:
        again = shown_numbers(room, {one.table.number: one.readings for one in played})
        found += [f"table {number}: the screen's numbers differ" for number in shown
                  if shown[number] != json.loads(json.dumps(again.get(number)))]  # fmt: skip
    return found


def _print(
    args: argparse.Namespace, room: Room, digest: str, railways: dict[int, str], odd: list[str]
) -> None:
    found = {
        "room": room.code, "hash": digest, "rounds": room.played, "tables": len(room.tables),
        "railways": {str(n): one for n, one in railways.items()}, "differences": odd,
    }  # fmt: skip
    if args.json:
        print(json.dumps(found))
        return
    print(f"class {room.code}: {len(room.tables)} tables, {room.played} rounds played")
    for number, one in railways.items():
        print(f"table {number}: {one}")
    for line in odd:
        print(f"DIFFERS: {line}")
    print(f"hash {digest}")


def leave(out: Path, room: Room, played: list[Played], digest: str) -> None:
    """Write what a run leaves; a table of the class is a replicate here, numbered from 0."""
    outcomes_hash = write_tables(out, [Result(one.railway) for one in played])
    first = played[0].railway
    manifest = {
        "program": "twogauges", "scenario": first.setting.name, "seed": room.seed,
        "replicates": len(played), "start": month_text(first.setting.start),
        "end": month_text(first.month - 1), "room": room.code, "class_hash": digest,
        "parameters": dict(sorted(first.p.items())),
        "outcomes_sha256": outcomes_hash,
        "decisions": [one.railway.decisions for one in played],
    }  # fmt: skip
    write_whole(out / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True) + "\n")
