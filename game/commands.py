"""The commands of the classroom."""

from __future__ import annotations

from typing import Any


def register(commands: Any) -> None:
    """Add this house's commands to the command line; there are none yet."""
