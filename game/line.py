"""Lines: one phone's, desk's or projector's connection, and what it was last sent."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

SEAT, DESK, SHOW = "seat", "desk", "show"
MOST_WAITING = 64  # messages a slow phone may be behind before it is sent everything anew
_numbers = itertools.count(1)


@dataclass(eq=False)
class Line:
    """A connection. Parts go out only when they changed since this line last had them."""

    role: str
    player: str = ""
    token: str = ""
    number: int = field(default_factory=lambda: next(_numbers))
    sent: dict[str, str] = field(default_factory=dict[str, str])
    outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    closed: str = ""

    def show(self, parts: dict[str, str], number: int, now: int) -> bool:
        """Send the parts that changed; tells whether there was anything to send.

        A phone too slow to take them gets all of them anew when it is quicker again.
        """
        fresh = {name: text for name, text in parts.items() if self.sent.get(name) != text}
        if not fresh:
            return False
        body = ",".join(f"{json.dumps(name)}:{text}" for name, text in fresh.items())
        message = f'{{"v":{number},"now":{now},"parts":{{{body}}}}}'
        if not self.tell(message):
            self.sent = {}
            return False
        self.sent.update(fresh)
        return True

    def tell(self, message: str) -> bool:
        """Put a message into the outbox; tells whether there was room."""
        try:
            self.outbox.put_nowait(message)
        except asyncio.QueueFull:
            return False
        return True

    def reply(self, **words: Any) -> None:
        """Send a small message of its own; hang up on who is too slow to be answered.

        A phone comes back and sends again what was not answered, so that no answer is lost.
        """
        if not self.closed and not self.tell(json.dumps(words, ensure_ascii=False)):
            self.close("slow")

    def close(self, why: str) -> None:
        """Ask whoever holds the connection to end it."""
        self.closed = why
        while not self.outbox.empty():
            self.outbox.get_nowait()
        self.outbox.put_nowait("")
