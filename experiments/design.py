"""Designs: the points at which a sweep is run, from a few lines that say how to choose them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.axis import Axis, read_axis
from experiments.refusal import check_keys, read_whole

Points = NDArray[np.float64]
MOST_POINTS = 10_000_000


@dataclass(frozen=True)
class Design:
    """How points are chosen: kind, its size and seed, and the parameters."""

    kind: str
    size: int
    seed: int
    axes: tuple[Axis, ...]
    second_order: bool = False
    listed: tuple[tuple[float, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters in order."""
        return tuple(axis.name for axis in self.axes)

    @property
    def problem(self) -> dict[str, Any]:
        """The parameters as SALib wants them told."""
        bounds = [[axis.low, axis.high] for axis in self.axes]
        return {"num_vars": len(self.axes), "names": list(self.names), "bounds": bounds}

    @property
    def count(self) -> int:
        """Number of points, without making them."""
        if not self.axes:
            return max(1, len(self.listed))
        width = len(self.axes)
        if self.kind == "grid":
            return int(np.prod([len(axis.values) for axis in self.axes]))
        if self.kind == "listed":
            return len(self.listed)
        if self.kind == "saltelli":
            return self.size * (2 * width + 2 if self.second_order else width + 2)
        return self.size * (width + 1) if self.kind == "morris" else self.size

    def points(self) -> Points:
        """The points, shape (points, parameters); the same design gives the same ones."""
        if not self.axes:
            return np.zeros((self.count, 0))
        return KINDS[self.kind](self)


def _grid(design: Design) -> Points:
    return np.array(list(itertools.product(*(axis.values for axis in design.axes))), dtype=float)


def _scaled(design: Design, unit: Points) -> Points:
    low = np.array([axis.low for axis in design.axes])
    high = np.array([axis.high for axis in design.axes])
    return np.clip(low + unit * (high - low), low, high)


def _latin_hypercube(design: Design) -> Points:
    from scipy.stats import qmc  # takes a second that workers need not spend

    sampler = qmc.LatinHypercube(d=len(design.axes), rng=np.random.default_rng(design.seed))
    return _scaled(design, sampler.random(design.size))


def _sobol(design: Design) -> Points:
    from scipy.stats import qmc

    rng = np.random.default_rng(design.seed)
    sampler = qmc.Sobol(d=len(design.axes), scramble=True, rng=rng)
    return _scaled(design, sampler.random(design.size))


def _saltelli(design: Design) -> Points:
    from SALib.sample import sobol

    found = sobol.sample(design.problem, design.size, calc_second_order=design.second_order,
                         seed=design.seed)  # fmt: skip
    return np.asarray(found, dtype=float)


def _morris(design: Design) -> Points:
    from SALib.sample import morris

    return np.asarray(morris.sample(design.problem, design.size, seed=design.seed), dtype=float)


def _listed_points(design: Design) -> Points:
    return np.array(design.listed, dtype=float)


KINDS: dict[str, Callable[[Design], Points]] = {
    "grid": _grid, "latin_hypercube": _latin_hypercube, "sobol": _sobol, "saltelli": _saltelli,
    "morris": _morris, "listed": _listed_points,
}  # fmt: skip
POWERS_OF_TWO = ("sobol", "saltelli")
DESIGN_WORDS = ("kind", "size", "seed", "second_order")


def read_design(
    table: Mapping[str, Any], parameters: Mapping[str, Mapping[str, Any]], file: str
) -> Design:
    """Read a design and the parameters that it changes.

    Raises:
        ValueError: names file, field and what is allowed.
    """
    where = f"{file}: design"
    check_keys(table, DESIGN_WORDS, where)
    kind = str(table.get("kind", "grid"))
    if kind not in KINDS or kind == "listed":
        known = ", ".join(one for one in KINDS if one != "listed")
        raise ValueError(f"{where}: field 'kind': {kind!r} — allowed: {known}")
    size = 1 if kind == "grid" else read_whole(table, "size", 2, MOST_POINTS, where)
    if kind in POWERS_OF_TWO and size & (size - 1):
        near = 1 << (size - 1).bit_length()
        raise ValueError(f"{where}: field 'size': {size} — allowed: a power of 2 for {kind},"
                         f" such as {near}")  # fmt: skip
    seed = read_whole({"seed": 1, **table}, "seed", 0, (1 << 32) - 1, where)
    axes = tuple(read_axis(name, axis, kind, file) for name, axis in parameters.items())
    if not axes and kind != "grid":
        raise ValueError(f"{file}: field 'parameters': none — allowed: one or more for {kind}")
    found = Design(kind, size, seed, axes, bool(table.get("second_order", False)))
    if found.count > MOST_POINTS:
        raise ValueError(f"{where}: {found.count:,} points — allowed: at most {MOST_POINTS:,}")
    return found
