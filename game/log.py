"""The log: every accepted action, kept before it is acknowledged. One interface, two keepers.

A keeper appends a batch in one transaction and only then returns. A batch may be appended again
after a doubtful failure: what is there already is left as it is, what is there otherwise is a
conflict, since one server alone may write a room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from game.event import Event

FILE = "class.sqlite"


class LogUnavailable(Exception):
    """The log cannot be written just now; the same batch may be tried again."""


class LogConflict(Exception):
    """Another server writes the same log; this one must stop."""


class Log(Protocol):
    """Where events are kept; called from one thread at a time."""

    def append(self, events: Sequence[Event]) -> None:
        """Keep events, all or none, and return when they are on disk.

        Raises:
            LogUnavailable: they are not, or nobody knows; try again.
            LogConflict: another event stands in the place of one of them.
        """
        ...

    def read(self, room: str, after: int = 0) -> list[Event]:
        """Events of a room in order, those after a number."""
        ...

    def rooms(self) -> list[str]:
        """Codes of all rooms, oldest first."""
        ...

    def redact(self, room: str, bodies: Mapping[int, dict[str, Any]]) -> None:
        """Write over the bodies of some events: names and words that someone wants gone."""
        ...

    def close(self) -> None:
        """Let go of the log."""
        ...


def open_log(place: str | Path, alone: bool = True) -> Log:
    """Open a log by its place: a folder, a SQLite file, or a `postgresql://` URL.

    Args:
        place: where it is; a folder and its file are made where missing.
        alone: be the only server that writes it; False to read beside one.

    Raises:
        LogConflict: another server has it open.
        LogUnavailable: it cannot be opened.
    """
    if is_postgres(place):
        from game.postgres_log import PostgresLog

        return PostgresLog(str(place), alone)
    from game.sqlite_log import SqliteLog

    path = Path(place)
    return SqliteLog(path if path.is_file() else path / FILE, alone)


def is_postgres(place: str | Path) -> bool:
    """Tell whether a place names a PostgreSQL database."""
    return str(place).startswith(("postgresql://", "postgres://"))
