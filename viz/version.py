"""The model's version as links, reports and pictures name it."""

from __future__ import annotations

from model.version import hash_of_model, project_version


def model_version() -> str:
    """Project version and eight hex digits over every file that can change a run's figures."""
    return f"{project_version()}-{hash_of_model()[:8]}"
