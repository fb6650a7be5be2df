"""The clock of a class: when a phase ends, by the server's time alone, through pauses and stops."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_AFTER_TAKING_BACK_MS = 60_000


@dataclass
class Clock:
    """One phase's time. `ms` of 0 means that it lasts until someone moves on."""

    started: int = 0
    ms: int = 0
    paused: int = 0

    def start(self, at: int, ms: int) -> None:
        """Begin a phase; a clock that stood paused stays so."""
        self.started, self.ms = at, ms
        self.paused = at if self.paused else 0

    def left(self, now: int) -> int:
        """Milliseconds left; never below zero.

        >>> Clock(started=1000, ms=5000).left(2500)
        3500
        """
        until = self.paused or now
        return max(0, self.started + self.ms - until)

    def passed(self, now: int) -> float:
        """Share of the phase that has passed, from 0 to 1; 0 where it has no end."""
        return min(1.0, 1.0 - self.left(now) / self.ms) if self.ms else 0.0

    def is_over(self, now: int, grace: int) -> bool:
        """Tell whether time is up, the grace for late messages included."""
        if not self.ms or self.paused:
            return False
        return now >= self.started + self.ms + grace

    def pause(self, at: int) -> None:
        """Stop the clock."""
        self.paused = self.paused or at

    def resume(self, at: int) -> None:
        """Let the clock go on where it stood."""
        if self.paused:
            self.started += at - self.paused
            self.paused = 0

    def stretch(self, at: int, ms: int) -> None:
        """Give more time, or take some away, though never more than is left."""
        self.ms += max(ms, -self.left(at))

    def skip(self, ms: int) -> None:
        """Leave out time in which the server stood still."""
        if not self.paused:
            self.started += ms
