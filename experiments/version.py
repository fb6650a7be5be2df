"""The version of a sweep's runs: the model's, and that of what turns a run into figures."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from model.version import hash_of, hash_of_model, project_version

HERE = Path(__file__).resolve().parent
OURS = ("output.py", "traces.py", "policy.py")  # what turns a run into figures


@lru_cache(maxsize=1)
def model_version() -> str:
    """Version, and hash of code and data: runs of another one are other runs."""
    ours = hash_of((HERE / name for name in OURS), HERE)
    digest = hashlib.blake2b((hash_of_model() + ours).encode(), digest_size=12)
    return f"{project_version()}+{digest.hexdigest()}"
