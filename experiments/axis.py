"""Axes: one parameter that a sweep changes, checked against its row in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.refusal import check_keys, read_whole
from rulebook.parameters import Parameter, load_parameters

AXIS_WORDS = ("low", "high", "values", "steps")


@dataclass(frozen=True)
class Axis:
    """One parameter that a sweep changes: its range, or the values that it takes."""

    name: str
    low: float
    high: float
    values: tuple[float, ...] = ()


def read_axis(name: str, table: Mapping[str, Any], kind: str, file: str) -> Axis:
    """Read one parameter: `values`, or `low` and `high`, with `steps` for a grid.

    Raises:
        ValueError: names file, parameter, field and what is allowed.
    """
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
