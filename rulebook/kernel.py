"""The flow kernel in use: plain Python, or its compiled build where many runs ask for it.

Both have one source and give the same bits (`tests/test_kernel.py`). Compiling takes some
seconds, once for each environment: nothing needs it, and nobody waits for it unasked.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from rulebook import flow
from rulebook.flow import Floats

Solver = Callable[[Floats, Floats, Floats, Floats], tuple[Floats, Floats, int]]
HELPERS = ("_numbers", "_fill", "_entering", "_leaving", "_exchange", "_read")
COPY = "rulebook.compiled_flow"  # the name that the second, compiled copy of the module goes by
FOLDER = Path(sys.prefix) / "twogauges-compiled"


WORTH_LOADING, WORTH_COMPILING = 15, 150  # runs; a second and a quarter of a minute


class Kernel:
    """Holds the solver that the model calls."""

    solve: Solver = staticmethod(flow.solve_flow)


KERNEL = Kernel()


def prepare_for(runs: int) -> bool:
    """Use the compiled build if that pays for so many runs; tells whether it does."""
    return runs >= WORTH_LOADING and use_compiled(runs >= WORTH_COMPILING)


def use_compiled(compile_now: bool, folder: Path = FOLDER) -> bool:
    """Let the model call the compiled build; tells whether it does.

    Args:
        compile_now: compile if that was not done before; else only what is there is used.
        folder: where compiled code is kept.
    """
    if importlib.util.find_spec("numba") is None:
        return False
    mark = folder / f"{_version()}.ready"
    if not (compile_now or mark.exists()):
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        KERNEL.solve = _build(folder)
        mark.touch()
    except OSError:  # the folder cannot be written: plain Python does as well
        return False
    return True


def use_plain() -> None:
    """Let the model call the plain build."""
    KERNEL.solve = flow.solve_flow


def _version() -> str:
    """What compiled code belongs to: this source, this numba, this Python."""
    text = f"{importlib.metadata.version('numba')} {sys.version}".encode()
    return hashlib.blake2b(Path(flow.__file__).read_bytes() + text, digest_size=8).hexdigest()


def _build(folder: Path) -> Solver:
    """Compile a second copy of the module, or load it as compiled before."""
    numba: Any = importlib.import_module("numba")
    numba.config.CACHE_DIR = str(folder)
    copy = _second_copy()
    for name in HELPERS:
        setattr(copy, name, numba.njit(cache=True)(getattr(copy, name)))
    solve: Solver = numba.njit(cache=True)(copy.solve_flow)
    one = np.ones(1)
    solve(one, one, np.ones((1, 1)), one)  # compiles now, not in the middle of a run
    return solve


def _second_copy() -> ModuleType:
    spec = importlib.util.spec_from_file_location(COPY, flow.__file__)
    assert spec is not None and spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[COPY] = copy  # loading compiled code looks its module up by name
    spec.loader.exec_module(copy)
    return copy
