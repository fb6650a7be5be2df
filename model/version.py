"""The version of the model: of the project, and of all code and tables that a run rests on."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rulebook.parameters import DATA

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("rulebook", "agents", "model")
TABLES = ("*.csv", "scenarios/*.toml", "term_sheets/*.toml")


@lru_cache(maxsize=1)
def project_version() -> str:
    """The project's own, from pyproject.toml."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def hash_of(paths: Iterable[Path], folder: Path) -> str:
    """Hash of files by their place in a folder and what they hold, whatever ends their lines."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def hash_of_data(folder: Path = DATA) -> str:
    """Hash of every table and scenario that a run reads, so that a figure names its data."""
    return hash_of((path for kind in TABLES for path in folder.glob(kind)), folder)


@lru_cache(maxsize=1)
def hash_of_model() -> str:
    """Hash of the code and tables of a run: runs of another one are other runs."""
    code = (path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))
    return hashlib.sha256((hash_of(code, HOUSE) + hash_of_data()).encode()).hexdigest()
