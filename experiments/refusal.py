"""Refusals: what is wrong with a file, in one line that names file, field and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def check_keys(table: Any, words: Iterable[str], where: str) -> None:
    """Refuse what is no table, or a key that is not known.

    Raises:
        ValueError: names the place, the key and the known ones.
    """
    known = ", ".join(words)
    if not isinstance(table, Mapping):
        raise ValueError(f"{where}: {table!r} — allowed: a table with {known}")
    unknown = sorted(set(table) - set(words))
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r} — allowed: {known}")


def check_once(names: list[str], where: str) -> None:
    """Refuse a name that stands twice.

    Raises:
        ValueError: names the place and the name.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{where} {twice[0]!r} stands twice — allowed: each name once")


def read_whole(table: Mapping[str, Any], field: str, low: int, high: int, where: str) -> int:
    """Read a whole number in a range.

    Raises:
        ValueError: names the field and its range.
    """
    value = table.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{where}: field {field!r}: {value!r} — allowed: a whole number from"
                         f" {low} to {high:,}")  # fmt: skip
    return value


def read_choice(value: Any, choices: Iterable[str], where: str) -> str:
    """Read one of some words.

    Raises:
        ValueError: names the place and the words.
    """
    if value not in tuple(choices):
        raise ValueError(f"{where}: {value!r} — allowed: {', '.join(choices)}")
    return str(value)
