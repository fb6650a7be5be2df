"""The log in one SQLite file: write-ahead logging, synced to disk at every commit."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from game.event import Event, canonical
from game.log import LogConflict, LogUnavailable

TABLE = """
CREATE TABLE IF NOT EXISTS events (
    room TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
    who TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (room, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS once ON events (room, who, key) WHERE key <> '';
"""
INSERT = "INSERT INTO events (room, number, at, kind, who, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
COLUMNS = "room, number, at, kind, who, key, body"


class SqliteLog:
    """Events in a file; used by one thread at a time, written by one server at a time."""

    def __init__(self, path: Path, alone: bool = True) -> None:
        """Open or make the file.

        Raises:
            LogConflict: another server has it open.
            LogUnavailable: it cannot be opened or made.
        """
        self.path = path
        self._guard: IO[str] | None = None
        try:
            if alone:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._guard = hold_alone(path.with_suffix(".lock"))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA busy_timeout=2000")
            if alone:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.executescript(TABLE)
        except (sqlite3.Error, OSError) as error:
            raise LogUnavailable(f"{path}: {error}") from error

    def append(self, events: Sequence[Event]) -> None:
        """Keep events in one transaction; see `game.log.Log`."""
        rows = [(e.room, e.number, e.at, e.kind, e.who, e.key, e.text()) for e in events]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(INSERT, rows)
            self._db.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self._roll_back()
            self._compare(rows, error)
        except sqlite3.Error as error:
            self._roll_back()
            raise LogUnavailable(f"{self.path}: {error}") from error

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _compare(self, rows: list[tuple[Any, ...]], error: Exception) -> None:
        """Accept a batch that is there already, whole."""
        ask = f"SELECT {COLUMNS} FROM events WHERE room = ? AND number = ?"
        if any(self._db.execute(ask, row[:2]).fetchone() != row for row in rows):
            raise LogConflict(f"{self.path} is written by another server: {error}") from error

    def read(self, room: str, after: int = 0) -> list[Event]:
        """Events of a room in order."""
        ask = f"SELECT {COLUMNS} FROM events WHERE room = ? AND number > ? ORDER BY number"
        try:
            rows = self._db.execute(ask, (room, after)).fetchall()
        except sqlite3.Error as error:
            raise LogUnavailable(f"{self.path}: {error}") from error
        return [Event(*row[:6], json.loads(row[6])) for row in rows]

    def rooms(self) -> list[str]:
        """Codes of all rooms, oldest first."""
        try:
            return [row[0] for row in self._db.execute(
                "SELECT room FROM events WHERE number = 1 ORDER BY at, room")]  # fmt: skip
        except sqlite3.Error as error:
            raise LogUnavailable(f"{self.path}: {error}") from error

    def redact(self, room: str, bodies: Mapping[int, dict[str, Any]]) -> None:
        """Write over some bodies, and over the pages they stood on."""
        rows = [(canonical(body), room, number) for number, body in bodies.items()]
        try:
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("UPDATE events SET body = ? WHERE room = ? AND number = ?", rows)
            self._db.execute("COMMIT")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            self._roll_back()
            raise LogUnavailable(f"{self.path}: {error}") from error

    def close(self) -> None:
        """Close the file and let another server have it."""
        self._db.close()
        if self._guard is not None:
            self._guard.close()


def hold_alone(path: Path) -> IO[str]:
    """Hold a lock file until it is closed; the system frees it should this process die.

    Raises:
        LogConflict: another process holds it.
    """
    guard = path.open("a", encoding="utf-8")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(guard.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(guard.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        guard.close()
        raise LogConflict(
            f"another server already keeps its class in {path.parent}: stop it, or give this one"
            " a folder of its own with --data"
        ) from error
    return guard
