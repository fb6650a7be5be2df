"""Events: what happened in a class, in order; the log holds them, the class is folded from them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

HOUSE, HOST = "house", "host"  # who acts besides the players: the server itself, and the teacher


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        room: code of the class.
        number: place in the room's log, from 1, without gaps.
        at: server's time, milliseconds since 1970.
        kind: what happened, such as `offered`.
        who: a player's id, `host` for the teacher, `house` for the server.
        key: the idempotency key of the action that caused it; empty for the house's own.
        body: the particulars.
    """

    room: str
    number: int
    at: int
    kind: str
    who: str
    key: str = ""
    body: dict[str, Any] = field(default_factory=dict[str, Any])

    def text(self) -> str:
        """The body as canonical JSON: sorted keys, no spaces, letters as they are."""
        return canonical(self.body)


def canonical(value: Any) -> str:
    """Write a value as JSON that is the same on every Python.

    >>> canonical({"b": 1, "a": [0.1, "ө"]})
    '{"a":[0.1,"ө"],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
