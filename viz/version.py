"""The model's version: that of the project, and a hash of the code and tables that make a run."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("rulebook", "agents", "model")


@lru_cache(maxsize=1)
def model_version() -> str:
    """Project version and eight hex digits over every file that can change a run's figures."""
    files = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
    tables = [*(HOUSE / "data").glob("*.csv"), *(HOUSE / "data" / "scenarios").glob("*.toml"),
              *(HOUSE / "data" / "term_sheets").glob("*.toml")]  # fmt: skip
    digest = hashlib.sha256()
    for path in [*files, *sorted(tables)]:
        digest.update(path.name.encode() + path.read_bytes())
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['version']}-{digest.hexdigest()[:8]}"
