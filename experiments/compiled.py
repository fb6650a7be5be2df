"""Compiled builds of the rulebook's kernels: the same source by numba, the same answers.

Compiling takes some seconds the first time and is kept beside the source's cache; nothing on the
first screen or in a class waits for it. Without numba the plain source serves.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any


def numba_is_here() -> bool:
    """Tell whether kernels can be compiled."""
    return importlib.util.find_spec("numba") is not None


def compile_module(name: str, given: Mapping[str, Any]) -> ModuleType:
    """A copy of a module whose functions are compiled.

    Args:
        name: the module's name.
        given: names in it that stand for functions compiled already.
    """
    numba = _numba()
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    for own, function in inspect.getmembers(copy, inspect.isfunction):
        if isinstance(function, FunctionType) and function.__module__ == name:
            setattr(copy, own, numba.njit(function, cache=True))
    for own, value in given.items():
        setattr(copy, own, value)
    return copy


def _numba() -> Any:
    """Numba, its cache in a folder that belongs to these very sources.

    Numba looks only at the file of the function itself, not at what it calls.
    """
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).resolve().parent.parent / "rulebook").glob("*.py")):
        digest.update(path.read_bytes())
    folder = Path(sys.prefix) / "twogauges-kernels" / digest.hexdigest()[:16]
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))
    import numba

    return numba


@lru_cache(maxsize=1)
def haggler() -> Callable[..., Any]:
    """The talk of two styles, compiled where numba is at hand."""
    if not numba_is_here():
        from rulebook.haggle import haggle

        return haggle
    bargain = compile_module("rulebook.bargain", {})
    return compile_module("rulebook.haggle", {"next_move": bargain.next_move}).haggle
