"""The kernels in use: plain Python, or their compiled builds where many runs ask for them.

Both have one source and give the same bits (`tests/test_kernel.py`). Compiling takes some
seconds, once for each environment: nothing needs it, and nobody waits for it unasked.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rulebook import bargain, flow, haggle
from rulebook.flow import Floats

Counts = NDArray[np.int64]
Solver = Callable[[Floats, Floats, Floats, Floats], tuple[Floats, Floats, int]]
Mover = Callable[..., int]
Haggler = Callable[..., tuple[int, int, Counts]]
SOURCES = (flow, bargain, haggle)
FOLDER = Path(sys.prefix) / "twogauges-compiled"
WORTH_LOADING, WORTH_COMPILING = 15, 150  # runs; a second and a quarter of a minute


@dataclass
class Kernels:
    """What the model calls: the month's trains, a move in a talk; and a whole talk, for sweeps."""

    solve: Solver
    next_move: Mover
    haggle: Haggler


PLAIN = Kernels(flow.solve_flow, bargain.next_move, haggle.haggle)
KERNEL = replace(PLAIN)  # the ones in use


def prepare_for(runs: int) -> bool:
    """Use the compiled builds if that pays for so many runs; tells whether it does."""
    return runs >= WORTH_LOADING and use_compiled(runs >= WORTH_COMPILING)


def use_compiled(compile_now: bool, folder: Path = FOLDER) -> bool:
    """Let the model call the compiled builds; tells whether it does.

    Args:
        compile_now: compile if that was not done before; else only what is there is used.
        folder: where compiled code is kept.
    """
    if importlib.util.find_spec("numba") is None:
        return False
    place = folder / _version()
    if not (compile_now or (place / "ready").exists()):
        return False
    try:
        _use(_build(place))
    except OSError:  # the folder cannot be written: plain Python does as well
        return False
    return True


def use_plain() -> None:
    """Let the model call the plain builds."""
    _use(PLAIN)


@lru_cache(maxsize=4)
def compiled_kernels(folder: Path = FOLDER) -> Kernels:
    """The compiled builds, for a sweep to call by itself; the plain ones without numba."""
    if importlib.util.find_spec("numba") is None:
        return PLAIN
    return _build(folder / _version())


def _use(kernels: Kernels) -> None:
    KERNEL.solve, KERNEL.next_move = kernels.solve, kernels.next_move
    KERNEL.haggle = kernels.haggle


def _version() -> str:
    """What compiled code belongs to: these sources, this numba, this Python."""
    digest = hashlib.blake2b(digest_size=8)
    for source in SOURCES:
        digest.update(Path(str(source.__file__)).read_bytes())
    digest.update(f"{importlib.metadata.version('numba')} {sys.version}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _build(folder: Path) -> Kernels:
    """Compile second copies of the modules, or load them as compiled before."""
    folder.mkdir(parents=True, exist_ok=True)
    numba: Any = importlib.import_module("numba")
    numba.config.CACHE_DIR = str(folder)
    trains = _compiled(numba, flow, {})
    moves = _compiled(numba, bargain, {})
    talks = _compiled(numba, haggle, {"next_move": moves.next_move, "clock": moves.clock})
    made = Kernels(trains.solve_flow, moves.next_move, talks.haggle)
    _try_each(made)
    (folder / "ready").touch()
    return made


def _compiled(numba: Any, source: ModuleType, given: Mapping[str, Any]) -> Any:
    """A copy of a module with all its functions compiled; `given` stands in for imported ones."""
    name = f"rulebook.compiled_{source.__name__.rpartition('.')[2]}"
    spec = importlib.util.spec_from_file_location(name, str(source.__file__))
    assert spec is not None and spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[name] = copy  # loading compiled code looks its module up by name
    spec.loader.exec_module(copy)
    for own, function in inspect.getmembers(copy, inspect.isfunction):
        if function.__module__ == name:
            setattr(copy, own, numba.njit(cache=True)(function))
    for own, value in given.items():
        setattr(copy, own, value)
    return copy


def _try_each(kernels: Kernels) -> None:
    """Call each kernel once: it compiles now, not in the middle of a run."""
    one, none = np.ones(1), np.zeros(0, dtype=np.int64)
    kernels.solve(one, one, np.ones((1, 1)), one)
    steps, two = np.zeros((1, 1), dtype=np.int64), np.zeros(2, dtype=np.int64)
    kernels.next_move(0, 1.0, one, 0.0, 0.0, -1, 0.0, none, none, steps, one)
    kernels.haggle(two, np.ones(2), np.ones((2, 1)), np.zeros(2), steps, one, 2)
