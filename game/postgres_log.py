"""The log in PostgreSQL: the same table, reached again by itself when the server comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from game.event import Event, canonical
from game.log import LogConflict, LogUnavailable

TABLE = """
CREATE TABLE IF NOT EXISTS events (
    room TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
    who TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (room, number)
);
CREATE UNIQUE INDEX IF NOT EXISTS events_once ON events (room, who, key) WHERE key <> '';
"""
INSERT = ("INSERT INTO events (room, number, at, kind, who, key, body)"
          " VALUES (%s, %s, %s, %s, %s, %s, %s)")  # fmt: skip
COLUMNS = "room, number, at, kind, who, key, body"
ALONE = 0x2_6A06E5  # the advisory lock that one server of this class holds
LONGEST_MS = 5000  # a statement that hangs longer is given up and tried again


class PostgresLog:
    """Events in a database; the connection is made anew after a failure."""

    def __init__(self, url: str, alone: bool = True) -> None:
        """Connect and make the table where it is missing.

        Raises:
            LogConflict: another server of this class uses the database.
            LogUnavailable: it cannot be reached.
        """
        self.url = url
        self.alone = alone
        self._db: psycopg.Connection[Any] | None = None
        self._reach()

    @property
    def shown(self) -> str:
        """The URL without its password."""
        return re.sub(r"://([^:/@]*):[^@]*@", r"://\1:…@", self.url)

    def _reach(self) -> psycopg.Connection[Any]:
        if self._db is not None:
            return self._db
        db: psycopg.Connection[Any] | None = None
        try:
            options = f"-c statement_timeout={LONGEST_MS}"
            db = psycopg.connect(self.url, connect_timeout=3, options=options, autocommit=True)
            if self.alone:
                held = db.execute("SELECT pg_try_advisory_lock(%s)", (ALONE,)).fetchone()
                if held is None or not held[0]:
                    db.close()
                    raise LogConflict(f"another server already keeps its class in {self.shown}")
                db.execute("SET synchronous_commit TO on")
                db.execute(TABLE)
        except psycopg.Error as error:
            if db is not None:
                db.close()
            raise self._unavailable(error) from error
        self._db = db
        return db

    def _unavailable(self, error: Exception) -> LogUnavailable:
        return LogUnavailable(f"{self.shown}: {str(error).strip()}")

    def _fail(self, error: Exception) -> LogUnavailable:
        """Drop the connection: the next try makes a new one."""
        if self._db is not None:
            self._db.close()
            self._db = None
        return self._unavailable(error)

    def append(self, events: Sequence[Event]) -> None:
        """Keep events in one transaction; see `game.log.Log`."""
        rows = [(e.room, e.number, e.at, e.kind, e.who, e.key, e.text()) for e in events]
        db = self._reach()
        try:
            with db.transaction(), db.cursor() as cursor:
                cursor.executemany(INSERT, rows)
        except psycopg.errors.UniqueViolation as error:
            self._compare(rows, error)
        except psycopg.Error as error:
            raise self._fail(error) from error

    def _compare(self, rows: list[tuple[Any, ...]], error: Exception) -> None:
        """Accept a batch that is there already, whole: its commit was not heard of."""
        ask = f"SELECT {COLUMNS} FROM events WHERE room = %s AND number = %s"
        try:
            found = [self._reach().execute(ask, row[:2]).fetchone() for row in rows]
        except psycopg.Error as failure:
            raise self._fail(failure) from failure
        if found != rows:
            raise LogConflict(f"{self.shown} is written by another server: {error}") from error

    def read(self, room: str, after: int = 0) -> list[Event]:
        """Events of a room in order."""
        ask = f"SELECT {COLUMNS} FROM events WHERE room = %s AND number > %s ORDER BY number"
        try:
            rows = self._reach().execute(ask, (room, after)).fetchall()
        except psycopg.Error as error:
            raise self._fail(error) from error
        return [Event(*row[:6], json.loads(row[6])) for row in rows]

    def rooms(self) -> list[str]:
        """Codes of all rooms, oldest first."""
        try:
            rows = self._reach().execute(
                "SELECT room FROM events WHERE number = 1 ORDER BY at, room")
            return [row[0] for row in rows.fetchall()]
        except psycopg.Error as error:
            raise self._fail(error) from error

    def redact(self, room: str, bodies: Mapping[int, dict[str, Any]]) -> None:
        """Write over some bodies."""
        db = self._reach()
        try:
            with db.transaction(), db.cursor() as cursor:
                cursor.executemany(
                    "UPDATE events SET body = %s WHERE room = %s AND number = %s",
                    [(canonical(body), room, number) for number, body in bodies.items()],
                )
        except psycopg.Error as error:
            raise self._fail(error) from error

    def close(self) -> None:
        """Close the connection."""
        if self._db is not None:
            self._db.close()
            self._db = None
