"""The server: one address for the explorer and the class."""

from __future__ import annotations

import asyncio
import contextlib
import io
import mimetypes
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import segno
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from game.address import reachable_addresses, typed
from game.door import door_routes
from game.export import export_routes
from game.house import House
from game.library import kept, library_routes
from game.log import LogUnavailable
from game.wire import serve_line

EXPLORER = "/explore"
STATIC = Path(__file__).resolve().parent / "static"
PAGES = {"/join": "seat.html", "/join/{code}": "seat.html", "/teach": "desk.html",
         "/show/{code}": "projector.html", "/debrief/{code}": "debrief.html",
         "/paper/{code}": "paper.html"}  # fmt: skip
# Nothing from elsewhere, nothing inline: a name or a message can never become a program.
POLICY = ("default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          " form-action 'self'; frame-ancestors 'self'")  # fmt: skip
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
           "Referrer-Policy": "no-referrer", "X-Frame-Options": "SAMEORIGIN"}  # fmt: skip


Explorer = Sequence[BaseRoute] | Callable[[], Sequence[BaseRoute]]


def create_app(explorer: Explorer, data: str | Path, password: str = "") -> Starlette:
    """Put the explorer's routes and the class under one application with a front door.

    Args:
        explorer: routes of the explorer, mounted at `/explore`; or what makes them, called when
            the explorer is first asked for.
        data: folder, file or URL of the class's event log.
        password: the teacher's; made up where not given, `app.state.house.password` has it.
    """
    house = House(data, password)

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await house.start()
        await house.wake()
        yield
        await house.stop()

    async def front(_: Request) -> Response:
        """Who types the address while a class is open wants to join it."""
        if house.open_class() is not None:
            return RedirectResponse("/join", headers={"Cache-Control": "no-store"})
        return RedirectResponse(EXPLORER + "/", headers={"Cache-Control": "no-store"})

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def socket(line: WebSocket) -> None:
        await serve_line(house, line)

    app = Starlette(lifespan=life, routes=[
        Route("/", front), Route("/health", health), WebSocketRoute("/api/wire", socket),
        *door_routes(house), *library_routes(), *page_routes(), *place_routes(house),
        *export_routes(house), Mount(EXPLORER, app=Later(explorer)),
    ])  # fmt: skip
    app.add_middleware(Guarded)
    app.state.data = data if "://" in str(data) else Path(data)
    app.state.house = house
    return app


class Later:
    """An application whose routes are made when first asked for: a class needs no explorer."""

    def __init__(self, explorer: Explorer) -> None:
        """Take the routes, or what makes them."""
        self._make = explorer if callable(explorer) else None
        self._router = None if callable(explorer) else Router(routes=list(explorer))
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the routes, once they are there."""
        async with self._lock:
            if self._router is None and self._make is not None:
                self._router = Router(routes=list(await asyncio.to_thread(self._make)))
        if self._router is not None:
            await self._router(scope, receive, send)


class Guarded:
    """Adds the security headers to everything but the explorer, which has its own ways."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response with the headers."""
        if scope["type"] != "http" or scope["path"].startswith(EXPLORER):
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self.app(scope, receive, guarded)


def page_routes() -> list[BaseRoute]:
    """The pages and what they load."""

    def page(file: str) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            return kept(request, (STATIC / file).read_bytes(), "text/html; charset=utf-8")

        return respond

    def asset(request: Request) -> Response:
        path = STATIC / request.path_params["file"]
        if path.parent != STATIC or not path.is_file():
            return Response(status_code=404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = "text/javascript" if path.suffix == ".js" else kind
        return kept(request, path.read_bytes(), kind)

    return [*(Route(path, page(file)) for path, file in PAGES.items()),
            Route("/class/{file}", asset)]  # fmt: skip


def place_routes(house: House) -> list[BaseRoute]:
    """Where phones find the class: the addresses to type, the codes to scan."""

    def is_open(request: Request) -> bool:
        """Tell whether the server listens for phones, not for this machine alone."""
        return bool(getattr(request.app.state, "open", False))

    def others(request: Request) -> list[str]:
        port = request.url.port or 80
        return [typed(one, port) for one in reachable_addresses()] if is_open(request) else []

    def address(request: Request) -> str:
        """The address phones use: this request's own, unless that leads to this machine alone."""
        own = f"{request.url.scheme}://{request.url.netloc}"
        if (request.url.hostname or "") not in ("127.0.0.1", "localhost", "::1", "0.0.0.0"):
            return own
        return next(iter(others(request)), own)

    def places(request: Request) -> Response:
        return JSONResponse({"best": address(request), "others": others(request),
                             "open": is_open(request)})  # fmt: skip

    def scan(request: Request) -> Response:
        code = request.path_params["code"][:12]
        drawn = io.BytesIO()
        segno.make(f"{address(request)}/join/{code}", error="m").save(
            drawn, kind="svg", scale=8, border=2, dark="#1c2733", light="#ffffff")  # fmt: skip
        return Response(drawn.getvalue(), media_type="image/svg+xml",
                        headers={"Cache-Control": "no-store"})  # fmt: skip

    async def saved(_: Request) -> Response:
        try:
            return JSONResponse({"rooms": len(await house.codes())})
        except LogUnavailable:
            return JSONResponse({"rooms": None}, 503)

    return [Route("/api/places.json", places), Route("/api/scan/{code}.svg", scan),
            Route("/api/saved", saved)]  # fmt: skip
