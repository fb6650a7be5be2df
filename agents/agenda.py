"""The agenda: what every package on it is worth to a party, without weighing each one whole.

A sheet says which kinds of clause each issue moves, so the worth of a package falls into parts,
one for each kind, that depend on few issues. The parts are drafted once and added; a test draws
up whole contracts and finds the same sums.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agents.drafting import Signing, draft
from agents.valuation import Forecast, clause_worth
from rulebook.contract import KINDS, Clause, Contract
from rulebook.term_sheet import TermSheet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Clauses of one kind as the issues that move them vary: drafts in the order of `shape`."""

    kind: str
    shape: tuple[int, ...]
    drafts: tuple[tuple[Contract, tuple[Clause, ...]], ...]

    def worth(self, forecast: Forecast) -> Floats:
        """Worth of these clauses, MUSD; the shape is 1 along issues that do not move them."""
        values: list[float] = []
        for contract, clauses in self.drafts:
            total = 0.0
            for clause in clauses:
                total += clause_worth(clause, contract, forecast)
            values.append(total)
        return np.array(values).reshape(self.shape)


def agenda_worth(sheet: TermSheet, parts: tuple[Part, ...], forecast: Forecast) -> Floats:
    """Worth of each package on the agenda to the party that forecasts, MUSD, shape (k,)."""
    total = np.zeros(sheet.open_shape)
    for part in parts:
        total = total + part.worth(forecast)
    return total.ravel()


def parts_of(sheet: TermSheet, signing: Signing) -> tuple[Part, ...]:
    """The parts of an agenda; kept where no older contract is amended."""
    if signing.old is not None:
        return _draft_parts(sheet, signing)
    maker = signing.supplier.supplier if signing.maker is not None else ""
    key = (sheet.name, maker, tuple(sorted(signing.seats.items())),
           tuple(sorted(signing.extra.items())))  # fmt: skip
    return _kept(_Key(key, sheet, replace(signing, month=0)))


@dataclass(frozen=True)
class _Key:
    """What tells agendas apart, and what they are drafted from."""

    key: tuple[object, ...]
    sheet: TermSheet
    signing: Signing

    def __hash__(self) -> int:
        """Hash by what tells agendas apart."""
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        """Compare by the same."""
        return isinstance(other, _Key) and other.key == self.key and (
            other.sheet is self.sheet and other.signing.maker is self.signing.maker
        )


@lru_cache(maxsize=64)
def _kept(key: _Key) -> tuple[Part, ...]:
    return _draft_parts(key.sheet, key.signing)


def _draft_parts(sheet: TermSheet, signing: Signing) -> tuple[Part, ...]:
    """Draft each kind's part over the steps of the open issues that move it."""
    opened = [issue for issue in sheet.issues if issue.open]
    base = {issue.name: issue.default for issue in sheet.issues}
    made: dict[tuple[float, ...], Contract] = {}

    def drafted(steps: tuple[float, ...]) -> Contract:
        if steps not in made:
            chosen = dict(zip((one.name for one in opened), steps, strict=True))
            made[steps] = draft(sheet, {**base, **chosen}, signing)
        return made[steps]

    parts: list[Part] = []
    for kind in KINDS:
        choices = [one.steps if kind in one.moves else (one.default,) for one in opened]
        drafts = [drafted(steps) for steps in itertools.product(*choices)]
        of_kind = [(k, tuple(c for c in k.clauses if c.kind == kind)) for k in drafts]
        if any(clauses for _, clauses in of_kind):
            parts.append(Part(kind, tuple(len(choice) for choice in choices), tuple(of_kind)))
    return tuple(parts)


def package_worth(
    sheet: TermSheet, terms: Mapping[str, float], signing: Signing, forecast: Forecast
) -> float:
    """Worth of one package, on the agenda or off it, MUSD."""
    contract = draft(sheet, terms, signing)
    total = 0.0
    for kind in KINDS:
        part = 0.0
        for clause in contract.clauses:
            if clause.kind == kind:
                part += clause_worth(clause, contract, forecast)
        total = total + part
    return total
