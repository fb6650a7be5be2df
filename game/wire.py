"""The wire: how phones, desks and projectors talk to a room, by WebSocket or plain requests.

A line begins with a `hello` that carries its token; no token ever stands in an address. An action
carries a key of the phone's own making, and is answered once it is in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from game.house import House
from game.inquiry import inquire
from game.line import DESK, SEAT, SHOW, Line
from game.live import LiveRoom
from game.refusal import Refusal, choice, text
from game.throttle import Throttle
from game.token import new_ticket, tidy

logger = logging.getLogger("twogauges.class")
LONGEST = 16_384  # bytes of a message
HELLO_S = 10.0
MOST_FAULTS = 20  # refused messages after which a line is closed
acts = Throttle(rate=8.0, most=30.0)
asks = Throttle(rate=8.0, most=24.0)
words = Throttle(rate=0.7, most=6.0)
hellos = Throttle(rate=10.0, most=120.0)


def address_of(connection: Any) -> str:
    """The address a connection comes from."""
    return connection.client.host if connection.client else "?"


def read_message(raw: str) -> dict[str, Any]:
    """Read a message.

    Raises:
        Refusal: it is too long or no JSON object.
    """
    if len(raw.encode()) > LONGEST:
        raise Refusal("too_large", most=LONGEST)
    try:
        message = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal("not_understood") from None
    if not isinstance(message, dict):
        raise Refusal("not_understood")
    return message


def _no_constant(name: str) -> float:
    raise ValueError(name)


def admit(live: LiveRoom, message: Mapping[str, Any]) -> Line:
    """Make the line that a hello asks for.

    Raises:
        Refusal: the token is none of this room's, or not for this role.
    """
    role = choice(message, "role", (SEAT, DESK, SHOW))
    if role == SHOW:
        return Line(SHOW)
    token = message.get("token")
    if not isinstance(token, str) or not 0 < len(token) <= 64:
        raise Refusal("wrong_token")
    if role == DESK:
        if not live.is_host(token):
            raise Refusal("wrong_token")
        return Line(DESK, token=token)
    player = live.player_of(token)
    if player is None:
        raise Refusal("wrong_token")
    return Line(SEAT, player.id, token)


async def welcome(
    house: House, message: Mapping[str, Any], address: str
) -> tuple[LiveRoom, Line]:
    """The room and the line that a hello asks for.

    Whoever holds a token comes in at once. Only walls and hellos that are refused are counted, so
    that a phone gone wild behind the class's one address shuts nobody else out.

    Raises:
        Refusal: no such room, a wrong token, or too many hellos of that kind from an address.
    """
    live = house.rooms.get(tidy(text(message, "room", 12)))
    try:
        if live is None or message.get("role") == SHOW:
            raise Refusal("too_fast")
        return live, admit(live, message)
    except Refusal:
        if not hellos.allows(address):
            raise Refusal("too_fast") from None
    live = await house.find(text(message, "room", 12))
    return live, admit(live, message)


async def serve_line(house: House, socket: WebSocket) -> None:
    """Hold one WebSocket from its hello to its end."""
    await socket.accept()
    line: Line | None = None
    live: LiveRoom | None = None
    try:
        raw = await asyncio.wait_for(_receive(socket), HELLO_S)
        live, line = await welcome(house, read_message(raw), address_of(socket))
        live.hang_on(line)
        await _hold(house, live, line, socket)
    except Refusal as refusal:
        _note(live, address_of(socket), refusal)
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_text(json.dumps({"refused": refusal.as_json()}))
            await socket.close(4401, refusal.code)
    except (WebSocketDisconnect, RuntimeError, TimeoutError):
        pass
    finally:
        if live is not None and line is not None:
            live.let_go(line)


async def _receive(socket: WebSocket) -> str:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    raw = message.get("text")
    if raw is None:
        raise Refusal("not_understood")
    return str(raw)


async def _hold(house: House, live: LiveRoom, line: Line, socket: WebSocket) -> None:
    """Read and write until either side ends."""
    writer = asyncio.create_task(_write(line, socket))
    reader = asyncio.create_task(_read(house, live, line, socket))
    try:
        await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (writer, reader):
            task.cancel()
        done = await asyncio.gather(writer, reader, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, Exception):
            raise outcome


async def _write(line: Line, socket: WebSocket) -> None:
    while True:
        message = await line.outbox.get()
        if line.closed:
            await socket.send_text(json.dumps({"refused": {"code": line.closed, "words": {}}}))
            await socket.close(4401, line.closed)
            return
        await socket.send_text(message)


async def _read(house: House, live: LiveRoom, line: Line, socket: WebSocket) -> None:
    faults = 0
    at_work: set[asyncio.Task[None]] = set()
    try:
        while True:
            raw = await _receive(socket)
            try:
                message = read_message(raw)
            except Refusal as refusal:
                faults += 1
                _note(live, line.player or line.role, refusal)
                line.reply(refused=refusal.as_json())
                if faults >= MOST_FAULTS:
                    raise
                continue
            task = asyncio.create_task(_answer(house, live, line, message))
            at_work.add(task)
            task.add_done_callback(at_work.discard)
    finally:
        for task in at_work:  # an action already judged is in the log or will be
            task.add_done_callback(lambda done: done.cancelled() or done.exception())


async def _answer(house: House, live: LiveRoom, line: Line, message: Mapping[str, Any]) -> None:
    """Answer one message: an action by `ack`, a question by `answer`, a ping by `pong`."""
    if "ping" in message:
        line.reply(pong=message["ping"], now=live.now())
        return
    kind = "answer" if "ask" in message else "ack"
    mark = message.get("id")
    try:
        if not isinstance(mark, str) or not 1 <= len(mark) <= 64:
            raise Refusal("bad_field", field="id", allowed="1 … 64")
        line.reply(**{kind: mark, **await reply_to(house, live, line, message)})
    except Refusal as refusal:
        _note(live, line.player or line.role, refusal)
        shown = mark if isinstance(mark, str) else ""
        line.reply(**{kind: shown[:64], "refused": refusal.as_json()})


async def reply_to(
    house: House, live: LiveRoom, line: Line, message: Mapping[str, Any]
) -> dict[str, Any]:
    """What a message is answered with, beside its mark.

    Raises:
        Refusal: it is refused.
    """
    who = f"{live.code}/{line.player or line.role}"
    if line.role == SHOW:
        raise Refusal("only_looks_on")
    if "ask" in message:
        if not asks.allows(who):
            raise Refusal("too_fast")
        return {"found": await inquire(house, live, line, message)}
    if not acts.allows(who) or (message.get("do") == "say" and not words.allows(who)):
        raise Refusal("too_fast")
    return await _act(house, live, line, message)


async def _act(
    house: House, live: LiveRoom, line: Line, message: Mapping[str, Any]
) -> dict[str, Any]:
    key, found = str(message["id"]), dict[str, Any]()
    action = {name: value for name, value in message.items() if name not in ("id", "secret")}
    if action.get("do") == "ticket":  # the phone shows the secret, the log keeps its hash
        action["secret"] = found["ticket"] = new_ticket()
    if line.role == DESK:
        found["number"] = await live.act_at_desk(key, action)
        if action.get("do") == "anonymise":
            await redact_names(house, live)
    else:
        found["number"] = await live.act(line.player, key, action)
    return found


async def redact_names(house: House, live: LiveRoom) -> None:
    """Write over every name and every word said in the log; numbers stay."""
    bodies: dict[int, dict[str, Any]] = {}
    for place, event in enumerate(live.room.journal):
        body = dict(event.body)
        if event.kind in ("joined", "renamed"):
            body["name"] = f"#{body['player'][1:]}"
        elif event.kind in ("said", "noted", "announced") and body["text"]:
            body["text"] = "…"
        else:
            continue
        bodies[event.number] = body
        live.room.journal[place] = type(event)(event.room, event.number, event.at, event.kind,
                                               event.who, event.key, body)  # fmt: skip
    await house.redact(live.code, bodies)
    for table in live.room.tables:
        table.messages = [type(m)(m.at, m.seat, m.to, "…") for m in table.messages]
    live.publish()


def _note(live: LiveRoom | None, who: str, refusal: Refusal) -> None:
    """Log a refusal; the desk shows how many there were."""
    if live is not None:
        live.refused += 1
    logger.info("%s: %s: refused: %s %s", live.code if live else "-", who, refusal.code,
                refusal.words)  # fmt: skip
