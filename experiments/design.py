"""Designs: the points at which a sweep is run, from a few lines that say how to choose them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.refusal import check_keys, read_whole
from rulebook.parameters import Parameter, load_parameters

Points = NDArray[np.float64]
MOST_POINTS = 10_000_000


@dataclass(frozen=True)
class Axis:
    """One parameter that a sweep changes: its range, or the values that it takes."""

    name: str
    low: float
    high: float
    values: tuple[float, ...] = ()


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
AXIS_WORDS = ("low", "high", "values", "steps")


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
    axes = tuple(_read_axis(name, axis, kind, file) for name, axis in parameters.items())
    if not axes and kind != "grid":
        raise ValueError(f"{file}: field 'parameters': none — allowed: one or more for {kind}")
    found = Design(kind, size, seed, axes, bool(table.get("second_order", False)))
    if found.count > MOST_POINTS:
        raise ValueError(f"{where}: {found.count:,} points — allowed: at most {MOST_POINTS:,}")
    return found


def _read_axis(name: str, table: Mapping[str, Any], kind: str, file: str) -> Axis:
    """Read one parameter: `values`, or `low` and `high`, with `steps` for a grid."""
    where = f"{file}: parameter {name}"
    row = find_parameter(name, file)
    check_keys(table, AXIS_WORDS, where)
    if "values" in table:
        return _listed(row, table["values"], kind, where)
    low, high = (_read_bound(row, table.get(field, getattr(row, field)), field, where)
                 for field in ("low", "high"))  # fmt: skip
    if low >= high:
        raise ValueError(f"{where}: fields 'low', 'high': the range {low:g} to {high:g} is empty —"
                         f" allowed: low below high, within {row.low:g} to {row.high:g}"
                         f" {row.unit}")  # fmt: skip
    if kind != "grid":
        return Axis(name, low, high)
    steps = read_whole(table, "steps", 2, 10_000, where)
    return Axis(name, low, high, tuple(float(v) for v in np.linspace(low, high, steps)))


def find_parameter(name: str, file: str) -> Parameter:
    """The row of a parameter.

    Raises:
        ValueError: there is none; the message names the file and the nearest name.
    """
    known = load_parameters()
    if name not in known:
        try:
            known.changed({name: 0.0})
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error
    return known.table[name]


def _read_bound(row: Parameter, value: Any, field: str, where: str) -> float:
    inside = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not inside or not row.low <= value <= row.high:
        raise ValueError(f"{where}: field {field!r}: {value!r} — allowed: a number from {row.low:g}"
                         f" to {row.high:g} {row.unit}")  # fmt: skip
    return float(value)


def _listed(row: Parameter, values: Any, kind: str, where: str) -> Axis:
    if kind != "grid":
        raise ValueError(f"{where}: field 'values' — allowed: low and high for {kind}")
    if not isinstance(values, list) or not values:
        raise ValueError(f"{where}: field 'values': {values!r} is empty — allowed: one or more"
                         f" numbers from {row.low:g} to {row.high:g} {row.unit}")  # fmt: skip
    taken = tuple(_read_bound(row, value, "values", where) for value in values)
    if len(set(taken)) < len(taken):
        raise ValueError(f"{where}: field 'values': {values!r} — allowed: each value once")
    return Axis(row.name, min(taken), max(taken), taken)
