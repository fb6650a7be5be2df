"""Mounting: the explorer's routes for the server; nothing leaves the machine."""

from __future__ import annotations

import os
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
    import solara.server.starlette

    return solara.server.starlette.routes
