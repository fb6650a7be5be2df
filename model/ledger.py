"""The ledger: every tenge, locomotive, worker and wagon moves from one account to another.

Nothing is made or lost: for each unit the balances of all accounts add to nothing. Each line
names its cause: a decision, a contract's clause, a shock's card or a standing rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

COLUMNS = ("month", "from", "to", "amount", "unit", "cause")
# A line as written: a bare tuple, which is quick to make and costs the garbage collector nothing.
Written = tuple[int, str, str, int, str, str]


class Line(NamedTuple):
    """One movement; `amount` is a whole number of `unit` and never negative."""

    month: int
    source: str
    target: str
    amount: int
    unit: str
    cause: str


class Ledger:
    """Lines in the order they happened, and the balance of every account."""

    def __init__(self) -> None:
        """Open an empty ledger."""
        self.written: list[Written] = []
        self.balances: dict[tuple[str, str], int] = {}

    @property
    def lines(self) -> list[Line]:
        """All lines in the order they happened."""
        return [Line(*written) for written in self.written]

    def move(
        self, month: int, unit: str, source: str, target: str, amount: int, cause: str
    ) -> int:
        """Move a whole amount from one account to another and give it back.

        Raises:
            ValueError: a negative amount, or no cause.
        """
        if amount < 0:
            raise ValueError(f"{cause}: amount {amount} {unit} — allowed: 0 or more")
        if not cause:
            raise ValueError(f"{source} to {target}: a line needs its cause")
        if amount:
            balances, giver, taker = self.balances, (unit, source), (unit, target)
            balances[giver] = balances.get(giver, 0) - amount
            balances[taker] = balances.get(taker, 0) + amount
            self.written.append((month, source, target, amount, unit, cause))
        return amount

    def move_each(
        self, month: int, unit: str, source: str, target: str, amounts: list[int], cause: str
    ) -> None:
        """Move whole amounts between the same two accounts, a line for each that is not zero.

        Raises:
            ValueError: a negative amount, or no cause.
        """
        least, total = min(amounts, default=0), sum(amounts)
        if least < 0 or not cause:
            self.move(month, unit, source, target, least, cause)  # says what is wrong
        if total:
            self.written += [(month, source, target, n, unit, cause) for n in amounts if n]
            for account, change in ((source, -total), (target, total)):
                self.balances[unit, account] = self.balances.get((unit, account), 0) + change

    def balance(self, unit: str, account: str) -> int:
        """Give what an account holds of a unit; below zero it owes."""
        return self.balances.get((unit, account), 0)

    def total(self, unit: str) -> int:
        """Add all balances of a unit: zero, always."""
        return sum(held for (of, _), held in self.balances.items() if of == unit)

    def caused_by(self, cause: str) -> Iterator[Line]:
        """Go through the lines that one cause brought about."""
        return (line for line in self.lines if line.cause == cause)
