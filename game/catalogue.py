"""The catalogue: every word a class reads, in Kazakh, Russian and English, checked as a whole."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from game.conduct import LANGUAGES
from rulebook.parameters import DATA

FOLDER = DATA / "wording" / "class"


class CatalogueError(ValueError):
    """A catalogue is refused; the message names file, key and what is wrong."""


@lru_cache(maxsize=6)
def read_catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """One language's words by `table.key`.

    Raises:
        CatalogueError: no such language.
    """
    if language not in LANGUAGES:
        raise CatalogueError(f"language {language!r} — allowed: {', '.join(LANGUAGES)}")
    words: dict[str, str] = {}
    for path in sorted(folder.glob(f"*.{language}.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        for key, value in _flat("", raw):
            if key in words:
                raise CatalogueError(f"{path.name}: {key} stands twice")
            words[key] = value
    return words


def _flat(before: str, raw: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in raw.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found += _flat(f"{name}.", value)
        else:
            found.append((name, str(value)))
    return found


def fields_of(sentence: str) -> set[str]:
    """Names in braces that a sentence fills in.

    >>> sorted(fields_of("{left} of {right}"))
    ['left', 'right']
    """
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def say(language: str, key: str, **words: Any) -> str:
    """A sentence of a language, filled in.

    Raises:
        CatalogueError: the key is missing.
    """
    catalogue = read_catalogue(language)
    if key not in catalogue:
        raise CatalogueError(f"{language}: no key {key!r}")
    return catalogue[key].format(**words)
