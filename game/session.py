"""Session files: a class as one JSON file that plays again anywhere, without tokens or secrets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from game.event import Event, canonical
from game.reading import Reading
from game.room import Room

FORM = "two-gauges-session-1"
SECRET = ("token", "host", "ticket")


class SessionError(ValueError):
    """A session file or log is refused; the message says why."""


def session_of(events: Sequence[Event], shown: dict[str, Any]) -> dict[str, Any]:
    """A class as a session.

    Args:
        events: its log.
        shown: the numbers that its screens showed, for comparing.
    """
    return {"form": FORM, "room": events[0].room if events else "", "shown": shown,
            "events": [_bare(event) for event in events]}  # fmt: skip


def _bare(event: Event) -> list[Any]:
    body = {name: ("" if name in SECRET else value) for name, value in event.body.items()}
    return [event.number, event.at, event.kind, event.who, body]


def read_session(path: Path) -> tuple[list[Event], dict[str, Any]]:
    """Events and shown numbers of a session file.

    Raises:
        SessionError: it is no session file.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["form"] != FORM:
            raise SessionError(f"{path.name}: form {raw['form']!r} — allowed: {FORM}")
        events = [Event(raw["room"], number, at, kind, who, "", body)
                  for number, at, kind, who, body in raw["events"]]  # fmt: skip
        return events, raw["shown"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        if isinstance(error, SessionError):
            raise
        raise SessionError(f"{path.name} is no session file of a class: {error}") from error


def write_session(path: Path, session: dict[str, Any]) -> None:
    """Write a session file."""
    path.write_text(canonical(session) + "\n", encoding="utf-8")


def shown_numbers(room: Room, readings: dict[int, list[Reading]]) -> dict[str, Any]:
    """The numbers that screens show, by table and round: figures, points, digests."""
    return {
        str(number): [
            {"public": one.public, "points": {seat: one.total(seat) for seat in one.points},
             "digest": one.digest} for one in rounds]
        for number, rounds in sorted(readings.items())
    }  # fmt: skip
