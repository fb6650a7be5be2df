"""Mounting: the explorer's routes for the server; nothing leaves the machine."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Sequence

from starlette.routing import BaseRoute

from viz.answer import Answer, Answers
from viz.setting import Setting
from viz.workshop import workshop


def explorer_routes() -> Sequence[BaseRoute]:
    """Give Solara's routes for the explorer's page.

    The settings must stand before Solara is first imported; what the page opens with is run
    beside the server's own start.
    """
    os.environ["SOLARA_APP"] = "viz.app"
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "false")
    os.environ.setdefault("SOLARA_MODE", "production")
    os.environ.setdefault("SOLARA_SESSION_HTTPS_ONLY", "false")
    os.environ.setdefault("SOLARA_SESSION_SAME_SITE", "lax")
    os.environ.setdefault("SOLARA_THEME_SHOW_BANNER", "false")
    workshop()
    import solara.server.starlette

    from viz.follow import answers

    begin(answers())
    # Mounted below a root path on a plain address, Solara warns once a page about proxies.
    warnings.filterwarnings("ignore", message="base url", module="solara.server.starlette")
    warnings.filterwarnings("ignore", message="Cookies with samesite", module="solara.server.*")
    return solara.server.starlette.routes


def begin(answers: Answers) -> None:
    """Run the first line of what the page opens with; the page itself asks for the rest."""
    drawn = threading.Event()

    def told(answer: Answer) -> None:
        if answer.records or answer.error:
            drawn.set()

    leave = answers.follow(Setting(), told)

    def wait() -> None:
        drawn.wait()
        leave()

    threading.Thread(target=wait, daemon=True).start()
