"""The bridge to NegMAS: term sheets as its scenarios, its negotiators in our seats, ours in its.

NegMAS is an optional extra, fetched and imported only when something here is called. Its classes
come without types, so they are `Any` here and nowhere else. Source of what is bridged: Mohammad,
Nakadai and Greenwald 2021, "NegMAS: A Platform for Automated Negotiations", and its release 0.16.0.
"""

from __future__ import annotations

import importlib
from typing import Any

MISSING = "NegMAS is not installed: pip install 'twogauges[negmas]'"


def negmas(part: str = "") -> Any:
    """Import NegMAS or a part of it, such as `sao`.

    Raises:
        ModuleNotFoundError: it is not installed; the message says how to get it.
    """
    whole = f"negmas.{part}" if part else "negmas"
    try:
        return importlib.import_module(whole)
    except ModuleNotFoundError as error:
        if error.name not in ("negmas", whole):  # it is there, but lacks something it needs
            raise
        raise ModuleNotFoundError(MISSING, name="negmas") from error


def native(name: str) -> Any:
    """A negotiator class of NegMAS by name, such as `BoulwareTBNegotiator`.

    Raises:
        ValueError: NegMAS has none of that name.
        ModuleNotFoundError: NegMAS is not installed.
    """
    known = negmas("sao.negotiators")
    if not hasattr(known, name):
        raise ValueError(f"NegMAS has no negotiator {name!r}")
    return getattr(known, name)
