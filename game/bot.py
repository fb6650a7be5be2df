"""A bot: one person's phone without the phone. It sees what a phone sees and presses what it has.

What a bot does in a talk depends on that talk alone, on its own worth and on the class's seed,
never on the time; so a class of bots ends alike however its messages were delayed, lost or sent
twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from game.refusal import Refusal
from game.stand_in import drawn

BROKEN = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError, EOFError)
MOST_OFFERS = 4  # offers a bot makes in one talk before it takes what is good enough or walks
MOST_BEGUN = 3
RETRY_S = 0.15
GONE = ("wrong_token", "token_gone", "no_room")


async def ask(url: str, path: str, body: dict[str, Any] | None, token: str = "") -> Any:
    """Ask by a plain request, again and again while the server is away.

    Raises:
        Refusal: the server refuses.
    """
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    while True:
        try:
            said = json.loads(await asyncio.to_thread(fetch, url + path, data, headers))
        except (OSError, ValueError, HTTPException):
            await asyncio.sleep(RETRY_S)
            continue
        if "refused" not in said:
            return said
        if said["refused"]["code"] not in ("too_fast", "log_unavailable"):
            raise Refusal(said["refused"]["code"], **said["refused"]["words"])
        await asyncio.sleep(1.0)


def fetch(address: str, data: bytes | None, headers: dict[str, str]) -> bytes:
    """The body of an answer, a refusal's as well; no proxy stands before a class."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(urllib.request.Request(address, data, headers), timeout=20) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()


