"""The server: one address for the explorer and, later, the class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

EXPLORER = "/explore"


def create_app(explorer: Sequence[BaseRoute], data: str | Path) -> Starlette:
    """Put the explorer's routes under one application with a front door.

    Args:
        explorer: routes of the explorer, mounted at `/explore`.
        data: folder for what a class leaves.
    """

    async def front(_: Request) -> Response:
        return RedirectResponse(EXPLORER + "/")

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    app = Starlette(routes=[
        Route("/", front), Route("/health", health), Mount(EXPLORER, routes=list(explorer)),
    ])  # fmt: skip
    app.state.data = Path(data)
    return app

