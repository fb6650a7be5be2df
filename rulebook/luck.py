"""Luck: one named stream of random numbers per cause.

A stream is keyed by (seed, replicate, hash of its name), never by its position, so adding a
cause, changing the order of imports or the number of workers leaves every other stream as it
was, and two policies run on the same seed share their luck.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stream_key(seed: int, replicate: int, name: str) -> tuple[int, int]:
    """Key a Philox stream: (seed and replicate in one word, hash of the name).

    Raises:
        ValueError: seed outside 0 to 2**32-1 or replicate outside 0 to 2**32-1.
    """
    for field, value in (("seed", seed), ("replicate", replicate)):
        if not 0 <= value < 1 << 32:
            raise ValueError(f"{field} {value} is outside 0 to {(1 << 32) - 1}")
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return (seed << 32) | replicate, int.from_bytes(digest, "little")


class Luck:
    """All the luck of one replicate: a table of draws per cause, made when first asked for."""

    def __init__(self, seed: int, replicate: int, months: int) -> None:
        """Hold luck for `months` monthly steps of one (seed, replicate).

        Raises:
            ValueError: seed or replicate out of range.
        """
        stream_key(seed, replicate, "")  # refuses what cannot be a key before anything runs
        self.seed = seed
        self.replicate = replicate
        self.months = months
        self._tables: dict[tuple[str, str], Floats] = {}
        self._by_month: dict[tuple[str, str], list[float]] = {}

    def _stream(self, name: str) -> np.random.Generator:
        key = np.array(stream_key(self.seed, self.replicate, name), dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key))

    def normals(self, name: str) -> Floats:
        """Standard normal draws of the cause `name`, shape (months,)."""
        table = self._tables.get((name, "normal"))
        if table is None:
            table = self._stream(name).standard_normal(self.months)
            self._tables[name, "normal"] = table
        return table

    def normal(self, name: str, t: int) -> float:
        """Standard normal draw of the cause `name` in month `t` since the start."""
        draws = self._by_month.get((name, "normal"))
        if draws is None:
            draws = self._by_month[name, "normal"] = self.normals(name).tolist()
        return draws[t]

    def uniforms(self, name: str) -> Floats:
        """Draws from [0, 1) of the cause `name`, shape (months,)."""
        table = self._tables.get((name, "uniform"))
        if table is None:
            table = self._stream(name).random(self.months)
            self._tables[name, "uniform"] = table
        return table

    def uniform(self, name: str, t: int) -> float:
        """Draw from [0, 1) of the cause `name` in month `t` since the start."""
        draws = self._by_month.get((name, "uniform"))
        if draws is None:
            draws = self._by_month[name, "uniform"] = self.uniforms(name).tolist()
        return draws[t]
