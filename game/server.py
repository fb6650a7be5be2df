"""The server: one address for the explorer and, later, the class."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.request import urlopen

import uvicorn
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


def listen(app: Starlette, host: str, port: int, opened: Callable[[], object] | None) -> None:
    """Serve until stopped; `opened` is called once the port answers."""
    if opened is not None:
        threading.Thread(target=_call_when_up, args=(port, opened), daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _call_when_up(port: int, opened: Callable[[], object]) -> None:
    for _ in range(200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    opened()
