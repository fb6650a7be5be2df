"""Halves: the issues of an agenda cut in two, so that its packages are found without a list.

The first half takes every issue that moves more than one kind of clause, and more until both
halves are of about one size.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.ensemble.faults import EnsembleError
from rulebook.term_sheet import TermSheet

Steps = tuple[int, ...]


@dataclass
class Halves:
    """Which open issues stand in each half of a sheet's agenda, and the kinds they move."""

    shape: Steps
    moved: dict[str, Steps]  # by kind, the places of open issues that move it
    first: Steps
    second: Steps

    def packages(self, half: Steps) -> list[Steps]:
        """All choices of the issues of a half."""
        return list(itertools.product(*(range(self.shape[i]) for i in half)))

    def of_kind(self, kind: str, half: Steps) -> Steps:
        """The issues of a half that move a kind."""
        return tuple(i for i in half if i in self.moved[kind])

    def number(self, steps: dict[int, int], issues: Steps) -> int:
        """Number of a choice of some issues, the last running fastest."""
        number = 0
        for i in issues:
            number = number * self.shape[i] + steps[i]
        return number


def cut_in_halves(sheet: TermSheet, kinds: Sequence[str], most: int) -> Halves:
    """Cut a sheet's open issues in two.

    Raises:
        EnsembleError: a half with more than `most` packages.
    """
    opened = [issue for issue in sheet.issues if issue.open]
    shape = tuple(len(issue.steps) for issue in opened)
    moved = {kind: tuple(i for i, one in enumerate(opened) if kind in one.moves)
             for kind in kinds}  # fmt: skip
    shared = [i for i in range(len(shape)) if sum(i in issues for issues in moved.values()) > 1]
    first, wanted = list(shared), math.sqrt(math.prod(shape))
    for i in range(len(shape)):
        size = math.prod(shape[k] for k in first)
        if i not in first and size * math.sqrt(shape[i]) <= wanted:
            first.append(i)
    first.sort()
    second = tuple(i for i in range(len(shape)) if i not in first)
    if max(math.prod(shape[i] for i in half) for half in (first, second)) > most:
        raise EnsembleError(f"{sheet.name}: issues too entangled for an ensemble")
    return Halves(shape, moved, tuple(first), second)


@dataclass
class Filled:
    """How far the shared arrays of halves are filled."""

    blocks: int = 0
    places: int = 0
    near: int = 0
    kinds: dict[str, int] = field(default_factory=dict[str, int])


def write_halves(lay: Any, row: Any, halves: Halves, filled: Filled) -> None:
    """Write a sheet's halves: each package's place, steps, parts, and its neighbours in order.

    Raises:
        EnsembleError: a capacity does not suffice.
    """
    shape = halves.shape
    strides = [math.prod(shape[i + 1:]) for i in range(len(shape))]  # fmt: skip
    row.issues, row.packages = len(shape), math.prod(shape)
    row.steps_in[: len(shape)] = shape
    for name, half in (("first", halves.first), ("second", halves.second)):
        packages = halves.packages(half)
        row[name], row[f"{name}_from"] = len(packages), filled.blocks
        if filled.blocks + len(packages) > len(lay.half_place):
            raise EnsembleError("more packages in halves of agendas than an ensemble holds")
        for k, steps in enumerate(packages):
            chosen = dict(zip(half, steps, strict=True))
            at = filled.blocks + k
            lay.half_place[at] = sum(step * strides[i] for i, step in chosen.items())
            lay.half_step[at] = 0
            for i, step in chosen.items():
                lay.half_step[at, i] = step
            for q, kind in enumerate(halves.moved):
                issues = halves.of_kind(kind, half)
                number = halves.number(chosen, issues)
                if name == "first":
                    seconds = math.prod(shape[i] for i in halves.of_kind(kind, halves.second))
                    number = row.value_from[q] + number * seconds
                lay.half_part[at, q] = number
        row[f"near_{name}"] = filled.near
        filled.near = _write_near(lay, half, shape, filled.blocks, len(packages), filled.near)
        filled.blocks += len(packages)
    _write_places(lay, row, filled)


def _write_near(
    lay: Any, half: Steps, shape: Steps, first: int, count: int, near: int
) -> int:
    """For each package of a half all others by their distance; gives where the next may start."""
    if near + count * count > len(lay.near):
        raise EnsembleError("more neighbours in halves of agendas than an ensemble holds")
    steps = lay.half_step[first : first + count].astype(float)
    for anchor in range(count):
        far = np.zeros(count)
        for i in half:
            far += np.abs(steps[:, i] - steps[anchor, i]) / max(1.0, shape[i] - 1.0)
        order = np.argsort(far, kind="stable")
        lay.near[near : near + count], lay.near_distance[near : near + count] = order, far[order]
        near += count
    return near


def _write_places(lay: Any, row: Any, filled: Filled) -> None:
    """For each package of the agenda its two halves and its steps."""
    row.places_from = filled.places
    if filled.places + row.packages > len(lay.first_of):
        raise EnsembleError("more packages on agendas than an ensemble holds")
    for x in range(row.first):
        for y in range(row.second):
            one, other = row.first_from + x, row.second_from + y
            at = filled.places + lay.half_place[one] + lay.half_place[other]
            lay.first_of[at], lay.second_of[at] = x, y
            lay.step_of[at] = lay.half_step[one] + lay.half_step[other]
    filled.places += int(row.packages)
