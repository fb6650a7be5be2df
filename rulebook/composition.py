"""Composition: contracts built from few parts, in the manner of financial contract combinators.

A `Term` is a duty or terms put together, limited to dates, made conditional, indexed, ranked or
kept past termination. `settle` gives the normal form that everything else reads. Source: Peyton
Jones, Eber and Seward 2000 (`one`, `and`, `when`, `until`, `scale`); what each part means here
stands in docs/contracts.md and is tested as algebra.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rulebook.contract import EVENTS, FOREVER, KINDS, Clause, Condition, Kind


class CompositionError(ValueError):
    """Terms that make no contract; the message names the duty and what is wrong."""


@dataclass(frozen=True, slots=True)
class Duty:
    """The smallest term: one debtor owes one thing, from signing on and for ever."""

    name: str
    kind: Kind
    debtor: str
    creditor: str
    amount: float = 0.0
    rate: float = 0.0
    factor: float = 1.0
    currency: str = "KZT"
    where: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """All of these terms."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class During:
    """The term from `start` up to but not at `end`, in months since signing."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Given:
    """The term in the months in which the condition holds."""

    condition: Condition
    term: Term


@dataclass(frozen=True, slots=True)
class Scaled:
    """The term with every amount multiplied."""

    factor: float
    term: Term


@dataclass(frozen=True, slots=True)
class Ranked:
    """The term served after those of lower rank where both want the same scarce thing."""

    rank: int
    term: Term


@dataclass(frozen=True, slots=True)
class Surviving:
    """The term even after the contract is terminated."""

    term: Term


Term = Duty | Together | During | Given | Scaled | Ranked | Surviving
NOTHING = Together(())
OWN = ("late", "done")  # events whose subject is a duty of the same contract


def together(*terms: Term) -> Term:
    """Join terms; order does not matter, and joining nothing changes nothing."""
    return Together(terms)


def during(start: int, months: int, term: Term) -> Term:
    """Limit a term to some months from `start` after signing."""
    return During(start, start + months, term)


def after(start: int, term: Term) -> Term:
    """Let a term begin some months after signing."""
    return During(start, FOREVER, term)


def whenever(condition: Condition, term: Term) -> Term:
    """Make a term due in the months in which the condition holds."""
    return Given(condition, term)


def unless(condition: Condition, term: Term) -> Term:
    """Suspend a term in the months in which the condition holds."""
    return Given(replace(condition, holds=not condition.holds), term)


def once(condition: Condition, term: Term) -> Term:
    """Acquire a term when the condition first holds, and keep it from then on."""
    return Given(replace(condition, latched=True), term)


def failing(duty: Duty, months: float, remedy: Term) -> Term:
    """A duty with its remedy: what is due while the duty is behind by some months."""
    return together(duty, whenever(Condition("late", duty.name, months), remedy))


def surviving(term: Term) -> Term:
    """Keep a term past termination."""
    return Surviving(term)


def settle(term: Term, contract: str, signed: int) -> tuple[Clause, ...]:
    """Bring a term to normal form: clauses with ids and dates, ordered by name.

    Raises:
        CompositionError: two duties of one name, an unknown kind or event, or a clause that
            refers to none of the contract.
    """
    found: dict[str, tuple[Duty, _Layers]] = {}
    for duty, layers in _duties(term, _OUTSIDE):
        if duty.name in found:
            raise CompositionError(f"{contract}: two duties are named {duty.name!r}")
        found[duty.name] = (duty, layers)
    for duty, layers in found.values():
        _check(duty, layers, contract, found)
    return tuple(_clause(*found[name], contract, signed) for name in sorted(found))


@dataclass(frozen=True, slots=True)
class _Layers:
    """What lies around a duty: its time, conditions, factor, rank and survival."""

    start: int = 0
    end: int = FOREVER
    conditions: tuple[Condition, ...] = ()
    factor: float = 1.0
    rank: int = 0
    survives: bool = False

    def under(self, term: During | Given | Scaled | Ranked | Surviving) -> _Layers:
        """These layers with one more inside."""
        start, end, conditions = self.start, self.end, self.conditions
        factor, rank, survives = self.factor, self.rank, self.survives
        if isinstance(term, During):
            start = max(start, term.start)
            end = max(start, min(end, term.end))
        elif isinstance(term, Given):
            conditions = (*conditions, term.condition)
        elif isinstance(term, Scaled):
            factor = factor * term.factor
        elif isinstance(term, Ranked):
            rank += term.rank
        else:
            survives = True
        return _Layers(start, end, conditions, factor, rank, survives)


_OUTSIDE = _Layers()


def _duties(term: Term, layers: _Layers) -> Iterator[tuple[Duty, _Layers]]:
    """Duties of a term, each with what lies around it."""
    if isinstance(term, Duty):
        yield term, layers
    elif isinstance(term, Together):
        for part in term.terms:
            yield from _duties(part, layers)
    else:
        yield from _duties(term.term, layers.under(term))


def _clause(duty: Duty, layers: _Layers, contract: str, signed: int) -> Clause:
    """The clause of a duty, with its contract's name and calendar months."""
    end = layers.end if layers.end >= FOREVER else layers.end + signed
    return Clause(
        f"{contract}/{duty.name}", duty.kind, duty.debtor, duty.creditor, layers.start + signed,
        end, duty.amount * layers.factor, duty.rate, duty.factor, duty.currency, duty.where,
        f"{contract}/{duty.of}" if duty.of else "", _placed(layers.conditions, contract),
        layers.rank, layers.survives,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _placed(conditions: tuple[Condition, ...], contract: str) -> tuple[Condition, ...]:
    """Conditions without repeats, in one order, naming clauses by their whole id."""
    placed = {
        replace(c, subject=f"{contract}/{c.subject}") if c.event in OWN else c for c in conditions
    }
    return tuple(sorted(placed, key=lambda c: (c.event, c.subject, c.least, c.holds, c.latched)))


def _check(duty: Duty, layers: _Layers, contract: str, names: Container[str]) -> None:
    if duty.kind not in KINDS:
        raise CompositionError(f"{contract}/{duty.name}: kind {duty.kind!r} — allowed:"
                               f" {', '.join(KINDS)}")  # fmt: skip
    named = [duty.of] if duty.of else []
    for condition in layers.conditions:
        if condition.event not in EVENTS:
            raise CompositionError(f"{contract}/{duty.name}: event {condition.event!r} — allowed:"
                                   f" {', '.join(EVENTS)}")  # fmt: skip
        named += [condition.subject] if condition.event in OWN else []
    for name in named:
        if name not in names:
            raise CompositionError(f"{contract}/{duty.name}: no duty is named {name!r}")


_PARTS: dict[str, type[Term]] = {
    "duty": Duty, "together": Together, "during": During, "given": Given, "scaled": Scaled,
    "ranked": Ranked, "surviving": Surviving,
}  # fmt: skip


def term_of(data: Mapping[str, Any]) -> Term:
    """Read a term from plain data, such as JSON gives.

    Raises:
        CompositionError: an unknown part or field.
    """
    values = dict(data)
    part = str(values.pop("part", ""))
    if part not in _PARTS:
        raise CompositionError(f"part {part!r} — allowed: {', '.join(_PARTS)}")
    try:
        return _PARTS[part](**{name: _inner(name, value) for name, value in values.items()})
    except TypeError as error:
        raise CompositionError(f"part {part!r}: {error}") from error


def _inner(name: str, value: Any) -> Any:
    """The value of a part's field, read from plain data."""
    if name == "term":
        return term_of(value)
    if name == "terms":
        return tuple(term_of(one) for one in value)
    return Condition(**value) if name == "condition" else value


def data_of(term: Term) -> dict[str, Any]:
    """Write a term as plain data; `term_of` reads it back."""
    part = type(term).__name__.lower()
    values: dict[str, Any] = {"part": part}
    for name in term.__slots__:
        value: Any = getattr(term, name)
        if name == "terms":
            value = [data_of(one) for one in value]
        elif name == "term":
            value = data_of(value)
        elif isinstance(value, Condition):
            value = {slot: getattr(value, slot) for slot in Condition.__slots__}
        values[name] = value
    return values
