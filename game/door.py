"""The door: plain requests that open rooms, let people in, and stand in for a socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from game.debrief import debrief_of, may_see
from game.house import House
from game.line import DESK, SEAT, SHOW, Line
from game.live import LiveRoom
from game.refusal import Refusal, text
from game.throttle import Throttle
from game.wire import LONGEST, _note, address_of, admit, read_message, reply_to

LONGEST_WAIT_S = 20.0
NOT_ALLOWED = {"wrong_token", "wrong_password", "wrong_ticket", "not_yours_to_ask", "not_yet"}
joins = Throttle(rate=4.0, most=80.0)
guesses = Throttle(rate=0.2, most=8.0)  # passwords and tickets, by address
opens = Throttle(rate=0.5, most=12.0)

Answer = Callable[[House, Request], Awaitable[Any]]


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object a request carries.

    Raises:
        Refusal: it is too long, no JSON, or of another kind.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal("not_understood")
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LONGEST:
            raise Refusal("too_large", most=LONGEST)
    try:
        return read_message(raw.decode())
    except UnicodeDecodeError:
        raise Refusal("not_understood") from None


def token_of(request: Request) -> str:
    """The token in a request's Authorization header; empty where there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip()[:80] if kind.lower() == "bearer" else ""


async def line_of(house: House, request: Request, room: str) -> tuple[LiveRoom, Line]:
    """The room and the line that a request's token gives it.

    Raises:
        Refusal: no such room, or the token holds nothing there.
    """
    live = await house.find(text({"room": room}, "room", 12))
    token = token_of(request)
    role = SEAT if live.player_of(token) is not None else DESK
    return live, admit(live, {"role": role, "token": token})


async def _open(house: House, request: Request) -> Any:
    asked = await read_body(request)
    if "password" in asked and not guesses.allows(address_of(request)):
        raise Refusal("too_fast")
    if not opens.allows(address_of(request)):
        raise Refusal("too_fast")
    code, token = await house.open_room(asked)
    if house.knows(asked.get("password")):
        guesses.give_back(address_of(request))
    return {"room": code, "token": token}


async def _sign_in(house: House, request: Request) -> Any:
    asked = await read_body(request)
    if not guesses.allows(address_of(request)):
        raise Refusal("too_fast")
    if "room" not in asked:  # which classes are there to go on with?
        if not house.knows(asked.get("password")):
            raise Refusal("wrong_password")
        guesses.give_back(address_of(request))
        return {"rooms": await _rooms(house)}
    live = await house.find(text(asked, "room", 12))
    token = await house.sign_in(live, asked.get("password"))
    guesses.give_back(address_of(request))
    return {"room": live.code, "token": token}


async def _rooms(house: House) -> list[dict[str, Any]]:
    """The latest classes, for a teacher who goes on with one next week."""
    found: list[dict[str, Any]] = []
    for code in reversed((await house.codes())[-30:]):
        room = (await house.find(code)).room
        if not room.self_run:
            found.append({"room": code, "phase": room.phase, "round": room.round,
                          "people": len(room.present()), "at": room.last_at})  # fmt: skip
    return found[:12]


async def _join(house: House, request: Request) -> Any:
    if not joins.allows(address_of(request)):
        raise Refusal("too_fast")
    asked = await read_body(request)
    live = await house.find(text(asked, "room", 12))
    player, token = await house.join(live, asked)
    return {"room": live.code, "player": player, "token": token}


async def _return(house: House, request: Request) -> Any:
    if not guesses.allows(address_of(request)):
        raise Refusal("too_fast")
    asked = await read_body(request)
    live = await house.find(text(asked, "room", 12))
    player, token = await house.come_back(live, text(asked, "ticket", 40))
    return {"room": live.code, "player": player, "token": token}


async def _act(house: House, request: Request) -> Any:
    """An action or a question without a socket."""
    asked = await read_body(request)
    live, line = await line_of(house, request, str(asked.get("room", "")))
    asked.pop("room")
    mark = asked.get("id")
    if not isinstance(mark, str) or not 1 <= len(mark) <= 64:
        raise Refusal("bad_field", field="id", allowed="1 … 64")
    try:
        return {"ack": mark, **await reply_to(house, live, line, asked)}
    except Refusal as refusal:
        _note(live, line.player or line.role, refusal)
        raise


async def _look(house: House, request: Request) -> Any:
    """The whole screen, as soon as it is newer than what the phone has; for want of a socket."""
    if request.query_params.get("role") == SHOW:
        if not joins.allows(address_of(request)):
            raise Refusal("too_fast")
        live = await house.find(text({"room": request.query_params.get("room")}, "room", 12))
        line = Line(SHOW)
    else:
        live, line = await line_of(house, request, request.query_params.get("room", ""))
    after = request.query_params.get("after", "")
    have = int(after) if after.isascii() and after.isdigit() and len(after) < 12 else -1
    parts = live.parts_of(line)
    if live.room.number <= have:
        line.sent = dict(parts)
        live.lines.add(line)
        try:
            await asyncio.wait_for(line.outbox.get(), LONGEST_WAIT_S)
        except TimeoutError:
            pass
        finally:
            live.let_go(line)
        if line.closed:
            raise Refusal("wrong_token")
        parts = live.parts_of(line)
    elif line.role == SEAT:
        live.seen[line.player] = live.now()
    return {"v": live.room.number, "now": live.now(),
            "parts": {name: json.loads(part) for name, part in parts.items()}}  # fmt: skip


async def _known(house: House, request: Request) -> Any:
    """Tell whether there is a class of that code, for the page that asks for a name."""
    if not joins.allows(address_of(request)):
        raise Refusal("too_fast")
    live = await house.find(request.path_params["code"])
    room = live.room
    return {"room": live.code, "language": room.language, "phase": room.phase,
            "plan": room.plan.name}  # fmt: skip


async def _debrief(house: House, request: Request) -> Any:
    """The board, for everyone once play is over."""
    if not joins.allows(address_of(request)):
        raise Refusal("too_fast")
    live = await house.find(request.path_params["code"])
    token = token_of(request)
    if not may_see(live.room, bool(token) and live.is_host(token)):
        raise Refusal("not_yet")
    return debrief_of(live)


def answered(house: House, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Wrap an answer into a response; a refusal says why, with a fitting status."""

    async def respond(request: Request) -> Response:
        try:
            return JSONResponse(await answer(house, request), headers={"Cache-Control": "no-store"})
        except Refusal as refusal:
            _note(None, address_of(request), refusal)
            status = 403 if refusal.code in NOT_ALLOWED else 404 if refusal.code == "no_room" else (
                429 if refusal.code == "too_fast" else 413 if refusal.code == "too_large" else 409)
            return JSONResponse({"refused": refusal.as_json()}, status)

    return respond


def door_routes(house: House) -> list[BaseRoute]:
    """Routes for opening, joining, acting and looking."""
    return [
        Route("/api/rooms", answered(house, _open), methods=["POST"]),
        Route("/api/sign-in", answered(house, _sign_in), methods=["POST"]),
        Route("/api/join", answered(house, _join), methods=["POST"]),
        Route("/api/return", answered(house, _return), methods=["POST"]),
        Route("/api/act", answered(house, _act), methods=["POST"]),
        Route("/api/look", answered(house, _look)),
        Route("/api/room/{code}", answered(house, _known)),
        Route("/api/debrief/{code}", answered(house, _debrief)),
    ]
