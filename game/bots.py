"""Bots: a whole class through the public interface, and how long its screens took."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from game.bot import Bot, Phone, ask
from game.refusal import Refusal

SETTLE_S = 0.3  # before a burst, so that the queue is empty when it begins


@dataclass
class Class:
    """A class of bots: the host's desk, the seats, and the bursts measured."""

    url: str
    room: str
    host: Phone | None
    bots: list[Bot]
    _gate: asyncio.Event = field(default_factory=asyncio.Event)
    _at_gate: int = 0

    async def burst(self, phase: str, round_: int) -> None:
        """Wait until all bots are here, then let them all go at the same moment."""
        self._at_gate += 1
        if self._at_gate == len(self.bots):
            await asyncio.sleep(SETTLE_S)
            self._at_gate = 0
            gate, self._gate = self._gate, asyncio.Event()
            gate.set()
        else:
            await self._gate.wait()

    async def play(self) -> None:
        """Play the class to its debrief."""
        await asyncio.gather(*(bot.play(self.burst) for bot in self.bots))


@dataclass
class Timed(Phone):
    """A phone that notes when each commitment was sent, and the number of its event."""

    sent: dict[str, tuple[float, int]] = field(default_factory=dict[str, tuple[float, int]])

    async def act(self, **action: Any) -> dict[str, Any]:
        """Do something, and note when, if it is a commitment."""
        began = time.perf_counter()
        said = await super().act(**action)
        if action.get("do") == "commit":
            self.sent[said["ack"]] = (began, said["number"])
        return said


async def gather_class(
    url: str, seats: int, seed: int, code: str = "", password: str = "", tables: int = 0,
    plan: str = "lesson_50", rounds: int = 0,
) -> Class:  # fmt: skip
    """Open a room, or take one that is there, and let the bots join one after another."""
    sheets = await ask(url, "/api/sheets.json", None)
    host: Phone | None = None
    if not code:
        asked: dict[str, Any] = {"plan": plan, "self_run": not password, "seed": seed,
                                 "places": seats, "timed": False}  # fmt: skip
        asked |= {"password": password} if password else {}
        asked |= {"tables": tables} if tables else {}
        asked |= {"rounds": rounds} if rounds else {}
        opened = await ask(url, "/api/rooms", asked)
        code = opened["room"]
        host = Phone(url, code, opened["token"], "desk")
        host.start()
    bots: list[Bot] = []
    for number in range(1, seats + 1):
        body = {"room": code, "name": f"Bot {number}", "language": ("kk", "ru", "en")[number % 3],
                "key": secrets.token_hex(16)}  # fmt: skip
        joined = await ask(url, "/api/join", body)
        phone = Timed(url, code, joined["token"])
        phone.start()
        bots.append(Bot(f"Bot {number}", seed, phone, sheets))
    await asyncio.gather(*(bot.phone.until(lambda parts: True) for bot in bots))
    return Class(url, code, host, bots)


async def play_class(one: Class, told: Callable[[str], None]) -> None:
    """Start a class that the bots opened, and play it."""
    if one.host is not None:
        await one.host.act(do="start")
    beside = [asyncio.create_task(_tell(one, told))]
    if one.host is not None:
        beside.append(asyncio.create_task(_lead(one.host)))
    try:
        await one.play()
    finally:
        for task in beside:
            task.cancel()


async def _lead(host: Phone) -> None:
    """End the briefing when all are done with it, as a teacher does; the rest ends by itself."""
    def briefed(parts: dict[str, Any]) -> bool:
        room = parts["desk"]["room"]
        return room["phase"] != "briefing" or room["ready"][0] == room["ready"][1] > 0

    await host.until(lambda parts: parts["desk"]["room"]["phase"] != "lobby")
    await host.until(briefed)
    if host.parts["desk"]["room"]["phase"] == "briefing":
        with contextlib.suppress(Refusal):  # a class that runs itself may have been quicker
            await host.act(do="next")


async def _tell(one: Class, told: Callable[[str], None]) -> None:
    last = ""
    while True:
        phase, round_ = one.bots[0].phase() if one.bots[0].phone.parts else ("", 0)
        now = f"{phase} {round_}"
        if now != last:
            told(now)
            last = now
        await asyncio.sleep(0.1)


def latencies(one: Class) -> list[tuple[int, str, float, float]]:
    """Of each commitment: event number, bot, ms until it shows on the own, on all screens."""
    found: list[tuple[int, str, float, float]] = []
    for bot in one.bots:
        phone = bot.phone
        if not isinstance(phone, Timed):
            continue
        for began, number in phone.sent.values():
            seen = [_first(other.phone.arrived, number) for other in one.bots]
            if all(at is not None for at in seen):
                own = _first(phone.arrived, number)
                last = max(at for at in seen if at is not None)
                found.append((number, bot.name, 1e3 * ((own or last) - began),
                              1e3 * (last - began)))  # fmt: skip
    return sorted(found)


def _first(arrived: list[tuple[int, float]], number: int) -> float | None:
    return next((at for version, at in arrived if version >= number), None)


def write_latencies(rows: list[tuple[int, str, float, float]], out: Path) -> Path:
    """Write the table of latencies."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "latency.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["event", "bot", "own_screen_ms", "all_screens_ms"])
        writer.writerows([n, name, f"{own:.1f}", f"{last:.1f}"] for n, name, own, last in rows)
    return path


def quantiles(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile.

    >>> quantiles([1.0, 2.0, 3.0])
    (2.0, 2.9)
    """
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return statistics.median(values), round(cuts[-1], 6)