@dataclass
class Phone:
    """A connection that mends itself, sends again what was not answered, and keeps the parts.

    `arrived` holds by the room's event number when a screen of that number, or a later one, came.
    """

    url: str
    room: str
    token: str
    role: str = "seat"
    parts: dict[str, Any] = field(default_factory=dict[str, Any])
    version: int = 0
    arrived: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    acknowledged: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    breaks: int = 0
    gone: Refusal | None = None
    _waiting: dict[str, tuple[dict[str, Any], asyncio.Future[Any]]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to hold the line."""
        self._task = asyncio.create_task(self._hold())

    async def stop(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _hold(self) -> None:
        address = self.url.replace("http", "ws", 1) + "/api/wire"
        while self.gone is None:
            with contextlib.suppress(*BROKEN):
                async with connect(address, max_size=2**22, open_timeout=10, proxy=None) as socket:
                    hello = {"room": self.room, "token": self.token, "role": self.role}
                    await socket.send(json.dumps(hello))
                    self._socket = socket
                    async for raw in socket:
                        await self._hear(json.loads(raw), socket)
            self._socket, self.breaks = None, self.breaks + 1
            await asyncio.sleep(RETRY_S)

    async def _hear(self, said: dict[str, Any], socket: ClientConnection) -> None:
        if "parts" in said:
            fresh = not self.parts or self.version == 0
            self.parts.update(said["parts"])
            self.version = max(self.version, said["v"])
            self.arrived.append((said["v"], time.perf_counter()))
            self._changed.set()
            if fresh or self.breaks:
                self.breaks = 0
                for message, _ in list(self._waiting.values()):
                    await socket.send(json.dumps(message))
        mark = said.get("ack") or said.get("answer")
        if "refused" in said and not mark and said["refused"]["code"] in GONE:
            self._end(Refusal(said["refused"]["code"], **said["refused"]["words"]))
        if mark in self._waiting:
            _, done = self._waiting.pop(mark)
            if "refused" in said:
                done.set_exception(Refusal(said["refused"]["code"], **said["refused"]["words"]))
            else:
                if "ack" in said:
                    self.acknowledged.append((mark, said["number"]))
                done.set_result(said)

    def _end(self, refusal: Refusal) -> None:
        """There is no way back into the class: tell everyone who waits here."""
        self.gone = refusal
        self._changed.set()
        for _, done in self._waiting.values():
            done.set_exception(refusal)
        self._waiting.clear()

    async def act(self, **action: Any) -> dict[str, Any]:
        """Do something; returns once it is acknowledged, however often it must be sent.

        Raises:
            Refusal: it is refused.
        """
        if self.gone is not None:
            raise self.gone
        mark = secrets.token_hex(16)
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        message = {**action, "id": mark}
        self._waiting[mark] = (message, done)
        with contextlib.suppress(*BROKEN):
            if self._socket is not None and self.parts:
                await self._socket.send(json.dumps(message))
        return await done

    async def until(self, good: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the screen is so.

        Raises:
            Refusal: the class has no place for this phone any more.
        """
        while not (self.parts and good(self.parts)):
            if self.gone is not None:
                raise self.gone
            self._changed.clear()
            await self._changed.wait()
        return self.parts


@dataclass
class Bot:
    """Somebody at a table."""

    name: str
    seed: int
    phone: Phone
    sheets: dict[str, Any]
    worths: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])

    @property
    def mine(self) -> dict[str, Any]:
        """The part of the screen that is its own."""
        return self.phone.parts["mine"]

    def phase(self) -> tuple[str, int]:
        """Where the class is."""
        room = self.phone.parts["room"]
        return room["phase"], room["round"]

    async def play(self, burst: Callable[[str, int], Any]) -> None:
        """Play until the class is over.

        Args:
            burst: awaited before an action that all bots take at the same moment.
        """
        await self.phone.until(lambda parts: parts["room"]["phase"] != "lobby"
                               and bool(parts["mine"].get("seat")))  # fmt: skip
        while True:
            now = self.phase()
            if now[0] in ("lab", "debrief", "exit", "closed"):
                return
            await self._phase(now, burst)
            await self.phone.until(lambda parts, now=now: (
                parts["room"]["phase"], parts["room"]["round"]) != now)  # fmt: skip

    async def _phase(self, now: tuple[str, int], burst: Callable[[str, int], Any]) -> None:
        phase = now[0]
        try:
            if phase == "negotiate":
                await self._negotiate(now)
            if phase == "commit":
                await burst(*now)
                await self._commit(now)
            elif phase in ("briefing", "practice", "news", "negotiate", "reveal"):
                if phase == "reveal":
                    await self.phone.until(lambda parts: self.phase() != now
                                           or parts["film"]["frames"])  # fmt: skip
                if self.phase() == now:
                    await self.phone.act(do="done", on=True)
        except Refusal as refusal:
            if refusal.code not in ("wrong_phase", "talk_over", "frozen"):
                raise

    # -- deciding -----------------------------------------------------------------------------
    def _luck(self, *words: Any) -> float:
        mine = self.mine
        return drawn(self.seed, "bot", mine["table"], mine["seat"], *words)

    async def _commit(self, now: tuple[str, int]) -> None:
        levers: dict[str, float] = {}
        for name, steps in sorted(self.mine["levers"].items()):
            if self._luck(now[1], name) < 0.7:
                levers[name] = steps[int(self._luck(now[1], name, "step") * len(steps))]
        words = ("lower", "same", "more", "much_more")
        word = words[int(self._luck(now[1], "foretells") * 4)]
        await self.phone.act(do="commit", levers=levers, prediction=word)

    # -- talking ------------------------------------------------------------------------------
    async def _negotiate(self, now: tuple[str, int]) -> None:
        """Talk until every talk of its own is over; each by its own history alone."""
        await self.phone.until(lambda parts: self.phase() != now or all(
            talk["reserve"] is not None for talk in parts["mine"]["talks"]))  # fmt: skip
        while self.phase() == now:
            moved = False
            for talk in list(self.mine["talks"]):
                if self._turn(talk):
                    await self._move(talk)
                    moved = True
                    break
            if moved:
                continue
            if all(talk["state"] != "open" for talk in self.mine["talks"]):
                return
            seen = self.phone.version
            await self.phone.until(lambda parts, seen=seen: self.phase() != now
                                   or self.phone.version > seen)  # fmt: skip

    def _turn(self, talk: dict[str, Any]) -> bool:
        """Tell whether it is for this bot to move: strictly one after another, by the history."""
        if talk["state"] != "open":
            return False
        made = talk["moves"]
        if not made and not self._may_begin(talk):
            return False
        order = talk["seats"]
        last = made[-1][1] if made else order[-1]
        return order[(order.index(last) + 1) % len(order)] == self.mine["seat"]

    def _may_begin(self, talk: dict[str, Any]) -> bool:
        """Begin no more talks than the rules allow, and rivals one after another.

        So it never depends on who was quicker which talks a bot holds, or what they are worth.
        """
        mine = self.mine
        begun = [one for one in mine["talks"]
                 if one["state"] == "open" and one["begun_by"] == mine["seat"]]  # fmt: skip
        if len(begun) >= MOST_BEGUN:
            return False
        before = mine["talks"][: mine["talks"].index(talk)]
        rivals = [one for one in before if one["sheet"] == talk["sheet"]]
        return all(one["state"] != "open" for one in rivals)

    async def _move(self, talk: dict[str, Any]) -> None:
        """Accept what is good enough, ask for a little less each time, or walk away."""
        made = [move for move in talk["moves"] if move[1] == self.mine["seat"]]
        offers, span = len(made), talk["best"] - talk["reserve"]
        worth = talk["worth"]
        name = talk["thread"]
        standing = talk["offer"] is not None and talk["offered_by"] != self.mine["seat"]
        if span <= 0.0:
            await self._do(talk, do="walk", thread=name)
            return
        aim = talk["reserve"] + span * (0.75 - 0.25 * offers) * (0.6 + 0.4 * self._luck(name, "t"))
        taken = self.mine["seat"] in talk["accepted_by"]
        if standing and not taken and worth is not None and worth > max(talk["reserve"], aim):
            await self._do(talk, do="accept", thread=name, version=talk["version"])
        elif offers >= MOST_OFFERS or taken:
            await self._do(talk, do="walk", thread=name)
        else:
            terms = await self._terms(talk, aim)
            await self._do(talk, do="offer", thread=name, terms=terms)

    async def _do(self, talk: dict[str, Any], **action: Any) -> None:
        seen = len(talk["moves"])
        try:
            await self.phone.act(**action)
        except Refusal as refusal:
            if refusal.code in ("too_many_talks", "cannot_pay"):
                await self.phone.act(do="walk", thread=action["thread"])
            elif refusal.code == "too_fast":
                await asyncio.sleep(1.0)
                return
            elif refusal.code not in ("talk_over", "offer_changed", "wrong_phase"):
                raise

        def went_on(parts: dict[str, Any]) -> bool:
            now = [one for one in parts["mine"]["talks"] if one["thread"] == talk["thread"]]
            return parts["room"]["phase"] != "negotiate" or any(
                len(one["moves"]) != seen or one["state"] != "open" for one in now)  # fmt: skip

        await self.phone.until(went_on)

    async def _terms(self, talk: dict[str, Any], aim: float) -> dict[str, float]:
        """Their last offer, or the defaults, moved step by step until it is worth the aim."""
        issues = self.sheets[talk["sheet"]]["issues"]
        start = talk["theirs"]
        terms = {issue["name"]: issue["steps"][start[n]] if start else issue["default"]
                 for n, issue in enumerate(issues)}  # fmt: skip
        best, worth = dict(terms), await self._weigh(talk, terms)
        opened = [issue for issue in issues if issue["open"]]
        opened.sort(key=lambda issue: self._luck(talk["thread"], issue["name"]))
        for issue in opened:
            if worth >= aim:
                break
            for step in (issue["steps"][0], issue["steps"][-1]):
                tried = {**best, issue["name"]: step}
                found = await self._weigh(talk, tried)
                if found > worth:
                    best, worth = tried, found
        return best

    async def _weigh(self, talk: dict[str, Any], terms: dict[str, float]) -> float:
        key = (talk["thread"] + str(talk["reserve"]), json.dumps(terms, sort_keys=True))
        while key not in self.worths:
            try:
                said = await self.phone.act(ask="weigh", thread=talk["thread"], terms=terms)
                self.worths[key] = said["found"]["worth"]
            except Refusal as refusal:
                if refusal.code not in ("too_fast", "not_ready"):
                    raise
                await asyncio.sleep(0.4)
        return self.worths[key]
