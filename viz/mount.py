"""Mounting: the explorer's routes for the server; nothing leaves the machine."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path

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
    first = _run_the_first()
    import solara.server.starlette

    # Mounted below a root path on a plain address, Solara warns once a page about proxies.
    warnings.filterwarnings("ignore", message="base url", module="solara.server.starlette")
    warnings.filterwarnings("ignore", message="Cookies with samesite", module="solara.server.*")

    threading.Thread(target=_take_the_first, args=(first,), daemon=True).start()
    return solara.server.starlette.routes


def _run_the_first() -> subprocess.Popen[bytes]:
    """Start what the page opens with beside the server, on another core."""
    words = [sys.executable, "-m", "viz.first_run"]
    here = Path(__file__).resolve().parent.parent
    return subprocess.Popen(words, cwd=here, stdout=subprocess.PIPE)


def _take_the_first(first: subprocess.Popen[bytes]) -> None:
    """Keep the first run for the pages; without it they run it themselves."""
    from viz import app

    found, _ = first.communicate()
    if first.returncode == 0:
        app.keep_run((*app.FIRST, False), pickle.loads(found))  # our own process wrote it
