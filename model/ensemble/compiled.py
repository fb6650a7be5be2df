"""Compiled builds of the rooms: loaded where they were made before, made where asked for.

The sources are plain Python; a second copy of each module is compiled, as for the kernels of
`rulebook.kernel`. Making them takes a minute, once for each environment and each change of the
sources; whatever does not ask for an ensemble never waits for it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rulebook.kernel import FOLDER, compile_modules, version_of

RULES = (
    "calendar", "line", "border", "choice", "demand", "money", "parts", "skill", "shock", "flow",
    "bargain", "worth.time", "worth.supply", "worth.care", "worth.work", "worth.gates",
    "worth.public", "contract",
)  # fmt: skip
ROOMS = (
    "codes", "faults", "luck", "shocks", "money", "network", "works", "treasury", "demand",
    "shippers", "fleet", "orders", "workforce", "room", "flow", "traffic", "running", "affairs",
    "opening", "outcomes", "worth", "believing", "forecast", "breach", "promises", "duties",
    "contracts", "agenda", "amending", "bargaining", "talks", "month",
)  # fmt: skip
KEPT = ("open_railway", "run_months")  # what is called; the rest is compiled into them
MODULES = (*(f"rulebook.{name}" for name in RULES), *(f"model.ensemble.{name}" for name in ROOMS))


@dataclass(frozen=True)
class Compiled:
    """What an ensemble calls: open a replicate, and run it on; and all rooms, for the tests."""

    open_railway: Callable[..., None]
    run_months: Callable[..., int]
    rooms: dict[str, Any]


def can_compile() -> bool:
    """Tell whether there is what compiles: numba."""
    return importlib.util.find_spec("numba") is not None


@lru_cache(maxsize=2)
def place_of(folder: Path = FOLDER) -> Path:
    """Where the compiled code of these sources is kept."""
    return folder / f"ensemble-{version_of(MODULES)}"


def is_compiled(folder: Path = FOLDER) -> bool:
    """Tell whether all was compiled before, so that it need only be loaded."""
    return can_compile() and (place_of(folder) / "ready").exists()


@lru_cache(maxsize=2)
def compiled_rooms(folder: Path = FOLDER) -> Compiled:
    """Compile the rooms, or load them as compiled before.

    Raises:
        ModuleNotFoundError: numba is not installed.
    """
    if not can_compile():
        raise ModuleNotFoundError("an ensemble needs numba: pip install 'twogauges[ensemble]'")
    rooms = compile_modules(MODULES, place_of(folder), KEPT, error_model="numpy")
    return Compiled(rooms["model.ensemble.opening"].open_railway,
                    rooms["model.ensemble.month"].run_months, rooms)  # fmt: skip
