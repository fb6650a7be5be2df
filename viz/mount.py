"""Mounting: the explorer's routes for the server; nothing leaves the machine."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Sequence

from starlette.routing import BaseRoute


def explorer_routes() -> Sequence[BaseRoute]:
    """Give Solara's routes for the explorer's page.

    The settings must stand before Solara is first imported.
    """
    os.environ["SOLARA_APP"] = "viz.app"
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "false")
    os.environ.setdefault("SOLARA_MODE", "production")
    os.environ.setdefault("SOLARA_SESSION_HTTPS_ONLY", "false")
    os.environ.setdefault("SOLARA_SESSION_SAME_SITE", "lax")
    os.environ.setdefault("SOLARA_THEME_SHOW_BANNER", "false")
    import solara.server.starlette

    # Mounted below a root path on a plain address, Solara warns once a page about proxies.
    warnings.filterwarnings("ignore", message="base url", module="solara.server.starlette")
    warnings.filterwarnings("ignore", message="Cookies with samesite", module="solara.server.*")

    threading.Thread(target=_run_the_first, daemon=True).start()
    return solara.server.starlette.routes


def _run_the_first() -> None:
    """Run what the page opens with, so that it is there when the first browser comes."""
    from viz.app import FIRST, keep

    keep(FIRST, threading.Event(), dependence=False)
