"""Refusals: why an action was not accepted, as a code that the phone says in its language."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

LONGEST_NAME, LONGEST_TEXT = 24, 140


class Refusal(Exception):
    """An action is refused. `code` is a key of the catalogue's [refusal]; `words` fill it in."""

    def __init__(self, code: str, /, **words: Any) -> None:
        """Take the code and what its sentence mentions."""
        super().__init__(code)
        self.code = code
        self.words = words

    def as_json(self) -> dict[str, Any]:
        """The refusal as the phone gets it."""
        return {"code": self.code, "words": self.words}


def whole(action: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """A whole number of an action.

    Raises:
        Refusal: it is missing, no whole number, or out of range.
    """
    value = action.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refusal("bad_field", field=name, allowed=f"{low} … {high}")
    return value


def choice(action: Mapping[str, Any], name: str, allowed: Collection[str]) -> str:
    """One of some words of an action.

    Raises:
        Refusal: it is none of them.
    """
    value = action.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise Refusal("bad_field", field=name, allowed=", ".join(sorted(allowed)[:30]))
    return value


def flag(action: Mapping[str, Any], name: str) -> bool:
    """A yes or no of an action.

    Raises:
        Refusal: it is neither.
    """
    value = action.get(name)
    if not isinstance(value, bool):
        raise Refusal("bad_field", field=name, allowed="true, false")
    return value


def text(action: Mapping[str, Any], name: str, longest: int) -> str:
    """A line of text of an action, without control signs and doubled spaces.

    Raises:
        Refusal: it is missing, empty or too long.
    """
    value = action.get(name)
    if not isinstance(value, str) or len(value) > 4 * longest:
        raise Refusal("bad_field", field=name, allowed=f"1 … {longest}")
    value = unicodedata.normalize("NFC", value)
    value = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in value)
    value = " ".join(value.split())
    if not 1 <= len(value) <= longest:
        raise Refusal("bad_field", field=name, allowed=f"1 … {longest}")
    return value


def numbers(action: Mapping[str, Any], name: str, most: int) -> dict[str, float]:
    """Named numbers of an action.

    Raises:
        Refusal: it is no such thing, or there are too many.
    """
    value = action.get(name)
    if not isinstance(value, dict) or len(value) > most:
        raise Refusal("bad_field", field=name, allowed=f"0 … {most}")
    found: dict[str, float] = {}
    for key, number in value.items():
        good = isinstance(number, (int, float)) and not isinstance(number, bool)
        if not isinstance(key, str) or not good or number != number or abs(number) > 1e12:
            raise Refusal("bad_field", field=f"{name}.{str(key)[:40]}", allowed="number")
        found[key] = float(number)
    return found
