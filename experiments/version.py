"""The model's version: a hash of every rule and every table that a result rests on."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from experiments.tables import VERSION, hash_of_data
from rulebook.parameters import DATA

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("rulebook", "agents", "model")
OURS = ("output.py", "traces.py", "policy.py")  # what turns a run into figures


@lru_cache(maxsize=1)
def model_version() -> str:
    """Version, and hash of code and data: runs of another one are other runs."""
    digest = hashlib.blake2b(hash_of_data(DATA).encode(), digest_size=12)
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    files += [Path(__file__).with_name(name) for name in OURS]
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{VERSION}+{digest.hexdigest()}"
