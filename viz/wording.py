"""Wording: every text of the explorer in Kazakh, Russian and English, with plurals and numbers."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentNone
from fluent.syntax import FluentParser, ast

from rulebook.parameters import DATA

FOLDER = DATA / "wording" / "explorer"
LANGUAGES = ("kk", "ru", "en")
NUMERIC = {"kk": "ru"}  # browsers often lack Kazakh, which writes numbers as Russian does


class WordingError(ValueError):
    """A catalogue is refused; the message names file and key."""


class Words:
    """The texts of one language; `words("key", name=value)` gives a text."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        """Read a catalogue.

        Raises:
            WordingError: no such language, or a text that cannot be read.
        """
        if language not in LANGUAGES:
            raise WordingError(f"language {language!r} — allowed: {', '.join(LANGUAGES)}")
        self.language = language
        self.numeric = NUMERIC.get(language, language)
        self._bundle = FluentBundle([language], use_isolating=False)
        for path in sorted(folder.glob(f"{language}*.ftl")):
            self._bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))

    def __call__(self, key: str, /, **given: object) -> str:
        """Give a text with its gaps filled; numbers are written as the language writes them.

        Raises:
            WordingError: no such text, or a gap without a value.
        """
        if not self._bundle.has_message(key):
            raise WordingError(f"{self.language}: no text {key!r}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise WordingError(f"{self.language}: text {key!r} is empty")
        text, errors = self._bundle.format_pattern(pattern, given)
        if errors or isinstance(text, FluentNone):
            raise WordingError(f"{self.language}: text {key!r}: {errors}")
        return text

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return self._bundle.has_message(key)

    def number(self, value: float, digits: int = 3) -> str:
        """Write a number with so many digits that count, grouped as the language does."""
        if math.isnan(value):
            return "–"
        whole = math.floor(math.log10(abs(value))) + 1 if value else 1
        places = max(0, digits - whole)
        pattern = "#,##0" + ("." + "#" * places if places else "")
        return format_decimal(round(value, places), format=pattern, locale=self.language)

    def signed(self, value: float, digits: int = 3) -> str:
        """Write a difference with its sign."""
        text = self.number(abs(value), digits)
        return f"{'−' if value < 0 else '+'}{text}" if text.strip("0.,") else text


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The catalogue of a language, read once."""
    return Words(language)


def keys_of(language: str, folder: Path = FOLDER) -> dict[str, frozenset[str]]:
    """Every key of a language's catalogue with the gaps its text has.

    Raises:
        WordingError: a file holds something that is no text.
    """
    found: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob(f"{language}*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Junk):
                raise WordingError(f"{path.name}: cannot be read: {entry.content[:60]!r}")
            if isinstance(entry, ast.Message):
                if entry.id.name in found:
                    raise WordingError(f"{path.name}: key {entry.id.name!r} stands twice")
                found[entry.id.name] = frozenset(_gaps(entry))
    return found


def _gaps(node: ast.BaseNode) -> list[str]:
    """Names of the values that a text takes."""
    if isinstance(node, ast.VariableReference):
        return [node.id.name]
    found: list[str] = []
    for value in vars(node).values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.BaseNode):
                found += _gaps(one)
    return found
